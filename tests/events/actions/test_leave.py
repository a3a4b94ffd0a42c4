import datetime as dt

import pytest
from django.core import mail

from accounts.actions import may_write_to, take_mail_budget
from accounts.keys import key_names
from events.actions.leave import ask_to_leave, leave_everything, open_held
from events.errors import EventsError
from events.models import RSVP, LeaveLink, Occurrence
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db


def ask(address=AMAL, *, now=NOW):
    ask_to_leave(address, language="en", now=now)
    return deliver(now)


def test_link_shows_all_that_is_held_whatever_the_spelling_and_nothing_of_others():
    confirmed, waiting, foreign = make_event(), make_event(), make_event()
    confirm(confirmed, address="amal.q@gmail.com")
    join(waiting, address="Amalq+x@googlemail.com")
    join(foreign, address="other@inbox.example")
    deliver()

    (message,) = ask("amalq@gmail.com")
    held = open_held(token_in(message), now=NOW)

    assert {rsvp.occurrence.event_id for rsvp in held.rsvps} == {confirmed.pk, waiting.pk}
    assert held.masked_address == "a…@g…"


def test_leave_erases_everything_frees_the_places_and_the_link_dies():
    event = make_event()
    confirm(event, party_size=2)
    join(make_event())
    deliver()
    token = token_in(ask()[0])

    assert leave_everything(open_held(token, now=NOW), never_again=False, now=NOW) == 2

    assert (RSVP.objects.count(), LeaveLink.objects.count(), Delivery.objects.count()) == (0, 0, 0)
    assert set(Occurrence.objects.values_list("going_in_person", flat=True)) == {0}
    assert open_held(token, now=NOW) is None
    assert key_names("leave:") == []
    assert may_write_to(AMAL) is True


def test_leave_for_good_puts_the_address_on_the_list():
    token = token_in(ask()[0])

    leave_everything(open_held(token, now=NOW), never_again=True, now=NOW)

    assert may_write_to("A.MAL@INBOX.example") is True
    assert may_write_to("AMAL@inbox.example") is False
    join(make_event())
    assert deliver() == []
    assert ask(now=NOW + dt.timedelta(days=2)) == []


def test_ask_is_one_mail_a_day_with_a_budget_of_its_own():
    assert len(ask()) == 1
    assert ask("AMAL@inbox.example", now=NOW + minutes(5)) == []
    assert take_mail_budget(AMAL, now=NOW) is True
    assert len(key_names("leave:")) == 1
    assert len(ask(now=NOW + dt.timedelta(hours=25))) == 1


def test_ask_says_the_same_where_nothing_is_held():
    (message,) = ask("nobody@inbox.example")

    assert open_held(token_in(message), now=NOW).rsvps == []
    assert mail.outbox[-1].subject == "All that this site holds about you"


def test_link_lives_for_48_hours():
    token = token_in(ask()[0])

    assert open_held(token, now=NOW + dt.timedelta(hours=47, minutes=59)) is not None
    assert open_held(token, now=NOW + dt.timedelta(hours=48)) is None


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "a@b.example, c@d.example", "x" * 400 + "@a.example"])
def test_ask_refuses_what_is_no_address(address):
    with pytest.raises(EventsError) as raised:
        ask_to_leave(address, language="en", now=NOW)

    assert raised.value.field == "email"
    assert LeaveLink.objects.count() == 0
