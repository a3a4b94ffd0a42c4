"""What the pages of all lists share: what is seen is what is subscribed to, under whatever the address asks for."""

import re
from html import unescape

import pytest

from tests.events.factories import make_call, make_campaign, make_event, make_organization, make_statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

# A list, and a filter that it has.
LISTS = [
    ("events", "kind=vigil"),
    ("statements", "language=en"),
    ("calls", "kind=protest"),
    ("campaigns", "kind=boycott"),
    ("organizations", "language=en"),
]
APPENDED = "fbclid=IwAR2x&utm_source=news&mc_eid=1&can_id=2&source=email-vigil&email_subject=now&ref=x&_hsenc=p2"


def links_of(page):
    return {unescape(href) for href in re.findall(r'href="([^"#]+)', page)}


def rows_of(page):
    return page.split("<main")[1].split("<aside")[0]


def make_many(number):
    for n in range(number):
        language, asks_for = ("en", "protest") if n % 32 else ("ar", "boycott")
        statement = make_statement(organization=make_organization(language=language), language=language)
        make_call(asks_for=asks_for, statement=statement)


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_list_leads_to_its_feeds_under_the_same_filter(client, name, query):
    make_event(kind="vigil", call=make_call())
    make_campaign()

    links = links_of(client.get(f"/{name}/?{query}").text)
    if name == "events":
        links |= links_of(client.get(f"/calendar/?{query}").text)

    for ending in ("rss", "json"):
        assert f"/{name}.{ending}?{query}" in links
        assert client.get(f"/{name}.{ending}?{query}").status_code == 200
    assert f"webcal://127.0.0.1:8000/{name}.ics?{query}" in links


def test_the_page_of_each_thing_names_its_calendar_to_programs(client):
    call = make_call()
    things = [make_event(call=call), call, call.statement, make_campaign(), make_organization(slug="workers")]
    paths = [f"/organizations/{one.slug}/" if one is things[4] else one.get_absolute_url() for one in things]

    for path in paths:
        assert f'<link rel="alternate" type="text/calendar" href="{path.rstrip("/")}.ics"' in client.get(path).text


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_a_key_that_no_list_has_is_said_and_goes_no_further(client, name, query):
    make_event(kind="vigil", call=make_call())
    make_campaign()

    answer = client.get(f"/{name}/?foo=bar&{query}")

    assert answer.status_code == 200
    assert "means nothing to this list and was left out: foo." in answer.text
    assert not [link for link in links_of(rows_of(answer.text)) if "foo" in link]
    assert not [link for link in links_of(answer.text.split("<aside")[1]) if "foo" in link]
    assert "left out" not in client.get(f"/{name}/?{query}&page=&lang=en").text


@pytest.mark.parametrize("address", ["/", *(f"/{name}/" for name, _query in LISTS), "/calendar/", "/follows/"])
def test_what_a_network_appends_to_an_address_is_not_spoken_of(client, address):
    answer = client.get(f"{address}?{APPENDED}")

    assert answer.status_code == 200
    assert "no such key" not in answer.text
    assert "fbclid" not in str(links_of(answer.text.split("<main")[1]))


@pytest.mark.parametrize("name", [name for name, _query in LISTS])
@pytest.mark.parametrize("ending", ["ics", "rss", "json"])
def test_what_a_network_appends_changes_no_byte_of_a_feed(client, name, ending):
    make_event(kind="vigil", call=make_call())

    answer = client.get(f"/{name}.{ending}?{APPENDED}")

    assert (answer.status_code, answer.content) == (200, client.get(f"/{name}.{ending}").content)


@pytest.mark.parametrize("name", ["statements", "calls", "organizations"])
def test_next_page_keeps_the_filter(client, name):
    make_many(34)
    query = dict(LISTS)[name]

    page = client.get(f"/{name}/?{query}").text
    href = unescape(re.search(r'rel="next" href="([^"]+)', page)[1])

    assert href.startswith(f"?{query}&page=")
    assert [rows_of(text).count("<li>") for text in (page, client.get(f"/{name}/{href}").text)] == [30, 2]
