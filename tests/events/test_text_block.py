import datetime as dt

import pytest

from events.actions.occurrence import cancel_occurrence, change_place, move_occurrence, postpone_occurrence
from events.actions.whereabouts import Where
from events.models import Event, Occurrence
from events.text_block import text_block
from tests.events.factories import NOW, make_call, make_event, make_place

pytestmark = pytest.mark.django_db


def text_of(event, language="en", **options):
    occurrence = Occurrence.objects.select_related("schedule", "shown_place").filter(event=event).first()
    occurrence.event = Event.objects.for_page().get(pk=event.pk)
    newest = occurrence.announcements.first()
    return text_block(occurrence, language=language, announcement=newest, **options).split("\n")


def test_text_block_of_something_new():
    call = make_call()
    event = make_event(call=call, place=make_place(), title="Hands off our clinics")

    assert text_of(event) == [
        "Hands off our clinics",
        "",
        "Saturday 13 March 2027, 17:30 – 19:30",
        "Ashford time (UTC−5)",
        "Clock Tower Square, 112 Market St, Ashford",
        f"Host: {event.organization.name}",
        "",
        "“On March 13 we call on every city to rally”",
        f"No city gives up its clinic, {call.statement.organization.name}",
        f"http://127.0.0.1:8000/statements/{call.statement.slug}/revisions/1/#call-{call.slug}",
        "",
        f"http://127.0.0.1:8000/events/{event.slug}/2027-03-13/",
    ]


def test_text_block_of_a_series_says_how_it_repeats_and_leads_to_the_whole():
    event = make_event(rule="FREQ=WEEKLY;BYDAY=SA", dates=[dt.date(2027, 3, 13), dt.date(2027, 3, 20)])

    lines = text_of(event, whole_series=True)

    assert "Repeats: every Saturday until 20 March 2027" in lines
    assert lines[-1] == f"http://127.0.0.1:8000/events/{event.slug}/"


def test_text_block_says_what_was():
    event = make_event(place=make_place(), title="Rally")
    occurrence = event.occurrences.get()
    given = {"by": None, "now": NOW}

    move_occurrence(occurrence, start_on=dt.date(2027, 3, 14), start_time=dt.time(18), duration=None, **given)
    moved = text_of(event)
    change_place(occurrence, where=Where(place_line="Town hall, Ashford"), note="Rain.", **given)
    elsewhere = text_of(event)
    postpone_occurrence(occurrence, **given)
    postponed = text_of(event)
    cancel_occurrence(occurrence, **given)
    cancelled = text_of(event)

    assert moved[:5] == [
        "New date: Rally",
        "",
        "Sunday 14 March 2027, 18:00",
        "Ashford time (UTC−4)",
        "It was: Saturday 13 March 2027, 17:30 – 19:30",
    ]
    assert elsewhere[0] == "New place: Rally"
    assert elsewhere[4:6] == ["Town hall, Ashford", "It was: Clock Tower Square, 112 Market St, Ashford"]
    assert elsewhere[6:8] == [f"Host: {event.organization.name}", "Rain."]
    assert postponed[:4] == [
        "Postponed: Rally",
        "",
        "Postponed, no new date yet",
        "It was: Sunday 14 March 2027, 18:00",
    ]
    assert cancelled[:3] == ["Cancelled: Rally", "", "Sunday 14 March 2027, 18:00 (cancelled)"]


def test_text_block_of_an_hour_that_is_set_has_nothing_to_take_back():
    event = make_event(hours="tba", duration=None, title="Rally")
    when = {"start_on": dt.date(2027, 3, 13), "start_time": dt.time(18), "duration": None}
    move_occurrence(event.occurrences.get(), **when, by=None, now=NOW)

    lines = text_of(event)

    assert lines[0] == "The hour is set: Rally"
    assert not any(line.startswith("It was") for line in lines)


def test_text_block_never_holds_what_is_hidden():
    event = make_event(
        attendance="both",
        place=make_place(name="Canary Cellar"),
        shown_place=None,
        place_visibility="confirmed",
        public_area="Ashford",
        online_url="https://canary.example/",
    )

    text = "\n".join(text_of(event)).lower()

    assert "canary" not in text
    assert "ashford; the exact place is told to people who have confirmed, and online" in text


def test_text_block_speaks_arabic():
    line = text_of(make_event(title="وقفة"), language="ar")[2]

    assert line.startswith("السبت ١٣ آذار ٢٠٢٧")
    assert line.endswith("١٧:٣٠ – ١٩:٣٠")


def test_text_block_of_a_place_that_is_set_has_nothing_to_take_back():
    event = make_event(place_is_pending=True, town="Ashford", title="Rally")
    where = Where(place_line="Dock Square, Ashford", town="Ashford")
    change_place(event.occurrences.get(), where=where, by=None, now=NOW)

    lines = text_of(event)

    assert lines[0] == "The place is set: Rally"
    assert not any(line.startswith("It was") for line in lines)
