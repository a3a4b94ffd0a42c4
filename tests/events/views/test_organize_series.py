"""What is changed on all dates of an action at once."""

import datetime as dt

import pytest

from events.models import Announcement, Event, Occurrence
from tests.events.factories import NOW
from tests.events.views.event_pages import FORM, NEW, make_own, own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_extend_adds_a_year(client, organiser):
    client.post(NEW, FORM | {"repeats": "weekly", "until_on": "2027-03-20", "step": "publish"})
    event = Event.objects.get()

    client.post(own(event, "extend/"), {"version": event.version})

    assert event.schedules.get().until_on == dt.date(2028, 3, 18)


def test_series_form_changes_the_hour_of_all_dates(client, organiser):
    client.post(NEW, FORM | {"repeats": "weekly", "until_on": "2027-03-27", "step": "publish"})
    event = Event.objects.get()
    page = client.get(own(event, "series/"))
    typed = {"start_on": "2027-03-13", "start_time": "18:00", "repeats": "weekly", "until_on": "2027-03-27"}

    client.post(own(event, "series/"), typed | {"zone": "America/New_York", "version": event.version})

    assert '<option value="weekly" selected>' in page.text
    assert set(event.occurrences.values_list("start_time", flat=True)) == {dt.time(18)}
    assert Announcement.objects.filter(kind="moved").count() == 3


def test_series_form_from_a_date_leaves_what_is_before_it(client, organiser):
    client.post(NEW, FORM | {"repeats": "weekly", "until_on": "2027-03-27", "step": "publish"})
    event = Event.objects.get()
    page = client.get(own(event, "series/?from=2027-03-20"))
    typed = {"start_on": "2027-03-20", "start_time": "18:00", "repeats": "weekly", "until_on": "2027-03-27"}

    client.post(
        own(event, "series/?from=2027-03-20"),
        typed | {"from_on": "2027-03-20", "zone": "America/New_York", "version": event.version},
    )

    assert page.text.count('value="2027-03-20"') == 2
    times = list(event.occurrences.order_by("original_on").values_list("start_time", flat=True))
    assert times == [dt.time(17, 30), dt.time(18), dt.time(18)]
    assert event.schedules.count() == 2


def test_cancel_form_cancels_all(client, organiser):
    event = make_own(organiser)

    client.post(own(event, "cancel/"), {"note": "Flood.", "version": event.version})

    assert Event.objects.get().cancelled_at == NOW
    assert (Occurrence.objects.get().state, Occurrence.objects.get().note) == ("cancelled", "Flood.")


def test_place_form_reaches_all_dates(client, organiser):
    event = make_own(organiser, rule="FREQ=WEEKLY;BYDAY=SA", dates=[dt.date(2027, 3, 13), dt.date(2027, 3, 20)])

    client.post(own(event, "place/"), {"place": "Town hall, Ashford", "version": event.version})

    assert [row.shown_place.name for row in event.occurrences.all()] == ["Town hall", "Town hall"]
    assert Announcement.objects.filter(kind="place-changed").count() == 2
