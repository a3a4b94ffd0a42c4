"""Ways to reach somebody. Each is a folder of one shape, found by its being here: adding one is copying one
(docs/channels.md)."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from notifications.errors import NotificationsError
from notifications.kinds import Outcome, Prepared


class Channel(Protocol):
    """One way to reach somebody, for one batch of one drainer. `Owed.channel` chooses it by its name.

    `takes` is the class that kinds prepare for it. `at_once`: how many messages may be on their way at the same time;
    1 means one after the other, more that `send` is called from as many threads (it reads no database then).
    """

    name: str
    takes: type[Prepared]
    at_once: int

    @staticmethod
    def is_on() -> bool:
        """Whether this instance uses it at all; otherwise nothing of it is claimed."""

    def open(self) -> None:
        """Connect, unless connected; called before each group of messages. Raises ChannelDown."""

    def send(self, message: Any, *, message_id: str, date: datetime) -> Outcome:
        """Hand over one message of the class `takes`. What goes wrong with it is an outcome, never an error; repeated
        tries come with the same `message_id` and `date`, so that whoever gets it can drop a second copy."""

    def close(self) -> None:
        """Say goodbye; never raises."""


def find_channels(folders: Iterable[str]) -> dict[str, type[Channel]]:
    """By name, the CHANNEL of each package in these folders. A copy that kept the name of its original would take its
    messages: it is refused."""
    found = sorted(module.name for module in iter_modules(folders) if module.ispkg)
    channels: dict[str, type[Channel]] = {name: import_module(f"{__name__}.{name}").CHANNEL for name in found}
    for folder, channel in channels.items():
        if channel.name != folder:
            raise NotificationsError(f"notifications/channels/{folder}: its channel has to be named {folder} too.")
    return channels


CHANNELS = find_channels(__path__)
