import re

import pytest

from events.models import RSVP, PrivateFeedEntry
from tests.events.answers import confirm, deliver, join, token_in
from tests.events.factories import make_event
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import SATURDAYS, act
from tests.hostile.world import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ADDRESS = re.compile(r"/calendars/[\w-]{43}\.ics")


def section_of(response):
    return response.text.split('id="own-calendar"')[1].split("</section>")[0]


def number_in(response):
    return re.search(r'name="calendar" value="(\d+)"', section_of(response))[1]


def test_the_address_is_shown_once_with_ways_to_subscribe(client):
    link, _rsvps = confirm(make_event())

    made = act(client, link, "make-calendar", name="Phone")
    later = client.get(f"/rsvps/{link}/")

    assert (made.status_code, made["Cache-Control"], made.cookies) == (200, "no-store", {})
    section = section_of(made)
    (path,) = set(ADDRESS.findall(section))
    assert f'value="http://127.0.0.1:8000{path}"' in section
    assert f'href="webcal://127.0.0.1:8000{path}"' in section
    assert "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F" in section
    assert "https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F" in section
    assert 'data-copy="calendar-address"' in section
    assert 'id="calendar-address"' in section
    assert ADDRESS.findall(later.text) == []
    assert "Phone" in section_of(later)
    assert client.get(path).status_code == 200


def test_a_new_calendar_is_not_offered_the_dates_that_it_has(client):
    link, _rsvps = confirm(make_event())

    section = section_of(act(client, link, "make-calendar", name="Phone"))

    assert "not fetched yet" in section
    assert 'value="end-calendar"' in section
    assert 'value="add-to-calendar"' not in section


def test_another_date_of_the_same_mailbox_is_put_in_by_one_button(client):
    first, _rsvps = confirm(make_event(title="First"))
    event = make_event(title="Second", rule="FREQ=WEEKLY", dates=SATURDAYS)
    second, _rsvps = confirm(event, *event.occurrences.all()[:2])
    (path,) = set(ADDRESS.findall(act(client, first, "make-calendar", name="<b>Phone</b>").text))
    before, page = stored(), client.get(f"/rsvps/{second}/")
    assert stored() == before
    assert "Put these dates into it too" in section_of(page)
    assert "<b>Phone" not in page.text

    added = act(client, second, "add-to-calendar", calendar=number_in(page))

    assert "It is in your calendar “&lt;b&gt;Phone&lt;/b&gt;” now." in added.text
    assert 'value="add-to-calendar"' not in section_of(added)
    assert client.get(path).text.count("BEGIN:VEVENT") == 3
    assert "First" in client.get(path).text


def test_ending_one_leaves_the_answer(client):
    link, _rsvps = confirm(make_event())
    made = act(client, link, "make-calendar", name="Phone")
    (path,) = set(ADDRESS.findall(made.text))

    ended = act(client, link, "end-calendar", calendar=number_in(made))

    assert "The calendar “Phone” is ended" in text_of(ended)
    assert "not fetched yet" not in ended.text
    assert (client.get(path).status_code, PrivateFeedEntry.objects.count()) == (404, 0)
    assert RSVP.objects.get().state == "confirmed"
    again = act(client, link, "end-calendar", calendar=number_in(made))
    assert (again.status_code, "no longer there" in text_of(again)) == (422, True)


def test_when_it_was_last_fetched_is_said_by_day(client):
    link, _rsvps = confirm(make_event())
    act(client, link, "make-calendar", name="Phone")
    PrivateFeedEntry.objects.update(last_used_on="2027-02-28")

    assert "Phone · last fetched on 28 February" in text_of(client.get(f"/rsvps/{link}/"))


@pytest.mark.parametrize(("name", "said"), [("", "required"), ("x" * 61, "at most 60"), ("a\x00", "Null")])
def test_a_bad_name_is_named_at_its_field_and_makes_nothing(client, name, said):
    link, _rsvps = confirm(make_event())

    response = act(client, link, "make-calendar", name=name)

    assert response.status_code == 422
    assert said in section_of(response)
    assert 'id="id_calendar_name_error"' in section_of(response)
    assert ADDRESS.findall(response.text) == []
    assert PrivateFeedEntry.objects.count() == 0


def test_a_button_pressed_twice_makes_one(client):
    link, _rsvps = confirm(make_event())
    act(client, link, "make-calendar", name="Phone")

    twice = act(client, link, "make-calendar", name="Phone")

    assert (twice.status_code, PrivateFeedEntry.objects.count()) == (422, 1)
    assert "You have a calendar of this name." in section_of(twice)


@pytest.mark.parametrize("calendar", ["", "x", "-1", "9" * 30, "١", "0"])
def test_a_number_that_names_none_changes_nothing(client, calendar):
    link, _rsvps = confirm(make_event())
    act(client, link, "make-calendar", name="Phone")
    before = stored()

    for action in ("add-to-calendar", "end-calendar"):
        assert act(client, link, action, calendar=calendar).status_code == 422

    assert stored() == before


def test_what_is_not_confirmed_has_no_calendar_and_offers_none(client):
    join(make_event())
    token = token_in(deliver()[0])

    page, posted = client.get(f"/rsvps/{token}/"), act(client, token, "make-calendar", name="Phone")

    assert 'id="own-calendar"' not in page.text + posted.text
    assert (posted.status_code, PrivateFeedEntry.objects.count()) == (422, 0)


def test_a_foreign_site_makes_none(client):
    link, _rsvps = confirm(make_event())

    response = client.post(
        f"/rsvps/{link}/",
        {"action": "make-calendar", "name": "Phone"},
        headers={"Origin": "https://elsewhere.example"},
    )

    assert (response.status_code, PrivateFeedEntry.objects.count()) == (403, 0)


def test_get_of_another_persons_link_names_none(client):
    link, _rsvps = confirm(make_event())
    other, _rsvps = confirm(make_event(), address="other@inbox.example")
    act(client, link, "make-calendar", name="Snapdragon")

    assert "Snapdragon" not in client.get(f"/rsvps/{other}/").text
