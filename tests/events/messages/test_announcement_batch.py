"""A change of several dates that were ticked together hangs on the first of their answers: until that is taken back."""

import datetime as dt

import pytest

from events.actions.occurrence import move_occurrence
from events.actions.rsvp_link import cancel_rsvp, erase_rsvps, set_invitation
from events.models import RSVP
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, minutes
from tests.events.factories import NOW, make_event
from tests.events.views.rsvp_pages import SATURDAYS

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)
TOLD = LATER + minutes(2)
LEFT = "New time: Picket, Saturday 20 March, 18:00 – 20:00, and 1 more date"


@pytest.fixture
def token():
    return three_dates_that_begin_later()


def three_dates_that_begin_later(**answer):
    """The link of an answer to all three, ticked together, of whose new hour nobody has been told yet."""
    event = make_event(title="Picket", dates=SATURDAYS, rule="FREQ=WEEKLY")
    token, _rsvps = confirm(event, *event.occurrences.all(), **answer)
    deliver()
    for date in list(event.occurrences.all()):
        hours = dt.timedelta(hours=2)
        move_occurrence(date, start_on=date.start_on, start_time=dt.time(18), duration=hours, by=None, now=LATER)
    assert deliver(LATER) == []
    return token


def mine(*days):
    return list(RSVP.objects.filter(occurrence__original_on__in=days).order_by("occurrence__original_on"))


def told():
    """The subjects of what goes out about the change, and nothing else."""
    mails = [*deliver(TOLD), *deliver(TOLD + minutes(30))]
    return [message.subject for message in mails if message.to == [AMAL] and message.subject.startswith("New time")]


def test_who_takes_back_the_first_answer_is_told_of_the_other_dates_once(token):
    (first,) = mine(SATURDAYS[0])
    cancel_rsvp(open_link(token), first.pk, now=LATER + minutes(1))

    assert told() == [LEFT]


def test_who_erases_the_first_answer_is_told_of_the_other_dates_once(token):
    erase_rsvps(mine(SATURDAYS[0]), now=LATER + minutes(1))

    assert told() == [LEFT]


def test_who_takes_back_one_after_the_other_is_told_of_the_last(token):
    for day in SATURDAYS[:2]:
        cancel_rsvp(open_link(token), mine(day)[0].pk, now=LATER + minutes(1))

    assert told() == ["New time: Picket, Saturday 27 March, 18:00 – 20:00"]


def test_who_takes_back_another_answer_is_told_as_before(token):
    cancel_rsvp(open_link(token), mine(SATURDAYS[1])[0].pk, now=LATER + minutes(1))

    assert told() == ["New time: Picket, Saturday 13 March, 18:00 – 20:00, and 1 more date"]


def test_who_was_told_already_is_not_told_again(token):
    assert len(told()) == 1

    cancel_rsvp(open_link(token), mine(SATURDAYS[0])[0].pk, now=TOLD + minutes(31))

    assert told() == []


def test_who_erases_everything_is_owed_nothing(token):
    erase_rsvps(mine(*SATURDAYS), now=LATER + minutes(1))

    assert not Delivery.objects.filter(kind="events.announcement").exists()
    assert told() == []


def test_who_asks_for_invitations_meanwhile_is_told_of_every_date(token):
    set_invitation(open_link(token), is_wanted=True, now=LATER + minutes(1))

    assert told() == ["New time: Picket, Saturday 13 March, 18:00 – 20:00, and 2 more dates"]


def test_who_ends_the_invitations_meanwhile_is_told_of_every_date_once():
    token = three_dates_that_begin_later(wants_invitation=True)
    set_invitation(open_link(token), is_wanted=False, now=LATER + minutes(1))

    assert told() == [f"New time: Picket, Saturday {day} March, 18:00 – 20:00" for day in (13, 20, 27)]
