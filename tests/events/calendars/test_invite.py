import datetime as dt

import icalendar

from events.calendars.invite import render_date_file, render_invite
from events.models import Schedule
from tests.events.factories import make_call, make_event, make_place

WEEKS = [dt.date(2027, 3, day) for day in (6, 13, 20)]


def weekly(**fields):
    return make_event(rule="FREQ=WEEKLY;BYDAY=SA", start_on=WEEKS[0], dates=WEEKS, **fields)


def read(data):
    calendar = icalendar.Calendar.from_ical(data)
    [entry] = calendar.walk("VEVENT")
    return calendar, entry


def test_render_invite_is_one_date_of_a_series(db):
    event = weekly(call=make_call())
    schedule = event.schedules.get()
    Schedule.objects.update(sequence=3, private_sequence=2)

    calendar, entry = read(render_invite(event.occurrences.all()[1], language="en"))

    assert calendar["METHOD"] == "PUBLISH"
    assert (entry["UID"], entry["SEQUENCE"]) == (schedule.uid, 5)
    assert entry["RECURRENCE-ID"].dt.date() == entry["DTSTART"].dt.date() == WEEKS[1]
    assert not {"RRULE", "RDATE", "EXDATE", "ATTENDEE"} & set(entry)
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert entry["ORGANIZER"].startswith("mailto:")
    assert entry["DESCRIPTION"].startswith("No city gives up its clinic – ")


def test_render_invite_of_a_single_date_has_no_recurrence_id(db):
    event = make_event()

    _calendar, entry = read(render_invite(event.occurrences.get(), language="en"))

    assert "RECURRENCE-ID" not in entry


def test_render_invite_tells_the_place_to_those_who_confirmed_only(db):
    event = make_event(place=make_place(name="Cellar"), shown_place=None, public_area="Old town")
    occurrence = event.occurrences.select_related("place").get()

    _calendar, confirmed = read(render_invite(occurrence, language="en"))
    _calendar, public = read(render_invite(occurrence, language="en", is_confirmed=False))

    assert confirmed["LOCATION"].startswith("Cellar")
    assert public["LOCATION"] == "Old town"


def test_render_date_file_is_what_everybody_may_see(db):
    event = weekly(place=make_place(name="Cellar"), shown_place=None, public_area="Old town")
    Schedule.objects.update(sequence=3, private_sequence=2)

    calendar, entry = read(render_date_file(event.occurrences.all()[2], language="en"))

    assert "METHOD" not in calendar
    assert (entry["SEQUENCE"], entry["LOCATION"]) == (3, "Old town")
    assert entry["RECURRENCE-ID"].dt.date() == WEEKS[2]
