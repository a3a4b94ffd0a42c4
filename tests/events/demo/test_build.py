import datetime as dt

import pytest
from django.db.models import F
from django.test import Client

from accounts.models import Organization
from events.demo.build import clear_demo, load_demo
from events.demo.many import add_many
from events.models import Anchor, AnsweredCall, Call, Campaign, Event, Fragment, Occurrence, Place, Statement
from tests.events.factories import make_call, make_event

pytestmark = pytest.mark.django_db
# Days of both DST nights, of a month's end, of a leap year and of a year's end: the demo is counted from today.
DAYS = [(2026, 11, 23), (2027, 3, 14), (2027, 10, 31), (2028, 2, 29), (2026, 12, 31)]


@pytest.mark.parametrize("day", DAYS)
def test_demo_can_be_loaded_on_any_day(day):
    load_demo(now=dt.datetime(*day, 12, 0, tzinfo=dt.UTC))

    assert Call.objects.get(slug="rally-at-every-town-hall").answered_by.count() == 30
    assert {event.is_example for event in Event.objects.all()} == {True}


@pytest.mark.parametrize("offered", ["en", "ar"])
def test_demo_is_in_the_languages_of_the_site(client, settings, offered):
    settings.LANGUAGES, settings.LANGUAGE_CODE = [(offered, offered)], offered

    load_demo(now=dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC))

    assert set(Organization.objects.values_list("language", flat=True)) == {offered}
    originals = Statement.objects.filter(translation_of=None)
    assert set(originals.values_list("language", flat=True)) == {offered}
    assert [client.get(path).status_code for path in ("/", "/events.ics", "/events.json", "/calendar/")] == [200] * 4


def test_demo_quotes_are_the_exact_characters_of_their_text():
    load_demo(now=dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC))

    anchors = Anchor.objects.exclude(state="lost").select_related("revision")
    assert [anchor.exact for anchor in anchors] == [
        anchor.revision.text[anchor.start : anchor.end] for anchor in anchors
    ]
    assert anchors.filter(revision__statement__language="ar").count() == 2


def test_demo_shows_every_kind_and_state_of_a_page():
    load_demo(now=dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC))
    dates = Occurrence.objects.all()

    assert set(dates.values_list("state", flat=True)) == {"scheduled", "postponed", "cancelled"}
    assert set(dates.values_list("hours", flat=True)) == {"timed", "all-day", "tba"}
    assert set(dates.values_list("attendance", flat=True)) == {"in-person", "online", "both"}
    assert [date for date in dates if date.has_moved and date.is_scheduled]
    assert dates.filter(going_in_person=F("capacity_in_person")).exists()
    assert dates.filter(place__isnull=False, shown_place=None).exists()
    assert max(len(event.title) for event in Event.objects.all()) >= 90
    assert max(len(statement.current.text.split()) for statement in Statement.objects.all()) >= 3000
    assert Statement.objects.filter(translation_of__isnull=False).count() == 1
    assert Anchor.objects.filter(state="same").exists()
    assert Campaign.objects.get().targets.count() == 2


def test_demo_calls_overlap_in_the_long_text():
    load_demo(now=dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC))

    outer = Anchor.objects.get(call__slug="assemblies-in-the-stations")
    inner = Anchor.objects.get(call__slug="count-the-missing-trains")
    assert outer.start < inner.start < inner.end <= outer.end


def test_demo_in_one_language_only():
    load_demo(now=dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC), language="ar")

    assert set(Event.objects.values_list("language", flat=True)) == {"ar"}


def test_clear_demo_takes_everything_that_is_an_example_and_nothing_else():
    real = make_event(call=make_call())
    load_demo(now=dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC))
    example = Call.objects.get(slug="rally-at-every-town-hall")
    AnsweredCall.objects.create(
        event=real, call=example, anchor=example.anchors.first(), linked_at=real.created_at, position=1
    )
    Client().get("/events.ics")

    clear_demo()

    assert list(Event.objects.all()) == [real]
    assert real.answered_calls.count() == 1
    assert Statement.objects.count() == 1
    assert not Campaign.objects.exists()
    assert not Place.objects.exists()
    assert not Organization.objects.filter(is_example=True).exists()
    assert set(Fragment.objects.values_list("uid", flat=True)) <= {schedule.uid for schedule in real.schedules.all()}


def test_many_events_are_all_public_and_upcoming():
    now = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)

    assert list(add_many(120, now=now)) == [100, 120]

    assert Occurrence.objects.public().upcoming(at=now).count() == 120
