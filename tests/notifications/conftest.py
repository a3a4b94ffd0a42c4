import pytest

from notifications.doorbell import doorbell
from tests.notifications import kinds


@pytest.fixture(autouse=True)
def note(settings, monkeypatch) -> kinds.NoteKind:
    """The kind of these tests, as new; registered beside an urgent one."""
    settings.MESSAGE_KINDS = ["tests.notifications.kinds.note", "tests.notifications.kinds.urgent_note"]
    for kind in (kinds.note, kinds.urgent_note):
        kind.__init__(name=kind.name, urgency=kind.urgency)
    return kinds.note


@pytest.fixture
def rings(monkeypatch) -> list[None]:
    """How often the bell was rung; no broker hears it."""
    heard: list[None] = []
    monkeypatch.setattr(doorbell, "ring", lambda: heard.append(None))
    return heard
