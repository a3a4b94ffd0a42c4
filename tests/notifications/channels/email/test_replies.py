import smtplib

import pytest

from notifications.channels.email.replies import outcome_of
from notifications.kinds import Outcome, Result

TEXT = b"5.1.1 <maria@example.org>: no such user"


def refused(code: int, text: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"maria@example.org": (code, text)})


@pytest.mark.parametrize(
    ("code", "text", "is_hard_bounce"),
    [
        (550, TEXT, True),
        (550, b"no such user", True),
        (553, b"", True),
        (550, b"5.2.1 disabled", True),
        (550, b"5.7.1 your address is on a list", False),
        (552, b"5.2.2 mailbox full", False),
        (554, b"no", False),
    ],
)
def test_a_recipient_refused_for_good(code, text, is_hard_bounce):
    outcome = outcome_of(refused(code, text), is_after_dot=False)

    assert (outcome.result, outcome.is_hard_bounce) == (Result.FAILED, is_hard_bounce)


def test_nothing_of_the_text_of_an_answer_is_kept():
    assert outcome_of(refused(550, TEXT), is_after_dot=False) == Outcome(
        Result.FAILED, "550 5.1.1", "the server refused the recipient", is_hard_bounce=True
    )


@pytest.mark.parametrize(
    ("error", "is_after_dot", "result", "code"),
    [
        (refused(450, b"4.2.0 greylisted"), False, Result.RETRY, "450 4.2.0"),
        (refused(421, b"bye"), False, Result.RETRY, "421"),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 quota", "a@b"), False, Result.RETRY, "550 5.7.1"),
        (smtplib.SMTPSenderRefused(451, b"", "a@b"), False, Result.RETRY, "451"),
        (smtplib.SMTPDataError(554, b"5.6.0 spam"), True, Result.FAILED, "554 5.6.0"),
        (smtplib.SMTPDataError(451, b"4.3.0 later"), True, Result.RETRY, "451 4.3.0"),
        (smtplib.SMTPDataError(421, b"bye"), True, Result.RETRY, "421"),
        (smtplib.SMTPDataError(251, b"ok"), True, Result.SENT, "251"),
        (smtplib.SMTPDataError(250, b"ok"), False, Result.RETRY, "connection"),
        (smtplib.SMTPDataError(-1, b""), True, Result.UNCERTAIN, "lost"),
        (smtplib.SMTPDataError(354, b""), True, Result.UNCERTAIN, "lost"),
        (smtplib.SMTPDataError(-1, b""), False, Result.RETRY, "connection"),
        (smtplib.SMTPServerDisconnected("x"), True, Result.UNCERTAIN, "lost"),
        (smtplib.SMTPServerDisconnected("x"), False, Result.RETRY, "connection"),
        (TimeoutError(), True, Result.UNCERTAIN, "lost"),
        (ConnectionResetError(), False, Result.RETRY, "connection"),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), False, Result.FAILED, "unsupported"),
    ],
)
def test_what_an_error_means(error, is_after_dot, result, code):
    outcome = outcome_of(error, is_after_dot=is_after_dot)

    assert (outcome.result, outcome.code, outcome.is_hard_bounce) == (result, code, False)
