"""Why a message waits, failed or may have failed, in words for organisers. Neither name nor address."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.actions import RESTORED
from notifications.models import Delivery

State = Delivery.State

_NO_CONNECTION = _("no connection to the mail server")
_NOT_NOW = _("the mail server does not take it now")
# By what the outbox notes (notifications/channels/email/replies.py).
_BY_REASON: dict[str, str | Promise] = {
    "the server refused the recipient": _("the mail server refused the address"),
    "the server refused the message": _("the mail server refused the message"),
    "the server refused the sender": _("the mail server refuses what this site sends; its operator can mend that"),
    "the server does not take the recipient now": _NOT_NOW,
    "the server does not take the message now": _NOT_NOW,
    "the server cannot take such an address": _("the mail server cannot take such an address"),
    "the connection broke after the message was handed over": _("the connection broke; perhaps it arrived"),
    "the connection broke before the message was handed over": _NO_CONNECTION,
    "its time was over": _("it was too late"),
    "its channel is off": _("this site sends no mail"),
    RESTORED: _("the site was restored from a copy; perhaps it was sent before"),
}
_BY_CODE: dict[str, str | Promise] = {
    "down": _NO_CONNECTION,
    "refused": _("the address cannot be written to"),
    "prepare": _("it could not be made; the operator can see why"),
}
_BY_STATE: dict[str, str | Promise] = {
    State.UNCERTAIN: _("perhaps it arrived"),
    State.EXPIRED: _("it was too late"),
}


def say_reason(*, state: str, code: str, reason: str) -> str:
    """A part of a sentence, after "3 failed: "."""
    known = _BY_REASON.get(reason) or _BY_CODE.get(code.rpartition("; ")[2]) or _BY_STATE.get(state)
    return str(known or _("the operator can see why"))
