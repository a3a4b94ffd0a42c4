"""The frame of every mail: what, when, where and why first, the person's own link last."""

import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from events import wording
from events.calendars.statement_links import passage_url, readable_url, statement_title
from events.contacts.sealing import Contact
from events.models import Event
from notifications.kinds import PUBLISH, Message

# A mark for the token in a link, as long as one. Nobody outside of this process can write it into a text.
ANYBODY = Contact(token=secrets.token_urlsafe(32))


def letter(
    name: str,
    language: str,
    contact: Contact,
    context: dict[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
    ics: bytes | None = None,
    method: str = PUBLISH,
) -> Message:
    """templates/mails/<name>/subject.txt, body.txt and body.html in one language."""
    folder = f"mails/{name}"
    with override(language):
        subject = say_subject(name, context)
        context = context | {"subject": subject, "site_url": settings.SITE_URL}
        text = render_to_string(f"{folder}/body.txt", context)
        html = render_to_string(f"{folder}/body.html", context)
    return Message(
        to=contact.address or "",
        language=language,
        subject=subject,
        text=_without_gaps(text),
        html=html,
        ics=ics,
        method=method,
        headers=headers or {},
    )


def say_subject(name: str, context: dict[str, Any]) -> str:
    """In the language that is active."""
    return " ".join(render_to_string(f"mails/{name}/subject.txt", context).split())


class Copies:
    """Letters to many that have all in common but the person's own link: the first is written, the others are copies
    of it. For one `prepare`."""

    def __init__(self) -> None:
        self._written: dict[Hashable, Message] = {}

    def copy(self, alike: Hashable, write: Callable[[Contact], Message], contact: Contact) -> Message:
        """`alike` is the same for all that `write` would say the same to, but for the token of their contact."""
        if alike not in self._written:
            self._written[alike] = write(ANYBODY)
        return self._written[alike].copy(to=contact.address or "", fill={ANYBODY.token: contact.token})


def say_quote_of(event: Event) -> dict[str, str] | None:
    """The first sentence that called for it, in its own exact characters."""
    for answered in event.answered_calls.all():
        revision = answered.anchor.revision
        if not revision.is_removed:
            return {
                "text": wording.say_quote(answered.anchor.exact, revision.language),
                "language": revision.language,
                "direction": wording.direction_of(revision.language),
                "statement": statement_title(answered),
                "organization": revision.statement.organization.name,
                "url": passage_url(answered),
                "readable_url": readable_url(answered),
            }
    return None


def list_headers(unsubscribe: str, contact: Contact, *, name: str) -> dict[str, str]:
    """RFC 8058: one click in the mail program, a POST without cookies to the URL named `unsubscribe`; GET shows a page.
    RFC 2919: what a mail program can sort by."""
    url = settings.SITE_URL + reverse(unsubscribe, args=[contact.token])
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{name}.{settings.MAIL_DOMAIN}>",
    }


def personal_url(name: str, language: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}?lang={language}"


def _without_gaps(text: str) -> str:
    """What a template leaves where something is not said: never more than one empty line."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"
