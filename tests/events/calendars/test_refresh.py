import datetime as dt
import logging
import threading

import pytest
from django.db import connection, transaction

from events.calendars import refresh
from events.calendars.refresh import gather, zones_of
from events.calendars.touch import touch_calendar
from events.models import Event, Fragment, Milestone, Occurrence, Schedule
from tests.events.factories import NOW, make_campaign, make_event, make_milestone


def read(language="en"):
    """Of everything public."""
    changes = dict(Schedule.objects.public().values_list("uid", "change"))
    changes |= dict(Milestone.objects.public().values_list("uid", "change"))
    return gather(changes, language=language)


def bodies(shelf):
    return {fragment.uid: bytes(fragment.body) for fragment in shelf.fragments}


def test_gather_renders_what_is_stale_and_keeps_it(db):
    make_event()
    make_milestone()

    first = read()

    assert Fragment.objects.count() == len(first.fragments) == 2
    assert bodies(read()) == bodies(first)


def test_gather_changes_only_what_was_touched(db):
    touched, other = make_event(title="Vigil"), make_event(title="March")
    before = bodies(read())
    Event.objects.filter(pk=touched.pk).update(title="Night vigil")
    Event.objects.filter(pk=other.pk).update(title="Nobody touched the calendar")
    touch_calendar(Schedule.objects.filter(event=touched), material=False, now=NOW)

    after = bodies(read())

    uid = touched.schedules.get().uid
    assert b"SUMMARY:Night vigil\r\n" in after.pop(uid)
    assert b"SUMMARY:Vigil\r\n" in before.pop(uid)
    assert after == before


def test_gather_takes_as_many_queries_for_three_as_for_one(db, django_assert_num_queries):
    make_event()
    make_milestone()
    with django_assert_num_queries(12):  # which, stored; rows with dates and calls; keeping
        read()
    with django_assert_num_queries(3):
        read()
    for _time in range(2):
        make_event(dates=[dt.date(2027, 3, 13), dt.date(2027, 3, 20)], rule="FREQ=WEEKLY;BYDAY=SA")
        make_milestone()
    with django_assert_num_queries(12):
        read()
    with django_assert_num_queries(3):
        read()


def test_gather_keeps_each_language_apart(db):
    uid = make_event().schedules.get().uid

    read("en")
    read("ar")

    assert sorted(Fragment.objects.filter(uid=uid).values_list("language", flat=True)) == ["ar", "en"]


def test_gather_leaves_out_one_poisoned_row_only(db, caplog):
    good, bad = make_event(title="Good"), make_event(title="A secret title")
    Schedule.objects.filter(event=bad).update(zone="Mars/Olympus")

    with caplog.at_level(logging.ERROR):
        shelf = read()

    assert list(bodies(shelf)) == [good.schedules.get().uid]
    assert shelf.left_out == 1
    assert f"schedule {bad.schedules.get().pk} left out" in caplog.text
    assert "secret" not in caplog.text


def test_what_cannot_be_rendered_is_known_to_the_operator_and_tried_again_when_it_changes(
    db, django_assert_num_queries
):
    bad = make_event()
    Schedule.objects.filter(event=bad).update(zone="Mars/Olympus")
    read()

    with django_assert_num_queries(3):  # not rendered again
        assert read().left_out == 1
    assert list(Fragment.objects.failed().values_list("uid", "failure")) == [(bad.schedules.get().uid, "LookupError")]
    Schedule.objects.filter(event=bad).update(zone="Europe/Madrid")
    touch_calendar(Schedule.objects.filter(event=bad), material=True, now=NOW)
    assert (read().left_out, len(read().fragments), Fragment.objects.failed().count()) == (0, 1, 0)


def test_gather_reads_one_by_one_where_a_column_cannot_be_read(db):
    if connection.vendor != "sqlite":
        return  # PostgreSQL refuses such a value itself
    good, bad = make_event(), make_event()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_schedule SET last_modified = 'no date' WHERE id = %s", [bad.schedules.get().pk])

    shelf = read()

    assert list(bodies(shelf)) == [good.schedules.get().uid]
    assert shelf.left_out == 1


def test_gather_renders_again_with_another_renderer_but_counts_nothing(db, monkeypatch):
    schedule = make_event().schedules.get()
    before = bodies(read())
    Fragment.objects.update(body=b"old bytes")
    monkeypatch.setattr(refresh, "RENDERER", "another")
    refresh.rendered_with.cache_clear()

    after = bodies(read())
    refresh.rendered_with.cache_clear()

    schedule.refresh_from_db()
    assert after == before
    assert (schedule.change, schedule.sequence, schedule.last_modified) == (1, 0, NOW)


def test_gather_does_not_offer_what_was_never_published(db):
    make_event(published=False)
    make_milestone(campaign=make_campaign(published=False))

    assert read().fragments == []


@pytest.mark.django_db(transaction=True)
def test_gather_serves_without_keeping_while_somebody_writes(caplog):
    if connection.vendor != "sqlite":
        return  # elsewhere writers do not wait for each other
    make_event()
    holding, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Occurrence.objects.update(note="writing")
            holding.set()
            done.wait(10)
        connection.close()

    writer = threading.Thread(target=hold)
    writer.start()
    holding.wait(10)
    try:
        served = read()
        kept = Fragment.objects.count()
    finally:
        done.set()
        writer.join()

    assert (len(served.fragments), kept) == (1, 0)
    assert len(read().fragments) == Fragment.objects.count() == 1


def test_zones_of_joins_the_years_of_one_zone():
    fragments = [Fragment(zones="Asia/Gaza/2027/2027"), Fragment(zones="Asia/Gaza/2026/2026,UTC/2026/2026"), Fragment()]

    assert [(zone.name, zone.first_year, zone.last_year) for zone in zones_of(fragments)] == [
        ("Asia/Gaza", 2026, 2027),
        ("UTC", 2026, 2026),
    ]
