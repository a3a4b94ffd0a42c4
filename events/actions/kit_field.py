"""One field of an action, taken from the kit of its call again: from then on it follows the kit."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.details import write_search_text
from events.actions.locking import lock_event, raise_version, touch_event
from events.errors import EventsError
from events.messages.webhook import owed_news
from events.models import Event, Kit, Webhook
from events.permissions import Editor
from notifications.actions import owe


@transaction.atomic
def take_kit_field(event: Event, name: str, *, by: Editor, now: dt.datetime) -> Event:
    """The kit's words in place of the action's own. Safe to call twice. The kit is that of the call under which the
    action was made, otherwise of the first call that it answers and that has one. Raises EventsError."""
    kit = hold_kit_for(event)
    event = lock_event(event, by=by)
    if name not in Kit.FIELDS or kit is None:
        raise EventsError(_("The call has no kit for this."))
    if event.kit_id == kit.pk and name in event.inherited:
        return event
    before = getattr(event, name)
    event.inherited = [*(event.inherited if event.kit_id == kit.pk else []), name]
    event.kit = kit
    setattr(event, name, kit.given[name])
    write_search_text(event)
    raise_version(event, fields=("kit", "inherited", name, "search_text"))
    if getattr(event, name) != before:
        touch_event(event, material=False, now=now)
        if event.is_published:
            owe(owed_news([event.pk], Webhook.News.CHANGED, now=now), now=now)
    return event


def hold_kit_for(event: Event) -> Kit | None:
    """Before the event, as whoever changes the kit does."""
    kits = Kit.objects.select_for_update(of=("self",))
    if event.kit_id is not None:
        return kits.filter(pk=event.kit_id).first()
    answered = kits.filter(call__answered_by__event=event)
    return answered.order_by("call__answered_by__position", "pk").first()
