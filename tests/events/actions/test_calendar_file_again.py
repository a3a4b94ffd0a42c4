"""A newer calendar file changes what nobody has edited here, and who comes is told."""

import datetime as dt
from dataclasses import replace

import pytest

from events.actions.details import Details
from events.actions.event import edit_event, publish_event
from events.actions.occurrence import move_occurrence
from events.actions.whereabouts import Where
from events.models import Announcement, Event, Occurrence
from tests.events.calendar_files import BERLIN, END, LATER, START, WEEKLY, overview_of, take
from tests.events.factories import NOW, make_organization, make_user
from tests.events.imports.calendar_file.test_hostile import calendar, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return make_organization(owner=make_user(), zone=BERLIN)


def verdicts(source, organization, **kwargs):
    rows = overview_of(source, organization, **kwargs).rows
    return {row.index: {one.cell: one.verdict.value for one in row.differences} for row in rows if row.listed}


def test_the_same_file_again_changes_nothing(organization):
    source = calendar(*event(START, END, WEEKLY, "LOCATION:Rathaus\\, Hamburg", "DESCRIPTION:<b>Come</b>"))
    take(source, organization)

    assert verdicts(source, organization) == {0: {}}
    assert verdicts(source, organization, now=NOW + dt.timedelta(days=10)) == {0: {}}
    assert take(source, organization, now=LATER).changed == []
    assert Event.objects.count() == 1


def test_a_draft_follows_the_file(organization):
    take(calendar(*event(START, END)), organization)
    newer = calendar(*event(f"DTSTART;TZID={BERLIN}:20270314T120000", "LOCATION:Hafen", "SUMMARY:Rally"))

    assert verdicts(newer, organization) == {0: {"when": "changed", "place": "changed"}}
    take(newer, organization, now=LATER)

    (row,) = Occurrence.objects.all()
    assert (row.start_on, row.start_time, row.duration) == (dt.date(2027, 3, 14), dt.time(12), None)
    assert Event.objects.get().place.name == "Hafen"
    assert verdicts(newer, organization) == {0: {}}


def test_who_comes_is_told_when_the_file_moves_what_is_public(organization):
    (made,) = take(calendar(*event(START, END)), organization).made
    publish_event(made, by=None, now=NOW)

    take(calendar(*event(f"DTSTART;TZID={BERLIN}:20270313T190000", "DURATION:PT2H")), organization, now=LATER)

    assert [one.kind for one in Announcement.objects.all()] == ["moved"]
    assert Occurrence.objects.get().start_time == dt.time(19)


def test_the_town_of_a_hidden_place_stays_hidden_when_the_file_names_another(organization):
    (made,) = take(calendar(*event(START, END, "LOCATION:Hinterhof\\, Hamburg")), organization).made
    hidden = replace(Where.of(made), place_visibility="confirmed", town="", country="")
    edit_event(made, details=Details.of(made), where=hidden, by=None, now=NOW)

    newer = calendar(*event(START, END, "LOCATION:Keller\\, Berlin"))
    take(newer, organization, only=[0], taken=["place"], now=LATER)

    after = Event.objects.get()
    assert (after.place.one_line, after.shown_place) == ("Keller, Berlin", None)
    assert (after.town, after.country) == ("", "")


def test_a_public_series_is_rescheduled_and_its_dates_move(organization):
    (made,) = take(calendar(*event(START, END, WEEKLY)), organization).made
    publish_event(made, by=None, now=NOW)
    newer = calendar(
        *event(f"DTSTART;TZID={BERLIN}:20270313T180000", "DURATION:PT1H", WEEKLY),
        *event(f"RECURRENCE-ID;TZID={BERLIN}:20270320T180000", START, "STATUS:CANCELLED"),
    )

    outcome = take(newer, organization, now=LATER)

    assert outcome.refused == {}
    rows = Occurrence.objects.order_by("original_on").values_list("original_on", "start_time", "state")
    assert list(rows) == [
        (dt.date(2027, 3, 13), dt.time(18), "scheduled"),
        (dt.date(2027, 3, 20), dt.time(18), "cancelled"),
        (dt.date(2027, 3, 27), dt.time(18), "scheduled"),
        (dt.date(2027, 4, 3), dt.time(18), "scheduled"),
    ]
    assert verdicts(newer, organization) == {0: {}}


def test_a_date_that_takes_place_after_all_is_put_back(organization):
    series = event(START, END, WEEKLY)
    (made,) = take(calendar(*series), organization).made
    publish_event(made, by=None, now=NOW)
    cancelled = event(f"RECURRENCE-ID;TZID={BERLIN}:20270320T173000", START, "STATUS:CANCELLED")
    take(calendar(*series, *cancelled), organization, now=LATER)

    take(calendar(*series), organization, now=LATER)

    assert set(Occurrence.objects.values_list("state", flat=True)) == {"scheduled"}
    assert [one.kind for one in Announcement.objects.order_by("id")] == ["cancelled", "reinstated"]


def test_a_series_under_way_goes_on_from_its_next_date(organization):
    (made,) = take(calendar(*event(START, END, WEEKLY)), organization).made
    publish_event(made, by=None, now=NOW)
    then = dt.datetime(2027, 3, 21, 12, tzinfo=dt.UTC)

    outcome = take(
        calendar(*event(f"DTSTART;TZID={BERLIN}:20270313T180000", "DURATION:PT1H", WEEKLY)), organization, now=then
    )

    assert outcome.refused == {}
    rows = Occurrence.objects.order_by("original_on").values_list("start_on", "start_time")
    assert [time for _day, time in rows] == [dt.time(17, 30), dt.time(17, 30), dt.time(18), dt.time(18)]


@pytest.mark.parametrize("is_public", [True, False])
def test_a_date_that_was_moved_is_taken_and_kept_though_its_own_day_is_over(organization, is_public):
    moved = event(f"RECURRENCE-ID;TZID={BERLIN}:20270320T173000", f"DTSTART;TZID={BERLIN}:20270325T120000")
    if is_public:
        (made,) = take(calendar(*event(START, END, WEEKLY), *moved), organization).made
        publish_event(made, by=None, now=NOW)
    then = dt.datetime(2027, 3, 21, 12, tzinfo=dt.UTC)

    take(calendar(*event(START, "DURATION:PT1H", WEEKLY), *moved), organization, now=then)

    rows = Occurrence.objects.order_by("original_on").values_list("start_on", "state")
    assert list(rows)[-3:] == [
        (dt.date(2027, 3, 25), "scheduled"),
        (dt.date(2027, 3, 27), "scheduled"),
        (dt.date(2027, 4, 3), "scheduled"),
    ]


def test_dates_without_a_rule_go_on_from_the_next(organization):
    listed = f"RDATE;TZID={BERLIN}:20270320T173000,20270325T173000"
    (made,) = take(calendar(*event(START, END, listed)), organization).made
    publish_event(made, by=None, now=NOW)
    then = dt.datetime(2027, 3, 14, 12, tzinfo=dt.UTC)

    outcome = take(calendar(*event(START, "DURATION:PT1H", listed)), organization, now=then)

    assert outcome.refused == {}
    lengths = Occurrence.objects.order_by("original_on").values_list("duration", flat=True)
    assert [length.seconds // 3600 for length in lengths] == [2, 1, 1]


def test_what_is_cancelled_in_the_file_is_cancelled_only_when_public(organization):
    (made,) = take(calendar(*event(START, END)), organization).made
    gone = calendar(*event(START, END, "STATUS:CANCELLED"))
    assert verdicts(gone, organization) == {0: {}}
    publish_event(made, by=None, now=NOW)

    assert verdicts(gone, organization) == {0: {"state": "changed"}}
    take(gone, organization, now=LATER)

    assert Event.objects.get().cancelled_at == LATER


def test_what_was_edited_here_stays_unless_it_is_taken(organization):
    (made,) = take(calendar(*event(START, END)), organization).made
    edit_event(made, details=Details(title="Great rally", kind="other"), by=None, now=NOW)
    move_occurrence(
        made.occurrences.get(),
        start_on=dt.date(2027, 3, 15),
        start_time=dt.time(9),
        duration=None,
        by=None,
        now=NOW,
    )
    newer = calendar(*event(START.replace("17", "18"), END, "SUMMARY:x"))
    newer = newer.replace(b"SUMMARY:Rally", b"SUMMARY:Small rally").replace(b"SUMMARY:x\r\n", b"")

    assert verdicts(newer, organization) == {0: {"when": "kept", "title": "kept"}}
    take(newer, organization, now=LATER)
    assert Event.objects.get().title == "Great rally"
    take(newer, organization, now=LATER, taken={"title"})

    assert Event.objects.get().title == "Small rally"
    assert Occurrence.objects.get().start_on == dt.date(2027, 3, 15)


def test_what_is_gone_from_the_calendar_is_shown_and_of_another_calendar_is_not(organization):
    both = calendar("X-WR-CALNAME:Ours", *event(START), *event(START, uid="b"))
    take(both, organization)

    one = calendar("X-WR-CALNAME:Ours", *event(START))
    assert [imported.uid for imported in overview_of(one, organization).vanished] == ["b"]
    assert overview_of(calendar("X-WR-CALNAME:Theirs", *event(START)), organization).vanished == []


def test_a_draft_that_was_deleted_is_new_again(organization):
    source = calendar(*event(START))
    take(source, organization)
    Event.objects.all().delete()

    assert len(overview_of(source, organization).new) == 1


def test_the_same_uid_in_another_organisation_is_new(organization):
    source = calendar(*event(START))
    take(source, organization)

    assert len(overview_of(source, make_organization()).new) == 1


def test_a_page_is_read_with_the_same_queries_for_three_entries(organization, django_assert_num_queries):
    for number in (1, 3):
        entries = [line for n in range(number) for line in event(START, uid=n)]
        source = calendar("X-WR-CALNAME:Ours", *entries)
        take(source, organization)
        with django_assert_num_queries(4):
            overview_of(source, organization)
