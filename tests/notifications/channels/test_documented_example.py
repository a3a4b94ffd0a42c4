"""The channel that docs/channels.md shows: taken from the page, put in a folder, used."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from notifications import channels
from notifications.actions import drain, owe
from notifications.channels import CHANNELS, find_channels
from notifications.errors import NotificationsError
from notifications.kinds import Prepared
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(monkeypatch, tmp_path):
    """The channels of a folder that holds the example and nothing else."""
    page = (Path(django_settings.BASE_DIR) / "docs" / "channels.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    folder = tmp_path / "channels" / "text_message"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(code)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(folder.parent)])
    yield find_channels([str(folder.parent)])
    sys.modules.pop("notifications.channels.text_message")
    del channels.text_message


def test_a_copied_folder_is_a_channel(example, endpoint, settings, note, monkeypatch):
    settings.TEXT_MESSAGE_GATEWAY = f"{endpoint.url}/send"
    folder = import_module("notifications.channels.text_message")
    for name, channel in example.items():
        monkeypatch.setitem(CHANNELS, name, channel)
    message = folder.TextMessage(number="+34 600 000 000", text="Bring a lamp")
    monkeypatch.setattr(note, "message", lambda delivery: message, raising=False)

    owe([owed(1, channel="text_message")], now=NOW)
    drain(now=NOW)

    (request,) = endpoint.requests
    assert list(example) == ["text_message"]
    assert (request.path, json.loads(request.body)) == ("/send", {"to": "+34 600 000 000", "text": "Bring a lamp"})
    assert request.headers["idempotency-key"] == Delivery.objects.get().message_id
    assert list(Delivery.objects.values_list("state", "last_code")) == [("sent", "204")]


def test_nothing_of_it_is_claimed_while_it_is_off(example, endpoint, settings, note, monkeypatch):
    settings.TEXT_MESSAGE_GATEWAY = ""
    monkeypatch.setitem(CHANNELS, "text_message", example["text_message"])

    owe([owed(1, channel="text_message")], now=NOW)
    drain(now=NOW)

    assert list(Delivery.objects.values_list("state", "attempts")) == [("planned", 0)]


def test_a_copy_that_keeps_the_name_of_its_original_is_refused(monkeypatch, tmp_path):
    folder = tmp_path / "channels" / "letter"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("from notifications.channels.email import CHANNEL")
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(folder.parent)])

    with pytest.raises(NotificationsError, match="channels/letter: its channel has to be named letter too"):
        find_channels(channels.__path__)
    sys.modules.pop("notifications.channels.letter")


def test_every_channel_has_the_shape():
    for name, channel in CHANNELS.items():
        assert (channel.name, channel.at_once >= 1, issubclass(channel.takes, Prepared)) == (
            name,
            True,
            True,
        )
        assert all(callable(getattr(channel, verb)) for verb in ("is_on", "open", "send", "close"))
