"""What a campaign consists of: targets with reasons and sources, demands, dated milestones.

What everybody could see is never removed: a target is "no longer a target since", a milestone is cancelled.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.campaign import check_version, lock_campaign, write_search_text
from events.actions.locking import raise_version
from events.calendars.touch import touch_calendar
from events.errors import EventsError
from events.models import Campaign, Demand, Milestone, Source, Target
from events.texts import clean_choice, clean_day, clean_line, clean_text, clean_url

MOST_PARTS = 100  # of one kind, in one campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a reason can be checked, and the day it was read."""

    title: str
    url: str
    read_on: dt.date

    def checked(self, *, now: dt.datetime) -> Self:
        return type(self)(
            title=clean_line(self.title, field="source_title", length=300, required=True),
            url=clean_url(self.url, field="source_url"),
            read_on=clean_day(self.read_on, field="read_on", not_after=_tomorrow(now)),
        )


@transaction.atomic
def add_target(
    campaign: Campaign,
    *,
    name: str,
    kind: str,
    reason: str,
    sources: Sequence[Citation],
    since: dt.date,
    by: User | None,
    now: dt.datetime,
) -> Target:
    """Raises EventsError without a reason or without a source: nobody is named without both."""
    campaign = lock_campaign(campaign, by=by)
    if not sources:
        raise EventsError(_("Name at least one source for the reason."), field="source_url")
    citations = [source.checked(now=now) for source in sources]
    target = Target(campaign=campaign, position=_room(campaign.targets), state_since=since)
    _write_target(target, name=name, kind=kind, reason=reason, state=Target.State.NAMED, since=since, now=now)
    target.save()
    for citation in citations:
        _cite(target, citation)
    _saved(campaign)
    return target


@transaction.atomic
def edit_target(
    target: Target,
    *,
    name: str,
    kind: str,
    reason: str,
    state: str,
    since: dt.date,
    by: User | None,
    now: dt.datetime,
    version: int | None = None,
) -> Target:
    """Raises EditClash with what stands now, EventsError naming the field."""
    campaign = lock_campaign(target.campaign, by=by)
    target = campaign.targets.get(pk=target.pk)
    standing = {"name": target.name, "kind": target.kind, "reason": target.reason, "state": target.state}
    check_version(campaign, version, theirs=standing | {"state_since": target.state_since})
    _write_target(target, name=name, kind=kind, reason=reason, state=state, since=since, now=now)
    target.save()
    _saved(campaign)
    return target


@transaction.atomic
def add_source(target: Target, citation: Citation, *, by: User | None, now: dt.datetime) -> Source:
    lock_campaign(target.campaign, by=by)
    _room(target.sources)
    return _cite(target, citation.checked(now=now))


@transaction.atomic
def add_demand(campaign: Campaign, *, asked: str, of_whom: str, by: User | None, now: dt.datetime) -> Demand:
    campaign = lock_campaign(campaign, by=by)
    demand = Demand(campaign=campaign, position=_room(campaign.demands))
    _write_demand(demand, asked=asked, of_whom=of_whom, status=Demand.Status.OPEN, since=_today(now), now=now)
    demand.save()
    return demand


@transaction.atomic
def edit_demand(
    demand: Demand,
    *,
    asked: str,
    of_whom: str,
    status: str,
    since: dt.date,
    by: User | None,
    now: dt.datetime,
    version: int | None = None,
) -> Demand:
    campaign = lock_campaign(demand.campaign, by=by)
    demand = campaign.demands.get(pk=demand.pk)
    standing = {"asked": demand.asked, "of_whom": demand.of_whom, "status": demand.status}
    check_version(campaign, version, theirs=standing | {"status_since": demand.status_since})
    _write_demand(demand, asked=asked, of_whom=of_whom, status=status, since=since, now=now)
    demand.save()
    raise_version(campaign)
    return demand


@transaction.atomic
def add_milestone(
    campaign: Campaign, *, title: str, on: dt.date, note: str = "", by: User | None, now: dt.datetime
) -> Milestone:
    campaign = lock_campaign(campaign, by=by)
    _room(campaign.milestones)
    milestone = Milestone(campaign=campaign, created_at=now, last_modified=now)
    _write_milestone(milestone, title=title, on=on, note=note, state=Milestone.State.SCHEDULED)
    milestone.save()
    return milestone


@transaction.atomic
def edit_milestone(
    milestone: Milestone,
    *,
    title: str,
    on: dt.date,
    note: str,
    state: str,
    by: User | None,
    now: dt.datetime,
    version: int | None = None,
) -> Milestone:
    """Another day or state raises the SEQUENCE of its calendar entry, another text only its LAST-MODIFIED."""
    campaign = lock_campaign(milestone.campaign, by=by)
    milestone = campaign.milestones.get(pk=milestone.pk)
    before = (milestone.on, milestone.state, milestone.title, milestone.note)
    standing = dict(zip(("on", "state", "title", "note"), before, strict=True))
    check_version(campaign, version, theirs=standing)
    _write_milestone(milestone, title=title, on=on, note=note, state=state)
    after = (milestone.on, milestone.state, milestone.title, milestone.note)
    if after == before:
        return milestone
    milestone.save()
    raise_version(campaign)
    if campaign.is_published:
        own = campaign.milestones.filter(pk=milestone.pk)
        touch_calendar(own, material=after[:2] != before[:2], now=now)
    return milestone


@transaction.atomic
def remove_part(part: Target | Demand | Milestone, *, by: User | None, now: dt.datetime) -> None:
    """Only from a draft. Raises EventsError once everybody could see it."""
    campaign = lock_campaign(part.campaign, by=by)
    if campaign.is_published:
        raise EventsError(_("It is public already. Say what became of it instead, so that it stays findable."))
    part.delete()
    _saved(campaign)


def _write_target(
    target: Target, *, name: str, kind: str, reason: str, state: str, since: dt.date, now: dt.datetime
) -> None:
    target.name = clean_line(name, field="name", length=200, required=True)
    target.kind = clean_choice(kind, field="kind", among=Target.Kind.values)
    target.reason = clean_text(reason, field="reason", length=5_000, required=True)
    target.state = clean_choice(state, field="state", among=Target.State.values)
    target.state_since = clean_day(since, field="state_since", not_after=_tomorrow(now))
    if target.campaign.targets.filter(name=target.name).exclude(pk=target.pk).exists():
        raise EventsError(_("“%(name)s” is a target already.") % {"name": target.name}, field="name")


def _write_demand(demand: Demand, *, asked: str, of_whom: str, status: str, since: dt.date, now: dt.datetime) -> None:
    demand.asked = clean_line(asked, field="asked", length=300, required=True)
    demand.of_whom = clean_line(of_whom, field="of_whom", length=200, required=True)
    demand.status = clean_choice(status, field="status", among=Demand.Status.values)
    demand.status_since = clean_day(since, field="status_since", not_after=_tomorrow(now))


def _write_milestone(milestone: Milestone, *, title: str, on: dt.date, note: str, state: str) -> None:
    milestone.title = clean_line(title, field="title", length=200, required=True)
    milestone.note = clean_line(note, field="note", length=500)
    milestone.on = clean_day(on, field="on")
    milestone.state = clean_choice(state, field="state", among=Milestone.State.values)


def _cite(target: Target, citation: Citation) -> Source:
    return Source.objects.create(target=target, title=citation.title, url=citation.url, read_on=citation.read_on)


def _saved(campaign: Campaign) -> None:
    """The names of targets take part in the search."""
    write_search_text(campaign)
    raise_version(campaign, fields=("search_text",))


def _room(parts: models.Manager[models.Model]) -> int:
    """The next position. Raises EventsError when there are too many for one page."""
    count = parts.count()
    if count >= MOST_PARTS:
        raise EventsError(_("A campaign holds at most %(max)s of these.") % {"max": MOST_PARTS})
    return count


def _today(now: dt.datetime) -> dt.date:
    return now.astimezone(dt.UTC).date()


def _tomorrow(now: dt.datetime) -> dt.date:
    """It is tomorrow already somewhere on earth."""
    return _today(now) + dt.timedelta(days=1)
