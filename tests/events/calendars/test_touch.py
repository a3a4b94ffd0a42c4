import datetime as dt

from events.calendars.touch import touch_calendar
from events.models import Milestone, Schedule
from tests.events.factories import NOW, make_event, make_milestone


def counters(row):
    row.refresh_from_db()
    return (row.change, row.sequence, row.last_modified)


def test_touch_calendar_moves_last_modified_to_now(db):
    schedule = make_event().schedules.get()
    later = NOW + dt.timedelta(hours=1, microseconds=7)

    touched = touch_calendar(Schedule.objects.filter(pk=schedule.pk), material=False, now=later)

    assert touched == 1
    assert counters(schedule) == (2, 0, NOW + dt.timedelta(hours=1))


def test_touch_calendar_moves_last_modified_by_a_second_at_least(db):
    schedule = make_event().schedules.get()

    for _time in range(3):
        touch_calendar(Schedule.objects.filter(pk=schedule.pk), material=True, now=NOW)

    assert counters(schedule) == (4, 3, NOW + dt.timedelta(seconds=3))


def test_touch_calendar_never_goes_back_when_a_clock_does(db):
    schedule = make_event().schedules.get()

    touch_calendar(Schedule.objects.filter(pk=schedule.pk), material=False, now=NOW - dt.timedelta(days=1))

    assert counters(schedule) == (2, 0, NOW + dt.timedelta(seconds=1))


def test_touch_calendar_touches_nothing_else(db):
    touched, other = make_event(), make_event()

    touch_calendar(Schedule.objects.filter(event=touched), material=True, now=NOW)

    assert counters(other.schedules.get()) == (1, 0, NOW)


def test_touch_calendar_follows_a_queryset_through_relations(db, django_assert_num_queries):
    event = make_event(place=None)
    rows = Schedule.objects.filter(occurrences__event__organization=event.organization).distinct()

    with django_assert_num_queries(1):
        touched = touch_calendar(rows, material=False, now=NOW)

    assert touched == 1


def test_touch_calendar_takes_milestones_too(db):
    milestone = make_milestone()

    touch_calendar(Milestone.objects.filter(pk=milestone.pk), material=True, now=NOW)

    assert counters(milestone) == (2, 1, NOW + dt.timedelta(seconds=1))
