"""Ways to reach somebody. Each is a folder of one shape, so adding one is copying one and naming it below."""

from datetime import datetime
from typing import Protocol

from notifications.channels.email import EmailChannel
from notifications.kinds import Message, Outcome


class Channel(Protocol):
    """One way to reach somebody, for one batch of one drainer (so it need not be safe for threads)."""

    name: str

    @staticmethod
    def is_on() -> bool:
        """Whether this instance uses it at all; otherwise nothing of it is claimed."""

    def open(self) -> None:
        """Connect, unless connected; called before each group of messages. Raises ChannelDown."""

    def send(self, message: Message, *, message_id: str, date: datetime) -> Outcome:
        """Hand over one message. What goes wrong with it is an outcome, never an error; repeated tries come with the
        same `message_id` and `date`, so that mail boxes can drop a second copy."""

    def close(self) -> None:
        """Say goodbye; never raises."""


CHANNELS: dict[str, type[Channel]] = {EmailChannel.name: EmailChannel}
