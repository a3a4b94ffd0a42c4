import pytest
from django.core.cache import cache
from django.test import Client

from accounts import limits
from tests.events.factories import NOW
from tests.hostile.world import World


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def fresh_limits():
    limits.BUCKETS.clear()
    cache.clear()


@pytest.fixture
def world(db_all) -> World:
    return World()


@pytest.fixture
def stranger() -> Client:
    """What breaks is an answer, not an exception of the test."""
    return Client(raise_request_exception=False)


@pytest.fixture
def organiser(world) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.owner)
    return client


@pytest.fixture
def clients(stranger, organiser) -> dict[str, Client]:
    return {"stranger": stranger, "organiser": organiser}
