"""How tests answer an event: through the verbs and the outbox, with what the mails say."""

import datetime as dt
import re

from django.core import mail

from events.actions.rsvp import Wish, join_occurrences
from events.actions.rsvp_link import confirm_batch
from events.models import RSVP
from events.rsvp_links import open_link
from notifications.actions import HORIZON, drain, plan
from tests.events.factories import NOW

AMAL = "amal@inbox.example"
LINK = re.compile(r"/(?:rsvps|leave)/([\w-]{43})/")


def join(event, *dates, now=NOW, **wish):
    """Answer the given dates, by default the first; with Amal's address unless another or None is given."""
    wish = Wish(**{"address": AMAL, **wish})
    return join_occurrences(event, list(dates) or [event.occurrences.first()], wish=wish, now=now)


def deliver(now=NOW):
    """Plan and send what is due, however long that takes; the mails of this time."""
    before = len(mail.outbox)
    plan(now=now, until=now + HORIZON)
    # A drain ends after some seconds: the first one of a process, on a busy machine, may have sent nothing by then.
    while drain(now=now).has_more:
        pass
    return mail.outbox[before:]


def token_in(message):
    return LINK.search(message.body)[1]


def confirm(event, *dates, now=NOW, **wish):
    """Answer, open the mail's link, confirm; the token and the answers as they stand."""
    join(event, *dates, now=now, **wish)
    asked = [message for message in deliver(now) if "List-Unsubscribe" not in message.extra_headers]
    token = token_in(next(message for message in asked if message.to == [wish.get("address", AMAL)]))
    confirm_batch(open_link(token), now=now)
    return token, list(RSVP.objects.filter(batch=open_link(token).rsvp.batch).order_by("occurrence__starts_at"))


def minutes(number):
    return dt.timedelta(minutes=number)
