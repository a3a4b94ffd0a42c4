"""Written to again after a bounce: what was planned and is still to come is planned anew."""

import datetime as dt

import pytest
from django.utils import timezone

from events.actions.host import make_host_link, use_host_link, write_again
from events.actions.reminder import add_reminder
from events.actions.rsvp_link import set_mail
from events.hosts import open_host
from events.models import RSVP
from events.reminder_rules import Rule
from events.rsvp_links import open_link
from notifications.actions import HORIZON, drain, plan
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, minutes
from tests.events.factories import NOW, make_event, make_organization
from tests.events.proposals import RIMA

pytestmark = pytest.mark.django_db
NO_SUCH = "550 5.1.1 No such user"
START = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)


def send(now):
    plan(now=now, until=now + HORIZON)
    while drain(now=now).has_more:
        pass


def planned(kind):
    return list(Delivery.objects.planned().filter(kind=kind).order_by("key").values_list("key", flat=True))


def test_who_wants_mail_again_is_reminded(request):
    now = timezone.now()
    event = make_event(start_on=now.date() + dt.timedelta(days=60))
    token, _rsvps = confirm(event, now=now)
    before = planned("events.reminder")
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)
    send(now)
    assert planned("events.reminder") == []
    assert RSVP.objects.get().wants_mail is False
    server.refused_recipients.clear()

    set_mail(open_link(token), wants_mail=True, now=now)

    assert planned("events.reminder") == before
    date = event.occurrences.get()
    send(date.starts_at - dt.timedelta(hours=1, minutes=59))
    assert [mail.recipients for mail in server.mails] == [[AMAL]]


def test_host_whose_address_is_right_after_all_is_reminded(request):
    event = make_event(organization=make_organization(), title="Hands off")
    host, token = make_host_link(event, by=None, language="en", now=NOW, address=RIMA)
    use_host_link(host, now=NOW)
    for hours in (3, 1):
        add_reminder(event, Rule("", "hours-before", hours, whom=("hosts",)), by=None, now=NOW)
    server = request.getfixturevalue("smtp_server")
    server.refuse(RIMA, NO_SUCH)
    plan(now=START - dt.timedelta(hours=4), until=START)
    send(START - dt.timedelta(hours=3))
    assert planned("events.host_reminder") == []
    server.refused_recipients.clear()

    write_again(open_host(token), now=START - dt.timedelta(hours=2))
    send(START - dt.timedelta(hours=1) - minutes(5))
    send(START - dt.timedelta(hours=1))

    assert [mail.recipients for mail in server.mails] == [[RIMA]]
