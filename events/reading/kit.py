"""Who follows the kit of a call, field by field, and what an action has from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Call, Event, Kit

LABELS: dict[str, Promise] = {
    "title": _("Title"),
    "description": _("What will happen"),
    "safety": _("Good to know"),
}
MOST_NAMED = 30
_HOST_NAMES = ("organization__name", "listed_host__name")


@dataclass(slots=True)
class Followers:
    """`following` actions have the field from the kit; `own` are those that have written their own."""

    following: int = 0
    own: list[Event] = field(default_factory=list)

    @property
    def named(self) -> Sequence[Event]:
        return self.own[:MOST_NAMED]

    @property
    def unnamed(self) -> int:
        return len(self.own) - len(self.named)


def read_followers(call: Call, kit: Kit | None) -> dict[str, Followers]:
    """By field, in one query. Drafts of other organisations are not among them."""
    found = {name: Followers() for name in LABELS}
    seen = Event.objects.seen_by(call.statement.organization_id)
    rows = seen.filter(kit=kit).select_related("organization", "listed_host")
    shown = rows.only("slug", "title", "language", "town", "inherited", "published_at", *_HOST_NAMES)
    for event in shown.order_by("title", "id") if kit else []:
        for name, followers in found.items():
            if name in event.inherited:
                followers.following += 1
            else:
                followers.own.append(event)
    return found


def count_without_kit(call: Call, kit: Kit | None) -> int:
    """Public actions that answer the call and have nothing from its kit."""
    answering = Event.objects.public().filter(answered_calls__call=call)
    return answering.exclude(kit=kit).count() if kit else answering.count()


@dataclass(frozen=True, slots=True)
class KitField:
    name: str
    label: Promise
    is_inherited: bool


@dataclass(frozen=True, slots=True)
class KitUse:
    """`call` gives the kit; `fields` are those that the action has from it or could take."""

    call: Call
    fields: list[KitField]

    @property
    def has_own(self) -> bool:
        """There is something that could be taken from the kit again."""
        return not all(field.is_inherited for field in self.fields)


def read_kit_use(event: Event) -> KitUse | None:
    """None where no call that the action answers has a kit."""
    kit = _kit_for(event)
    if kit is None:
        return None
    inherited = event.inherited if event.kit_id == kit.pk else []
    given = kit.given
    fields = [KitField(name, label, name in inherited) for name, label in LABELS.items() if given[name]]
    return KitUse(kit.call, fields)


def _kit_for(event: Event) -> Kit | None:
    """As `actions.kit_field.hold_kit_for`."""
    if event.kit is not None:
        return event.kit
    answered = Kit.objects.select_related("call").filter(call__answered_by__event=event)
    return answered.order_by("call__answered_by__position", "pk").first()
