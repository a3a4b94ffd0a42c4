"""A call as its coordinator sees it: a row for each action that answers it, which of them are shown, the figures."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from events.models import Call, Proposal
from events.reading.table_events import read_rows
from events.reading.table_row import TableRow

MOST_ROWS = 1_000
YESTERDAY = dt.timedelta(days=1)


class Show(StrEnum):
    """Which rows; the value stands in the address."""

    ALL = "all"
    MISSING = "missing"
    UNCONFIRMED = "unconfirmed"
    CHANGED = "changed"
    DRAFTS = "drafts"


class Order(StrEnum):
    TOWN = "town"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class CallTable:
    """`rows` are all of them; `shown` those that were asked for, in their order. `today` is that of the organisation
    that calls, `since` the instant at which its yesterday began."""

    call: Call
    rows: list[TableRow]
    show: Show
    order: Order
    proposals: int
    is_cut: bool
    today: dt.date
    since: dt.datetime

    @property
    def shown(self) -> list[TableRow]:
        key = by_day if self.order == Order.DAY else by_town
        return sorted((row for row in self.rows if self.has(row, self.show)), key=key)

    @property
    def counted(self) -> list[TableRow]:
        return [row for row in self.rows if not row.is_cancelled]

    @property
    def towns(self) -> int:
        return len({row.town_key for row in self.counted if row.date.town})

    @property
    def has_several_days(self) -> bool:
        return len({row.date.local_day for row in self.rows}) > 1

    def has(self, row: TableRow, show: Show) -> bool:
        match show:
            case Show.MISSING:
                return row.lacks_something
            case Show.UNCONFIRMED:
                return row.is_unconfirmed
            case Show.CHANGED:
                return row.changed.at >= self.since
            case Show.DRAFTS:
                return row.is_draft
        return True

    def number(self, show: Show) -> int:
        return sum(self.has(row, show) for row in self.rows)


def by_town(row: TableRow) -> tuple[Any, ...]:
    return (not row.date.town, row.town_key, row.date.country, *by_day(row))


def by_day(row: TableRow) -> tuple[Any, ...]:
    date = row.date
    return (date.local_day, date.start_time is None, date.start_time or dt.time(), row.town_key, row.event.pk)


def read_table(
    call: Call, *, user: User, now: dt.datetime, show: Show = Show.ALL, order: Order = Order.TOWN
) -> CallTable:
    """What `user` may see of all that answers `call` (its statement and organisation loaded): drafts of others are not
    there."""
    zone = ZoneInfo(call.statement.organization.zone)
    today = now.astimezone(zone).date()
    rows, is_cut = read_rows(call, user=user, now=now, zone=zone, most=MOST_ROWS)
    return CallTable(
        call=call,
        rows=rows,
        show=show,
        order=order,
        proposals=Proposal.objects.waiting().filter(call=call).count(),
        is_cut=is_cut,
        today=today,
        since=dt.datetime.combine(today - YESTERDAY, dt.time(), zone),
    )
