import datetime as dt
import re
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from icalendar import Calendar

from accounts.actions import never_write
from events.actions.rsvp_link import cancel_rsvp, change_rsvp, choose_reminders, set_invitation
from events.models import RSVP, Occurrence
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, minutes
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)
UNDO = re.compile(r"http://[^/]+(/rsvps/undo/\d+/[\w-]+/\?lang=en)")


@pytest.fixture(autouse=True)
def a_little_later():
    with time_machine.travel(LATER + minutes(10), tick=False):
        yield


@pytest.fixture
def answered():
    """Three people who come, by one answer."""
    event = make_event(title="Hands off", capacity_in_person=10)
    token, (rsvp,) = confirm(event, party_size=3, name="Amal")
    deliver()
    return token, rsvp


def change(token, rsvp, **answer):
    wanted = {"answer": "going", "attendance": "in-person", "party_size": 3} | answer
    return change_rsvp(open_link(token), rsvp.pk, **wanted, now=LATER)


def mail_about_it():
    (message,) = deliver(LATER + minutes(2))
    return message


def undo_path(message):
    return UNDO.search(message.body)[1]


def seats():
    return Occurrence.objects.get().going_in_person


def test_change_by_link_is_told_with_an_undo_below_the_rest(answered):
    change(*answered, party_size=1)

    message = mail_about_it()

    assert message.to == [AMAL]
    in_turn = ("It is now:", "Only for you", "If it was not you", "/rsvps/undo/")
    places = [message.body.index(words) for words in in_turn]
    assert places == sorted(places)
    assert UNDO.search(message.alternatives[0][0].replace("&amp;", "&"))
    assert AMAL not in undo_path(message)


def test_undo_asks_first_and_puts_back_what_stood_before_all_untold_changes(client, answered):
    token, _rsvp = answered
    change(*answered, party_size=1)
    change(*answered, answer="maybe", party_size=9)
    path = undo_path(mail_about_it())

    page = client.get(path)
    assert "3 people" in page.text
    assert (RSVP.objects.get().answer, seats()) == ("maybe", 0)  # looking changes nothing
    done = client.post(path)

    rsvp = RSVP.objects.get()
    assert (rsvp.answer, rsvp.party_size, seats()) == ("going", 3, 3)
    assert done.headers["Location"] == f"/rsvps/{token}/?lang=en"
    assert client.post(path).status_code == 302  # twice is once
    assert seats() == 3


def test_what_was_taken_back_and_erased_comes_back_under_its_link(client, answered):
    token, rsvp = answered
    cancel_rsvp(open_link(token), rsvp.pk, now=LATER)
    path = undo_path(mail_about_it())
    assert (RSVP.objects.count(), seats()) == (0, 0)

    client.post(path)

    again = RSVP.objects.get()
    assert (again.state, again.answer, again.party_size, seats()) == ("confirmed", "going", 3, 3)
    assert "Hands off" in client.get(f"/rsvps/{token}/").text
    (message,) = deliver(LATER + minutes(10))
    assert message.subject.startswith("Confirmed: Hands off")


def test_undo_after_a_change_and_a_taking_back_knows_the_answer_before_both(client, answered):
    token, rsvp = answered
    change(token, rsvp, party_size=1)
    cancel_rsvp(open_link(token), rsvp.pk, now=LATER)

    client.post(undo_path(mail_about_it()))

    assert RSVP.objects.get().party_size == 3


def test_undo_ends_when_it_begins(client, answered):
    change(*answered, party_size=1)
    path = undo_path(mail_about_it())

    for at, status in ((dt.timedelta(seconds=-1), 200), (dt.timedelta(0), 404)):
        with time_machine.travel(Occurrence.objects.get().starts_at + at, tick=False):
            assert client.get(path).status_code == status
            if status == 404:
                assert client.post(path).status_code == 404

    assert RSVP.objects.get().party_size == 1


def test_undo_without_room_says_so_and_changes_nothing(client, answered):
    token, rsvp = answered
    cancel_rsvp(open_link(token), rsvp.pk, now=LATER)
    path = undo_path(mail_about_it())
    confirm(Occurrence.objects.get().event, address="b@inbox.example", party_size=8, now=LATER)

    response = client.post(path)

    assert response.status_code == 422
    assert "no room" in response.text
    assert (RSVP.objects.count(), seats()) == (1, 8)


@pytest.mark.parametrize("spoilt", ["x", "é", "A" * 3_000, "AAAA"])
def test_what_is_not_ours_opens_nothing(client, answered, spoilt):
    occurrence = Occurrence.objects.get()

    assert client.get(f"/rsvps/undo/{occurrence.pk}/{spoilt}/").status_code == 404
    assert client.post(f"/rsvps/undo/{occurrence.pk + 1}/{spoilt}/").status_code == 404


def test_undo_of_another_date_opens_nothing(client, answered):
    change(*answered, party_size=1)
    path = undo_path(mail_about_it())
    other = make_event()
    confirm(other, address="b@inbox.example")

    moved = re.sub(r"/undo/\d+/", f"/undo/{other.occurrences.get().pk}/", path)

    assert client.post(moved).status_code == 404


def test_who_is_never_written_to_again_is_not_brought_back(client, answered):
    change(*answered, party_size=1)
    path = undo_path(mail_about_it())
    never_write(AMAL)

    assert client.post(path).status_code == 422
    assert RSVP.objects.get().party_size == 1


def test_second_change_within_the_hour_is_told_with_the_next_hour(answered):
    change(*answered, party_size=1)
    mail_about_it()

    change(*answered, party_size=2)

    assert deliver(LATER + minutes(3)) == []
    (message,) = deliver(NOW + dt.timedelta(hours=1))
    assert "/rsvps/undo/" in message.body


def chosen():
    return RSVP.objects.values_list("reminders", "wants_invitation").get()


def invitation_of(message):
    """METHOD and SEQUENCE of what a mail program acts on."""
    told = message_from_bytes(message.message().as_bytes(), policy=default)
    part = next(part for part in told.walk() if part.get_content_type() == "text/calendar")
    (entry,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return part["content-type"].params["method"], entry["UID"], entry["SEQUENCE"]


@pytest.fixture
def chosen_beside(answered):
    """With reminders of their own choice, and the tick for invitations; mails about that are out of the way."""
    token, rsvp = answered
    choose_reminders(open_link(token), choice="two-hours", now=NOW)
    set_invitation(open_link(token), is_wanted=True, now=NOW)
    (message,) = deliver(NOW)
    return token, rsvp, invitation_of(message)


def test_what_was_chosen_beside_an_answer_that_was_taken_back_comes_back_too(client, chosen_beside):
    token, rsvp, (_method, uid, sequence) = chosen_beside
    cancel_rsvp(open_link(token), rsvp.pk, now=LATER)
    told = mail_about_it()
    assert invitation_of(told) == ("CANCEL", uid, sequence + 1)

    client.post(undo_path(told))

    assert chosen() == ("two-hours", True)
    (message,) = deliver(LATER + minutes(10))
    assert invitation_of(message) == ("REQUEST", uid, sequence + 1)
    planned = Delivery.objects.planned().filter(kind="events.reminder").values_list("key", flat=True)
    assert [key.split(":")[2] for key in planned] == ["two-hours"]


def test_choices_made_after_a_change_that_was_not_told_yet_are_undone_with_it(client, chosen_beside):
    token, rsvp, (_method, uid, sequence) = chosen_beside
    change(token, rsvp, party_size=1)
    choose_reminders(open_link(token), choice="none", now=LATER)
    set_invitation(open_link(token), is_wanted=False, now=LATER)
    off, told = sorted(deliver(LATER + minutes(2)), key=lambda message: "/rsvps/undo/" in message.body)
    assert invitation_of(off) == ("CANCEL", uid, sequence + 1)

    client.post(undo_path(told))
    client.post(undo_path(told))

    assert chosen() == ("two-hours", True)
    (message,) = deliver(LATER + minutes(10))
    assert invitation_of(message) == ("REQUEST", uid, sequence + 1)


def test_invitations_that_whoever_changed_it_has_ticked_end(client, answered):
    token, rsvp = answered
    change(token, rsvp, party_size=1)
    set_invitation(open_link(token), is_wanted=True, now=LATER)
    on, told = sorted(deliver(LATER + minutes(2)), key=lambda message: "/rsvps/undo/" in message.body)

    client.post(undo_path(told))

    assert chosen() == ("", False)
    (message,) = deliver(LATER + minutes(10))
    assert invitation_of(message)[0] == "CANCEL"
    assert invitation_of(message)[2] == invitation_of(on)[2] + 1


def test_undo_leads_to_the_answer_that_was_given_again_since(client, answered):
    token, rsvp = answered
    cancel_rsvp(open_link(token), rsvp.pk, now=LATER)
    path = undo_path(mail_about_it())
    again, _rsvps = confirm(rsvp.occurrence.event, party_size=1, now=LATER + minutes(5))

    response = client.post(path)

    assert response["Location"] == f"/rsvps/{again}/?lang=en"
    assert client.get(response["Location"]).status_code == 200
    assert RSVP.objects.get().party_size == 3
