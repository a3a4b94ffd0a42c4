import hashlib
import re

import pytest

from events.actions.call import find_passage, mark_call, place_call
from events.actions.revision import remove_revision
from events.actions.signature import list_names, sign_revision
from events.actions.statement import publish_statement, save_revision, translate_statement
from tests.events.factories import (
    NOW,
    make_campaign,
    make_event,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BLOCKS = ["We have counted: it is nineteen.", "On March 13 we call on every city to rally.", "We call for a boycott."]


def mark(statement, quote, title, **fields):
    passage = find_passage(statement.current, quote=quote)
    defaults = {"asks_for": "protest"}
    return mark_call(statement, title=title, passage=passage, by=None, now=NOW, **{**defaults, **fields})


def make_whole(*, answers=3, **fields):
    """A statement with two overlapping calls, what answers them, a second revision, a translation, signatures."""
    statement = publish_statement(make_statement(blocks=BLOCKS, published=False, **fields), by=None, now=NOW)
    rally = mark(statement, "we call on every city to rally", "Rally everywhere")
    boycott = mark(statement, "every city to rally", "Boycott it", asks_for="boycott")
    lost = mark(statement, "it is nineteen", "Count them", asks_for="other")
    for n in range(answers):
        place = make_place(locality=f"Town {n}")
        make_event(call=rally, title=f"Action {n}", place=place, shown_place=place)
    make_milestone(campaign=make_campaign(call=boycott, title="Halden Pharmacies"), title="Meeting of shareholders")
    save_revision(
        statement,
        title=statement.title,
        body="\n\n".join(["We have counted.", *BLOCKS[1:], "New end."]),
        by=None,
        now=NOW,
        note="They closed another one",
    )
    statement = publish_statement(statement, by=None, now=NOW)
    arabic = translate_statement(
        statement.current, language="ar", title="لا", body="ندعو كل مدينة.", translator="Sami", by=None, now=NOW
    )
    place_call(rally, arabic.current, passage=find_passage(arabic.current, quote="كل مدينة"), by=None)
    publish_statement(arabic, by=None, now=NOW)
    sign_revision(statement.current, organization=make_organization(name="Endorsing Union"), by=None, now=NOW)
    list_names(statement, names=["A Listed Group"], role="endorser", by=None)
    assert lost.anchors.get(revision=statement.current).state == "lost"
    return statement, arabic


def test_list_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    make_whole()
    with django_assert_num_queries(2):
        client.get("/statements/")

    make_whole()
    make_whole()
    with django_assert_num_queries(2):
        page = client.get("/statements/?n=3").text
    assert page.count("3 passages call for something") == 3


def test_list_shows_what_is_public_the_newest_first_and_translations_beside(client):
    make_statement(title="A draft", published=False)
    old = make_statement(title="Older", dated_on=NOW.date().replace(year=2026))
    statement, arabic = make_whole()

    page = client.get("/statements/").text

    assert "A draft" not in page
    assert 0 < page.index(statement.get_absolute_url()) < page.index(old.get_absolute_url())
    assert page.count(arabic.get_absolute_url()) == 1
    assert client.get("/statements/?q=older").text.count("<h2><a") == 1
    assert arabic.get_absolute_url() in client.get("/statements/?language=ar").text
    assert client.get("/statements/?page=nonsense").status_code == 400
    assert client.get("/statements/?organization=nobody").status_code == 400


def test_page_takes_the_same_queries_for_three_answers_and_for_thirty(client, django_assert_num_queries):
    few, _arabic = make_whole(answers=3)
    many, _arabic = make_whole(answers=30)

    for statement in (few, many):
        with django_assert_num_queries(11):
            assert client.get(statement.get_absolute_url()).status_code == 200
        with django_assert_num_queries(14):
            assert client.get(statement.get_absolute_url() + "?near=Leeds").status_code == 200


def test_page_takes_three_queries_more_to_name_one_action_or_two(client, django_assert_num_queries):
    for answers in (1, 2):
        statement, _arabic = make_whole(answers=answers)
        with django_assert_num_queries(14):
            page = client.get(statement.get_absolute_url()).text
        assert [f"Action {n}</bdi></a></h2>" in page for n in range(3)] == [n < answers for n in range(3)]


def test_page_marks_passages_and_says_what_answers_them(client):
    statement, arabic = make_whole(answers=30)
    page = client.get(statement.get_absolute_url()).text

    assert '<mark id="call-rally-everywhere">we call on </mark>' in page
    assert '<mark id="call-boycott-it" class="shared">every city to rally</mark>' in page
    assert "30 actions in 30 towns" in page
    assert "Town 0, Town 1, Town 10 and 27 more" in page
    assert "Boycott: <bdi>Halden Pharmacies</bdi>" in page
    assert "No longer in the text" in page
    assert "Endorsing Union" in page
    assert "A Listed Group" in page
    assert "endorsed by 1 organisation<" in page
    assert arabic.get_absolute_url() in page


def test_page_says_above_the_text_that_it_has_changed(client):
    statement, arabic = make_whole()
    page = client.get(statement.get_absolute_url()).text

    notice = page.index("This text was changed on")
    assert notice < page.rindex("We have counted.")
    note = '<bdi lang="en">“They closed another one”</bdi>'
    assert note in page
    assert note in client.get(f"{statement.get_absolute_url()}?lang=ar").text
    assert f"{statement.get_absolute_url()}revisions/2/changes/" in page
    assert "This text was changed" not in client.get(make_statement().get_absolute_url()).text
    assert "The original has changed since" not in client.get(arabic.get_absolute_url()).text

    save_revision(statement, title="Now", body="Other.", by=None, now=NOW)
    publish_statement(statement, by=None, now=NOW)
    assert "The original has changed since" in client.get(arabic.get_absolute_url() + "?n=2").text


def test_an_old_revision_is_its_own_text_and_leads_to_the_current_one(client):
    statement, _arabic = make_whole()
    response = client.get(f"{statement.get_absolute_url()}revisions/1/")

    assert "We have counted: <mark" in response.text
    assert "New end." not in response.text
    assert "You are reading revision 1" in response.text
    assert f"{statement.get_absolute_url()}revisions/2/changes/?from=1" in response.text
    assert 'name="robots" content="noindex"' in response.text


def test_the_text_file_is_the_very_bytes_of_the_hash(client):
    statement, _arabic = make_whole()
    response = client.get(f"{statement.get_absolute_url()}revisions/2.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert hashlib.sha256(response.content).hexdigest() == statement.current.sha256
    assert statement.current.sha256 in client.get(statement.get_absolute_url()).text
    assert response.content.decode().split("\n")[:2] == [statement.current.title, "We have counted."]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_difference_shows_words_and_passages(client):
    statement, _arabic = make_whole()
    page = client.get(f"{statement.get_absolute_url()}revisions/2/changes/").text

    assert "<del>counted: it is nineteen.</del><ins>counted.</ins>" in page
    assert "<ins>New end.</ins>" in page
    assert "“it is nineteen”" in page
    assert "No longer in the text" in page
    for path in ("1/changes/", "2/changes/?from=2", "2/changes/?from=9", "3/changes/"):
        assert client.get(f"{statement.get_absolute_url()}revisions/{path}").status_code == 404


def test_a_removed_revision_answers_410_with_reason_and_hash(client):
    statement, _arabic = make_whole()
    first = statement.revisions.get(number=1)
    remove_revision(first, reason="A person’s name", by=None, now=NOW)

    for ending in ("/", ".txt"):
        response = client.get(f"{statement.get_absolute_url()}revisions/1{ending}")
        assert response.status_code == 410
        assert "A person’s name" in response.text
        assert first.sha256 in response.text
        assert "nineteen" not in response.text
    assert client.get(f"{statement.get_absolute_url()}revisions/2/changes/").status_code == 404
    assert "removed: <bdi>A person’s name</bdi>" in client.get(statement.get_absolute_url()).text


def test_drafts_are_for_their_editors_only(client):
    owner = make_user()
    draft = make_statement(published=False, organization=make_organization(owner=owner))
    public = make_statement(organization=draft.organization)
    save_revision(public, title="The next one", body="Secret.", by=None, now=NOW)
    addresses = [
        draft.get_absolute_url(),
        f"{draft.get_absolute_url()}revisions/1/",
        f"{draft.get_absolute_url()}revisions/1.txt",
        f"{public.get_absolute_url()}revisions/2/",
        f"{public.get_absolute_url()}revisions/2.txt",
        f"{public.get_absolute_url()}revisions/2/changes/",
    ]

    for user in (None, make_user()):
        if user:
            client.force_login(user)
        assert [client.get(address).status_code for address in addresses] == [404] * 6
        assert "The next one" not in client.get(public.get_absolute_url()).text
    client.force_login(owner)
    assert [client.get(address).status_code for address in addresses] == [200] * 6
    assert "A draft" in client.get(draft.get_absolute_url()).text


@pytest.mark.parametrize("number", ["0", "999999999999999999999999999"])
def test_revisions_that_are_not_there(client, number):
    address = f"{make_statement().get_absolute_url()}revisions/{number}"

    assert [client.get(address + ending).status_code for ending in ("/", ".txt", "/changes/")] == [404] * 3


def test_pages_only_answer_reading(client):
    statement, _arabic = make_whole()
    own = statement.get_absolute_url()

    for address in ("/statements/", own, f"{own}revisions/1/", f"{own}revisions/1.txt", f"{own}revisions/2/changes/"):
        assert client.post(address).status_code in (403, 405)
        assert client.head(address).status_code == 200


def test_long_untidy_and_hostile_text_is_shown_as_text(client):
    long = " ".join(["We wait at night for a bus that does not come."] * 330)
    statement = make_statement(
        title="<script>alert(1)</script> " + "A very long title indeed " * 4,
        blocks=[f"{long} <img src=x onerror=alert(1)>", "ندعو الجميع"],
    )
    mark(statement, "<img src=x onerror=alert(1)>", "“><script>alert(2)</script>")
    response = client.get(statement.get_absolute_url())

    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "<img" not in response.text
    assert "&lt;img src=x onerror=alert(1)&gt;</mark>" in response.text


def make_answered(towns, *, block=BLOCKS[1], statement=None, **fields):
    """A published statement with one call that an action in each of `towns` answers."""
    statement = statement or make_statement(blocks=[*BLOCKS, "The end."], published=False)
    statement = publish_statement(statement, by=None, now=NOW)
    call = mark(statement, "On March 13 we call on every city to rally", "Rally everywhere", **fields)
    for town in towns:
        make_event(call=call, title=f"Rally in {town}", town=town, place_is_pending=True, zone="Europe/London")
    return statement, call


def aside_of(response):
    aside = response.text.partition('<aside class="answer"')[2].partition("</aside>")[0].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", aside).split())


def test_one_answer_or_two_stand_beside_the_passage_by_title_and_day(client):
    statement, _call = make_answered(["Leeds", "York"])

    said = aside_of(client.get(statement.get_absolute_url()))

    assert said == (
        "Rally in Leeds Leeds , place to come · Saturday 13 March, 17:30 – 19:30 "
        "Rally in York York , place to come · Saturday 13 March, 17:30 – 19:30"
    )


def test_many_answers_are_counted_beside_the_passage(client):
    statement, _call = make_answered(["Leeds", "York", "London", "Leeds"])

    said = aside_of(client.get(statement.get_absolute_url()))

    assert said == "4 actions in 3 towns answer this call, on 13 March Leeds, London and York Add to my calendar"


def test_the_nearest_three_stand_beside_the_passage_where_a_town_is_named(client):
    statement, call = make_answered(["London", "York", "Hull", "Leeds", "Birkhollow"])

    response = client.get(statement.get_absolute_url() + "?near=Leeds")

    when = "Saturday 13 March, 17:30 – 19:30"
    assert aside_of(response) == (
        f"5 actions in 5 towns answer this call, on 13 March Leeds {when} York 35 km · {when} Hull 80 km · {when} "
        "All, nearest first"
    )
    assert f"{call.get_absolute_url()}?near=Leeds%2C%20England%2C%20United%20Kingdom" in response.text
    assert "Near <bdi>Leeds, England, United Kingdom</bdi>." in response.text


def test_hosting_one_is_loud_once_and_only_where_the_call_is_open(client):
    long = "On March 13 we call on every city to rally. " + "And we mean every one of them. " * 10
    statement = make_statement(blocks=[long, BLOCKS[2], "The end."], published=False)
    statement, call = make_answered(["Leeds"] * 4, statement=statement, is_open_to_hosts=True)
    other = mark(statement, "We call for a boycott", "Boycott it", is_open_to_hosts=True)

    page = client.get(statement.get_absolute_url()).text

    assert page.count(f'class="button" href="/calls/{call.slug}/host/"') == 1
    assert f'<a href="/calls/{other.slug}/host/" rel="nofollow">' in page
    closed, closed_call = make_answered(["Leeds"])
    assert f"/calls/{closed_call.slug}/host/" not in client.get(closed.get_absolute_url()).text


def test_what_nothing_answers_yet_can_be_hosted_in_the_town_that_was_named(client):
    statement, call = make_answered([], is_open_to_hosts=True)
    mark(statement, "We call for a boycott", "Boycott it")

    page = client.get(statement.get_absolute_url() + "?near=Leeds").text

    assert f'href="/calls/{call.slug}/host/?town=Leeds"' in page


def test_the_box_for_a_town_is_there_once_something_answers(client):
    unanswered, _call = make_answered([])
    answered, _call = make_answered(["Leeds"])

    assert ['name="near"' in client.get(one.get_absolute_url()).text for one in (unanswered, answered)] == [False, True]
    refused = client.get(answered.get_absolute_url(), {"near": "x" * 101})
    assert (refused.status_code, "at most 100 characters" in refused.text) == (400, True)


def test_a_hidden_place_moves_nothing_in_the_margin(client):
    statement, call = make_answered(["York", "London", "Hull"])
    place = make_place(name="Wisteria House", locality="Leeds", latitude=53.8, longitude=-1.5)
    hiding = {"place": place, "shown_place": None, "place_visibility": "confirmed", "zone": "Europe/London"}
    make_event(call=call, title="Somewhere", **hiding)

    said = aside_of(client.get(statement.get_absolute_url() + "?near=Leeds"))

    assert said.startswith("4 actions in 3 towns answer this call, on 13 March York 35 km")
    assert "Wisteria" not in said
    assert "Somewhere" not in said


def test_its_editors_are_led_to_the_tables(client):
    owner = make_user()
    draft = make_statement(blocks=BLOCKS, published=False, organization=make_organization(owner=owner))
    statement, call = make_answered(["Leeds"], statement=draft)
    table = f"/organize/calls/{call.slug}/table/"

    assert table not in client.get(statement.get_absolute_url()).text
    client.force_login(owner)
    assert table in client.get(statement.get_absolute_url()).text
