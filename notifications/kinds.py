"""The seam: what a kind of message must know, and what passes between it and the outbox.

Upper apps describe their kinds and list them by dotted path in `settings.MESSAGE_KINDS`; this app imports none of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.errors import NotificationsError

if TYPE_CHECKING:
    from notifications.models import Delivery

# Lengths of the columns, checked here because SQLite ignores them.
KIND_LENGTH = 60
RECIPIENT_LENGTH = 100
TOPIC_LENGTH = 100
CHANNEL_LENGTH = 20
KEY_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One message owed to one recipient. Instants are aware; nothing in it may be a name or an address.

    `recipient` and `topic` are "<what>:<id>" in the words of the app that owes it; `key` makes it unique for ever;
    `order_at` is the start of what it is about; after `not_after` it is not sent any more.
    """

    kind: str
    recipient: str
    topic: str
    channel: str
    key: str
    due_at: datetime
    not_after: datetime
    order_at: datetime
    payload: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_text("kind", self.kind, KIND_LENGTH)
        _check_text("recipient", self.recipient, RECIPIENT_LENGTH)
        _check_text("topic", self.topic, TOPIC_LENGTH)
        _check_text("channel", self.channel, CHANNEL_LENGTH)
        _check_text("key", self.key, KEY_LENGTH)
        for name in ("due_at", "not_after", "order_at"):
            if getattr(self, name).tzinfo is None:
                raise NotificationsError(f"{name} has no time zone.")


def _check_text(name: str, value: str, length: int) -> None:
    if not value or len(value) > length or not value.isprintable():
        raise NotificationsError(f"{name} must have 1 to {length} printable characters.")


# What a calendar in a mail is for, its METHOD (RFC 5546): to look at, or to be acted on by the mail program.
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


class Prepared:
    """What goes out over one channel, made by `prepare`: each channel has a class of its own (`Channel.takes`), with
    what it needs. Lives only between `prepare` and the channel: never stored, never logged (so no repr)."""


@dataclass(frozen=True, kw_only=True)
class Message(Prepared):
    """A mail: what the e-mail channel takes.

    `ics` is a whole calendar and becomes the attachment invite.ics; `method` is its METHOD. With REQUEST and CANCEL
    mail programs act on it by themselves (RFC 6047): it names the recipient, so no two people share it. `headers` are
    further headers such as List-Unsubscribe. `fill` says what stands in the place of each mark in `text`, `html` and
    `headers`: mails to many are copies of one that have everything but `to` and `fill` in common, and are written once.
    """

    to: str = field(repr=False)
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    ics: bytes | None = field(default=None, repr=False)
    method: str = PUBLISH
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    fill: Mapping[str, str] = field(default_factory=dict, repr=False)

    def copy(self, *, to: str, fill: Mapping[str, str]) -> "Message":
        return replace(self, to=to, fill=fill)

    def filled(self) -> "Message":
        """The same without marks."""
        if not self.fill:
            return self
        return replace(
            self,
            text=self._filled(self.text),
            html=None if self.html is None else self._filled(self.html),
            headers={name: self._filled(value) for name, value in self.headers.items()},
            fill={},
        )

    def _filled(self, text: str) -> str:
        for mark, value in self.fill.items():
            text = text.replace(mark, value)
        return text


@dataclass(frozen=True)
class NotOwed:
    """Why a message is not sent after all: cancelled, moved, gone. For operators, without personal data."""

    reason: str


@dataclass(frozen=True)
class NotYet:
    """It is owed, and not before `due_at`, which is to come: quiet hours, or what it is about ends later now."""

    due_at: datetime


class Result(StrEnum):
    """How one try ended. All but `retry` end the delivery; `uncertain` may be tried again first."""

    SENT = "sent"
    KEPT = "kept"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    EXPIRED = "expired"
    NOT_OWED = "not_owed"


@dataclass(frozen=True)
class Outcome:
    """How one try ended; `code` is the channel's own ("550 5.1.1"), `reason` our words, both without addresses.

    `is_hard_bounce`: the address itself was refused for good, so writing to it again makes no sense. `tries`: a message
    that is to be tried again has failed after so many; `due_at`: the moment of its next try.
    """

    result: Result
    code: str = ""
    reason: str = ""
    is_hard_bounce: bool = False
    tries: int | None = None
    due_at: datetime | None = None


Made = Prepared | NotOwed | NotYet


class MessageKind(Protocol):
    """One kind of message, described by the app that knows what it is about."""

    name: str
    urgency: int  # 0 sign-in and confirmation, 1 change and cancellation, 2 reminder, 3 digest

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        """What is owed up to `until` and has no row yet, in chunks; interrupted anywhere, the next run goes on."""

    def prepare(self, deliveries: Sequence["Delivery"], *, now: datetime) -> Mapping[int, Made]:
        """By delivery id, for at most 200 of this kind, in a fixed number of queries, from the rows as they are now;
        for each what the channel of its delivery takes."""

    def settle(self, delivery: "Delivery", outcome: Outcome) -> None:
        """After a delivery has ended (at its `settled_at`) and that is committed. Once at most: a crash may skip it, so
        sweep what it would have removed."""


class PlansNothing:
    """Of a kind whose rows are written with what causes them, and never by the planner."""

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        return iter(())


def message_kinds() -> Mapping[str, MessageKind]:
    """All kinds of this instance by name."""
    return _load(tuple(settings.MESSAGE_KINDS))


def message_kind(name: str) -> MessageKind:
    try:
        return message_kinds()[name]
    except KeyError:
        raise NotificationsError(f"There is no kind of message called {name}.")


@cache
def _load(paths: tuple[str, ...]) -> dict[str, MessageKind]:
    kinds: dict[str, MessageKind] = {}
    for path in paths:
        kind: MessageKind = import_string(path)
        if kinds.setdefault(kind.name, kind) is not kind:
            raise NotificationsError(f"{path}: there is a kind of message called {kind.name} already.")
    return kinds
