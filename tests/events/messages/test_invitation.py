"""Invitations, as mail programs read them: judged by libical and ical.js, which share no code with ours."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings

from events.actions.dates import timing_of
from events.actions.event import cancel_event
from events.actions.occurrence import cancel_occurrence, change_place, move_occurrence
from events.actions.rsvp_link import cancel_rsvp, set_invitation
from events.actions.schedule import reschedule
from events.actions.whereabouts import Where
from events.errors import EventsError
from events.models import RSVP, Occurrence, Schedule
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.engines import icaljs, libical
from tests.events.answers import AMAL, confirm, deliver, minutes
from tests.events.factories import NOW, make_event, make_place

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)
SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]
WORDS = "We do not read your calendar’s Yes or No; change your answer here."


def invitation_in(message):
    """What a mail program acts on, as both engines read it; None where there is nothing to act on."""
    read = message_from_bytes(message.message().as_bytes(), policy=default)
    parts = [part for part in read.walk() if part.get_content_type() == "text/calendar"]
    if not parts or parts[0].get_content_disposition() == "attachment":
        return None
    (inline,), (file,) = parts, [part for part in read.walk() if part.get_content_type() == "application/ics"]
    data = file.get_payload(decode=True)
    assert inline.get_content().splitlines() == data.decode().splitlines()
    assert libical.keeps_to_itip(data)
    told = icaljs.read(data)
    (entry,), (other,) = told.entries, libical.entries_of(data)
    for name in ("UID", "SEQUENCE", "STATUS", "ORGANIZER", "ATTENDEE"):
        assert entry[name] == other[name], name
    assert told.calendar["METHOD"] == [inline["content-type"].params["method"]]
    assert b"\r\nATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:" in data.replace(b"\r\n ", b"")
    return {"METHOD": inline["content-type"].params["method"], **{name: values[0] for name, values in entry.items()}}


def only(messages):
    (message,) = messages
    return invitation_in(message)


@pytest.fixture
def invited():
    """Who ticked it, for one date, with the first invitation."""
    event = make_event(title="Hands off", place=make_place())
    token, (rsvp,) = confirm(event, wants_invitation=True)
    return event, token, rsvp, only(deliver())


def test_confirmation_carries_the_entry_for_exactly_its_person(invited):
    _event, _token, rsvp, entry = invited

    assert entry["METHOD"] == "REQUEST"
    assert entry["UID"] == Schedule.objects.get().uid == rsvp.invited_as.removeprefix("UID:")
    assert entry["ATTENDEE"] == f"mailto:{AMAL}"
    assert entry["ORGANIZER"] == "mailto:" + settings.DEFAULT_FROM_EMAIL.partition("<")[2].rstrip(">")
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", str(Schedule.objects.get().sequence))
    assert "RRULE" not in entry


def test_without_the_tick_it_is_a_file_and_no_invitation():
    confirm(make_event())

    (message,) = deliver()

    assert invitation_in(message) is None
    assert AMAL not in str(message.message()).replace(f"To: {AMAL}", "")
    assert WORDS not in message.body


def test_mail_says_that_nobody_reads_the_answer_of_the_calendar():
    confirm(make_event(), wants_invitation=True)

    (message,) = deliver()

    assert message.body.index("Only for you") < message.body.index(WORDS) < message.body.index("/rsvps/")
    assert WORDS in message.alternatives[0][0]


def test_each_change_is_the_same_entry_with_a_higher_sequence(invited):
    _event, _token, _rsvp, first = invited
    date = Occurrence.objects.get()
    move_occurrence(date, start_on=date.start_on, start_time=dt.time(19), duration=None, by=None, now=LATER)
    moved = only(deliver(LATER + minutes(2)))
    change_place(date, where=Where(place_line="Secret Yard", place_visibility="confirmed"), by=None, now=LATER)
    elsewhere = only(deliver(LATER + minutes(2)))
    cancel_occurrence(date, by=None, now=LATER + minutes(5))
    cancelled = only(deliver(LATER + minutes(5)))

    told = [first, moved, elsewhere, cancelled]
    assert [entry["METHOD"] for entry in told] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert {entry["UID"] for entry in told} == {first["UID"]}
    sequences = [int(entry["SEQUENCE"]) for entry in told]
    assert sequences == sorted(set(sequences))
    assert "T190000" in moved["DTSTART"].replace(":", "")
    assert elsewhere["LOCATION"].startswith("Secret Yard")
    assert cancelled["STATUS"] == "CANCELLED"
    assert {entry["ATTENDEE"] for entry in told} == {f"mailto:{AMAL}"}


def test_dates_of_a_series_are_a_mail_each_also_when_all_change():
    event = make_event(title="Picket", dates=SATURDAYS, rule="FREQ=WEEKLY")
    confirm(event, *event.occurrences.all(), wants_invitation=True)

    confirmed, *mails = deliver()
    entries = [invitation_in(message) for message in mails]

    assert invitation_in(confirmed) is None
    assert [message.subject for message in mails] == ["For your calendar: Picket"] * 3
    assert len({entry["RECURRENCE-ID"] for entry in entries}) == 3
    cancel_event(event, by=None, now=LATER)
    gone = [invitation_in(message) for message in deliver(LATER)]
    assert [(entry["METHOD"], entry["RECURRENCE-ID"]) for entry in gone] == [
        ("CANCEL", entry["RECURRENCE-ID"]) for entry in entries
    ]


def test_entry_keeps_its_name_when_the_series_gets_another_rule():
    event = make_event(title="Picket", dates=SATURDAYS, rule="FREQ=WEEKLY")
    second = event.occurrences.get(original_on=SATURDAYS[1])
    confirm(event, second, wants_invitation=True)
    first = only(deliver())

    timing = timing_of(event.schedules.get())
    timing = replace(timing, start_on=SATURDAYS[1], start_time=dt.time(20), until_on=SATURDAYS[2])
    reschedule(event, timing=timing, from_on=SATURDAYS[1], by=None, now=LATER)
    after = only(deliver(LATER + minutes(2)))

    second.refresh_from_db()
    assert second.schedule.uid != first["UID"]
    assert (after["UID"], after["RECURRENCE-ID"]) == (first["UID"], first["RECURRENCE-ID"])
    assert int(after["SEQUENCE"]) > int(first["SEQUENCE"])


def test_taken_back_on_the_page_and_asked_for_again(invited):
    _event, token, rsvp, first = invited

    set_invitation(open_link(token), is_wanted=False, now=LATER)
    set_invitation(open_link(token), is_wanted=False, now=LATER)
    (gone,) = deliver(LATER)
    set_invitation(open_link(token), is_wanted=True, now=LATER + minutes(1))
    (back,) = deliver(LATER + minutes(1))

    assert (gone.subject, back.subject) == ("Out of your calendar: Hands off", "For your calendar: Hands off")
    told = [first, invitation_in(gone), invitation_in(back)]
    assert [entry["METHOD"] for entry in told] == ["REQUEST", "CANCEL", "REQUEST"]
    sequences = [int(entry["SEQUENCE"]) for entry in told]
    assert sequences[0] < sequences[1] <= sequences[2]
    rsvp.refresh_from_db()
    assert (rsvp.is_confirmed, rsvp.wants_invitation) == (True, True)


def test_who_is_not_coming_any_more_loses_the_entry_with_the_mail_that_says_so(invited):
    _event, token, rsvp, first = invited

    cancel_rsvp(open_link(token), rsvp.pk, now=LATER)
    entry = only(deliver(LATER))

    assert (entry["METHOD"], entry["UID"], entry["STATUS"]) == ("CANCEL", first["UID"], "CANCELLED")
    assert int(entry["SEQUENCE"]) > int(first["SEQUENCE"])
    assert not RSVP.objects.exists()


def test_change_after_it_was_taken_back_is_a_plain_file(invited):
    _event, token, _rsvp, _first = invited
    set_invitation(open_link(token), is_wanted=False, now=LATER)
    deliver(LATER)
    cancel_occurrence(Occurrence.objects.get(), by=None, now=LATER)

    (message,) = deliver(LATER)

    assert invitation_in(message) is None


def test_nobody_is_flooded_by_changing_it_again_and_again(invited):
    _event, token, _rsvp, _first = invited
    for _ in range(5):
        set_invitation(open_link(token), is_wanted=False, now=LATER)
        if RSVP.objects.get().invitation_step < 5:
            set_invitation(open_link(token), is_wanted=True, now=LATER)

    with pytest.raises(EventsError, match="often enough"):
        set_invitation(open_link(token), is_wanted=True, now=LATER)

    assert len(deliver(LATER)) == 1  # only how it stands now


def test_nothing_of_it_stands_in_a_delivery(invited):
    assert AMAL not in repr(list(Delivery.objects.values()))
