"""What stands in the calendar of one person."""

import datetime as dt

import icalendar
import pytest

from events.calendars.feed import About
from events.calendars.private_feed import render_private_feed
from events.models import RSVP, Occurrence, Schedule
from tests.events.answers import confirm
from tests.events.factories import NOW, make_call, make_event, make_place

pytestmark = pytest.mark.django_db

SATURDAYS = [dt.date(2027, 3, day) for day in (6, 13, 20)]
ABOUT = About("My actions (Phone)", "What you said you come to.", "https://convoke.example/calendar/", None)


def rsvps():
    return RSVP.objects.select_related("occurrence__place").order_by("occurrence__starts_at", "answer")


def render():
    calendar = icalendar.Calendar.from_ical(render_private_feed(rsvps(), ABOUT))
    return calendar, calendar.walk("VEVENT")


def test_one_entry_for_each_date_of_the_person_with_the_public_uid():
    series = make_event(rule="FREQ=WEEKLY;BYDAY=SA", start_on=SATURDAYS[0], dates=SATURDAYS, call=make_call())
    confirm(series, *series.occurrences.all()[1:])
    single = make_event(start_on=dt.date(2027, 4, 1))
    confirm(single)
    Schedule.objects.update(sequence=3, private_sequence=2)

    calendar, entries = render()

    uids = [event.schedules.get().uid for event in (series, series, single)]
    assert [entry["UID"] for entry in entries] == uids
    assert [entry["RECURRENCE-ID"].dt.date() for entry in entries[:2]] == SATURDAYS[1:]
    assert "RECURRENCE-ID" not in entries[2]
    assert {entry["SEQUENCE"] for entry in entries} == {5}
    assert {entry["LAST-MODIFIED"].dt for entry in entries} == {NOW + dt.timedelta(seconds=2)}
    assert not [name for entry in entries for name in ("RRULE", "RDATE", "EXDATE", "ATTENDEE") if name in entry]
    assert entries[0]["DESCRIPTION"].startswith("No city gives up its clinic – ")
    assert (str(calendar["NAME"]), "METHOD" in calendar, "SOURCE" in calendar) == ("My actions (Phone)", False, False)
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_place_and_link_are_those_of_confirmed_people():
    place = make_place(name="Cellar")
    hidden = {"place": place, "shown_place": None, "public_area": "Old town", "place_visibility": "confirmed"}
    event = make_event(attendance="both", online_url="https://meet.example/wisteria", **hidden)
    confirm(event)

    [entry] = render()[1]

    assert entry["LOCATION"].startswith("Cellar")
    assert entry["CONFERENCE"] == "https://meet.example/wisteria"


def test_maybe_is_tentative_and_what_is_cancelled_or_postponed_says_so():
    for state in ("scheduled", "cancelled", "postponed"):
        event = make_event(title=state.title(), start_on=SATURDAYS[len(RSVP.objects.all())])
        confirm(event)
        Occurrence.objects.filter(event=event).update(state=state)
    RSVP.objects.filter(occurrence__state="scheduled").update(answer="maybe")

    said = [(str(entry["SUMMARY"]), str(entry["STATUS"])) for entry in render()[1]]

    assert said == [
        ("Scheduled", "TENTATIVE"),
        ("Cancelled: Cancelled", "CANCELLED"),
        ("Postponed: Postponed", "TENTATIVE"),
    ]


def test_two_answers_to_one_date_are_one_entry_and_going_wins():
    event = make_event()
    confirm(event, answer="maybe")
    confirm(event, address="other@inbox.example")

    [entry] = render()[1]

    assert entry["STATUS"] == "CONFIRMED"


def test_each_date_is_in_the_language_of_its_answer():
    for language in ("en", "ar"):
        event = make_event(title=f"Vigil {language}")
        confirm(event, language=language)
        Occurrence.objects.filter(event=event).update(state="cancelled")

    summaries = {str(entry["SUMMARY"]) for entry in render()[1]}

    assert "Cancelled: Vigil en" in summaries
    assert "Cancelled: Vigil ar" not in summaries
    assert len(summaries) == 2


def test_a_calendar_without_dates_has_a_component():
    calendar, entries = render()

    assert (entries, len(calendar.walk("VTIMEZONE"))) == ([], 1)


def test_a_date_that_cannot_be_rendered_costs_no_other(caplog):
    broken, whole = make_event(), make_event(title="Whole")
    confirm(broken)
    confirm(whole)
    Schedule.objects.filter(event=broken).update(zone="Nowhere/Atall")

    assert [str(entry["SUMMARY"]) for entry in render()[1]] == ["Whole"]
    assert f"occurrence {broken.occurrences.get().pk} left out" in caplog.text


def test_queries_do_not_depend_on_the_number_of_dates(django_assert_num_queries):
    call = make_call()
    confirm(make_event(call=call))
    loaded = list(rsvps())
    with django_assert_num_queries(4):
        render_private_feed(loaded, ABOUT)
    for _ in range(3):
        confirm(make_event(call=call))
    loaded = list(rsvps())

    with django_assert_num_queries(4):
        render_private_feed(loaded, ABOUT)
