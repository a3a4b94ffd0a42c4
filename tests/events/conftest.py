import pytest
import time_machine

from accounts.limits import BUCKETS
from tests.events.factories import NOW


@pytest.fixture
def at_noon():
    """The clock stands still at the hour of what the factories make; no limit has been used yet."""
    BUCKETS.clear()
    with time_machine.travel(NOW, tick=False):
        yield
