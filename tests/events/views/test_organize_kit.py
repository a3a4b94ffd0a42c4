import pytest

from events.models import Event, Kit
from tests.events.factories import (
    make_call,
    make_co_host,
    make_event,
    make_kit,
    make_organization,
    make_statement,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
FIELDS = {"title": "Hands off", "description": "We rally.", "safety": "Water.", "questions": ["free", "seats"]}


@pytest.fixture
def call(owner):
    return make_call(statement=make_statement(organization=make_organization(owner=owner)))


def address_of(call):
    return f"/organize/calls/{call.slug}/kit/"


def make_follower(kit, *, inherited=Kit.FIELDS, **fields):
    organization = fields.pop("organization", kit.call.statement.organization)
    return make_event(organization=organization, call=kit.call, kit=kit, inherited=list(inherited), **fields)


def test_the_first_kit_is_written_and_shown(client, call):
    assert client.get(address_of(call)).status_code == 200

    response = client.post(address_of(call), FIELDS)

    kit = Kit.objects.get()
    assert response["Location"] == address_of(call)
    assert (kit.title, kit.description, kit.safety, kit.questions) == (
        "Hands off",
        "We rally.",
        "Water.",
        ["seats", "free"],
    )
    page = client.get(address_of(call)).text
    assert 'value="Hands off"' in page
    assert page.count(" checked") == 2


def test_saving_says_how_many_actions_have_the_new_words(client, call):
    kit = make_kit(call=call)
    events = [make_follower(kit, **kit.given) for _number in range(2)]

    page = client.post(address_of(call), FIELDS | {"version": "1"}, follow=True).text

    assert "Saved. 2 actions have the new words." in page
    assert {Event.objects.get(pk=event.pk).title for event in events} == {"Hands off"}


def test_who_follows_and_who_has_written_something_else(client, call):
    kit = make_kit(call=call)
    make_follower(kit)
    own = make_follower(kit, inherited=["title"], title="Choir & march", town="Ash & Elm")
    make_event(call=call)
    hidden = make_follower(kit, inherited=[], organization=make_organization(), published=False, title="Secret draft")

    page = client.get(address_of(call)).text

    assert page.count("2 actions follow it") == 1
    assert page.count("1 action follows it") == 2
    assert page.count("1 has written its own") == 2
    assert f'<a href="{own.get_absolute_url()}"><bdi lang="en">Choir &amp; march</bdi></a>' in page
    host = own.organization.name
    assert f'<span class="soft">· <bdi>Ash &amp; Elm</bdi> · <bdi>{host}</bdi></span>' in page  # all have one title
    assert hidden.title not in page
    assert "1 action under this call was not made from the kit." in page


def test_two_editors_see_both_values(client, call):
    assert '<input type="hidden" name="version" value="0"' in client.get(address_of(call)).text
    client.post(address_of(call), FIELDS | {"version": "0", "title": "First"})

    response = client.post(address_of(call), FIELDS | {"version": "0", "title": "Second"})

    assert response.status_code == 422
    assert "Now stands: First" in response.text
    assert 'value="Second"' in response.text
    client.post(address_of(call), FIELDS | {"version": "1", "title": "Second"})
    assert Kit.objects.get().title == "Second"


@pytest.mark.parametrize("fields", [{"title": "x" * 201}, {"questions": ["blood-type"]}, {"description": "a\x00"}])
def test_what_is_refused_is_said_and_saved_nowhere(client, call, fields):
    response = client.post(address_of(call), FIELDS | fields)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert Kit.objects.count() == 0


def test_kits_of_others_are_not_found(client, call):
    make_kit(call=call, title="Only mine")
    client.logout()
    assert client.get(address_of(call))["Location"].startswith("/accounts/login/")
    client.force_login(make_user())
    assert client.get(address_of(call)).status_code == 404
    assert client.post(address_of(call), FIELDS).status_code == 404
    assert Kit.objects.get().title == "Only mine"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_many(client, call, number, django_assert_num_queries):
    kit = make_kit(call=call)
    for _number in range(number):
        make_follower(kit)

    with django_assert_num_queries(6):
        client.get(address_of(call))


def test_an_action_takes_the_kits_words_again(client, call):
    kit = make_kit(call=call)
    event = make_follower(kit, inherited=["safety"], safety=kit.safety, title="Our own", description="")
    page = f"/organize/events/{event.slug}/"

    text = client.get(page).text
    assert text.count("Take the kit’s") == 2
    assert text.count("· from the call’s kit") == 1

    address = f"{page}kit/"
    assert client.get(address).status_code == 405
    assert client.post(address, {"field": "title"})["Location"] == page
    event.refresh_from_db()
    assert (event.title, event.inherited) == (kit.title, ["safety", "title"])
    assert client.get(page).text.count("Take the kit’s") == 1


def test_an_unknown_field_changes_nothing(client, call):
    event = make_follower(make_kit(call=call), title="Our own", inherited=[])

    response = client.post(f"/organize/events/{event.slug}/kit/", {"field": "slug"}, follow=True)

    assert "The call has no kit for this." in response.text
    assert Event.objects.get().version == 1


def test_a_co_host_may_take_it_and_a_stranger_may_not(client, call):
    event = make_follower(make_kit(call=call), title="Our own", inherited=[])
    address = f"/organize/events/{event.slug}/kit/"
    friend = make_user()
    client.force_login(make_user())
    assert client.post(address, {"field": "title"}).status_code == 404
    make_co_host(event=event, organization=make_organization(owner=friend), state="given")

    client.force_login(friend)
    client.post(address, {"field": "title"})

    assert Event.objects.get().inherited == ["title"]


def test_where_there_is_no_kit_nothing_is_said_of_one(client, call):
    event = make_event(organization=call.statement.organization, call=call)

    assert "kit" not in client.get(f"/organize/events/{event.slug}/").text.split("<main")[1].split("Mails about it")[0]
