"""Which days a feed covers. Whole UTC days, so that the bytes stay the same all day."""

import datetime as dt
from dataclasses import dataclass

PAST = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=396)  # 13 months


@dataclass(frozen=True, slots=True)
class Window:
    """From `today` minus 30 days to 13 months ahead; `first` and `end` (exclusive) are days, the others instants."""

    today: dt.datetime

    @property
    def starts_at(self) -> dt.datetime:
        return self.today - PAST

    @property
    def ends_at(self) -> dt.datetime:
        return self.today + AHEAD

    @property
    def first(self) -> dt.date:
        return self.starts_at.date()

    @property
    def end(self) -> dt.date:
        return self.ends_at.date()


def window_at(now: dt.datetime) -> Window:
    return Window(now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0))
