"""What an SMTP server's answer means for a message (RFC 5321 4.2, enhanced codes RFC 3463).

Answers quote addresses, so nothing of their text is kept but the two codes.
"""

import re
import smtplib

from notifications.kinds import Outcome, Result

ENHANCED_CODE = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# Without an enhanced code these mean that the mail box does not exist. 5.1.x and 5.2.1 say the same; other 5.x.x
# (policy, content, quota) say nothing about the address.
NO_SUCH_MAILBOX = {550, 551, 553}
ADDRESS_IS_WRONG = re.compile(r"5\.1\.\d+|5\.2\.1")


def outcome_of(error: OSError, *, is_after_dot: bool) -> Outcome:
    """What follows from an error of smtplib; `is_after_dot`: the whole message had been handed to the network."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            ((code, text),) = error.recipients.values()
            return _of_reply(code, text, about="the recipient", is_address=True)
        case smtplib.SMTPSenderRefused():
            # Our own sender or quota is refused: true of every message, and the operator can mend it.
            return Outcome(Result.RETRY, _code(error.smtp_code, error.smtp_error), "the server refused the sender")
        case smtplib.SMTPDataError() if _is_answer(error.smtp_code, is_after_dot=is_after_dot):
            return _of_reply(error.smtp_code, error.smtp_error, about="the message", is_address=False)
        case smtplib.SMTPNotSupportedError():
            return Outcome(Result.FAILED, "unsupported", "the server cannot take such an address")
    if is_after_dot:
        return Outcome(Result.UNCERTAIN, "lost", "the connection broke after the message was handed over")
    return Outcome(Result.RETRY, "connection", "the connection broke before the message was handed over")


def _is_answer(code: int, *, is_after_dot: bool) -> bool:
    """Whether the server said anything about the message; half a line or 3xx after the dot says nothing."""
    return 400 <= code < 600 or (is_after_dot and 200 <= code < 300)


def _of_reply(code: int, text: bytes | str, *, about: str, is_address: bool) -> Outcome:
    shown = _code(code, text)
    if 200 <= code < 300:
        return Outcome(Result.SENT, shown)
    if 500 <= code < 600:
        return Outcome(Result.FAILED, shown, f"the server refused {about}", is_address and _is_hard(shown))
    return Outcome(Result.RETRY, shown, f"the server does not take {about} now")


def _is_hard(shown: str) -> bool:
    code, _, enhanced = shown.partition(" ")
    return bool(ADDRESS_IS_WRONG.fullmatch(enhanced)) if enhanced else int(code) in NO_SUCH_MAILBOX


def _code(code: int, text: bytes | str) -> str:
    """ "550 5.1.1", or "550" where the server gave no enhanced code."""
    found = ENHANCED_CODE.match(text if isinstance(text, bytes) else text.encode())
    return f"{code} {found[1].decode()}" if found else str(code)
