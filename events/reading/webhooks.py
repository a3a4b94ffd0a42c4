"""What an owner sees of a webhook: where it leads, and the last messages to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.contacts.links import open_many_texts
from events.messages.webhook import PING, WEBHOOK, news_of, webhook_recipient
from events.models import Webhook
from notifications.channels.webhook import webhook_id_of
from notifications.models import Delivery

SHOWN = 50
# What the channel's codes mean, for whoever can mend it.
EXPLAINED = {
    "timeout": gettext_lazy("no answer within ten seconds"),
    "tls": gettext_lazy("its certificate is not valid for this address"),
    "name": gettext_lazy("the name of the server is not known"),
    "connection": gettext_lazy("no connection, or it broke"),
    "refused": gettext_lazy("the address is not on the public internet"),
    "unreadable": gettext_lazy("the answer is not HTTP"),
    "3": gettext_lazy("redirects are not followed: use the address that it leads to"),
    "4": gettext_lazy("the server refuses it"),
    "5": gettext_lazy("the server has a fault"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: `when` it ended, or when it was due if it has not, by the clocks of the organisation; `said` is its
    type in words."""

    pk: int
    when: dt.datetime
    said: str
    about: str
    state: str
    state_label: str
    code: str
    explained: str
    attempts: int
    webhook_id: str
    has_ended: bool


def read_hosts(webhooks: Sequence[Webhook]) -> dict[int, str]:
    """By id, the server that it leads to, without the rest of the address, which is often a secret."""
    opened = open_many_texts(webhooks, "url")
    return {pk: urlsplit(url).hostname or "" for pk, (url,) in opened.items()}


def read_log(webhook: Webhook) -> list[Sent]:
    """The last fifty, the newest first."""
    rows = Delivery.objects.for_recipients([webhook_recipient(webhook.pk)]).filter(kind=WEBHOOK.name)
    zone = ZoneInfo(webhook.organization.zone)
    return [_sent(row, zone) for row in rows.order_by("-due_at", "-pk")[:SHOWN]]


def _sent(row: Delivery, zone: ZoneInfo) -> Sent:
    news, code = news_of(row), row.last_code
    is_status = code.isdigit()
    return Sent(
        pk=row.pk,
        when=(row.settled_at or row.due_at).astimezone(zone),
        said=_("Test") if news == PING else str(Webhook.News(news).label),
        about=news,
        state=row.state,
        state_label=row.get_state_display(),
        code=code if is_status else "",
        explained=str(EXPLAINED.get(code[:1] if is_status else code, "")),
        attempts=row.attempts,
        webhook_id=webhook_id_of(row.message_id),
        has_ended=row.settled_at is not None,
    )
