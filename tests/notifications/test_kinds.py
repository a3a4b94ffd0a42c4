from datetime import datetime

import pytest

from notifications.errors import NotificationsError
from notifications.kinds import Message, message_kind, message_kinds
from tests.notifications.kinds import note, owed, urgent_note


@pytest.mark.parametrize("field", ["kind", "recipient", "topic", "channel", "key"])
@pytest.mark.parametrize("value", ["", "x" * 201, "note\r:1", "note\x00", "note\ud800"])
def test_owed_refuses_what_a_column_cannot_hold(field, value):
    with pytest.raises(NotificationsError, match=f"^{field} must have 1 to"):
        owed(**{field: value})


@pytest.mark.parametrize("field", ["due_at", "not_after", "order_at"])
def test_owed_refuses_an_instant_without_zone(field):
    with pytest.raises(NotificationsError, match=f"^{field} has no time zone"):
        owed(**{field: datetime(2027, 3, 13, 12, 0)})  # noqa: DTZ001


def test_what_a_message_says_is_not_in_its_repr():
    message = Message(to="maria@example.org", language="en", subject="S3cret", text="S3cret", headers={"X": "S3cret"})

    assert repr(message) == "Message(language='en', method='PUBLISH')"


def test_a_payload_is_not_in_the_repr_of_what_is_owed():
    assert "S3cret" not in repr(owed(payload=b"S3cret"))


def test_message_kinds_are_those_of_the_settings():
    assert message_kinds() == {"tests.note": note, "tests.urgent": urgent_note}


def test_message_kind_names_the_kind_that_does_not_exist():
    with pytest.raises(NotificationsError, match="no kind of message called letter"):
        message_kind("letter")


copied_note = type(note)()


def test_a_copied_kind_that_keeps_its_name_is_refused(settings):
    settings.MESSAGE_KINDS = ["tests.notifications.kinds.note", f"{__name__}.copied_note"]

    with pytest.raises(NotificationsError, match=r"copied_note: there is a kind of message called tests\.note already"):
        message_kinds()
