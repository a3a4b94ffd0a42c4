"""A real-looking call, from the pasted text to what everybody sees."""

import datetime as dt
import re
from pathlib import Path

import pytest

from events.models import Event, ListedAction, ListedName, Occurrence, PastedList
from tests.events.views.import_pages import cells_of, take
from tests.events.views.list_pages import DAY, paste
from tests.events.views.pages import problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "without_gazetteer")]

TEXTS = Path(__file__).parents[1] / "imports" / "action_list" / "texts"
SAMPLE = (TEXTS / "00-mixed.txt").read_text()


@pytest.fixture
def call(call_of_a_day):
    return call_of_a_day


def test_the_sample_is_understood_and_published(client, call):
    page = client.get(paste(client, call, SAMPLE))
    refused = take(client, page.request["PATH_INFO"], step="publish", zone="")
    take(client, page.request["PATH_INFO"], step="publish", zone="new york", r0_hour="5:45 pm", r0_place="Old Market")

    assert "9 actions and 4 new names." in page.text
    assert problems_of(refused) == [
        "Time zone: Some of the actions have no time zone yet. Write one for all of these, or one in each."
    ]
    dates = Occurrence.objects.select_related("event", "schedule").order_by("event__pk")
    assert [(row.event.title, row.event.town, row.start_on, row.start_time, row.hours) for row in dates] == [
        ("Rally & March", "Ashford", DAY, dt.time(17, 45), "timed"),
        ("Virtual Teach-In", "", DAY, None, "tba"),
        ("Teach-in and potluck", "Carrow Falls", DAY, dt.time(18), "timed"),
        ("Picket", "Dunmore", DAY, dt.time(12), "timed"),
        ("Film screening + discussion", "Eastlake", dt.date(2027, 3, 12), dt.time(19, 30), "timed"),
        ("Campus encampment", "Fenwick", dt.date(2027, 3, 11), None, "tba"),
        ('Panel: "Whose health?"', "", DAY, dt.time(20), "timed"),
        ("Concentração", "São Tiago", DAY, dt.time(19), "timed"),
        ("وقفة تضامنية", "القدس الجديدة", DAY, dt.time(18), "timed"),
    ]
    assert {row.schedule.zone for row in dates} == {"America/New_York"}
    assert all(row.event.is_published for row in dates)
    assert [event.language for event in Event.objects.order_by("pk")][-2:] == ["pt", "ar"]
    assert Event.objects.get(town="Ashford").place.one_line == "Old Market, Ashford"
    assert Event.objects.get(town="Dunmore").place.one_line == "Halden Pharmacies, 40 Quay Rd., Dunmore"
    assert Event.objects.get(town="Carrow Falls").accessibility == {"step-free": "yes", "children": "yes"}
    assert ListedName.objects.filter(role="endorser").count() == 4
    assert not PastedList.objects.exists()


def test_the_sample_twice_changes_nothing(client, call):
    take(client, paste(client, call, SAMPLE), zone="UTC", r0_hour="5:45 pm")
    rows = (list(Event.objects.values()), list(Occurrence.objects.values()), list(ListedAction.objects.values()))

    page = client.get(paste(client, call, SAMPLE))
    client.post(page.request["PATH_INFO"], cells_of(page) | {"step": "publish"})

    assert "9 unchanged and 7 lines left out." in page.text
    assert (
        list(Event.objects.values()),
        list(Occurrence.objects.values()),
        list(ListedAction.objects.values()),
    ) == rows


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_text_can_be_looked_through_taken_over_and_pasted_again(client, call, path):
    """Whatever the parser makes of them: no cell of it is refused, and the same text is known again."""
    text = path.read_text()
    address = paste(client, call, text)
    over = {f"r{form.row.index}-chosen": None for form in client.get(address).context["form"].rows if form.is_over}

    response = take(client, address, zone="Europe/Madrid", day="2027-03-13", **over)
    again = client.get(paste(client, call, text))

    assert response.status_code == 302, problems_of(response)
    assert [row for row in again.context["overview"].rows if row.differences] == []
    assert len(again.context["overview"].new) == len(over)
    assert again.context["overview"].vanished == []


def test_a_year_that_the_text_leaves_out_is_shown_and_said(client, call):
    """Also a week later, where it is what the text has changed."""
    text = "Ashford: Rally, Saturday 12 June, 5pm, Town Hall\nBirkdale: Vigil, 13 June 2027, 6pm, Library"
    call.window_start_on = call.window_end_on = None
    call.save()

    page = client.get(paste(client, call, text))
    take(client, page.request["PATH_INFO"], step="publish", zone="new york")
    again = client.get(paste(client, call, text.replace("Saturday 12", "Friday 11")))

    assert [form["day"].value() for form in page.context["form"].rows] == ["2027-06-12", "2027-06-13"]
    assert re.findall(r'class="origin">([^<]*)<', page.text) == ["Saturday 12 June 2027: the year is assumed"]
    assert '<bdi>Friday 11 June 2027</bdi> <span class="small soft">the year is assumed</span>' in again.text


def test_a_year_that_the_days_of_the_call_tell_is_theirs(client, call):
    page = client.get(paste(client, call, "Ashford: Rally, 12 March, 5pm, Town Hall"))

    assert re.findall(r'class="origin">([^<]*)<', page.text) == ["Friday 12 March 2027: the year is the call’s"]
