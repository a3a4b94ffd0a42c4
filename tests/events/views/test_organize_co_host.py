"""What an organisation that only hosts an action with another sees of it, and does not."""

import re

import pytest

from events.models import AnsweredCall, Event
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_co_host,
    make_event,
    make_organization,
    make_place,
    make_statement,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def shared(client):
    """An action that the one who is signed in hosts with its organisation, which meets elsewhere too."""
    user = make_user()
    client.force_login(user)
    event = make_event(organization=make_organization(owner=make_user()), slug="shared")
    make_place(organization=event.organization, name="Quarry Steps")
    make_co_host(event=event, organization=make_organization(owner=user), state="given", settled_at=NOW)
    return event


def typed(response):
    """What a browser sends of the form as it was opened."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "on" if value is True else str(value) for name, value in values.items() if value not in (None, False)}


@pytest.mark.parametrize("page", ["edit/", "series/", "place/", "2027-03-13/place/"])
def test_places_are_offered_to_their_own_organisation_alone(client, shared, page):
    if page == "edit/":
        Event.objects.update(published_at=None)
    path = f"/organize/events/shared/{page}"

    offered_to_others = client.get(path)
    client.force_login(shared.organization.members.get())
    offered = client.get(path)

    assert (offered_to_others.status_code, "Quarry Steps" in offered_to_others.text) == (200, False)
    assert (offered.status_code, "Quarry Steps" in offered.text) == (200, True)


@pytest.mark.parametrize("published_at", [None, NOW])
def test_calls_and_campaign_are_chosen_by_their_own_organisation_alone(client, shared, published_at):
    campaign = make_campaign(organization=shared.organization, published=False, title="Not announced yet")
    call = make_call(statement=make_statement(organization=shared.organization))
    Event.objects.update(published_at=published_at, campaign=campaign, place_is_pending=True)
    AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), event=shared, linked_at=NOW)
    path = "/organize/events/shared/edit/"

    response = client.get(path)
    assert not {"call", "second_call", "campaign"} & set(response.context["form"].fields)
    assert not re.search("Not announced yet|Ask to stand under a call", response.text)
    assert client.post(path, typed(response) | {"title": "Louder", "call": "", "campaign": ""}).status_code == 302
    event = Event.objects.get()
    assert (event.title, event.campaign, event.answered_calls.get().call) == ("Louder", campaign, call)

    client.force_login(shared.organization.members.get())
    response = client.get(path)
    assert "Not announced yet" in response.text
    assert client.post(path, typed(response) | {"call": "", "campaign": ""}).status_code == 302
    event = Event.objects.get()
    assert (event.campaign, event.answered_calls.count()) == (None, 0)


def test_a_draft_is_deleted_by_its_own_organisation_alone(client, shared):
    Event.objects.update(published_at=None)

    looked, posted = (ask("/organize/events/shared/delete/") for ask in (client.get, client.post))

    assert (looked.status_code, posted.status_code, Event.objects.count()) == (404, 404, 1)
    client.force_login(shared.organization.members.get())
    client.post("/organize/events/shared/delete/")
    assert Event.objects.count() == 0
