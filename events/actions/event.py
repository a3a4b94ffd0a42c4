"""An event from draft to end: post, edit, publish, delete a draft, cancel as a whole."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from events.actions.announcement import announce
from events.actions.dates import SCHEDULE_FIELDS, add_dates, name_dates, timing_of, write_schedule
from events.actions.details import Details, write_calls, write_details, write_search_text
from events.actions.inheriting import inherit, still_inherited
from events.actions.link_consent import leave_call
from events.actions.locking import check_version, lock_all, lock_coming, lock_event, raise_version, touch_event
from events.actions.occurrence import cancel_dates
from events.actions.relocation import coming_without_own_whereabouts, relocate
from events.actions.slugs import insert_with_slug
from events.actions.whereabouts import FIELDS, Where, copy_whereabouts, write_whereabouts
from events.errors import EventsError
from events.messages.webhook import owed_news
from events.models import Call, Campaign, Event, Kit, ListedName, Occurrence, Schedule, Webhook
from events.permissions import Editor, check_editor, check_event_owner
from events.timing import Timing
from notifications.actions import owe


@transaction.atomic
def create_event(
    organization: Organization,
    *,
    details: Details,
    timing: Timing,
    where: Where,
    by: User | None,
    now: dt.datetime,
    listed_host: ListedName | None = None,
    kit: Kit | None = None,
    is_example: bool = False,
) -> Event:
    """A draft with its schedule and every one of its dates. `listed_host` hosts it in place of the organisation; what
    `details` leaves empty comes from `kit`. Raises EventsError naming the field."""
    check_editor(by, organization)
    event = Event(organization=organization, created_by=by, created_at=now, is_example=is_example)
    event.listed_host, event.kit = listed_host, kit
    details, timing = inherit(event, details).checked(organization), timing.checked()
    write_details(event, details)
    write_whereabouts(event, where.checked(organization))
    write_search_text(event)
    named = f"{event.title} {event.town}" if kit else event.title  # a kit gives one title to thirty towns
    insert_with_slug(event, named, otherwise=f"{event.kind}-{event.created_at:%Y-%m-%d}")
    write_calls(event, details.calls, now=now)
    _add_schedule(event, timing, now=now)
    return event


@transaction.atomic
def post_event(
    organization: Organization,
    *,
    details: Details,
    timing: Timing,
    where: Where,
    by: User | None,
    now: dt.datetime,
    is_example: bool = False,
) -> Event:
    """Create and publish in one go: nothing is left behind if either is refused."""
    event = create_event(
        organization, details=details, timing=timing, where=where, by=by, now=now, is_example=is_example
    )
    return publish_event(event, by=by, now=now)


@transaction.atomic
def edit_event(
    event: Event,
    *,
    details: Details,
    where: Where | None = None,
    timing: Timing | None = None,
    by: Editor,
    now: dt.datetime,
    version: int | None = None,
) -> Event:
    """What it says of itself and where it is; of a draft also when (a public one is moved or rescheduled).

    Dates with whereabouts of their own keep them, past ones keep everything. Who is coming is told of another place.
    Calls and campaign are chosen by the organisation itself. Raises EditClash with what stands now, EventsError naming
    the field.
    """
    event = lock_event(event, by=by)
    details = details.checked(event.organization, event=event)
    where = (where or Where.of(event)).checked(event.organization).keeping_country_of(event)
    if not _differs(event, details, where, timing):
        return event
    check_version(event, version, theirs=_what_stands(event))
    if _part_of(details) != _part_of(Details.of(event)):
        check_event_owner(by, event)
    if timing is not None:
        _redate(event, timing, now=now)
    _relocate(event, where, now=now)
    if Details.of(event) != details:
        event.inherited = still_inherited(event, details)
        write_details(event, details)
        _answer(event, details.calls, by=by, now=now)
        touch_event(event, material=False, now=now)
        if event.is_published:
            owe(owed_news([event.pk], Webhook.News.CHANGED, now=now), now=now)
    write_search_text(event)
    event.version += 1
    event.save()
    return event


@transaction.atomic
def publish_event(event: Event, *, by: Editor, now: dt.datetime, version: int | None = None) -> Event:
    """From now on everybody sees it, and the addresses of its dates stay. Safe to call twice."""
    event = lock_event(event, by=by)
    if event.is_published:
        return event
    check_version(event, version, theirs=_what_stands(event))
    rows = lock_all(event)
    if not rows:
        raise EventsError(_("It has no date yet."), field="start_on")
    name_dates(event, rows)
    Occurrence.objects.bulk_update(rows, ["date_slug"], batch_size=100)
    event.published_at = now
    write_search_text(event)
    raise_version(event, fields=("published_at", "search_text"))
    touch_event(event, material=False, now=now)
    owe(owed_news([event.pk], Webhook.News.PUBLISHED, now=now), now=now)
    return event


@transaction.atomic
def delete_draft(event: Event, *, by: Editor, now: dt.datetime) -> None:
    """Raises EventsError if it is public: what people may have seen is cancelled, not deleted."""
    event = lock_event(event, by=by)
    check_event_owner(by, event)
    if event.is_published:
        raise EventsError(_("It is public already. Cancel it, so that those who know it learn of it."))
    event.delete()


@transaction.atomic
def cancel_event(event: Event, *, by: Editor, now: dt.datetime, note: str = "", version: int | None = None) -> Event:
    """All its coming dates at once; it stays visible as cancelled. Safe to call twice."""
    event = lock_event(event, by=by)
    if event.is_cancelled:
        return event
    check_version(event, version, theirs=_what_stands(event))
    if not event.is_published:
        raise EventsError(_("It is a draft: nobody knows of it yet. Delete it instead."))
    changes = cancel_dates(lock_coming(event, now=now), note=note, now=now)
    event.cancelled_at = now
    raise_version(event, fields=("cancelled_at",))
    touch_event(event, material=True, now=now)
    announce(changes, now=now)
    return event


def _add_schedule(event: Event, timing: Timing, *, now: dt.datetime) -> Schedule:
    schedule = Schedule(event=event, created_at=now, last_modified=now)
    write_schedule(schedule, timing)
    schedule.save()
    add_dates(schedule, timing.dates(), event=event, now=now)
    return schedule


def _part_of(details: Details) -> tuple[Campaign | None, set[Call]]:
    """What only the organisation itself chooses, not those that host with it."""
    return details.campaign, set(details.calls)


def _answer(event: Event, calls: Sequence[Call], *, by: Editor, now: dt.datetime) -> None:
    """These calls and no others."""
    standing = [answered.call for answered in event.answered_calls.with_quote()]
    write_calls(event, calls, now=now)
    for call in standing:
        if call not in calls:
            leave_call(event, call, is_by_call=False, by=by if isinstance(by, User) else None, now=now)


def _redate(event: Event, timing: Timing, *, now: dt.datetime) -> None:
    """A draft's dates are simply made anew: nobody has seen them."""
    schedule = event.schedules.get()
    timing = timing.checked()
    if timing == timing_of(schedule):
        return
    if event.is_published:
        raise EventsError(_("It is public: move a date or change the series instead."), field="start_on")
    write_schedule(schedule, timing)
    schedule.save(update_fields=SCHEDULE_FIELDS)
    event.occurrences.all().delete()
    add_dates(schedule, timing.dates(), event=event, now=now)


def _relocate(event: Event, where: Where, *, now: dt.datetime) -> None:
    if where == Where.of(event):
        return
    write_whereabouts(event, where)
    if not event.is_published:
        rows = lock_all(event)
        for row in rows:
            copy_whereabouts(row, event)
        Occurrence.objects.bulk_update(rows, FIELDS, batch_size=100)
        return
    dates = coming_without_own_whereabouts(lock_coming(event, now=now), now=now)
    announce(relocate(dates, where, now=now), now=now)


def _differs(event: Event, details: Details, where: Where, timing: Timing | None) -> bool:
    if timing is not None and timing.checked() != timing_of(event.schedules.running().get()):
        return True
    return Details.of(event) != details or Where.of(event) != where


def _what_stands(event: Event) -> dict[str, object]:
    stands = Details.of(event), Where.of(event)
    return {name: getattr(part, name) for part in stands for name in part.__dataclass_fields__}
