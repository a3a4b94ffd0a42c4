"""What the table of a call is made of, in a fixed number of queries however many actions there are."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Organization, User
from events.models import Announcement, Call, Event, Host, HostCheck, Kit, Occurrence, Schedule
from events.querysets.event import prefetch_co_hosts
from events.reading.table_row import Changed, TableRow, newest_change
from events.who_hosts import hosts_of


def read_rows(call: Call, *, user: User, now: dt.datetime, zone: ZoneInfo, most: int) -> tuple[list[TableRow], bool]:
    """The newest `most` actions that answer `call` and that `user` may see, and whether there are more."""
    events = list(_events(call, user=user, now=now)[: most + 1])
    return list(_Gathered.of(call, events[:most], user=user, now=now, zone=zone).rows()), len(events) > most


def _events(call: Call, *, user: User, now: dt.datetime) -> Any:
    dates = Occurrence.objects.filter(event=OuterRef("pk"))
    coming = dates.upcoming(at=now).exclude(state=Occurrence.State.CANCELLED).in_agenda_order()
    checks = HostCheck.objects.filter(event=OuterRef("pk"))
    answers = checks.exclude(answer="").order_by("-answered_at", "-id")
    schedules = Schedule.objects.filter(event=OuterRef("pk")).order_by("-last_modified")
    visible = Event.objects.visible_to(user).filter(answered_calls__call=call)
    return (
        visible.select_related("organization", "listed_host__claimed_by")
        .defer("description", "safety", "search_text")
        .prefetch_related(prefetch_co_hosts(Event), Prefetch("hosts", Host.objects.of_links().unsealed()))
        .annotate(
            shown_date=Coalesce(
                Subquery(coming.values("pk")[:1]), Subquery(dates.order_by("-local_day", "-id").values("pk")[:1])
            ),
            asked_at=Subquery(checks.filter(asked_at__isnull=False).order_by("-asked_at").values("asked_at")[:1]),
            answer=Subquery(answers.values("answer")[:1]),
            answered_at=Subquery(answers.values("answered_at")[:1]),
            entry_changed_at=Subquery(schedules.values("last_modified")[:1]),
        )
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    events: Sequence[Any]
    dates: Mapping[int, Occurrence]
    coming: Mapping[int, int]
    told: Mapping[int, Mapping[str, dt.datetime]]
    own: Collection[int]
    questions: Sequence[str]
    not_by_hosts: Collection[dt.datetime]
    now: dt.datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, call: Call, events: Sequence[Any], *, user: User, now: dt.datetime, zone: ZoneInfo) -> "_Gathered":
        pks = [event.pk for event in events]
        dates = Occurrence.objects.select_related("schedule", "shown_place")
        kit = Kit.objects.filter(call=call).first()
        return cls(
            events=events,
            dates=dates.in_bulk([event.shown_date for event in events]),
            coming=_numbers_to_come(pks, now=now),
            told=_told(pks),
            own=set(Organization.objects.editable_by(user).values_list("pk", flat=True)),
            questions=kit.questions if kit else (),
            not_by_hosts=_changed_together(events),
            now=now,
            zone=zone,
        )

    def rows(self) -> Iterator[TableRow]:
        for event in self.events:
            if event.shown_date is not None:
                yield self._row(event, self.dates[event.shown_date])

    def _row(self, event: Any, date: Occurrence) -> TableRow:
        date.event = event
        hosts = {event.organization_id, *(host.organization.pk for host in hosts_of(event) if host.organization)}
        is_own = not hosts.isdisjoint(self.own)
        return TableRow(
            event=event,
            date=date,
            later=max(0, self.coming.get(event.pk, 0) - 1),
            link=next(iter(event.hosts.all()), None),
            is_own=is_own,
            going=_going(date) if is_own and event.takes_rsvps else None,
            open_questions=sum(event.accessibility.get(key, "unknown") == "unknown" for key in self.questions),
            changed=self._changed(event),
            asked_at=event.asked_at,
            answer=event.answer or "",
            answered_at=event.answered_at,
            now=self.now,
        )

    def _changed(self, event: Any) -> Changed:
        texts_at = None if event.entry_changed_at in self.not_by_hosts else event.entry_changed_at
        said_no_at = event.answered_at if event.answer == HostCheck.Answer.OFF else None
        return newest_change(
            self.told.get(event.pk, {}), event=event, texts_at=texts_at, said_no_at=said_no_at, zone=self.zone
        )


def _numbers_to_come(events: Sequence[int], *, now: dt.datetime) -> dict[int, int]:
    dates = Occurrence.objects.upcoming(at=now).exclude(state=Occurrence.State.CANCELLED).order_by()
    return dict(dates.filter(event__in=events).values_list("event").annotate(number=Count("pk")))


def _told(events: Sequence[int]) -> dict[int, dict[str, dt.datetime]]:
    """By event: when each kind of change was last announced."""
    told: dict[int, dict[str, dt.datetime]] = defaultdict(dict)
    rows = Announcement.objects.filter(event__in=events).order_by().values_list("event", "kind")
    for event, kind, at in rows.annotate(at=Max("created_at")):
        told[event][kind] = at
    return told


def _changed_together(events: Sequence[Any]) -> set[dt.datetime]:
    """Instants at which several entries changed: the call, its kit or its statement did that, no host."""
    moments = Counter(event.entry_changed_at for event in events)
    return {moment for moment, number in moments.items() if number > 1}


def _going(date: Occurrence) -> int:
    return date.going_in_person + date.going_online + date.going_unreachable
