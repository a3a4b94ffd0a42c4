import pytest

from events.models import AnsweredCall, LinkConsent
from notifications.models import Delivery
from tests.events.factories import (
    NOW,
    make_call,
    make_co_host,
    make_event,
    make_link,
    make_organization,
    make_statement,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def event(organization):
    return make_event(organization=organization, search_text=" vigil")


def links(call):
    return f"/organize/calls/{call.slug}/links/"


def calls(event):
    return f"/organize/events/{event.slug}/calls/"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/events/{}/", "/events/{}/2027-03-13/", "/events/{}/?lang=ar", "{}"]
)
def test_an_action_is_asked_by_any_of_its_addresses(client, call, address):
    theirs = make_event(organization=make_organization(owner=make_user()))

    response = client.post(links(call), {"address": address.format(theirs.slug)})

    assert response["Location"] == links(call)
    row = LinkConsent.objects.get()
    assert (row.event, row.call, row.is_asked_by_call, row.state) == (theirs, call, True, "asked")
    assert Delivery.objects.filter(kind="events.notice", topic=f"link:{row.pk}").count() == 1


@pytest.mark.parametrize(
    "address", ["", "/calls/x/", "/events/", "/events/%00/", "nobody-knows", "x" * 501, "a\x00", "http://["]
)
def test_what_is_no_action_is_refused_in_words(client, call, address):
    response = client.post(links(call), {"address": address})

    assert response.status_code == 422
    assert 'id="id_address_error"' in response.text
    assert LinkConsent.objects.count() == 0


def test_what_others_have_not_published_is_not_found_from_either_side(client, call, event):
    draft = make_event(published=False, search_text=" secretly")
    hidden = make_call(title="Secretly", statement=make_statement(published=False))

    for page, row in ((links(call), draft), (calls(event), hidden)):
        response = client.post(page, {"address": row.slug})
        assert "Nothing published stands at this address." in response.text
        assert row.title not in client.get(f"{page}?q=secretly").text
    assert LinkConsent.objects.count() == 0


def test_a_search_finds_actions_that_do_not_stand_there(client, call):
    found = make_event(title="Found", search_text=" choir of ashford")
    make_event(title="Stands there", search_text=" choir of ashford", call=call)
    make_event(title="Something else", search_text=" brass band")

    part = client.get(f"{links(call)}?q=choir").text.split("Under your call now")[0]

    assert f'name="address" value="{found.slug}"' in part
    assert "Stands there" not in part
    assert "Something else" not in part


def test_a_search_finds_calls_by_title_statement_and_organisation(client, event):
    names = {"organization": make_organization(name="Nurses"), "title": "Clinics"}
    call = make_call(title="Rally", statement=make_statement(**names))
    make_call(title="Strike")

    for words in ("rally", "clin", "NURSES rally"):
        assert f'name="address" value="{call.slug}"' in client.get(calls(event), {"q": words}).text
    assert "No published call has these words." in client.get(calls(event), {"q": "rally strike"}).text


def test_an_action_asks_to_stand_under_a_call(client, event):
    call = make_call(statement=make_statement(organization=make_organization(owner=make_user())))

    page = client.post(calls(event), {"address": f"/calls/{call.slug}/"}, follow=True).text

    assert "Asked. The answer comes by mail." in page
    assert "Not answered yet" in page
    assert not LinkConsent.objects.get().is_asked_by_call
    assert AnsweredCall.objects.count() == 0


def test_an_open_call_takes_it_at_once(client, event):
    call = make_call(is_open_to_hosts=True)

    page = client.post(calls(event), {"address": call.slug}, follow=True).text

    assert "It stands under the call now." in page
    assert AnsweredCall.objects.get().call == call


def test_what_the_action_refuses_is_said_at_the_field(client, event):
    call = make_call(is_open_to_hosts=True)
    client.post(calls(event), {"address": call.slug})

    response = client.post(calls(event), {"address": call.slug})

    assert response.status_code == 422
    assert "It stands under this call already." in response.text


def test_a_draft_asks_nobody(client, organization):
    draft = make_event(organization=organization, published=False)

    assert 'name="address"' not in client.get(calls(draft)).text
    assert client.post(calls(draft), {"address": make_call().slug}).status_code == 422
    assert LinkConsent.objects.count() == 0


def test_the_side_of_the_call_takes_an_action_off(client, call):
    theirs = make_event(call=call)
    address = f"{links(call)}{theirs.slug}/end/"
    assert client.get(address).status_code == 405

    page = client.post(address, follow=True).text

    assert "It no longer stands under the call." in page
    assert AnsweredCall.objects.count() == 0
    assert client.post(address).status_code == 404


def test_a_draft_of_another_organisation_is_neither_shown_nor_taken_off(client, call):
    """Who calls is open to others; what they have not published is their own."""
    draft = make_event(
        organization=make_organization(owner=make_user()), call=call, published=False, title="Secret", slug="theirs"
    )

    page = client.get(links(call)).content.decode()

    assert ("Secret" in page, "theirs" in page) == (False, False)
    assert client.post(f"{links(call)}theirs/end/").status_code == 404
    assert AnsweredCall.objects.filter(event=draft).exists()


def test_the_side_of_the_action_takes_it_off(client, event):
    call = make_call()
    AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), event=event, linked_at=NOW)

    response = client.post(f"{calls(event)}{call.slug}/end/")

    assert response["Location"] == calls(event)
    assert AnsweredCall.objects.count() == 0
    assert LinkConsent.objects.get().state == "refused"


def test_what_waits_stands_on_the_page_of_either_side(client, call, event):
    row = make_link(call=call, event=make_event(title="Theirs"))
    make_link(call=make_call(title="Strike"), event=event)

    page = client.get(links(call)).text
    assert "Theirs" in page
    assert f"/organize/waiting/#link-{row.pk}" in page
    page = client.get(calls(event)).text
    assert "Strike" in page
    assert "/organize/waiting/#" not in page


def test_neither_page_is_for_others(client, call, event):
    theirs = make_event(call=call)
    pages = [links(call), calls(event), f"{links(call)}{theirs.slug}/end/"]
    co_host = make_user()
    make_co_host(event=event, organization=make_organization(owner=co_host), state="given")
    client.logout()
    assert all(client.post(page)["Location"].startswith("/accounts/login/") for page in pages)
    for user in (make_user(), co_host):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages[:2]] == [404, 404]
        assert [client.post(page, {"address": theirs.slug}).status_code for page in pages] == [404] * 3
    assert (AnsweredCall.objects.count(), LinkConsent.objects.count()) == (1, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_queries_for_many(client, call, event, number, django_assert_num_queries):
    for _number in range(number):
        make_event(call=call, search_text=" choir")
        make_link(call=call)
        make_link(event=event, call=make_call(title="Choir"))

    with django_assert_num_queries(6):
        client.get(f"{links(call)}?q=choir")
    with django_assert_num_queries(7):
        client.get(f"{calls(event)}?q=choir")


def test_an_accepted_call_stays_when_the_form_of_the_action_is_saved(client, organization):
    """Also where the call is not open to others."""
    event = make_event(organization=organization, place_is_pending=True)
    call = make_call()
    AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), event=event, linked_at=NOW)
    page = client.get(f"/organize/events/{event.slug}/edit/").text
    assert f'<option value="{call.pk}" selected>' in page
    fields = {"title": "Another title", "kind": "rally", "language": "en", "call": call.pk, "version": "1"}

    response = client.post(f"/organize/events/{event.slug}/edit/", fields)

    assert response["Location"] == f"/organize/events/{event.slug}/"
    event.refresh_from_db()
    assert event.title == "Another title"
    assert event.answered_calls.get().call == call
