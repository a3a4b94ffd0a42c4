import pytest

from events.actions.statement import publish_statement, save_revision
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


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
        with django_assert_num_queries(10):
            client.get(call.get_absolute_url())
        with django_assert_num_queries(9):
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
