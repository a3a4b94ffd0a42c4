"""Looking changes nothing: GET and HEAD of every address that the site knows (invariant 11)."""

import pytest
from django.test import Client

from tests.events.answers import confirm
from tests.events.factories import make_user
from tests.hostile.addresses import addresses
from tests.hostile.world import give_password, stored


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", give_password(user))
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


@pytest.fixture
def visitors(world, stranger):
    operator = make_user(is_staff=True, is_superuser=True)
    return {"stranger": stranger, "organiser": signed_in(world.owner), "operator": signed_in(operator)}


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_every_address_changes_nothing_and_breaks_nothing(world, visitors, method):
    token, _rsvps = confirm(world.event)
    every = addresses(world, token=token)
    before = stored()

    for visitor in visitors.values():
        statuses = {address: getattr(visitor, method)(address).status_code for address in every}
        assert [address for address, status in statuses.items() if status >= 500] == []
        assert stored() == before
    assert sum(status == 200 for status in statuses.values()) > 50


def test_every_page_of_the_site_was_looked_at(world):
    every = addresses(world, token="A" * 43)

    assert len(every) > 150
    assert [address for address in every if "<" in address or "(" in address] == []
