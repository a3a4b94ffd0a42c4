import datetime as dt

import pytest

from events.errors import EventsError
from events.models import Occurrence
from events.reading import agenda
from tests.events.factories import make_call, make_event, make_place

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 3, 13)


def read(**arguments):
    return agenda.read_agenda(Occurrence.objects.public(), **arguments)


def make_answers(call, count, **fields):
    towns = ["Ashford", "Birkdale", "Dunmore", "Ashford", "Eastlake"]
    return [
        make_event(call=call, place=make_place(locality=towns[n]), start_time=dt.time(12 + n), **fields)
        for n in range(count)
    ]


def test_days_hold_their_entries_in_the_order_of_the_hours():
    late = make_event(start_on=DAY, start_time=dt.time(20))
    early = make_event(start_on=DAY, start_time=dt.time(9))
    next_day = make_event(start_on=DAY + dt.timedelta(days=1))

    days = read().days

    assert [(day.on, [entry.occurrence.event_id for entry in day.entries]) for day in days] == [
        (DAY, [early.pk, late.pk]),
        (DAY + dt.timedelta(days=1), [next_day.pk]),
    ]


def test_more_than_three_answers_on_one_day_fold_into_one_entry():
    make_answers(make_call(), 4)

    [entry] = read().days[0].entries

    assert (entry.is_folded, entry.count, entry.towns) == (True, 4, ["Ashford", "Birkdale", "Dunmore"])
    assert entry.occurrence.start_time == dt.time(12)


def test_three_answers_stand_for_themselves():
    make_answers(make_call(), 3)

    assert [entry.is_folded for entry in read().days[0].entries] == [False, False, False]


def test_fold_stands_at_its_earliest_known_hour_and_says_the_latest():
    call = make_call()
    make_answers(call, 4)
    make_event(call=call, hours="tba", duration=None)
    at_eleven, at_one = make_event(start_time=dt.time(11)), make_event(start_time=dt.time(13))

    entries = read().days[0].entries

    shown = [(entry.occurrence.event_id, entry.count, entry.last_hour) for entry in entries]
    assert shown[0] == (at_eleven.pk, 1, None)
    assert shown[1][1:] == (5, dt.time(15))
    assert shown[2] == (at_one.pk, 1, None)


def test_hours_of_the_wall_clock_make_the_order_wherever_it_is():
    new_york = make_event(start_time=dt.time(12), zone="America/New_York")
    beirut = make_event(start_time=dt.time(18), zone="Asia/Beirut")

    [day] = read().days

    assert [entry.occurrence.event_id for entry in day.entries] == [new_york.pk, beirut.pk]


def test_cancelled_and_postponed_stand_beside_the_fold():
    events = make_answers(make_call(), 5)
    events[0].occurrences.update(state="cancelled")

    entries = read().days[0].entries

    assert [(entry.occurrence.state, entry.count) for entry in entries] == [("cancelled", 1), ("scheduled", 4)]


def test_a_call_of_a_draft_folds_nothing():
    call = make_call()
    make_answers(call, 4)
    call.statement.published_at = None
    call.statement.save()

    assert len(read().days[0].entries) == 4


def test_pages_are_whole_days_and_together_the_whole_list():
    for offset in range(6):
        make_event(start_on=DAY + dt.timedelta(days=offset))
        make_event(start_on=DAY + dt.timedelta(days=offset), start_time=dt.time(20))

    first = read(entries=3)
    second = read(entries=30, cursor=first.next_cursor)

    assert [day.on.day for day in first.days] == [13, 14]
    assert [day.on.day for day in second.days] == [15, 16, 17, 18]
    assert second.next_cursor is None


def test_a_day_that_is_larger_than_the_window_goes_on_on_the_next_page(monkeypatch):
    monkeypatch.setattr(agenda, "WINDOW", 3)
    made = [make_event(start_on=DAY, start_time=dt.time(9, minute)).pk for minute in range(5)]

    first = read()
    second = read(cursor=first.next_cursor)

    shown = [entry.occurrence.event_id for page in (first, second) for day in page.days for entry in day.entries]
    assert shown == made


def test_newest_first_turns_the_order_round():
    earlier, later = make_event(start_on=DAY), make_event(start_on=DAY + dt.timedelta(days=1))

    days = read(newest_first=True).days

    assert [day.entries[0].occurrence.event_id for day in days] == [later.pk, earlier.pk]


def test_zone_is_named_where_more_than_one_occurs():
    make_event(start_on=DAY, zone="America/New_York")
    assert [entry.zone_differs for day in read().days for entry in day.entries] == [False]

    make_event(start_on=DAY, zone="Asia/Beirut")
    make_event(start_on=DAY, zone="Europe/Paris", hours="tba")
    assert sorted(entry.zone_differs for day in read().days for entry in day.entries) == [False, True, True]


@pytest.mark.parametrize("cursor", ["x", "2027-03-13_12:00_", "2027-02-31_12:00_1", "2027-03-13_25:00_1", "_1_1", "\0"])
def test_foreign_cursor_is_refused_by_name(cursor):
    with pytest.raises(EventsError) as refused:
        read(cursor=cursor)

    assert refused.value.field == "page"


def test_reading_takes_the_same_queries_for_one_and_for_three(django_assert_num_queries):
    make_event(call=make_call())
    with django_assert_num_queries(4):
        read()

    make_event(call=make_call())
    make_event(call=make_call())
    with django_assert_num_queries(4):
        assert sum(len(day.entries) for day in read().days) == 3


def test_a_series_does_not_fill_a_short_list():
    weeks = [DAY + dt.timedelta(weeks=week) for week in range(6)]
    series, single = make_event(dates=weeks, rule="FREQ=WEEKLY"), make_event(start_on=weeks[5])

    days = agenda.read_short_agenda(Occurrence.objects.public()).days

    assert [(day.on, entry.occurrence.event_id, entry.later) for day in days for entry in day.entries] == [
        (weeks[0], series.pk, 0),
        (weeks[1], series.pk, 0),
        (weeks[2], series.pk, 3),
        (weeks[5], single.pk, 0),
    ]


def test_a_short_list_leaves_the_same_dates_out_on_every_page():
    weeks = [DAY + dt.timedelta(weeks=week) for week in range(6)]
    make_event(dates=weeks, rule="FREQ=WEEKLY")
    make_event(start_on=weeks[5])
    dates = Occurrence.objects.public()

    first = agenda.read_short_agenda(dates, entries=2)
    second = agenda.read_short_agenda(dates, entries=2, cursor=first.next_cursor)

    assert [day.on for day in first.days + second.days] == [weeks[0], weeks[1], weeks[2], weeks[5]]
    assert [entry.later for day in second.days for entry in day.entries] == [3, 0]


def test_three_dates_of_a_series_have_nothing_later():
    make_event(dates=[DAY + dt.timedelta(weeks=week) for week in range(3)], rule="FREQ=WEEKLY")

    days = agenda.read_short_agenda(Occurrence.objects.public()).days

    assert [entry.later for day in days for entry in day.entries] == [0, 0, 0]


def test_short_list_takes_the_same_queries_for_one_and_for_three(django_assert_num_queries):
    for _ in range(3):
        make_event(call=make_call(), dates=[DAY + dt.timedelta(weeks=week) for week in range(5)])
        with django_assert_num_queries(5):
            agenda.read_short_agenda(Occurrence.objects.public())


def test_towns_of_a_fold_stand_nearest_first_where_it_is_known():
    make_answers(make_call(), 4)

    [entry] = read(kilometres={"Dunmore": 3.0, "Ashford": 40.0}).days[0].entries

    assert entry.towns == ["Dunmore", "Ashford", "Birkdale"]


def test_a_place_to_come_counts_by_its_town():
    call = make_call()
    for town in ("Ashford", "Birkdale", "Ashford", "Dunmore"):
        make_event(call=call, town=town, place_is_pending=True)

    [entry] = read().days[0].entries

    assert entry.towns == ["Ashford", "Birkdale", "Dunmore"]
