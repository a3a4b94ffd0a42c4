"""What an action has from the kit of its call: taken over where it says nothing itself, followed until it does."""

from dataclasses import replace
from typing import Any

from events.actions.details import Details
from events.models import Call, Event, Kit


def inherit(event: Event, details: Details) -> Details:
    """`details` with what they leave empty from the event's kit; notes in `event.inherited` what that was, unsaved.
    What the kit says nothing of either is inherited too: it may say something later. Holds the kit, so that nothing
    changes in it meanwhile."""
    if event.kit is None:
        return details
    given: dict[str, Any] = Kit.objects.select_for_update().get(pk=event.kit.pk).given
    event.inherited = [name for name, value in given.items() if getattr(details, name).strip() in ("", value)]
    return replace(details, **{name: given[name] for name in event.inherited})


def still_inherited(event: Event, details: Details) -> list[str]:
    """The fields that are as they were: what a host has written no longer follows the kit."""
    return [name for name in event.inherited if getattr(details, name) == getattr(event, name)]


def stop_following(event: Event, call: Call) -> None:
    """An action that no longer answers the call keeps its words and follows the call's kit no more, unsaved."""
    if event.kit is not None and event.kit.call_id == call.pk:
        event.kit, event.inherited = None, []
