import datetime as dt

import pytest
from django.core import mail
from icalendar import Calendar

from events.actions.event import cancel_event
from events.actions.occurrence import (
    cancel_occurrence,
    change_place,
    give_new_date,
    move_occurrence,
    postpone_occurrence,
    reinstate_occurrence,
)
from events.actions.occurrence import move_online as put_online
from events.actions.rsvp_link import change_rsvp
from events.actions.whereabouts import Where
from events.messages import unfolding
from events.models import RSVP, Announcement, Occurrence
from events.rsvp_links import open_link
from notifications.actions import HORIZON, plan
from notifications.kinds import message_kind
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, join, minutes
from tests.events.factories import NOW, make_event, make_place

pytestmark = pytest.mark.django_db
TWO_HOURS = dt.timedelta(hours=2)
SATURDAY, NEXT_SATURDAY = dt.date(2027, 3, 13), dt.date(2027, 3, 20)
LATER = NOW + minutes(10)
TOLD = LATER + minutes(2)  # what is no cancellation waits for another edit


@pytest.fixture
def event():
    """With one person who is coming, and whose mails so far are out of the way."""
    event = make_event(title="Hands off", place=make_place())
    confirm(event)
    deliver()
    return event


def occurrence():
    return Occurrence.objects.get()


def move(hour, *, now=LATER, start_on=SATURDAY, note=""):
    return move_occurrence(
        occurrence(), start_on=start_on, start_time=dt.time(hour), duration=TWO_HOURS, note=note, by=None, now=now
    )


def facts(message):
    """The lines about when and where."""
    return [line for line in message.body.splitlines() if line.startswith(("When:", "Where:", "Before:", "Why:"))]


def invite_of(message):
    part = next(part for part in message.attachments if part.get_filename() == "invite.ics")
    return Calendar.from_ical(part.get_payload(decode=True))


def test_moved_says_old_and_new_side_by_side_and_why(event):
    move(18, note="The square is taken at half past five.")

    (message,) = deliver(TOLD)

    assert message.subject == "New time: Hands off, Saturday 13 March, 18:00 – 20:00"
    assert facts(message) == [
        "Before: Saturday 13 March, 17:30 – 19:30",
        "When: Saturday 13 March, 18:00 – 20:00 · Ashford time (UTC−5)",
        "Where: Clock Tower Square, 112 Market St, Ashford",
        "Why: The square is taken at half past five.",
    ]
    assert "Can you still come?" not in message.body


def test_moved_to_another_day_asks_again_and_the_page_too(event):
    move(17, start_on=NEXT_SATURDAY)

    (message,) = deliver(TOLD)

    assert "Can you still come?" in message.body
    assert RSVP.objects.get().asked_again_at == LATER
    assert Occurrence.objects.get().going_in_person == 1


def test_hour_that_becomes_known_is_no_change_of_anything():
    confirm(make_event(title="Hands off", hours="tba"))
    deliver()

    when = {"start_on": SATURDAY, "start_time": dt.time(17, 30), "duration": TWO_HOURS}
    move_occurrence(occurrence(), **when, by=None, now=LATER)
    (message,) = deliver(TOLD)

    assert message.subject == "The hour is set: Hands off, Saturday 13 March, 17:30 – 19:30"
    assert not any(line.startswith("Before:") for line in facts(message))


def test_postponed_says_which_date_is_gone(event):
    postpone_occurrence(occurrence(), by=None, now=LATER)

    (message,) = deliver(TOLD)

    assert message.subject == "Postponed: Hands off"
    assert facts(message)[:2] == ["Before: Saturday 13 March, 17:30 – 19:30", "When: Postponed, no new date yet"]


def test_new_date_after_a_postponement(event):
    postpone_occurrence(occurrence(), by=None, now=LATER)
    deliver(TOLD)

    give_new_date(
        occurrence(), start_on=NEXT_SATURDAY, start_time=dt.time(12), duration=None, by=None, now=LATER + minutes(5)
    )
    (message,) = deliver(LATER + minutes(7))

    assert message.subject == "There is a new date: Hands off, Saturday 20 March, 12:00"
    assert "Can you still come?" in message.body


def test_moved_online_tells_the_link_to_who_has_confirmed(event):
    put_online(occurrence(), online_url="https://meet.example/secret", by=None, now=LATER)

    (message,) = deliver(TOLD)

    assert message.subject == "Now online: Hands off, Saturday 13 March, 17:30 – 19:30"
    assert facts(message)[-2:] == ["Before: Clock Tower Square, 112 Market St, Ashford", "Where: Online"]
    assert "https://meet.example/secret" in message.body


def test_new_place_is_told_with_the_old_one(event):
    place = make_place(organization=event.organization, name="Town Hall", address_lines="", locality="Ashford")
    change_place(occurrence(), where=Where(place=place), by=None, now=LATER)

    (message,) = deliver(TOLD)

    assert message.subject.startswith("New place: Hands off")
    assert facts(message)[-2:] == ["Before: Clock Tower Square, 112 Market St, Ashford", "Where: Town Hall, Ashford"]


def test_place_that_was_to_come_is_set_and_takes_nothing_back():
    event = make_event(title="Hands off", place_is_pending=True, town="Ashford")
    confirm(event)
    deliver()

    change_place(occurrence(), where=Where(place_line="Dock Square, Ashford", town="Ashford"), by=None, now=LATER)
    (message,) = deliver(TOLD)

    assert message.subject == "The place is set: Hands off, Saturday 13 March, 17:30 – 19:30"
    assert facts(message)[-1:] == ["Where: Dock Square, Ashford"]
    assert "Before:" not in message.body


def test_hour_and_place_that_are_set_at_once_are_told_as_such():
    event = make_event(title="Hands off", hours="tba", duration=None, place_is_pending=True, town="Ashford")
    confirm(event)
    deliver()

    change_place(occurrence(), where=Where(place_line="Dock Square, Ashford", town="Ashford"), by=None, now=LATER)
    when = {"start_on": dt.date(2027, 3, 13), "start_time": dt.time(18), "duration": None}
    move_occurrence(occurrence(), **when, by=None, now=LATER)
    message = deliver(TOLD)[0]

    assert message.subject == "The hour and the place are set: Hands off, Saturday 13 March, 18:00"
    assert "Before:" not in message.body


def test_place_in_another_town_than_was_named_is_a_new_one():
    event = make_event(title="Hands off", place_is_pending=True, town="Ashford")
    confirm(event)
    deliver()

    change_place(occurrence(), where=Where(place_line="Dock Square, Birkdale", town="Birkdale"), by=None, now=LATER)
    (message,) = deliver(TOLD)

    assert message.subject.startswith("New place: Hands off")
    assert "Before: Ashford; the place will be announced" in message.body


def test_new_hidden_place_is_told_to_who_has_confirmed_and_to_nobody_else():
    old = make_place(name="First flat")
    event = make_event(
        organization=old.organization, place=old, shown_place=None, place_visibility="confirmed", public_area="Ashford"
    )
    confirm(event)
    join(event, address="waits@inbox.example")
    deliver()
    new = make_place(organization=old.organization, name="Second flat", address_lines="", locality="Ashford")

    change_place(
        occurrence(),
        where=Where(place=new, place_visibility="confirmed", public_area="Ashford"),
        by=None,
        now=LATER,
    )
    (message,) = deliver(TOLD)

    assert "Where: Second flat, Ashford" in message.body
    assert not any("flat" in str(change) for row in Announcement.objects.all() for change in (row.old, row.new))


def test_cancelled_strikes_the_date(event):
    cancel_occurrence(occurrence(), note="The ward is saved.", by=None, now=LATER)

    (message,) = deliver(LATER)

    assert message.subject == "Cancelled: Hands off, Saturday 13 March"
    assert facts(message)[:2] == ["Before: Saturday 13 March, 17:30 – 19:30", "When: Cancelled"]
    assert "The ward is saved." in message.body


def test_change_goes_also_at_night(event):
    night = dt.datetime(2027, 3, 10, 7, 0, tzinfo=dt.UTC)  # two in the morning there

    move(18, now=night)

    assert len(deliver(night + minutes(2))) == 1


def test_each_change_carries_the_calendar_entry_as_it_is_now(event):
    cancel_occurrence(occurrence(), by=None, now=LATER)

    (message,) = deliver(LATER)

    calendar = invite_of(message)
    (entry,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], entry["STATUS"]) == ("PUBLISH", "CANCELLED")
    assert entry["UID"] == occurrence().schedule.uid
    assert "ATTENDEE" not in entry


def test_several_changes_before_anything_went_out_are_told_as_one(event):
    move(18, now=LATER)
    move(20, now=LATER + minutes(1))

    (message,) = deliver(LATER + minutes(3))

    assert facts(message)[:2] == [
        "Before: Saturday 13 March, 17:30 – 19:30",
        "When: Saturday 13 March, 20:00 – 22:00 · Ashford time (UTC−5)",
    ]


def test_edits_within_two_minutes_are_one_mail_two_minutes_after_the_last(event):
    move(18, now=LATER)
    assert deliver(LATER + minutes(1.9)) == []
    move(19, now=LATER + minutes(1.9))
    assert deliver(LATER + minutes(2.1)) == []
    move(20, now=LATER + minutes(3.8))
    assert deliver(LATER + minutes(5.7)) == []

    (message,) = deliver(LATER + minutes(5.8))

    assert "17:30" in facts(message)[0]
    assert "20:00" in facts(message)[1]
    assert deliver(LATER + minutes(60)) == []


def test_cancellation_never_waits_and_tells_what_was_last_seen(event):
    move(18, now=LATER)
    cancel_occurrence(occurrence(), by=None, now=LATER + minutes(1))

    (message,) = deliver(LATER + minutes(1))

    assert facts(message)[:2] == ["Before: Saturday 13 March, 17:30 – 19:30", "When: Cancelled"]
    assert deliver(LATER + minutes(9)) == []


START = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("new_day", "at", "waits"),
    [
        (SATURDAY, START - dt.timedelta(hours=24, minutes=-31), False),  # by its new hour, half an hour later
        (SATURDAY, START - dt.timedelta(hours=24, minutes=1), True),
        (NEXT_SATURDAY, START - dt.timedelta(hours=23), False),  # who knows the old day only would set out
    ],
)
def test_change_within_a_day_of_the_start_never_waits(event, new_day, at, waits):
    deliver(at)

    move(18, start_on=new_day, now=at)

    assert [message.subject[:4] for message in deliver(at)] == ([] if waits else ["New "])


def test_change_and_back_before_anything_went_out_is_not_told(event):
    move(18, now=LATER)
    move_occurrence(
        occurrence(), start_on=SATURDAY, start_time=dt.time(17, 30), duration=TWO_HOURS, by=None, now=LATER + minutes(1)
    )

    assert deliver(LATER + minutes(3)) == []
    reasons = Delivery.objects.filter(kind="events.announcement").order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["a newer one tells it", "back to what it was"]


def test_cancelled_and_put_back_at_once_is_not_told_and_each_alone_is(event):
    cancel_occurrence(occurrence(), by=None, now=LATER)
    reinstate_occurrence(occurrence(), by=None, now=LATER + minutes(1))
    assert deliver(LATER + minutes(3)) == []

    cancel_occurrence(occurrence(), by=None, now=LATER + minutes(3))
    assert len(deliver(LATER + minutes(3))) == 1
    reinstate_occurrence(occurrence(), by=None, now=LATER + minutes(4))
    (message,) = deliver(LATER + minutes(6))
    assert message.subject.startswith("It takes place after all")


def test_new_time_and_new_place_together(event):
    place = make_place(organization=event.organization, name="Town Hall")
    move(18, now=LATER)
    change_place(occurrence(), where=Where(place=place), by=None, now=LATER + minutes(1))

    (message,) = deliver(LATER + minutes(3))

    assert message.subject == "New time and place: Hands off, Saturday 13 March, 18:00 – 20:00"


def test_only_people_who_come_are_told(event):
    join(event, address="waits@inbox.example")
    join(event, address=None)
    token, (maybe,) = confirm(event, address="maybe@inbox.example")
    change_rsvp(open_link(token), maybe.pk, answer="maybe", attendance="in-person", party_size=1, now=NOW)
    RSVP.objects.filter(pk=maybe.pk).update(wants_mail=True)
    deliver(NOW + minutes(5))

    move(18)

    assert sorted(message.to[0] for message in deliver(TOLD)) == ["amal@inbox.example", "maybe@inbox.example"]


def test_unfolding_goes_on_where_it_was_interrupted(event, monkeypatch):
    monkeypatch.setattr(unfolding, "PEOPLE", 2)
    for number in range(4):
        confirm(event, address=f"person{number}@inbox.example")
    mail.outbox.clear()
    move(18)
    pieces = message_kind("events.announcement").plan(now=LATER, until=LATER + HORIZON)

    assert [owed.kind for owed in next(pieces)].count("events.announcement") == 2
    assert [owed.kind for owed in next(pieces)].count("events.announcement") == 2
    pieces.close()
    assert Announcement.objects.get().unfolded_to == sorted(RSVP.objects.values_list("pk", flat=True))[1]

    plan(now=LATER, until=LATER + HORIZON)

    # What was handed out and never written is handed out again; the first piece counts as written.
    assert Delivery.objects.filter(kind="events.announcement").count() == 3
    assert Announcement.objects.get().unfolded_at == LATER


def test_what_is_planned_is_never_at_an_old_time(event):
    before = planned_reminders()

    move(18)
    plan(now=NOW + minutes(5), until=NOW + minutes(6))

    assert planned_reminders() == [due_at + minutes(30) for due_at in before] != []


def planned_reminders():
    reminders = Delivery.objects.planned().filter(kind="events.reminder")
    return list(reminders.order_by("due_at").values_list("due_at", flat=True))


def test_one_announcement_costs_the_action_one_row(event):
    for number in range(3):
        confirm(event, address=f"person{number}@inbox.example")

    move(18)

    assert Announcement.objects.count() == 1
    assert not Delivery.objects.filter(kind="events.announcement").exists()


SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]


@pytest.fixture
def series():
    """Three dates, ticked together by one person, one of them by another."""
    event = make_event(title="Picket", dates=SATURDAYS, rule="FREQ=WEEKLY")
    confirm(event, *event.occurrences.all())
    confirm(event, event.occurrences.get(original_on=SATURDAYS[1]), address="two@inbox.example")
    deliver()
    return event


def test_one_change_of_several_dates_is_one_mail_to_who_ticked_them_together(series):
    cancel_event(series, by=None, now=LATER)

    mine, other = sorted(deliver(LATER), key=lambda message: message.to)

    assert mine.subject == "Cancelled: Picket, Saturday 13 March, and 2 more dates"
    assert [line for line in mine.body.splitlines() if line.startswith("Before:")] == [
        "Before: Saturday 13 March, 17:30 – 19:30",
        "Before: Saturday 20 March, 17:30 – 19:30",
        "Before: Saturday 27 March, 17:30 – 19:30",
    ]
    assert len(invite_of(mine).walk("VEVENT")) == 3
    assert other.subject == "Cancelled: Picket, Saturday 20 March"
    assert deliver(LATER + minutes(5)) == []


def test_date_that_changes_alone_afterwards_is_told_from_what_its_person_knows(series):
    rows = list(series.occurrences.all())
    for row in rows:
        move_occurrence(row, start_on=row.start_on, start_time=dt.time(18), duration=TWO_HOURS, by=None, now=LATER)
    deliver(TOLD)

    rows[1].refresh_from_db()
    move_occurrence(
        rows[1], start_on=rows[1].start_on, start_time=dt.time(20), duration=TWO_HOURS, by=None, now=LATER + minutes(5)
    )
    mails = deliver(LATER + minutes(7))

    assert [message.subject for message in mails] == ["New time: Picket, Saturday 20 March, 20:00 – 22:00"] * 2
    assert all("Before: Saturday 20 March, 18:00 – 20:00" in message.body for message in mails)


def test_date_that_changed_again_is_left_out_of_the_mail_about_all(series):
    rows = list(series.occurrences.all())
    for row in rows:
        move_occurrence(row, start_on=row.start_on, start_time=dt.time(18), duration=TWO_HOURS, by=None, now=LATER)
    cancel_occurrence(rows[1], by=None, now=LATER + minutes(1))

    subjects = sorted(
        message.subject for message in deliver(LATER + minutes(3)) if message.to == ["amal@inbox.example"]
    )

    assert subjects == [
        "Cancelled: Picket, Saturday 20 March",
        "New time: Picket, Saturday 13 March, 18:00 – 20:00, and 1 more date",
    ]


def test_whose_first_answer_is_taken_back_is_told_of_the_others(series):
    mine = RSVP.objects.get(occurrence__original_on=SATURDAYS[0])
    RSVP.objects.filter(pk=mine.pk).update(state="cancelled")

    cancel_event(series, by=None, now=LATER)
    (message,) = [message for message in deliver(LATER) if message.to == ["amal@inbox.example"]]

    assert message.subject == "Cancelled: Picket, Saturday 20 March, and 1 more date"
