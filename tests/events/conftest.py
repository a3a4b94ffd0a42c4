import pytest
import time_machine

from tests.events.factories import NOW


@pytest.fixture
def at_noon():
    """The clock stands still when most of what the factories make is made."""
    with time_machine.travel(NOW, tick=False):
        yield
