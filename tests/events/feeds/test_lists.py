import datetime as dt
import json
from xml.etree import ElementTree

import pytest

from tests.events.factories import make_call, make_campaign, make_event, make_organization, make_place, make_statement

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
SITE = "http://127.0.0.1:8000"
LISTS = ["events", "statements", "calls", "campaigns", "organizations"]


@pytest.fixture(autouse=True)
def _first_of_march(time_machine, db):
    time_machine.move_to(NOON, tick=False)


def items(client, path):
    response = client.get(path)
    assert response.status_code == 200, response.content
    return json.loads(response.content)["items"]


def test_json_feed_of_dates(client):
    call = make_call(statement=make_statement(slug="clinics"), slug="rally")
    make_event(
        slug="march", title="March & sing", kind="march", call=call, place=make_place(), summary="Bring <b>signs</b>"
    )
    make_event(title="Over", start_on=dt.date(2027, 2, 20))

    response = client.get("/events.json")

    feed = json.loads(response.content)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert {key: feed[key] for key in ("version", "title", "home_page_url", "feed_url", "language")} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Upcoming actions",
        "home_page_url": f"{SITE}/events/",
        "feed_url": f"{SITE}/events.json",
        "language": "en",
    }
    [item] = feed["items"]
    assert item["url"] == item["id"] == f"{SITE}/events/march/2027-03-13/"
    assert item["title"] == "Saturday 13 March 2027, 17:30 – 19:30: March & sing"
    assert item["date_published"] == "2027-03-01T12:00:00Z"
    assert item["tags"] == ["March"]
    assert "“On March 13 we call on every city to rally”" in item["content_html"]
    assert f'href="{SITE}/statements/clinics/revisions/1/#call-rally:~:text=' in item["content_html"]
    assert "Bring &lt;b&gt;signs&lt;/b&gt;" in item["content_html"]
    assert "Clock Tower Square, 112 Market St, Ashford" in item["content_html"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Marketplace"]),
        ("before=2027-03-01", ["Last week", "Last month"]),
        ("after=2027-02-20", ["Last week", "Marketplace"]),
        ("after=2027-01-01&before=2027-03-01", ["Last month", "Last week"]),
    ],
)
def test_the_days_that_are_chosen_are_those_of_the_page(client, query, titles):
    for title, day in (("Last month", "2027-02-01"), ("Last week", "2027-02-24"), ("Marketplace", "2027-03-02")):
        make_event(title=title, start_on=dt.date.fromisoformat(day))

    page = client.get(f"/events/?{query}").text

    assert [item["title"].rpartition(": ")[2] for item in items(client, f"/events.json?{query}")] == titles
    assert sorted(titles, key=page.index) == titles


def test_what_has_been_is_offered_to_no_calendar_and_nobody_follows_it(client):
    assert "/follows/" in client.get("/events/").text
    past = client.get("/events/?before=2027-03-01").text.split("<main")[1].split("</main>")[0]
    assert "/follows/" not in past
    assert "/calendar/" not in past


def test_rss_of_dates(client):
    make_event(slug="march", title="March & sing\x0b", description="**Bold**")

    response = client.get("/events.rss?kind=rally")

    channel = ElementTree.fromstring(response.content).find("channel")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert channel.findtext("link") == f"{SITE}/events/?kind=rally"
    assert channel.findtext("item/guid") == f"{SITE}/events/march/2027-03-13/"
    assert channel.findtext("item/title") == "Saturday 13 March 2027, 17:30 – 19:30: March & sing\n"
    assert "<strong>Bold</strong>" in channel.findtext("item/description")
    assert channel.findtext("lastBuildDate") == "Mon, 01 Mar 2027 12:00:00 +0000"


def test_what_was_published_last(client):
    organization = make_organization(name="Workers", description="*Together*")
    statement = make_statement(slug="clinics", organization=organization)
    make_call(slug="rally", statement=statement, title="Rally everywhere")
    make_campaign(slug="divest", title="Divest", summary="Sell it", organization=organization)
    make_statement(title="Unsaid", published=False, organization=organization)

    assert [item["title"] for item in items(client, "/statements.json")] == ["No city gives up its clinic"]
    [call] = items(client, "/calls.json")
    assert (call["title"], call["url"]) == ("Rally everywhere", f"{SITE}/calls/rally/")
    assert "“On March 13 we call on every city to rally”" in call["content_html"]
    [campaign] = items(client, "/campaigns.json")
    assert (campaign["title"], "Sell it" in campaign["content_html"]) == ("Divest", True)
    [group] = items(client, "/organizations.json")
    assert (group["title"], group["content_html"]) == ("Workers", "<p><em>Together</em></p>\n")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ending", ["rss", "json"])
def test_a_list_is_empty_before_there_is_anything(client, name, ending):
    first = client.get(f"/{name}.{ending}")

    assert first.status_code == 200
    assert first["Vary"] == "Accept-Encoding"
    assert not first.cookies
    assert client.get(f"/{name}.{ending}", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("name", "queries"), [("events", 3), ("statements", 1), ("calls", 2), ("campaigns", 1), ("organizations", 1)]
)
def test_a_list_takes_as_many_queries_for_three_as_for_one(client, django_assert_num_queries, name, queries):
    def add():
        statement = make_statement()
        call = make_call(statement=statement)
        make_event(call=call, campaign=make_campaign(call=call), place=make_place())

    add()
    with django_assert_num_queries(queries):
        client.get(f"/{name}.json")
    add()
    add()
    with django_assert_num_queries(queries):
        client.get(f"/{name}.json")
