"""What an organisation that only hosts an action with another sees of it, and does not."""

import pytest

from events.models import Event
from tests.events.factories import NOW, make_co_host, make_event, make_organization, make_place, make_user

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


def test_a_draft_is_deleted_by_its_own_organisation_alone(client, shared):
    Event.objects.update(published_at=None)

    looked, posted = (ask("/organize/events/shared/delete/") for ask in (client.get, client.post))

    assert (looked.status_code, posted.status_code, Event.objects.count()) == (404, 404, 1)
    client.force_login(shared.organization.members.get())
    client.post("/organize/events/shared/delete/")
    assert Event.objects.count() == 0
