"""What is new, at once or as a digest. What is told stands in the payload of each row: what is followed, in words, and
public ids.

The planner looks in rounds (events/messages/follow_rounds.py). Right before sending, `prepare` reads the rows anew:
what is cancelled, over or not public by then is not told."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events import emails
from events.contacts.sealing import Contact
from events.messages import EMAIL, follow_recipient, id_of
from events.messages.bounces import stop_after_bounce
from events.messages.follow import for_each
from events.messages.follow_lists import note_what_entered
from events.messages.follow_rounds import Round, tell_at_once, tell_digests
from events.messages.follow_told import Told, read_told
from events.models import Follow
from events.quiet_hours import after_quiet_hours, quiet_from
from events.reading.follow_news import Item
from notifications.kinds import Message, NotOwed, Outcome, Owed, Result
from notifications.models import Delivery

LIFETIME = dt.timedelta(days=3)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


class _Telling:
    """What both kinds do with a row."""

    name: str

    def prepare(self, deliveries: Sequence[Delivery], *, now: dt.datetime) -> Mapping[int, Message | NotOwed]:
        told = {delivery.pk: Told.from_payload(delivery.payload) for delivery in deliveries}
        rows = read_told(told.values(), now=now)

        def make(delivery: Delivery, follow: Follow, contact: Contact) -> Message | NotOwed:
            if not follow.is_confirmed:
                return NotOwed("not confirmed")
            news = rows.of(told[delivery.pk], follow.language, now=now)
            if news.is_empty:
                return NotOwed("nothing of it is still to come")
            return emails.follow_news_mail(follow, news, contact=contact, is_digest=self.name == DIGEST.name)

        return for_each(deliveries, make)

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """What was not sent in time is told with what is new next. An address that its server refuses for good is not
        kept."""
        stop_after_bounce(delivery, outcome)
        if outcome.result == Result.EXPIRED:
            since, until = _window_of(delivery.key)
            follow = Follow.objects.filter(pk=id_of(delivery.recipient), told_until__gte=until)
            follow.update(told_until=since)


class FollowNewsKind(_Telling):
    """At once: what was published in the last minutes, in one mail."""

    name = "events.follow_news"
    label = _("News of what somebody follows")
    urgency = 3

    def plan(self, *, now: dt.datetime, until: dt.datetime) -> Iterator[Sequence[Owed]]:
        if not settings.EMAIL_IS_OFF:
            note_what_entered(now=now)
            tell_at_once(_owed_news, now=now)
        return iter(())


class DigestKind(_Telling):
    """Every morning, or every Monday morning, of those for whom there is something new."""

    name = "events.digest"
    label = _("Digest of what somebody follows")
    urgency = 3

    def plan(self, *, now: dt.datetime, until: dt.datetime) -> Iterator[Sequence[Owed]]:
        if not settings.EMAIL_IS_OFF:
            tell_digests(_owed_digest, now=now)
        return iter(())


NEWS = FollowNewsKind()
DIGEST = DigestKind()


def _owed_news(follow: Follow, items: Sequence[Item], at: Round) -> Owed:
    """At any hour: that is what at once means. What only the days have brought waits for the morning."""
    has_waited = all(item.entered for item in items)
    due_at = after_quiet_hours(at.now, follow.zone) if has_waited else at.now
    return _owed(NEWS.name, "follow-news", follow, items, at, due_at=due_at, not_after=due_at + LIFETIME)


def _owed_digest(follow: Follow, items: Sequence[Item], at: Round) -> Owed:
    not_after = quiet_from(at.now, follow.zone)
    return _owed(DIGEST.name, "digest", follow, items, at, due_at=at.now, not_after=not_after)


def _owed(
    kind: str,
    word: str,
    follow: Follow,
    items: Sequence[Item],
    at: Round,
    *,
    due_at: dt.datetime,
    not_after: dt.datetime,
) -> Owed:
    name = follow_recipient(follow.pk)
    assert follow.told_until is not None  # a constraint of what is confirmed
    return Owed(
        kind=kind,
        recipient=name,
        topic=name,
        channel=EMAIL,
        key=f"{word}:{follow.pk}:{_microseconds(follow.told_until)}:{_microseconds(at.until)}",
        due_at=due_at,
        not_after=not_after,
        order_at=due_at,
        payload=Told.of(items, name=at.name).as_payload(),
    )


def _microseconds(moment: dt.datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _window_of(key: str) -> tuple[dt.datetime, dt.datetime]:
    since, until = (EPOCH + int(part) * MICROSECOND for part in key.split(":")[2:4])
    return since, until
