import datetime as dt
import html
import re

import pytest

from events.actions.statement import publish_statement, save_revision
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
    make_user,
)
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def make_answered(*, answers=2):
    call = make_call()
    for n in range(answers):
        place = make_place(locality=f"Town {n}")
        make_event(call=call, title=f"Action {n}", place=place, shown_place=place)
    make_event(call=call, title="Hidden draft", published=False)
    make_milestone(campaign=make_campaign(call=call))
    return call


def test_list_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    make_answered()
    with django_assert_num_queries(6):
        client.get("/calls/")

    make_answered()
    make_answered()
    with django_assert_num_queries(6):
        page = client.get("/calls/?n=3").text
    assert page.count("2 actions in 2 towns") == 3


def test_list_shows_calls_of_public_statements_with_their_exact_words(client):
    make_call(statement=make_statement(published=False), title="Not public")
    make_call(title="Public call")
    page = client.get("/calls/").text

    assert "Not public" not in page
    assert "Public call" in page
    assert "“On March 13 we call on every city to rally”" in page
    assert "Public call" not in client.get("/calls/?kind=boycott").text
    assert client.get("/calls/?kind=nonsense").status_code == 400
    assert client.get("/calls/?page=nonsense").status_code == 400


def test_page_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    for answers in (1, 3):
        call = make_answered(answers=answers)
        with django_assert_num_queries(11):
            client.get(call.get_absolute_url())
        with django_assert_num_queries(10):
            client.get(call.get_absolute_url() + "?by=town")


def test_page_shows_all_that_answers_by_day_and_by_town(client):
    call = make_answered(answers=5)
    by_day = client.get(call.get_absolute_url()).text
    by_town = client.get(call.get_absolute_url() + "?by=town").text

    for page in (by_day, by_town):
        assert "5 actions in 5 towns" in page
        assert [f"Action {n}" in page for n in range(5)] == [True] * 5
        assert "Hidden draft" not in page
        assert "Shareholders’ meeting" in page
        assert f"/calls/{call.slug}.ics" in page
    assert [by_town.index(f"<bdi>Town {n}</bdi></h3>") for n in range(5)] == sorted(
        by_town.index(f"<bdi>Town {n}</bdi></h3>") for n in range(5)
    )


def test_page_has_its_filter_in_every_feed(client):
    call = make_answered()

    page = client.get(call.get_absolute_url() + "?kind=rally").text

    assert f'href="/events.rss?call={call.slug}&amp;kind=rally"' in page
    assert f'href="/calendar/?call={call.slug}&amp;kind=rally"' in page


def test_page_quotes_the_exact_words_and_leads_to_them(client):
    call = make_call()
    page = client.get(call.get_absolute_url()).text

    assert "“On March 13 we call on every city to rally”</mark>" in page
    assert f"revisions/1/#call-{call.slug}:~:text=On%20March%2013%20we%20call" in page


def test_page_of_a_call_that_is_gone_from_the_text_says_so(client):
    call = make_call()
    save_revision(call.statement, title="T", body="Wholly other words stand here.", by=None, now=NOW)
    publish_statement(call.statement, by=None, now=NOW)
    page = client.get(call.get_absolute_url()).text

    assert "“On March 13 we call on every city to rally”" in page
    assert "It stood in revision 1; the text has changed since." in page


@pytest.mark.parametrize("query", ["", "?by=town", "?by=nonsense"])
def test_page_without_answers(client, query):
    assert "Nothing answers this yet" in client.get(make_call().get_absolute_url() + query).text


def test_pages_that_are_not_there_or_not_public(client):
    draft = make_call(statement=make_statement(published=False))

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get("/calls/nothing/").status_code == 404
    assert client.get(make_answered().get_absolute_url() + "?page=x").status_code == 400
    assert client.post("/calls/").status_code in (403, 405)


WEEKS = [dt.date(2027, 3, 13) + dt.timedelta(weeks=week) for week in range(6)]


def answer(call, town, **fields):
    fields = {"zone": "Europe/London", "title": f"Rally in {town}", **fields}
    return make_event(call=call, town=town, place_is_pending=True, **fields)


def hrefs_of(response):
    return [html.unescape(href) for href in re.findall(r'href="([^"]*)"', response.text)]


def test_page_shows_the_nearest_first_where_a_town_is_named(client):
    call = make_call()
    for town in ("Hull", "London", "York", "Leeds"):
        answer(call, town)

    text = text_of(client.get(call.get_absolute_url() + "?near=leeds"))

    said = ["Near Leeds, England, United Kingdom .", "Within 50 km of Leeds", "Rally in Leeds", "York 35 km"]
    said += ["Farther away", "Hull 80 km", "Rally in London"]
    places = [text.index(words) for words in said]
    assert places == sorted(places)


def test_what_is_seen_by_day_is_what_is_subscribed_to(client):
    """Also where the nearest come first: the calendar holds those within the radius."""
    call = make_call()
    for town in ("York", "Leeds", "London", "Hull"):
        answer(call, town)
    address = f"{call.get_absolute_url()}?near=Leeds&radius_km=70"

    nearest, by_day = client.get(address), client.get(address + "&by=day")
    feed = client.get(f"/events.ics?call={call.slug}&near=Leeds&radius_km=70").text

    for page in (nearest, by_day):
        assert f"/calendar/?call={call.slug}&near=Leeds&radius_km=70" in hrefs_of(page)
    for town, is_near in (("York", True), ("Leeds", True), ("London", False), ("Hull", False)):
        assert (f"Rally in {town}" in by_day.text, f"Rally in {town}" in feed) == (is_near, is_near)
        assert f"Rally in {town}" in nearest.text


def test_page_has_the_one_filter_over_its_own_answers(client):
    call = make_call()
    for kind in ("rally", "vigil", "rally", "march"):
        answer(call, "Leeds", kind=kind, title=f"A {kind}")
    make_event(kind="vigil", title="Another vigil")

    page = client.get(call.get_absolute_url() + "?kind=vigil")
    bad = client.get(call.get_absolute_url() + "?kind=riot")

    assert ("A vigil" in page.text, "A rally" in page.text, "Another vigil" in page.text) == (True, False, False)
    assert f"/calendar/?call={call.slug}&kind=vigil" in hrefs_of(page)
    assert (bad.status_code, "A vigil" in bad.text) == (400, False)
    assert "riot" in bad.text


def test_a_weekly_series_does_not_fill_the_page(client):
    call = make_call()
    series = answer(call, "Leeds", title="Every week", dates=WEEKS, rule="FREQ=WEEKLY")

    by_day, by_town = client.get(call.get_absolute_url()), client.get(call.get_absolute_url() + "?by=town")

    assert (by_day.text.count("Every week</bdi>"), by_town.text.count("Every week</bdi>")) == (3, 1)
    assert f'<a href="{series.get_absolute_url()}">and 3 later dates</a>' in by_day.text
    assert f'<a href="{series.get_absolute_url()}">and 5 later dates</a>' in by_town.text


@pytest.mark.parametrize(
    ("fields", "is_offered"),
    [
        ({"is_open_to_hosts": True}, True),
        ({"is_open_to_hosts": False}, False),
        ({"is_open_to_hosts": True, "window_end_on": dt.date(2027, 2, 1), "window_start_on": None}, False),
    ],
)
def test_hosting_one_is_offered_where_the_call_is_open_to_it(client, fields, is_offered):
    call = make_call(**fields)
    answer(call, "London")
    host = f"/calls/{call.slug}/host/"

    assert (host in hrefs_of(client.get(call.get_absolute_url()))) is is_offered
    nothing_near = client.get(call.get_absolute_url() + "?near=Leeds")
    assert "Nothing within 50 km of Leeds yet." in text_of(nothing_near)
    assert (f"{host}?town=Leeds" in hrefs_of(nothing_near)) is is_offered
    unknown = client.get(call.get_absolute_url() + "?near=Birkhollow")
    assert "Nothing in Birkhollow yet." in text_of(unknown)


def test_hosting_one_is_not_offered_where_no_mail_leaves(client, settings):
    settings.EMAIL_IS_OFF = True
    call = make_call(is_open_to_hosts=True)

    assert f"/calls/{call.slug}/host/" not in client.get(call.get_absolute_url()).text


def test_its_editors_are_led_to_the_table(client):
    owner = make_user()
    call = make_call(statement=make_statement(organization=make_organization(owner=owner)))
    table = f"/organize/calls/{call.slug}/table/"

    assert table not in client.get(call.get_absolute_url()).text
    client.force_login(make_user())
    assert table not in client.get(call.get_absolute_url()).text
    client.force_login(owner)
    assert table in client.get(call.get_absolute_url()).text


def test_what_is_typed_is_text(client):
    call = make_call(is_open_to_hosts=True)
    for _ in range(4):
        answer(call, "<b>x</b>")

    page = client.get(call.get_absolute_url(), {"near": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_an_arabic_town_is_found_and_said(client):
    call = make_call()
    for town in ("بيروت", "طرابلس", "صيدا", "صور"):
        answer(call, town, zone="Asia/Beirut", country="LB")

    text = text_of(client.get(call.get_absolute_url(), {"near": "بيروت", "lang": "ar"}))

    assert text.index("Rally in بيروت") < text.index("Rally in صيدا") < text.index("Rally in صور")
