import datetime as dt
import json
import re

import pytest

from accounts.models import Membership
from events.actions.occurrence import (
    cancel_occurrence,
    change_place,
    give_new_date,
    move_occurrence,
    move_online,
    postpone_occurrence,
)
from events.actions.whereabouts import Where
from events.models import OldSlug
from tests.events.factories import NOW, make_call, make_event, make_organization, make_place, make_user
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

SATURDAY = dt.date(2027, 3, 13)
SATURDAYS = [SATURDAY + dt.timedelta(weeks=week) for week in range(4)]


def json_ld_of(response):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)
    return json.loads(found[1]) if found else None


def test_event_page_says_what_when_where_who_and_why(client):
    organization = make_organization(name="Clinic Workers United")
    call = make_call()
    event = make_event(organization=organization, call=call, place=make_place(organization=organization))

    page = client.get(event.get_absolute_url())

    text = text_of(page)
    assert page.status_code == 200
    for said in (
        event.title,
        "Saturday 13 March, 17:30 – 19:30",
        "Ashford time (UTC−5)",
        "Clock Tower Square , 112 Market St , Ashford",
        "Clinic Workers United",
        "“On March 13 we call on every city to rally”",
    ):
        assert said in text
    assert f"/revisions/1/#call-{call.slug}:~:text=" in page.text
    assert "Set-Cookie" not in page.headers
    assert "csrfmiddlewaretoken" not in page.text


def test_event_page_of_a_series_shows_the_next_date_and_the_others(client):
    event = make_event(rule="FREQ=WEEKLY;BYDAY=SA", dates=SATURDAYS)
    first, second, third, _fourth = event.occurrences.all()
    cancel_occurrence(first, by=None, now=NOW)
    move_occurrence(third, start_on=dt.date(2027, 3, 29), start_time=dt.time(18), duration=None, by=None, now=NOW)

    page = client.get(event.get_absolute_url())

    assert (
        '<time datetime="2027-03-20T17:30-04:00">Saturday 20 March, <span class="hours">17:30 – 19:30</span></time>'
        in page.text
    )
    assert "It repeats every Saturday until 3 April 2027." in text_of(page)
    assert page.text.count("/2027-03-13/") == 1
    assert "Monday 29 March, 18:00 Moved" in text_of(page)
    assert second.get_absolute_url() not in page.text.partition("Other dates")[2].partition("</section>")[0]


def test_occurrence_page_is_named_by_its_original_day(client):
    event = make_event(rule="FREQ=WEEKLY;BYDAY=SA", dates=SATURDAYS)
    second = event.occurrences.all()[1]
    move_occurrence(second, start_on=dt.date(2027, 3, 21), start_time=dt.time(18), duration=None, by=None, now=NOW)

    page = client.get(f"/events/{event.slug}/2027-03-20/")

    text = text_of(page)
    assert "New date. Sunday 21 March, 18:00 Saturday 20 March, 17:30 – 19:30" in text
    assert '<s>Saturday 20 March, <span class="hours">17:30 – 19:30</span></s>' in page.text
    assert client.get(f"/events/{event.slug}/2027-03-21/").status_code == 404
    assert client.get(f"/events/{event.slug}/2027-13-45/").status_code == 404


def test_a_cancelled_date_stays_and_says_what_is_next(client):
    event = make_event(rule="FREQ=WEEKLY;BYDAY=SA", dates=SATURDAYS)
    cancel_occurrence(event.occurrences.first(), by=None, now=NOW, note="Flood.")

    page = client.get(f"/events/{event.slug}/2027-03-13/")

    text = text_of(page)
    assert "Cancelled. Saturday 13 March, 17:30 – 19:30 Flood." in text
    assert "The next date: Saturday 20 March, 17:30 – 19:30" in text
    assert page.status_code == 200


def test_a_postponed_date_strikes_the_old_one_and_takes_the_new_one(client):
    event = make_event()
    occurrence = event.occurrences.get()
    postpone_occurrence(occurrence, by=None, now=NOW)
    postponed = text_of(client.get(event.get_absolute_url()))
    give_new_date(occurrence, start_on=dt.date(2027, 4, 10), start_time=dt.time(17), duration=None, by=None, now=NOW)
    given = text_of(client.get(f"{event.get_absolute_url()}?n=2"))

    assert "Postponed. It was to be on Saturday 13 March, 17:30 – 19:30 ." in postponed
    assert "There is a new date. Saturday 10 April, 17:00" in given


def test_an_hour_to_come_is_a_state_and_not_a_gap(client):
    event = make_event(hours="tba", duration=None, place=None, place_is_pending=True)

    text = text_of(client.get(event.get_absolute_url()))

    assert "Saturday 13 March, hour to be announced" in text
    assert "The place will be announced" in text


def test_a_hidden_place_and_link_are_on_no_page(client):
    place = make_place(name="Canary Cellar", address_lines="Canary Lane 3", locality="Canaryville")
    event = make_event(
        attendance="both",
        place=place,
        shown_place=None,
        place_visibility="confirmed",
        public_area="Near the station",
        online_url="https://canary.example/room",
    )

    page = client.get(event.get_absolute_url())

    assert "canary" not in page.text.lower()
    assert "Near the station" in text_of(page)
    assert json_ld_of(page) is None


def test_a_hidden_place_that_changes_leaves_no_trace(client):
    where = {"place_visibility": "confirmed", "public_area": "Ashford"}
    event = make_event(shown_place=None, place=make_place(), **where)
    before = client.get(event.get_absolute_url()).text

    change_place(event.occurrences.get(), where=Where(place_line="Attic, Ashford", **where), by=None, now=NOW)

    assert client.get(f"{event.get_absolute_url()}?n=2").text.replace("?n=2", "") == before


def test_moved_online_says_so_and_strikes_the_place(client):
    event = make_event(place=make_place())
    move_online(event.occurrences.get(), online_url="meet.example", by=None, now=NOW)

    page = client.get(event.get_absolute_url())

    assert "It is online now. Clock Tower Square, 112 Market St, Ashford" in text_of(page)
    assert "meet.example" not in page.text


def test_a_draft_is_for_its_organisers_only(client):
    owner, helper = make_user(), make_user()
    event = make_event(organization=make_organization(owner=owner), published=False)
    Membership.objects.create(user=helper, organization=event.organization, role="helper")
    address = event.get_absolute_url()

    stranger = client.get(address).status_code
    client.force_login(helper)
    helped = client.get(address).status_code
    client.force_login(owner)
    page = client.get(address)

    assert (stranger, helped, page.status_code) == (404, 404, 200)
    assert "Only the organisers see this page." in text_of(page)
    assert 'id="rsvp"' not in page.text


def test_an_old_address_leads_to_the_new_one(client):
    event = make_event()
    OldSlug.objects.create(model="event", slug="old-name", object_id=event.pk)

    whole = client.get("/events/old-name/")
    date = client.get("/events/old-name/2027-03-13/")

    assert (whole.status_code, whole.headers["Location"]) == (301, event.get_absolute_url())
    assert (date.status_code, date.headers["Location"]) == (301, f"{event.get_absolute_url()}2027-03-13/")
    assert client.get("/events/never-there/").status_code == 404


def test_structured_data_cannot_end_its_script(client):
    event = make_event(place=make_place(), title="</script><script>alert(1)</script>", summary="\u2028&<!--")
    move_occurrence(event.occurrences.get(), start_on=SATURDAY, start_time=dt.time(18), duration=None, by=None, now=NOW)

    page = client.get(event.get_absolute_url())

    data = json_ld_of(page)
    assert "<script>alert" not in page.text
    assert (data["name"], data["description"]) == ("</script><script>alert(1)</script>", "\u2028&<!--")
    assert (data["startDate"], data["previousStartDate"]) == ("2027-03-13T18:00-05:00", "2027-03-13T17:30-05:00")
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["location"][0]["address"]["addressLocality"] == "Ashford"


def test_what_hosts_write_is_never_markup(client):
    attack = '<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) "><svg onload=alert(4)>'
    place = make_place(name='"><script>alert(5)</script>')
    event = make_event(title=attack[:200], description=attack, safety=attack, summary=attack, place=place)

    page = client.get(event.get_absolute_url())

    for markup in ("<img", "<svg", "<script>alert", 'href="javascript:'):
        assert markup not in page.text


def test_event_page_takes_the_same_queries_for_one_date_and_for_many(client, django_assert_num_queries):
    one, many = make_event(call=make_call()), make_event(call=make_call(), rule="FREQ=WEEKLY;BYDAY=SA", dates=SATURDAYS)

    with django_assert_num_queries(5):
        client.get(one.get_absolute_url())
    with django_assert_num_queries(5):
        client.get(many.get_absolute_url())


def test_event_page_refuses_other_methods(client):
    event = make_event()

    assert client.post(event.get_absolute_url()).status_code == 405
    assert client.head(event.get_absolute_url()).status_code == 200


def test_the_town_is_said_while_the_place_is_to_come(client):
    event = make_event(place_is_pending=True, town="Birkdale", country="GB")

    page, home = client.get(event.get_absolute_url()), client.get("/")

    assert "Where Birkdale The place will be announced" in text_of(page)
    assert "Birkdale time (UTC−5)" in text_of(page)
    assert json_ld_of(page)["location"] == [
        {
            "@type": "Place",
            "name": "Birkdale",
            "address": {"@type": "PostalAddress", "addressLocality": "Birkdale", "addressCountry": "GB"},
        }
    ]
    assert "Birkdale , place to come ·" in text_of(home)
    assert "LOCATION:Birkdale" in client.get(f"/events/{event.slug}.ics").text
    assert '<p dir="auto">Birkdale</p>' in client.get("/events.json").json()["items"][0]["content_html"]
    assert client.get("/api/v1/occurrences/").json()["results"][0]["town"] == "Birkdale"


def test_the_town_of_a_hidden_place_is_said_only_where_the_host_wrote_it(client):
    place = make_place(name="Wisteria House", locality="Canaryville")
    hiding = {"place": place, "shown_place": None, "place_visibility": "confirmed"}
    said, unsaid = make_event(town="Birkdale", **hiding), make_event(**hiding)

    pages = [client.get(event.get_absolute_url()) for event in (said, unsaid)]

    assert "Birkdale The exact place is told to people who have confirmed" in text_of(pages[0])
    assert "Where The exact place is told to people who have confirmed" in text_of(pages[1])
    assert [word in page.text for page in pages for word in ("Canaryville", "Wisteria")] == [False] * 4
