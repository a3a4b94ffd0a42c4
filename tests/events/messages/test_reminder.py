import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.actions.occurrence import (
    cancel_occurrence,
    give_new_date,
    move_occurrence,
    postpone_occurrence,
    reinstate_occurrence,
)
from events.actions.rsvp_link import change_rsvp, set_mail
from events.models import Announcement, Occurrence
from events.rsvp_links import open_link
from notifications.actions import HORIZON, drain, plan
from notifications.kinds import message_kind
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
TWO_HOURS = dt.timedelta(hours=2)
SATURDAY = dt.date(2027, 3, 13)


def at(day, hour, minute=0):
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=NEW_YORK).astimezone(dt.UTC)


DAY_BEFORE_SATURDAY = at(12, 17, 30)


def move(start_time, *, now, start_on=SATURDAY):
    row = Occurrence.objects.get()
    return move_occurrence(row, start_on=start_on, start_time=start_time, duration=TWO_HOURS, by=None, now=now)


def reminders_sent(now):
    return [message.subject for message in deliver(now) if message.subject.startswith("Reminder")]


def outcomes():
    rows = Delivery.objects.filter(kind="events.reminder").order_by("due_at", "pk")
    return [(row.key.split(":", 2)[2].split(":")[0], row.key.rsplit(":", 1)[1], row.state, row.reason) for row in rows]


def test_both_reminders_go_once_each_at_their_time():
    confirm(make_event(title="Hands off"))
    deliver()

    assert reminders_sent(DAY_BEFORE_SATURDAY - minutes(1)) == []
    assert reminders_sent(DAY_BEFORE_SATURDAY) == ["Reminder: Hands off, Saturday 13 March, 17:30 – 19:30"]
    assert reminders_sent(DAY_BEFORE_SATURDAY + minutes(1)) == []
    assert len(reminders_sent(at(13, 15, 30))) == 1
    assert reminders_sent(at(13, 15, 31)) == []


def test_moved_from_18_to_19_and_back_to_18_reminds_again_and_never_at_19():
    confirm(make_event(start_time=dt.time(18, 0)))
    deliver()

    move(dt.time(19, 0), now=NOW + minutes(10))
    move(dt.time(18, 0), now=NOW + minutes(20))
    deliver(NOW + minutes(21))

    assert len(reminders_sent(at(12, 18))) == 1
    assert reminders_sent(at(12, 19)) == []
    assert len(reminders_sent(at(13, 16))) == 1
    assert reminders_sent(at(13, 17)) == []
    assert outcomes() == [
        ("day-before", "0", "not_owed", "moved"),
        ("day-before", "2", "sent", ""),
        ("two-hours", "0", "not_owed", "moved"),
        ("two-hours", "2", "sent", ""),
    ]


def test_moved_after_the_first_reminder_reminds_of_the_new_time():
    confirm(make_event())
    deliver()
    assert len(reminders_sent(DAY_BEFORE_SATURDAY)) == 1

    move(dt.time(20, 0), now=DAY_BEFORE_SATURDAY + minutes(30))

    assert len(reminders_sent(at(12, 20))) == 1
    assert reminders_sent(at(13, 15, 30)) == []
    assert len(reminders_sent(at(13, 18))) == 1


def test_moved_so_late_that_a_moment_has_passed_owes_only_what_is_to_come():
    confirm(make_event())
    deliver()

    move(dt.time(20, 0), now=at(13, 10))

    assert reminders_sent(at(13, 10, 1)) == []
    assert len(reminders_sent(at(13, 18))) == 1


def test_moved_between_plan_and_sending_sends_nothing_at_the_old_time():
    confirm(make_event())
    deliver()
    plan(now=DAY_BEFORE_SATURDAY, until=DAY_BEFORE_SATURDAY + HORIZON)

    move(dt.time(20, 0), now=DAY_BEFORE_SATURDAY)

    assert reminders_sent(DAY_BEFORE_SATURDAY) == []


def shift(row, now):
    move_occurrence(row, start_on=SATURDAY, start_time=dt.time(20), duration=TWO_HOURS, by=None, now=now)


def postpone(row, now):
    postpone_occurrence(row, by=None, now=now)


def cancel(row, now):
    cancel_occurrence(row, by=None, now=now)


@pytest.mark.parametrize(("change", "reason"), [(shift, "moved"), (postpone, "postponed"), (cancel, "cancelled")])
def test_sender_looks_again_before_the_planner_has_seen_a_change(change, reason):
    confirm(make_event())
    deliver()

    change(Occurrence.objects.get(), DAY_BEFORE_SATURDAY)
    drain(now=DAY_BEFORE_SATURDAY)

    assert outcomes()[0] == ("day-before", "0", "not_owed", reason)


def test_cancelled_reminds_of_nothing():
    confirm(make_event())
    deliver()

    cancel_occurrence(Occurrence.objects.get(), by=None, now=NOW + minutes(1))

    assert reminders_sent(DAY_BEFORE_SATURDAY) == []
    assert reminders_sent(at(13, 15, 30)) == []


def test_cancelled_and_put_back_reminds_again():
    confirm(make_event())
    deliver()

    cancel_occurrence(Occurrence.objects.get(), by=None, now=NOW + minutes(1))
    reinstate_occurrence(Occurrence.objects.get(), by=None, now=NOW + minutes(2))

    assert len(reminders_sent(DAY_BEFORE_SATURDAY)) == 1


def test_postponed_reminds_of_nothing_until_it_has_a_date_again():
    confirm(make_event())
    deliver()

    postpone_occurrence(Occurrence.objects.get(), by=None, now=NOW + minutes(1))
    assert reminders_sent(DAY_BEFORE_SATURDAY) == []

    give_new_date(
        Occurrence.objects.get(),
        start_on=dt.date(2027, 3, 20),
        start_time=dt.time(12, 0),
        duration=TWO_HOURS,
        by=None,
        now=at(13, 9),
    )
    assert len(reminders_sent(at(19, 12))) == 1
    assert len(reminders_sent(at(20, 10))) == 1


def test_hour_that_becomes_known_replaces_the_evening_before():
    confirm(make_event(hours="tba"))
    deliver()

    when = {"start_on": SATURDAY, "start_time": dt.time(17, 30), "duration": TWO_HOURS}
    move_occurrence(Occurrence.objects.get(), **when, by=None, now=NOW + minutes(1))

    assert len(reminders_sent(DAY_BEFORE_SATURDAY)) == 1
    assert reminders_sent(at(12, 18)) == []
    assert len(reminders_sent(at(13, 15, 30))) == 1


def test_unknown_hour_reminds_once_in_the_evening_before():
    confirm(make_event(hours="tba"))
    deliver()

    assert len(reminders_sent(at(12, 18))) == 1
    assert [outcome[0] for outcome in outcomes()] == ["day-before"]


def test_both_nights_of_the_year_remind_at_the_wall_clock_hour():
    for day in (dt.date(2027, 3, 14), dt.date(2027, 11, 7)):
        event = make_event(start_on=day, start_time=dt.time(15, 0))
        confirm(event, address=f"on{day:%m}@inbox.example")

    rows = Delivery.objects.filter(kind="events.reminder").order_by("due_at")
    assert [f"{row.due_at:%m-%d %H:%M}" for row in rows] == [
        "03-13 20:00",  # 15:00, UTC−5
        "03-14 17:00",  # 13:00, UTC−4
        "11-06 19:00",  # 15:00, UTC−4
        "11-07 18:00",  # 13:00, UTC−5
    ]


def test_nothing_after_the_start_and_nothing_in_the_night():
    confirm(make_event())
    deliver()

    assert reminders_sent(at(12, 22, 5)) == []
    assert reminders_sent(at(13, 17, 31)) == []
    assert {outcome[2] for outcome in outcomes()} == {"expired"}


def test_after_an_outage_only_the_later_of_two_is_sent():
    event = make_event(start_on=dt.date(2027, 3, 12), start_time=dt.time(23, 59))
    confirm(event)
    Delivery.objects.filter(kind="events.reminder").update(not_after=at(13, 0))

    assert len(reminders_sent(at(12, 21, 59))) == 1
    assert [outcome[2:] for outcome in outcomes()] == [("not_owed", "a later one is due"), ("sent", "")]


def test_new_place_does_not_remind_again():
    confirm(make_event())
    deliver()
    assert len(reminders_sent(DAY_BEFORE_SATURDAY)) == 1

    Occurrence.objects.update(public_area="Elsewhere")

    assert reminders_sent(DAY_BEFORE_SATURDAY + minutes(1)) == []


def test_who_is_not_coming_any_more_or_wants_no_mail_is_not_reminded():
    event = make_event()
    first, (_rsvp,) = confirm(event)
    _second, (maybe,) = confirm(event, address="two@inbox.example")
    set_mail(open_link(first), wants_mail=False, now=NOW)
    change_rsvp(open_link(_second), maybe.pk, answer="maybe", attendance="in-person", party_size=1, now=NOW)

    sent = [message.to for message in deliver(DAY_BEFORE_SATURDAY) if message.subject.startswith("Reminder")]

    assert sent == [["two@inbox.example"]]


def test_plan_writes_what_is_missing_and_nothing_twice_with_a_fixed_number_of_queries():
    event = make_event()
    for number in range(3):
        confirm(event, address=f"person{number}@inbox.example")
    Occurrence.objects.update(moves=1, moved_at=NOW)
    kind = message_kind("events.reminder")
    now = DAY_BEFORE_SATURDAY - dt.timedelta(hours=20)

    with CaptureQueriesContext(connection) as queries:
        owed = [row for rows in kind.plan(now=now, until=now + HORIZON) for row in rows]
    plan(now=now, until=now + HORIZON)

    assert len(owed) == 6
    assert len(queries) == 5  # other rules, dates by the default ones and by own ones, and each reminder of a date
    assert list(kind.plan(now=now, until=now + HORIZON)) == []


def test_people_who_joined_after_the_moment_are_not_reminded_of_it():
    event = make_event()
    confirm(event, now=DAY_BEFORE_SATURDAY + minutes(5))

    assert reminders_sent(DAY_BEFORE_SATURDAY + minutes(10)) == []


def test_announcements_and_reminders_never_say_an_old_time():
    confirm(make_event(start_time=dt.time(18, 0)))
    deliver()
    for number, hour in enumerate([19, 20, 18], start=1):
        move(dt.time(hour, 0), now=NOW + minutes(number))

    mails = [*deliver(NOW + minutes(10)), *deliver(at(12, 18)), *deliver(at(13, 16))]

    assert Announcement.objects.count() == 3
    assert len(mails) == 2
    assert all("18:00 – 20:00" in message.body and "19:00" not in message.body for message in mails)
