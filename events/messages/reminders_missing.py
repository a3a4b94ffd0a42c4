"""Which reminders nobody has a row for yet, asked of the database by the same rules as `DateReminders.owed_to`."""

import operator
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import zip_longest

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from events.models import RSVP, Occurrence
from events.reading.reminders import CONFIRMATION_REMINDS, VARIANTS, DateReminders, Variant, with_rules
from events.reminder_rules import AS_SET
from events.reminders import EARLIEST, EARLIEST_OF_ALL, LATEST_OF_ALL, Reminder
from notifications.models import Delivery

ROWS = 1_000
# So many dates share one query.
DATES = 100
HAS_PEOPLE = Q(going_in_person__gt=0) | Q(going_online__gt=0) | Q(maybe__gt=0)
ANY = Q()
HAS_OWN_RULES = Q(event__reminder_rules__isnull=False) | Q(event__organization__reminder_rules__isnull=False)

# An answer's id, its date, the reminder.
Missing = tuple[int, Occurrence, Reminder]


@dataclass(frozen=True, slots=True)
class _Due:
    """One reminder of one date, and what people have answered and chosen who get it, each with the moment of the
    reminder that comes before it."""

    date: Occurrence
    reminder: Reminder
    variants: Sequence[tuple[Variant, datetime | None]]


def missing_reminders(*, now: datetime, until: datetime) -> Iterator[Sequence[Missing]]:
    """At most 1,000 at a time; the number of queries does not grow with the people."""
    due_of_dates = [_due_of(date, now=now, until=until) for date in dates_to_remind(now=now, until=until)]
    # Each date once in a query, which makes the key of one rule for it.
    for layer in zip_longest(*due_of_dates):
        due = [one for one in layer if one is not None]
        for start in range(0, len(due), DATES):
            yield from _without_row(due[start : start + DATES])


def dates_to_remind(*, now: datetime, until: datetime) -> Iterator[Occurrence]:
    """Dates of which something may be due by `until`: by the default rules, and by rules that somebody has set. Two
    queries."""
    rows = _dates(HAS_PEOPLE)
    yield from rows.exclude(HAS_OWN_RULES).filter(starts_at__gt=now, starts_at__lte=until + EARLIEST)
    yield from dates_with_own_rules(HAS_PEOPLE, now=now, until=until)


def dates_with_own_rules(which: Q = ANY, *, now: datetime, until: datetime) -> QuerySet[Occurrence]:
    """Dates of which something may be due by `until` by rules that somebody has set."""
    rows = _dates(which & HAS_OWN_RULES)
    return rows.filter(ends_at__gt=now - LATEST_OF_ALL, starts_at__lte=until + EARLIEST_OF_ALL)


def _dates(which: Q) -> QuerySet[Occurrence]:
    rows = Occurrence.objects.scheduled().public().filter(which, purged_at=None, event__cancelled_at=None)
    return rows.select_related("schedule", *with_rules("event")).order_by("pk")


def is_in_time(reminder: Reminder, date: Occurrence, *, now: datetime) -> bool:
    """What has begun, and thanks that are too late, get no row."""
    return reminder.not_after > now if reminder.is_after else date.starts_at > now


def _due_of(row: Occurrence, *, now: datetime, until: datetime) -> list[_Due]:
    date = DateReminders(row)
    reminders: dict[str, Reminder] = {}
    variants: dict[str, list[tuple[Variant, datetime | None]]] = defaultdict(list)
    for variant in VARIANTS:
        moments = [None, *(reminder.due_at for reminder in date.of(variant))]
        for reminder, before in zip(date.of(variant), moments, strict=False):
            if reminder.due_at <= until and is_in_time(reminder, row, now=now) and date.may_be_owed(reminder):
                reminders[reminder.rule] = reminder
                variants[reminder.rule].append((variant, before))
    return [_Due(row, reminder, variants[rule]) for rule, reminder in reminders.items()]


def _without_row(due: Sequence[_Due]) -> Iterator[Sequence[Missing]]:
    of_date = {one.date.pk: one for one in due}
    found: list[Missing] = []
    for pk, date_pk in _rsvps_without_row(due).values_list("pk", "occurrence").iterator(chunk_size=ROWS):
        found.append((pk, of_date[date_pk].date, of_date[date_pk].reminder))
        if len(found) == ROWS:
            yield found
            found = []
    if found:
        yield found


def _rsvps_without_row(due: Sequence[_Due]) -> QuerySet[RSVP]:
    key = Concat(
        Value("reminder:"),
        Cast("pk", CharField()),
        Value(":"),
        _rule_of(due),
        Value(":"),
        Cast("occurrence_id", CharField()),
        Value(":"),
        Cast(F("occurrence__moves"), CharField()),
        output_field=CharField(),
    )
    # Who joined after the moment is owed nothing for it: left to the database, or each plan would read them again.
    owed = reduce(operator.or_, [_is_owed(one) for one in due])
    rowless = RSVP.objects.confirmed().reachable().filter(owed).annotate(key=key)
    return rowless.filter(~Exists(Delivery.objects.filter(key=OuterRef("key")))).order_by("pk")


def _rule_of(due: Sequence[_Due]) -> Combinable:
    rules = {one.reminder.rule for one in due}
    if len(rules) == 1:
        return Value(rules.pop())
    return Case(
        *[When(occurrence=one.date.pk, then=Value(one.reminder.rule)) for one in due],
        output_field=CharField(),
    )


def _is_owed(due: _Due) -> Q:
    moment = due.reminder.due_at
    last_at = Q(confirmed_at__lt=moment) & (Q(reminders_since=None) | Q(reminders_since__lt=moment))
    kinds = reduce(operator.or_, [_is_of(variant, due, before=before) for variant, before in due.variants])
    return Q(occurrence=due.date.pk) & last_at & kinds


def _is_of(variant: Variant, due: _Due, *, before: datetime | None) -> Q:
    answer, own = variant
    is_so = Q(answer=answer, reminders=own)
    if own != AS_SET or due.reminder.is_after:
        return is_so
    # Otherwise the confirmation counts as this reminder: as the next one of those who joined so late.
    joined_early = Q(confirmed_at__lte=due.date.starts_at - CONFIRMATION_REMINDS)
    for moment in (before, due.date.moved_at):
        if moment is not None:
            joined_early |= Q(confirmed_at__lt=moment)
    return is_so & joined_early
