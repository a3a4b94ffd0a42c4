"""How long what people told us is kept (docs/privacy.md has the table). Instants are aware, in UTC."""

import datetime as dt
from zoneinfo import ZoneInfo

from events.models import Occurrence

AFTER_THE_END = dt.timedelta(days=14)
AFTER_A_POSTPONED_END = dt.timedelta(days=180)
UNCONFIRMED = dt.timedelta(hours=48)
SETTLED_PROPOSAL = dt.timedelta(days=14)  # since it was sent back or withdrawn
AFTER_ITS_DAY = dt.timedelta(days=14)  # a proposal that nobody has looked at
LIST = dt.timedelta(days=14)  # a pasted list or a calendar file that nobody has settled


def erased_at(occurrence: Occurrence) -> dt.datetime:
    """When the answers to this date are erased, as it stands now; a postponed one keeps the last end it had."""
    return occurrence.ends_at + (AFTER_A_POSTPONED_END if occurrence.is_postponed else AFTER_THE_END)


def erased_on(occurrence: Occurrence) -> dt.date:
    """The day of `erased_at` where it takes place."""
    return erased_at(occurrence).astimezone(ZoneInfo(occurrence.schedule.zone)).date()
