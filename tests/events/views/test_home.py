import datetime as dt
import re

import pytest
from django.test import Client

from events.gazetteer import index
from events.models import Demand
from tests.events.factories import NOW, make_call, make_campaign, make_event, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def make_something_of_everything():
    call = make_call(window_start_on=NOW.date(), window_end_on=NOW.date())
    campaign = make_campaign(call=call)
    Demand.objects.create(campaign=campaign, asked="Stop", of_whom="X", status_since=NOW.date())
    make_event(call=call, campaign=campaign, place=make_place())
    return call


@pytest.mark.parametrize(("address", "queries"), [("/", 14), ("/events/", 4)])
def test_page_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries, address, queries):
    make_something_of_everything()
    with django_assert_num_queries(queries):
        client.get(address)

    make_something_of_everything()
    make_something_of_everything()
    with django_assert_num_queries(queries):
        page = client.get(f"{address}?n=3").text  # another address: pages are kept for two seconds
    assert page.count('<article class="entry">') == 3


def test_home_says_what_was_asked_for_and_what_answers_it(client):
    call = make_something_of_everything()
    make_event(call=call, place=make_place(locality="Birkdale"))

    page = " ".join(client.get("/").text.split())

    assert "“On March 13 we call on every city to rally”" in page
    assert "<strong>2 actions in 2 towns" in page
    assert "day 29 · 0 of 1 demand met" in page


def test_cancelled_stays_and_is_struck_and_postponed_is_not(client):
    cancelled, postponed = make_event(title="Gone"), make_event(title="Later")
    cancelled.occurrences.update(state="cancelled", note="The square is flooded. The next one is on Thursday.")
    postponed.occurrences.update(state="postponed")

    page = client.get("/").text

    assert '<article class="entry cancelled">' in page
    assert "The next one is on Thursday." in page
    assert '<article class="entry postponed">' in page
    assert '<span class="status">Postponed</span>' in page


def test_hour_and_place_to_come_are_states(client):
    make_event(hours="tba", duration=None, place_is_pending=True)

    page = client.get("/").text

    assert "hour to come" in page
    assert "place to come" in page


def test_four_answers_on_one_day_are_one_entry_that_leads_to_all(client):
    call = make_call()
    for town in ("Ashford", "Birkdale", "Dunmore", "Eastlake"):
        make_event(call=call, place=make_place(locality=town), title=f"Rally in {town}")

    page = client.get("/").text
    href = f"/events/?call={call.slug}&amp;after=2027-03-13&amp;before=2027-03-14"

    assert f'<a href="{href}">4 actions in 4 towns answer this</a>' in page
    assert "Ashford, Birkdale, Dunmore and 1 more" in page
    assert client.get(href.replace("&amp;", "&")).text.count("<h3><a") == 4


def test_folded_entry_leads_to_exactly_those_that_it_counts(client):
    call = make_call()
    for kind in ("rally", "rally", "rally", "rally", "vigil"):
        make_event(call=call, kind=kind)

    page = client.get("/events/?kind=rally").text
    href = page[page.index("<h3><a href=") + 13 :].split('"')[0].replace("&amp;", "&")

    assert ">4 actions answer this<" in page
    assert client.get(href).text.count("<h3><a") == 4


def test_what_is_over_is_not_upcoming_but_findable(client):
    make_event(title="Long ago", start_on=dt.date(2027, 2, 1))

    assert "Long ago" not in client.get("/events/").text
    assert "Long ago" in client.get("/events/?before=2027-03-01").text


@pytest.mark.parametrize("address", ["/", "/events/"])
@pytest.mark.parametrize(
    ("query", "said"),
    [("kind=riot", "kind"), ("after=x", "From: Write a day"), ("call=no-such", "no-such"), ("page=x", "page:")],
)
def test_bad_values_are_named_and_nothing_is_listed(client, address, query, said):
    make_event(title="Canary")

    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert said in answer.text
    assert "Canary" not in answer.text


def test_empty_list_says_what_to_do(client):
    assert "Nothing is planned yet" in client.get("/").text
    assert "Nothing fits this filter" in client.get("/?kind=vigil").text


def test_filter_stays_in_the_page_and_in_the_link_to_the_calendar(client):
    call = make_call()

    page = client.get(f"/events/?kind=vigil&call={call.slug}").text

    assert '<option value="vigil" selected>' in page
    assert f'<input type="hidden" name="call" value="{call.slug}">' in page
    assert f"kind=vigil&amp;call={call.slug}" in page


@pytest.mark.parametrize(("typed", "shown"), [("1", "true"), ("TRUE", "true"), ("no", "false"), ("perhaps", None)])
def test_box_of_the_filter_shows_what_was_understood(client, typed, shown):
    page = client.get(f"/events/?online={typed}").text

    assert re.findall(r'<option value="(true|false)" selected', page) == ([shown] if shown else [])


def test_next_page_keeps_the_filter(client):
    for day in range(1, 29):
        make_event(start_on=dt.date(2027, 4, day), kind="vigil")
        make_event(start_on=dt.date(2027, 4, day), kind="vigil", start_time=dt.time(20))

    page = client.get("/events/?kind=vigil").text
    href = page[page.index('rel="next" href="') + 17 :].split('"')[0].replace("&amp;", "&")

    assert href.startswith("/events/?kind=vigil&page=")
    assert (page.count("<article"), client.get(href).text.count("<article")) == (30, 26)


def test_drafts_and_hidden_places_do_not_show(client):
    make_event(title="Draft canary", published=False)
    place = make_place(name="Canary House", locality="Canaryville")
    make_event(
        place=place, shown_place=None, place_visibility="confirmed", public_area="North", online_url="https://canary/"
    )

    page = client.get("/").text

    assert "North" in page
    assert "anary" not in page


KEYS = ["q=canary", "kind=rally", "when=month", "after=2027-03-01", "before=2027-04-01", "online=false", "language=en"]
SLUG_KEYS = ["organization={organization}", "call={call}", "statement={statement}", "campaign={campaign}"]


@pytest.mark.parametrize("query", [*KEYS, *SLUG_KEYS])
@pytest.mark.parametrize("address", ["/events/", "/events.ics", "/events.json", "/api/v1/occurrences/"])
def test_a_hidden_place_changes_no_byte_for_any_key(address, query):
    call, campaign = make_call(), make_campaign()
    event = make_event(call=call, campaign=campaign, place_visibility="confirmed", public_area="North")
    slugs = {"organization": event.organization, "call": call, "statement": call.statement, "campaign": campaign}
    url = f"{address}?{query.format(**{key: row.slug for key, row in slugs.items()})}"
    without = Client().get(url)  # a client of its own: none has kept the page of the other

    place = make_place(name="Canary House", locality="Canary", latitude=31, longitude=35)
    hidden = {"place": place, "online_url": "https://canary.example/"}
    type(event).objects.filter(pk=event.pk).update(**hidden)
    event.occurrences.update(**hidden)

    found = Client().get(url)
    assert found.content == without.content
    assert found.headers.get("ETag") == without.headers.get("ETag")
    assert b"Canary" not in found.content


def test_anonymous_pages_set_no_cookie_and_hold_no_token(client):
    answer = client.get("/")

    assert answer.cookies == {}
    assert "csrf" not in answer.text


def test_page_names_its_own_languages(client):
    page = client.get("/?lang=ar").text

    assert '<html lang="ar" dir="rtl">' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/?lang=ar">' in page
    assert '<link rel="alternate" hreflang="en" href="http://127.0.0.1:8000/?lang=en">' in page


def in_town(town, **fields):
    fields = {"zone": "Europe/London", "title": f"Rally in {town}", **fields}
    return make_event(town=town, place_is_pending=True, **fields)


def test_the_fold_counts_what_is_near_and_names_the_nearest_first(client):
    call = make_call()
    for town in ("Bradford", "York", "Leeds", "Huddersfield", "London", "Bristol"):
        in_town(town, call=call)

    everywhere, near = client.get("/").text, client.get("/?near=Leeds").text

    assert "6 actions in 6 towns answer this" in everywhere
    assert "Bradford, Bristol, Huddersfield and 3 more" in everywhere
    assert "4 actions in 4 towns answer this" in near
    assert "Leeds, Bradford, Huddersfield and 1 more" in near


def test_thirty_four_actions_in_twenty_seven_towns_are_one_entry(client):
    call = make_call()
    for n in range(34):
        in_town(f"Town {n % 27:02}", call=call, start_time=dt.time(10 + n % 9))

    page = client.get("/").text

    assert page.count("<h3><a") == 1
    assert "34 actions in 27 towns answer this" in page
    assert "Town 00, Town 01, Town 02 and 24 more" in page


@pytest.mark.parametrize("address", ["/", "/events/"])
def test_where_nothing_is_near_the_page_says_so_and_how_to_host_one(client, address):
    call = make_call(is_open_to_hosts=True)
    in_town("London", call=call)

    page = client.get(f"{address}?near=Leeds").text
    of_call = client.get(f"{address}?near=Leeds&call={call.slug}").text

    assert "Nothing near <bdi>Leeds</bdi> yet" in page
    assert '<a href="/calls/">Calls to action: host one where you are</a>' in page
    assert f'href="/calls/{call.slug}/host/?town=Leeds"' in of_call


def test_towns_of_the_same_name_are_offered_and_the_rest_of_the_filter_stays(client):
    page = client.get("/events/?near=London&kind=rally&page=").text

    assert "Near <bdi>London, England, United Kingdom</bdi>." in page
    assert 'href="?near=London%2C+Ontario%2C+Canada&amp;kind=rally"' in page


def test_a_town_that_nobody_knows_is_said_to_be_unknown(client):
    in_town("Birkhollow")

    page = client.get("/events/?near=Birkhollow").text

    assert "We do not know where <bdi>Birkhollow</bdi> lies" in page
    assert "Rally in Birkhollow" in page


def test_the_box_stays_away_where_there_are_no_towns_to_find(client, monkeypatch):
    assert 'name="near"' in client.get("/").text

    monkeypatch.setattr(index, "towns_file", lambda: None)

    page = client.get("/?n=2").text
    refused = client.get("/?near=Leeds")
    assert 'name="near"' not in page
    assert (refused.status_code, "no list of the world’s towns" in refused.text) == (400, True)


def test_the_radius_is_offered_once_there_is_something_to_be_near_to(client):
    assert 'name="radius_km"' not in client.get("/").text
    assert 'name="radius_km" value="30"' in client.get("/?near=Leeds&radius_km=30").text
    assert client.get("/?near=Leeds&radius_km=0").status_code == 400
