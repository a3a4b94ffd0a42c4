import datetime as dt

import pytest

from events.actions.call import find_passage, mark_call
from events.actions.statement import save_revision, translate_statement
from events.models import Anchor, Call
from tests.events.factories import NOW, make_call, make_event, make_organization, make_statement, make_user
from tests.events.proposals import make_open_call, propose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BLOCKS = ["We have counted. It is “nineteen”.", "On March 13 we call on every city to rally.", "We count on you."]
FIELDS = {"title": "Rally everywhere", "asks_for": "protest", "window_start_on": "", "window_end_on": "", "number": "1"}


@pytest.fixture
def statement(client):
    owner = make_user()
    client.force_login(owner)
    return make_statement(organization=make_organization(owner=owner), blocks=BLOCKS)


def mark_page(statement):
    return f"/organize/statements/{statement.slug}/calls/new/"


def test_the_text_stands_sentence_by_sentence_with_tick_boxes(client, statement):
    page = client.get(mark_page(statement)).text

    assert page.count('type="checkbox" name="sentences"') == 5
    assert '<span data-start="28">We have counted.</span>' in page


def test_what_it_asks_for_is_said_once(client, statement):
    assert client.get(mark_page(statement)).text.count("What it asks for") == 1


@pytest.mark.parametrize(
    ("choice", "exact"),
    [
        ({"sentences": ["3"]}, "On March 13 we call on every city to rally."),
        ({"sentences": ["1", "2"]}, "We have counted. It is “nineteen”."),
        ({"quote": 'It is "nineteen".'}, "It is “nineteen”."),
        ({"start": "3", "end": "7"}, "city"),
    ],
)
def test_marking(client, statement, choice, exact):
    fields = FIELDS | {"window_start_on": "2027-03-01", "window_end_on": "٢٠٢٧-٠٣-١٣", "is_open_to_hosts": "on"}
    response = client.post(mark_page(statement), fields | choice)

    call = Call.objects.get()
    assert response["Location"] == f"/organize/statements/{statement.slug}/"
    assert call.anchors.get().exact == exact
    assert (call.title, call.window_end_on, call.is_open_to_hosts) == ("Rally everywhere", dt.date(2027, 3, 13), True)
    assert exact in client.get(f"/organize/statements/{statement.slug}/").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Tick the sentences that ask for something, or paste the passage."),
        ({"quote": "We count on me."}, "The nearest passage is: “We count on you.”"),
        ({"quote": "We"}, "This quote stands in the text 2 times."),
        ({"quote": "penguins"}, "This quote is not in the text, nor is anything like it."),
        ({"quote": "x" * 5_001}, "Ensure this value has at most 5000 characters"),
        ({"quote": "a\x00"}, "Null characters are not allowed."),
        ({"sentences": ["1", "3"]}, "The sentences of one call stand next to each other."),
        ({"sentences": ["2", "3"]}, "A passage lies inside one paragraph"),
        ({"sentences": ["99"]}, "99 is not one of the available choices."),
        ({"sentences": ["x"]}, "x is not one of the available choices."),
        ({"start": "5", "end": "4"}, "Mark at least one word of the text."),
        ({"start": "0", "end": "99999"}, "Mark at least one word of the text."),
        ({"start": "-1", "end": "5"}, "greater than or equal to 0"),
        ({"start": "1"}, "Tick the sentences"),
        ({"sentences": ["1"], "title": ""}, 'id="id_title_error"'),
        ({"sentences": ["1"], "title": "x" * 121}, "at most 120 characters"),
        ({"sentences": ["1"], "asks_for": "war"}, "war is not one of the available choices."),
        (
            {"sentences": ["1"], "window_start_on": "2027-03-13", "window_end_on": "2027-03-12"},
            "The last day is before the first.",
        ),
        ({"sentences": ["1"], "window_start_on": "soon"}, "Write a day as 2027-03-13."),
        ({"sentences": ["1"], "number": "2"}, "The text has changed since you opened this page."),
    ],
)
def test_what_cannot_be_marked_says_why_and_saves_nothing(client, statement, fields, says):
    response = client.post(mark_page(statement), FIELDS | fields)

    assert response.status_code == 422
    assert says in response.text
    assert (Call.objects.count(), Anchor.objects.count()) == (0, 0)


def test_ticks_and_words_survive_an_error(client, statement):
    page = client.post(mark_page(statement), FIELDS | {"sentences": ["1", "3"], "title": "My title"}).text

    assert page.count(" checked>") == 2
    assert 'value="My title"' in page


def make_own_call(statement, **fields):
    passage = find_passage(statement.current, quote="we call on every city")
    return mark_call(statement, title="Rally", asks_for="protest", passage=passage, by=None, now=NOW, **fields)


def test_editing_and_two_editors_at_once(client, statement):
    call = make_own_call(statement)
    address = f"/organize/calls/{call.slug}/"
    assert 'value="Rally"' in client.get(address).text

    assert client.post(address, FIELDS | {"version": "1", "title": "First"}).status_code == 302
    response = client.post(address, FIELDS | {"version": "1", "title": "Second"})

    assert response.status_code == 422
    assert 'value="Second"' in response.text
    assert "First" in response.text
    assert Call.objects.get().title == "First"
    assert client.post(address, FIELDS | {"version": "2", "title": "Second"}).status_code == 302


def test_a_mark_can_be_taken_away_until_something_answers_it(client, statement):
    call = make_own_call(statement)
    make_event(call=call)
    address = f"/organize/calls/{call.slug}/unmark/"
    client.post(address)
    assert Call.objects.count() == 1

    call.answered_by.all().delete()
    assert client.get(address).status_code == 405
    assert Call.objects.count() == 1
    client.post(address)
    assert Call.objects.count() == 0


def test_a_mark_under_which_something_is_proposed_cannot_be_taken_away(client, statement):
    call = make_open_call(statement=statement)
    propose(call)
    address = f"/organize/calls/{call.slug}/"
    assert "unmark" not in client.get(address).text

    response = client.post(f"{address}unmark/", follow=True)

    assert "Actions are proposed under this call, so it stays as long as the proposals are kept." in response.text
    assert Call.objects.count() == 1


def test_a_lost_passage_is_shown_and_marked_again(client, statement):
    call = make_own_call(statement)
    save_revision(statement, title="T", body="Wholly new. All come to the depot.", by=None, now=NOW)
    address = f"/organize/calls/{call.slug}/in/{statement.slug}/2/"

    page = client.get(f"/organize/statements/{statement.slug}/").text
    assert "No longer in the text" in page
    assert address in page
    assert "It was marked like this in revision 1." in client.get(address).text
    assert client.post(address, {"number": "2", "sentences": ["2"]}).status_code == 302
    assert call.anchors.get(revision__number=2).exact == "All come to the depot."


def test_a_translation_offers_the_calls_of_its_original(client, statement):
    call = make_own_call(statement)
    fields = {"language": "ar", "title": "لا", "body": "ندعو كل مدينة.", "translator": ""}
    translation = translate_statement(statement.current, by=None, now=NOW, **fields)
    address = f"/organize/calls/{call.slug}/in/{translation.slug}/1/"

    assert address in client.get(f"/organize/statements/{translation.slug}/").text
    assert client.post(address, {"number": "1", "quote": "كل مدينة"}).status_code == 302
    assert translation.current.anchors.get().exact == "كل مدينة"
    assert client.get(mark_page(translation)).status_code == 404
    assert client.get(f"/organize/calls/{make_call().slug}/in/{translation.slug}/1/").status_code == 404
    assert client.get(f"/organize/calls/{call.slug}/in/{translation.slug}/9/").status_code == 404


def test_calls_of_others_cannot_be_touched(client, statement):
    call = make_own_call(statement)
    addresses = [f"/organize/calls/{call.slug}/", f"/organize/calls/{call.slug}/in/{statement.slug}/1/"]
    changes = [mark_page(statement), f"/organize/calls/{call.slug}/unmark/", *addresses]
    fields = FIELDS | {"title": "Taken over", "sentences": ["1"]}

    client.logout()
    assert all(client.post(address, fields)["Location"].startswith("/accounts/login/") for address in changes)
    client.force_login(make_user())
    assert [client.get(address).status_code for address in addresses] == [404] * 2
    assert [client.post(address, fields).status_code for address in changes] == [404] * 4
    assert [(one.title, one.anchors.get().exact) for one in Call.objects.all()] == [("Rally", "we call on every city")]
