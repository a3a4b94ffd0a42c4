"""The kit of a call: what is written in it reaches every action that has not written its own."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Greatest, Length, Substr
from django.utils.translation import gettext as _

from events.accessibility import QUESTIONS
from events.actions.details import DESCRIPTION_LENGTH, SAFETY_LENGTH, TITLE_LENGTH
from events.calendars.touch import touch_calendar
from events.errors import EditClash, EventsError
from events.messages.webhook import owed_news
from events.models import Call, Event, Kit, Schedule, Webhook
from events.permissions import check_editor
from events.querysets.event import EventQuerySet
from events.search import search_text_of
from events.texts import clean_line, clean_text
from notifications.actions import owe

SHOWN_IN_CALENDARS = ("title", "description")


@dataclass(frozen=True, slots=True, kw_only=True)
class KitTexts:
    """`description` and `safety` are Markdown; `questions` keys of events.accessibility.QUESTIONS."""

    title: str = ""
    description: str = ""
    safety: str = ""
    questions: Sequence[str] = ()

    def checked(self) -> "KitTexts":
        """Tidied. Raises EventsError naming the field."""
        if unknown := set(self.questions) - set(QUESTIONS):
            raise EventsError(_("“%(value)s” is not one of the choices.") % {"value": min(unknown)}, field="questions")
        return KitTexts(
            title=clean_line(self.title, field="title", length=TITLE_LENGTH),
            description=clean_text(self.description, field="description", length=DESCRIPTION_LENGTH),
            safety=clean_text(self.safety, field="safety", length=SAFETY_LENGTH),
            questions=[key for key in QUESTIONS if key in self.questions],
        )


def kit_of(call: Call, *, now: dt.datetime) -> Kit:
    """The kit of a call, made empty (version 0) where nobody has written one: what is made from it follows what is
    written later. Held until the transaction ends."""
    empty = {"changed_at": now, "version": 0}
    rows = Kit.objects.select_for_update(of=("self",)).select_related("call__statement")
    kit, _is_new = rows.get_or_create(call=call, defaults=empty)
    return kit


@transaction.atomic
def save_kit(call: Call, *, texts: KitTexts, by: Any, now: dt.datetime, version: int | None = None) -> int:
    """Writes the kit, and its words into every action that follows it; returns how many actions have new ones, without
    drafts of others. A fixed number of queries, however many follow. Raises EventsError naming the field, EditClash
    with what stands now."""
    check_editor(by, call.statement.organization)
    texts = texts.checked()
    kit = kit_of(call, now=now)
    if version is not None and version != kit.version:
        raise _clash(kit)
    before = kit.given
    for name in KitTexts.__dataclass_fields__:
        setattr(kit, name, getattr(texts, name))
    kit.version, kit.changed_at = kit.version + 1, now
    kit.save()
    return spread(kit, before=before, now=now)


def spread(kit: Kit, *, before: Mapping[str, str], now: dt.datetime) -> int:
    """What differs from `before` is written into the actions that have it from the kit; returns how many those are,
    without drafts of other organisations, which nobody here may know of. The kit is held; the actions are locked in one
    order, so that two changes never wait for each other."""
    changed = {name: text for name, text in kit.given.items() if text != before[name]}
    if not changed:
        return 0
    list(Event.objects.filter(kit=kit).select_for_update().order_by("pk").values_list("pk"))
    following = {name: Event.objects.inheriting(kit, name, before[name]) for name in changed}
    number = _together(following.values()).seen_by(kit.call.statement.organization_id).count()
    shown = _together(rows for name, rows in following.items() if name in SHOWN_IN_CALENDARS)
    touch_calendar(Schedule.objects.public().filter(event__in=shown.values("pk")), material=False, now=now)
    told = list(_together(following.values()).filter(published_at__isnull=False).values_list("pk", flat=True))
    owe(owed_news(told, Webhook.News.CHANGED, now=now), now=now)
    for name, rows in following.items():
        search_text = _found_by(name, before[name], changed[name])
        rows.update(**{name: changed[name]}, search_text=search_text, version=F("version") + 1)
    return number


def _together(querysets: Iterable[EventQuerySet]) -> EventQuerySet:
    conditions = [Q(pk__in=rows.values("pk")) for rows in querysets]
    return Event.objects.filter(reduce(or_, conditions)) if conditions else Event.objects.none()


def _found_by(name: str, before: str, after: str) -> Combinable:
    """`search_text` begins with the words of the title and ends with those of the description (`write_search_text`)."""
    old, new = search_text_of(before) if before else "", search_text_of(after) if after else ""
    if name == "title":
        return Concat(Value(new), Substr("search_text", len(old) + 1))
    if name == "description":
        return Concat(Substr("search_text", 1, Greatest(Length("search_text") - len(old), 0)), Value(new))
    return F("search_text")


def _clash(kit: Kit) -> EditClash:
    message = _("Somebody else has saved this kit since you opened it. Both versions are below; nothing is lost.")
    return EditClash(message, theirs={name: getattr(kit, name) for name in KitTexts.__dataclass_fields__})
