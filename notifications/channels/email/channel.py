"""The e-mail channel: one connection for a batch, one recipient per message."""

import logging
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import get_connection

from notifications.channels.email.mime import MessageRefused, build
from notifications.channels.email.replies import outcome_of
from notifications.channels.email.smtp import StagedBackend
from notifications.channels.email.writing import Writer, written_address
from notifications.errors import ChannelDown, where_it_broke
from notifications.kinds import Message, Outcome, Result

logger = logging.getLogger(__name__)

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class EmailChannel:
    name = "email"
    takes = Message
    at_once = 1  # one connection, one mail after the other

    def __init__(self) -> None:
        self._writer = Writer()
        self._backend: Any = None  # one of Django's, or of a package: what it can do is asked below

    @staticmethod
    def is_on() -> bool:
        return not settings.EMAIL_IS_OFF

    def open(self) -> None:
        if self._backend is not None:
            return
        backend = StagedBackend() if settings.EMAIL_BACKEND == SMTP_BACKEND else get_connection()
        try:
            backend.open()
        except OSError as error:  # smtplib's errors are OSErrors too
            raise ChannelDown(where_it_broke(error)) from error
        self._backend = backend

    def send(self, message: Message, *, message_id: str, date: datetime) -> Outcome:
        backend, number = self._backend, 1
        try:
            if isinstance(backend, StagedBackend):
                mail = self._writer.write(message, message_id=message_id, date=date)
                backend.send_written(mail, to=written_address(message.to))
            else:
                number = backend.send_messages([build(message, message_id=message_id, date=date)])
        except MessageRefused as error:
            return Outcome(Result.FAILED, "refused", str(error))
        except OSError as error:
            return self._after_refusal(error)
        except ValueError as error:  # an address or a header that cannot be written
            return Outcome(Result.FAILED, "refused", where_it_broke(error))
        except Exception as error:  # the isolation boundary: one delivery, over any backend
            logger.error("A mail could not be handed over: %s", where_it_broke(error))
            self.close()
            return Outcome(Result.RETRY, "backend", where_it_broke(error))
        if not number:
            return Outcome(Result.RETRY, "backend", "the backend took nothing")
        return Outcome(Result.KEPT if getattr(backend, "keeps", False) else Result.SENT, "250")

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError):
                backend.close()

    def _after_refusal(self, error: OSError) -> Outcome:
        backend = self._backend
        is_staged = isinstance(backend, StagedBackend)
        outcome = outcome_of(error, is_after_dot=is_staged and backend.is_after_dot)
        if not is_staged or backend.is_lost:
            self.close()
        return outcome
