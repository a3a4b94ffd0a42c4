"""What a real mail server says of a mailbox that does not exist."""

import datetime as dt

import pytest
from django.utils import timezone

from events.actions.occurrence import cancel_occurrence
from events.actions.rsvp_link import set_mail
from events.models import RSVP
from events.rsvp_links import open_link
from notifications.actions import HORIZON, drain, plan
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, join
from tests.events.factories import make_event

pytestmark = pytest.mark.django_db
NO_SUCH = "550 5.1.1 No such user"
BUSY = "450 4.2.1 Try later"


def make_coming_event(**fields):
    """In some months from now, since what is suppressed ends by the clock."""
    return make_event(start_on=timezone.now().date() + dt.timedelta(days=60), **fields)


def send(now):
    plan(now=now, until=now + HORIZON)
    while drain(now=now).has_more:
        pass


def cancelled_event_of(*addresses):
    event, now = make_coming_event(), timezone.now()
    tokens = [confirm(event, address=address, now=now)[0] for address in addresses]
    send(now)
    cancel_occurrence(event.occurrences.get(), by=None, now=now)
    return event, tokens, now


def test_hard_bounce_ends_all_mail_to_that_mailbox_and_to_nobody_else(request):
    _event, _tokens, now = cancelled_event_of(AMAL, "b@inbox.example")
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)

    send(now)

    states = dict(Delivery.objects.filter(kind="events.announcement").values_list("state", "last_code"))
    assert states == {"failed": "550 5.1.1", "sent": "250"}
    assert dict(RSVP.objects.values_list("wants_mail", "answer")) == {False: "going", True: "going"}
    waiting = Delivery.objects.planned().filter(kind="events.reminder")
    assert {row.recipient for row in waiting} <= {f"rsvp:{RSVP.objects.get(wants_mail=True).pk}"}
    for _ in range(3):
        join(make_coming_event(), address=AMAL.upper(), now=now)
    assert not Delivery.objects.filter(kind="events.confirmation", state="planned").exists()


def test_next_answer_of_that_mailbox_gets_no_mail_for_a_week(request):
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)
    now = timezone.now()
    join(make_coming_event(), now=now)
    send(now)
    server.refused_recipients.clear()

    for days, arrived in ((2, 0), (6, 0), (8, 1)):
        later = now + dt.timedelta(days=days)
        join(make_coming_event(), now=later)
        send(later)
        assert len(server.mails) == arrived


def test_the_week_begins_when_the_server_says_so_however_long_the_mail_has_waited(request):
    server, now = request.getfixturevalue("smtp_server"), timezone.now()
    server.refuse(AMAL, BUSY)
    join(make_coming_event(), now=now)
    send(now)
    server.refuse(AMAL, NO_SUCH)
    Delivery.objects.update(lease_until=None)
    send(now + dt.timedelta(hours=40))
    server.refused_recipients.clear()

    join(make_coming_event(), now=now + dt.timedelta(days=8))
    send(now + dt.timedelta(days=8))
    assert server.mails == []
    join(make_coming_event(), now=now + dt.timedelta(days=9))
    send(now + dt.timedelta(days=9))
    assert len(server.mails) == 1


@pytest.mark.parametrize("reply", [BUSY, "550 5.7.1 Looks like spam", "552 5.2.2 Mailbox full"])
def test_what_says_nothing_of_the_mailbox_ends_nothing(request, reply):
    _event, _tokens, now = cancelled_event_of(AMAL)
    request.getfixturevalue("smtp_server").refuse(AMAL, reply)

    send(now)

    assert RSVP.objects.get().wants_mail


def test_person_may_ask_for_mail_again_on_their_page(request):
    _event, (token,), now = cancelled_event_of(AMAL)
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)
    send(now)
    server.refused_recipients.clear()

    set_mail(open_link(token), wants_mail=True, now=now)
    join(make_coming_event(), now=now)
    send(now)

    assert RSVP.objects.filter(wants_mail=True).count() == 2
    assert [mail.recipients for mail in server.mails] == [[AMAL]]
