"""Reminders of real answers on their way, while their dates are moved and cancelled and their senders killed."""

import datetime as dt
import random
import time
from dataclasses import dataclass, field

from django.utils import timezone

from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.models import Announcement
from notifications.models import Delivery
from tests.torture.crashes import CrashRun
from tests.torture.mail_server import Copy
from tests.torture.people import make_coming_event, say_they_come

# The row is read for the last time at most so long before a message's first byte (DESIGN.md section 4).
FENCE_SECONDS = 1.0
HOUR = dt.timedelta(hours=1)


@dataclass
class Changes:
    """What the hosts did: by title, when it was committed. `crossing` counts reminders whose last look at the row was
    before the commit and whose first byte came after it."""

    people: int
    committed_at: dict[str, float] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    crossing: int = 0

    def judge(self, copies: list[Copy]) -> None:
        for copy in copies:
            title = title_of(copy)
            if not is_reminder(copy) or title not in self.committed_at:
                continue
            late = copy.begun_at - self.committed_at[title]
            if late > FENCE_SECONDS:
                self.wrong.append(f"{copy.subject}: {late:.2f} s after the change")
            elif late > 0:
                self.crossing += 1


def is_reminder(copy: Copy) -> bool:
    return copy.subject.startswith("Reminder")


def title_of(copy: Copy) -> str:
    """Each title is one word with a number, in every subject about it."""
    return next(word.strip(",:") for word in copy.subject.split() if word.startswith("March-"))


def make_events(number: int, people: int, *, now: dt.datetime) -> list:
    """Whose reminder of the day before is due since ten minutes."""
    events = [
        make_coming_event(f"March-{n:03}", begins_in=dt.timedelta(hours=24, minutes=-10), now=now)
        for n in range(number)
    ]
    for event in events:
        say_they_come(event, [f"{event.title.lower()}-{n}@example.org" for n in range(people)], now=now)
    return events


def change_some(run: CrashRun, events: list, changes: Changes, *, kills: int) -> None:
    """Of three events one stays, one moves by an hour, one is cancelled; in between drainers are killed."""
    chance = random.Random(run.seed)
    to_change = [event for n, event in enumerate(events) if n % 3]
    chance.shuffle(to_change)
    kill_at = set(chance.sample(range(len(to_change)), kills))
    for n, event in enumerate(to_change):
        time.sleep(chance.uniform(0.02, 0.3))
        change(event, changes, is_cancelled=n % 2 == 0)
        if n in kill_at:
            run.kill_one()


def change(event, changes: Changes, *, is_cancelled: bool) -> None:
    row, now = event.occurrences.select_related("schedule").get(), timezone.now()
    if is_cancelled:
        cancel_occurrence(row, by=None, now=now)
        changes.cancelled.add(event.title)
    else:
        later = dt.datetime.combine(row.start_on, row.start_time) + HOUR
        move_occurrence(row, start_on=later.date(), start_time=later.time(), duration=row.duration, by=None, now=now)
    changes.committed_at[event.title] = time.time()


def nothing_is_due() -> bool:
    """And no change waits for the planner. What waits to be tried again need not wait as long as in life."""
    due = Delivery.objects.due(timezone.now())
    due.filter(claim_token=None).exclude(lease_until=None).update(lease_until=None)
    return not due.exists() and not Announcement.objects.filter(unfolded_at=None).exists()
