"""One change that concerns many: unfolded into one delivery per person by the planner, told with old and new."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, rsvp_recipient, topic_of
from events.messages.asking_again import ask_again
from events.messages.bounces import stop_after_bounce
from events.messages.burst import LONGEST, PAUSE, earliest_start, when_told
from events.messages.preparing import Answers
from events.messages.reminder import owed_reminders
from events.messages.reminder_rows import call_off_old_reminders
from events.messages.topics import say_topics
from events.messages.unfolding import SHORTEST_USE, announcement_of, unfold
from events.models import RSVP, Announcement
from events.reading.reminders import with_rules
from events.remembered import Remembered
from notifications.actions import owe
from notifications.kinds import Made, Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

Kind = Announcement.Kind
READ = ("pk", "confirmed_at", "batch", "answer", "reminders", "reminders_since")
TOLD = [Delivery.State.SENT, Delivery.State.KEPT, Delivery.State.UNCERTAIN]


class Moments(NamedTuple):
    """When a change is told, and the start by which those concerned are told sooner or later."""

    due_at: datetime
    order_at: datetime


@dataclass(frozen=True)
class Untold:
    """All that somebody has not been told yet about a date: how many announcements, the newest of them, and the
    change from what they last knew."""

    number: int
    newest: Announcement
    change: emails.Change


class AnnouncementKind:
    name = "events.announcement"
    label = _("News about a change")
    urgency = 1
    about = staticmethod(say_topics)

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        changes = Announcement.objects.changes().filter(unfolded_at=None)
        to_unfold = changes.select_related("occurrence__schedule", *with_rules("occurrence__event")).order_by("pk")
        for announcement in to_unfold:
            yield from _unfold(announcement, now=now)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Made]:
        answers = Answers.of_whole_batches(deliveries)
        history = _History(answers.rsvps)

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            told = {each.pk: history.untold(each) for each in history.told_with(rsvp, delivery)}
            reasons = {each.pk: history.reason_against(each, delivery) for each in history.told_with(rsvp, delivery)}
            changes = {pk: untold.change for pk, untold in told.items() if untold and not reasons[pk]}
            if not changes:
                return NotOwed(reasons[rsvp.pk])
            return emails.announcement_mail(
                [each for each in answers.rsvps if each.pk in changes],
                contact=contact,
                changes=changes,
                schedules=answers.schedules,
                now=now,
            )

        return answers.for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        stop_after_bounce(delivery, outcome)


ANNOUNCEMENT = AnnouncementKind()


def hand_on(rsvps: Sequence[RSVP], *, now: datetime) -> None:
    """What these answers were still to be told, for all that were made in one go with them, is owed to the next of
    those instead. Call it right before they are taken back or erased, and what they are owed with them."""
    by_recipient = {rsvp_recipient(rsvp.pk): rsvp for rsvp in rsvps if not rsvp.wants_invitation}
    waiting = Delivery.objects.unsettled().for_recipients(by_recipient).filter(kind=ANNOUNCEMENT.name)
    owed = [_owed_to_next(delivery, by_recipient[delivery.recipient], besides=rsvps) for delivery in waiting]
    owe([one for one in owed if one is not None], now=now)


def _owed_to_next(delivery: Delivery, rsvp: RSVP, *, besides: Sequence[RSVP]) -> Owed | None:
    """None where the change concerns no other answer of that batch that is left."""
    announcement = Announcement.objects.filter(pk=announcement_of(delivery)).first()
    if announcement is None:
        return None
    changes = Announcement.objects.made_at_once_with(announcement)
    left = RSVP.objects.confirmed().reachable().filter(batch=rsvp.batch, wants_invitation=False)
    left = left.filter(occurrence__announcements__in=changes).exclude(pk__in=[each.pk for each in besides])
    following = left.order_by("occurrence__original_on", "pk").first()
    if following is None:
        return None
    change = changes.select_related("occurrence").filter(occurrence=following.occurrence_id).earliest("pk")
    return _owed(change, following.pk, Moments(delivery.due_at, delivery.order_at), overdue=())


def _unfold(announcement: Announcement, *, now: datetime) -> Iterator[Sequence[Owed]]:
    """A delivery for each person who is coming, and the reminders of the new time."""
    call_off_old_reminders(announcement.occurrence, now=now)
    coming = RSVP.objects.confirmed().filter(occurrence=announcement.occurrence_id)
    if announcement.asks_again and not announcement.unfolded_to:
        ask_again(announcement, kind=ANNOUNCEMENT.name)
    told_to = coming.reachable().only(*READ).annotate(is_told=_is_first(announcement))
    moments = Moments(when_told(announcement), earliest_start(announcement))
    for people in unfold(announcement, told_to, now=now):
        overdue = _overdue(people, announcement)
        yield [owed for rsvp in people for owed in _owed_to(rsvp, announcement, moments, overdue)]


def _is_first(announcement: Announcement) -> Combinable:
    """Where one change concerns several dates that were ticked together, the answer to the first of them is told, once
    for all; but an invitation is for one date."""
    together = RSVP.objects.confirmed().reachable().filter(batch=OuterRef("batch"), wants_invitation=False)
    together = together.exclude(pk=OuterRef("pk"))
    concerned = together.filter(occurrence__announcements__in=Announcement.objects.made_at_once_with(announcement))
    day, first = announcement.occurrence.original_on, Q(pk__lt=OuterRef("pk"))
    before = Exists(concerned.filter(Q(occurrence__original_on__lt=day) | Q(occurrence__original_on=day) & first))
    return ExpressionWrapper(Q(wants_invitation=True) | ~Q(before), output_field=BooleanField())


def _overdue(people: Sequence[RSVP], announcement: Announcement) -> set[str]:
    """Who was to be told of a change so long ago, and was not: they wait for nothing more."""
    since = announcement.created_at - (LONGEST - PAUSE)
    late = Delivery.objects.for_recipients(rsvp_recipient(rsvp.pk) for rsvp in people).due(since)
    topic = topic_of(announcement.occurrence_id)
    return set(late.filter(kind=ANNOUNCEMENT.name, topic=topic).values_list("recipient", flat=True))


def _owed_to(rsvp: RSVP, announcement: Announcement, moments: Moments, overdue: Container[str]) -> list[Owed]:
    rsvp.occurrence = announcement.occurrence
    told = [_owed(announcement, rsvp.pk, moments, overdue)] if rsvp.is_told else []  # type: ignore[attr-defined]
    return [*told, *owed_reminders(rsvp)]


def _owed(announcement: Announcement, rsvp_id: int, moments: Moments, overdue: Container[str]) -> Owed:
    recipient = rsvp_recipient(rsvp_id)
    occurrence = announcement.occurrence
    return Owed(
        kind=ANNOUNCEMENT.name,
        recipient=recipient,
        topic=topic_of(occurrence.pk),
        channel=EMAIL,
        key=f"announcement:{announcement.pk}:{rsvp_id}",
        due_at=announcement.created_at if recipient in overdue else moments.due_at,
        not_after=max(occurrence.ends_at, announcement.created_at + SHORTEST_USE),
        order_at=moments.order_at,
    )


class _History:
    """The changes of the dates of `rsvps`, and which of them each person was told; two queries."""

    def __init__(self, rsvps: Sequence[RSVP]) -> None:
        self._rsvps = rsvps
        self._changes: dict[int, list[Announcement]] = defaultdict(list)
        dates = {rsvp.occurrence_id for rsvp in rsvps}
        for announcement in Announcement.objects.changes().filter(occurrence__in=dates).order_by("created_at", "pk"):
            self._changes[announcement.occurrence_id].append(announcement)
        self._states = _states_by_recipient({rsvp_recipient(rsvp.pk) for rsvp in rsvps})

    def told_with(self, rsvp: RSVP, delivery: Delivery) -> list[RSVP]:
        """Itself, and the answers of its batch that the same change concerns and that no mail of their own tells."""
        change = self._announcement(delivery)
        batch = [each for each in self._rsvps if each.batch == rsvp.batch and each.wants_mail]
        return [each for each in batch if each == rsvp or (change is not None and self._has_no_own(each, change))]

    def _has_no_own(self, rsvp: RSVP, change: Announcement) -> bool:
        same = self._same_change(rsvp, change)
        return same is not None and same.pk not in self._states[rsvp_recipient(rsvp.pk)]

    def untold(self, rsvp: RSVP) -> Untold | None:
        """None when nothing happened that was not told."""
        states = self._states[rsvp_recipient(rsvp.pk)]
        waiting: list[Announcement] = []
        for announcement in reversed(self._changes[rsvp.occurrence_id]):
            if states.get(announcement.pk) in TOLD or (waiting and announcement.pk not in states):
                break
            waiting.insert(0, announcement)
        if not waiting:
            return None
        change = emails.Change(
            kind=waiting[-1].kind,
            kinds=frozenset(announcement.kind for announcement in waiting),
            old=Remembered.from_json(waiting[0].old),
            asks_again=any(announcement.asks_again for announcement in waiting),
        )
        return Untold(len(waiting), waiting[-1], change)

    def reason_against(self, rsvp: RSVP, delivery: Delivery) -> str:
        """Why this answer is not told by this delivery; empty if it is."""
        untold, change = self.untold(rsvp), self._announcement(delivery)
        if not rsvp.is_confirmed:
            return "not coming"
        if not rsvp.occurrence.event.is_published:
            return "not public"
        if untold is None or change is None:
            return "told already"
        if untold.newest != self._same_change(rsvp, change):
            return "a newer one tells it"
        # A place that only confirmed people see may have changed where what is shown has not.
        is_back = untold.number > 1 and untold.change.old == Remembered.of(rsvp.occurrence)
        return "back to what it was" if is_back and Kind.PLACE_CHANGED not in untold.change.kinds else ""

    def _announcement(self, delivery: Delivery) -> Announcement | None:
        wanted = announcement_of(delivery)
        return next((row for rows in self._changes.values() for row in rows if row.pk == wanted), None)

    def _same_change(self, rsvp: RSVP, change: Announcement) -> Announcement | None:
        """What `change` is called at the date of `rsvp`."""
        for row in self._changes[rsvp.occurrence_id]:
            if (row.event_id, row.kind, row.created_at) == (change.event_id, change.kind, change.created_at):
                return row
        return None


def _states_by_recipient(recipients: set[str]) -> dict[str, dict[int, str]]:
    """For each recipient the state of their delivery by announcement."""
    states: dict[str, dict[int, str]] = defaultdict(dict)
    rows = Delivery.objects.for_recipients(recipients).filter(kind=ANNOUNCEMENT.name)
    for recipient, key, state in rows.values_list("recipient", "key", "state"):
        states[recipient][int(key.split(":")[1])] = state
    return states
