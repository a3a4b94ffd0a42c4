"""One change that concerns many: unfolded into one delivery per person by the planner, told with old and new."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts import Contact
from events.messages import EMAIL, rsvp_recipient, topic_of
from events.messages.preparing import Answers
from events.messages.reminder import call_off_old_reminders, owed_reminders
from events.models import RSVP, Announcement
from events.remembered import Remembered
from events.wall_time import derive
from notifications.kinds import Message, NotOwed, Outcome, Owed
from notifications.models import Delivery

Kind = Announcement.Kind
PEOPLE = 300  # with their reminders at most 1,000 rows to a transaction
TOLD = [Delivery.State.SENT, Delivery.State.KEPT, Delivery.State.UNCERTAIN]
# A change is told for so long at least, even if the date would be over by its new time.
SHORTEST_USE = timedelta(days=1)


@dataclass(frozen=True)
class Untold:
    """All that somebody has not been told yet about a date: how many announcements, the newest of them, and the
    change from what they last knew."""

    number: int
    newest_id: int
    change: emails.Change


class AnnouncementKind:
    name = "events.announcement"
    label = _("News about a change")
    urgency = 1

    def plan(self, *, now: datetime, until: datetime) -> Iterator[Sequence[Owed]]:
        to_unfold = Announcement.objects.filter(unfolded_at=None).select_related("occurrence__schedule").order_by("pk")
        for announcement in to_unfold:
            yield from _unfold(announcement, now=now)

    def prepare(self, deliveries: Sequence[Delivery], *, now: datetime) -> Mapping[int, Message | NotOwed]:
        answers, history = Answers.of_rsvps(deliveries), _History(deliveries)

        def make(delivery: Delivery, rsvp: RSVP, contact: Contact) -> Message | NotOwed:
            untold = history.untold(delivery)
            reason = _reason_against(delivery, rsvp, untold)
            if reason or untold is None:
                return NotOwed(reason)
            return emails.announcement_mail(
                rsvp,
                contact=contact,
                change=untold.change,
                schedules=answers.schedules,
                now=now,
            )

        return answers.for_each(make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Nothing to do."""


ANNOUNCEMENT = AnnouncementKind()


def _unfold(announcement: Announcement, *, now: datetime) -> Iterator[Sequence[Owed]]:
    """A delivery for each person who is coming, in the order of their ids, and the reminders of the new time; goes on
    where it was interrupted."""
    call_off_old_reminders(announcement.occurrence, now=now)
    coming = RSVP.objects.coming().filter(occurrence=announcement.occurrence_id)
    if announcement.asks_again and not announcement.unfolded_to:
        coming.update(asked_again_at=announcement.created_at)
    told_to = coming.reachable().only("pk", "confirmed_at").order_by("pk")
    while people := list(told_to.filter(pk__gt=announcement.unfolded_to)[:PEOPLE]):
        for rsvp in people:
            rsvp.occurrence = announcement.occurrence
        yield [owed for rsvp in people for owed in (_owed(announcement, rsvp.pk), *owed_reminders(rsvp))]
        # The planner comes back only when these are written.
        announcement.unfolded_to = people[-1].pk
        announcement.save(update_fields=["unfolded_to"])
    announcement.unfolded_at = now
    announcement.save(update_fields=["unfolded_at"])


def _owed(announcement: Announcement, rsvp_id: int) -> Owed:
    occurrence = announcement.occurrence
    return Owed(
        kind=ANNOUNCEMENT.name,
        recipient=rsvp_recipient(rsvp_id),
        topic=topic_of(occurrence.pk),
        channel=EMAIL,
        key=f"announcement:{announcement.pk}:{rsvp_id}",
        due_at=announcement.created_at,
        not_after=max(occurrence.ends_at, announcement.created_at + SHORTEST_USE),
        order_at=min(occurrence.starts_at, _old_start(announcement)),
    )


def _old_start(announcement: Announcement) -> datetime:
    """Whoever would set out soonest by what they know is told first."""
    old = Remembered.from_json(announcement.old)
    return derive(
        old.start_on, start_time=old.start_time, hours=old.hours, duration=old.duration, zone=old.zone
    ).starts_at


def _reason_against(delivery: Delivery, rsvp: RSVP, untold: Untold | None) -> str:
    occurrence = rsvp.occurrence
    if not rsvp.is_confirmed or rsvp.answer == RSVP.Answer.NOT_GOING:
        return "not coming"
    if not occurrence.event.is_published:
        return "not public"
    if untold is None:
        return "told already"
    if untold.newest_id != _announcement_id(delivery):
        return "a newer one tells it"
    # A place that only confirmed people see may have changed where what is shown has not.
    is_back = untold.number > 1 and untold.change.old == Remembered.of(occurrence)
    return "back to what it was" if is_back and Kind.PLACE_CHANGED not in untold.change.kinds else ""


class _History:
    """The changes of the dates that `deliveries` are about, and which of them each person was told; two queries."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        own = Announcement.objects.filter(pk__in={_announcement_id(delivery) for delivery in deliveries})
        by_date = Announcement.objects.filter(occurrence__in=own.values("occurrence")).order_by("created_at", "pk")
        self._changes: dict[int, list[Announcement]] = defaultdict(list)
        self._date_of: dict[int, int] = {}
        for announcement in by_date:
            self._changes[announcement.occurrence_id].append(announcement)
            self._date_of[announcement.pk] = announcement.occurrence_id
        self._keys = self._keys_by_recipient({delivery.recipient for delivery in deliveries})

    def _keys_by_recipient(self, recipients: set[str]) -> dict[str, dict[int, str]]:
        """For each recipient the state of their delivery by announcement."""
        states: dict[str, dict[int, str]] = defaultdict(dict)
        rows = Delivery.objects.for_recipients(recipients).filter(kind=ANNOUNCEMENT.name)
        for recipient, key, state in rows.values_list("recipient", "key", "state"):
            states[recipient][int(key.split(":")[1])] = state
        return states

    def untold(self, delivery: Delivery) -> Untold | None:
        """None when its date is gone, or something newer was told."""
        date = self._date_of.get(_announcement_id(delivery))
        if date is None:
            return None
        states = self._keys[delivery.recipient]
        waiting: list[Announcement] = []
        for announcement in reversed(self._changes[date]):
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
        return Untold(len(waiting), waiting[-1].pk, change)


def _announcement_id(delivery: Delivery) -> int:
    return int(delivery.key.split(":")[1])
