"""Sends what is due: claim, prepare, and then group by group renew, send, mark. No transaction spans the network."""

import logging
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError

from notifications.actions.claims import LEASE, claim, release
from notifications.actions.marks import mark
from notifications.actions.preparing import prepare
from notifications.channels import CHANNELS, Channel
from notifications.errors import ChannelDown, where_it_broke
from notifications.kinds import Outcome, Prepared, Result
from notifications.models import Delivery

logger = logging.getLogger(__name__)

BATCH = 200
# Over a slow server the rest of a batch is given back after so long: something more urgent may have come.
BATCH_SECONDS = 5.0
# What waits in a batch is anybody's again after so long: its drainer has been killed, or one message holds it up.
# Only a group that is being sent is held for as long as sending can take.
BATCH_LEASE = timedelta(seconds=30)
# What a crash can double at most: so many messages, or what goes out in this time.
GROUP = 20
GROUP_SECONDS = 0.25

HANDED_OVER = {Result.SENT, Result.KEPT}

Ready = deque[tuple[Delivery, Prepared]]
Tries = list[tuple[Delivery, Outcome]]


def never() -> bool:
    return False


@dataclass(frozen=True)
class Drained:
    """What one drain did: how many tries had which result, and whether it stopped with something still due."""

    results: Counter[Result] = field(default_factory=Counter)
    has_more: bool = False


def drain(
    *,
    now: datetime,
    seconds: float = 20.0,
    limit: int | None = None,
    lease: timedelta = LEASE,
    should_stop: Callable[[], bool] = never,
) -> Drained:
    """Send what is due, the most urgent first, for about `seconds` or `limit` messages.

    Any number of these may run at once, in any number of processes. `now` is when it starts; time that passes
    meanwhile is added. Raises the database's errors; what was claimed and not tried is given back first.
    """
    return _Drain(now=now, seconds=seconds, lease=lease, should_stop=should_stop).run(limit=limit)


class _Drain:
    def __init__(self, *, now: datetime, seconds: float, lease: timedelta, should_stop: Callable[[], bool]) -> None:
        self._started = self._batch_started = time.monotonic()
        self._now = now
        self._seconds, self._lease, self._should_stop = seconds, lease, should_stop
        self._channels = {name: channel() for name, channel in CHANNELS.items() if channel.is_on()}
        self._down: set[str] = set()
        self._held: dict[int, Delivery] = {}  # claimed, and neither marked nor given back yet
        self._results: Counter[Result] = Counter()

    def run(self, *, limit: int | None) -> Drained:
        left = limit
        try:
            while not self._is_over() and left != 0:
                claimed = self._claim(BATCH if left is None else min(BATCH, left))
                if not claimed:
                    return Drained(self._results)
                self._deliver(claimed)
                left = None if left is None else left - len(claimed)
        finally:
            self._close()
        return Drained(self._results, has_more=True)

    def _claim(self, number: int) -> list[Delivery]:
        usable = self._channels.keys() - self._down
        lease = min(self._lease, BATCH_LEASE)
        claimed = claim(now=self._clock(), channels=usable, limit=number, lease=lease)
        self._held = {delivery.pk: delivery for delivery in claimed}
        self._batch_started = time.monotonic()
        return claimed

    def _deliver(self, claimed: list[Delivery]) -> None:
        try:
            ready = self._prepare(claimed)
            for name in sorted(ready, key=lambda name: self._channels[name].at_once):  # quick ones wait for no slow one
                self._send_all(self._channels[name], ready[name])
        finally:
            with suppress(DatabaseError):  # if it is gone, the leases run out
                release(list(self._held.values()))

    def _prepare(self, claimed: list[Delivery]) -> dict[str, Ready]:
        """What is to be sent, by channel; what ended without being sent is marked."""
        prepared = prepare(claimed, now=self._clock())
        ended = [(d, made) for d in claimed if isinstance(made := prepared[d.pk], Outcome)]
        self._mark(ended)
        ready: dict[str, Ready] = defaultdict(deque)
        for delivery in claimed:
            if isinstance(made := prepared[delivery.pk], Prepared):
                ready[delivery.channel].append((delivery, made))
        return ready

    def _send_all(self, channel: Channel, ready: Ready) -> None:
        """Group by group; how one ended is written together with the fence of the next, unless something went wrong."""
        tries: Tries = []
        while ready and not self._is_over():
            try:
                channel.open()
            except ChannelDown as error:
                self._give_up(channel, ready, error)
                break
            tries = self._send_group(channel, ready, after=tries)
            if any(outcome.result not in HANDED_OVER for _, outcome in tries):
                self._mark(tries)
                tries = []
            if time.monotonic() - self._batch_started > BATCH_SECONDS:
                break
        self._mark(tries)

    def _send_group(self, channel: Channel, ready: Ready, *, after: Tries) -> Tries:
        """Take the next group from `ready`; what there is no time for goes back to its front. What changed since it
        was prepared stays held: it is given back with the batch, and prepared anew."""
        size = GROUP if channel.at_once == 1 else min(GROUP, channel.at_once)
        group = [ready.popleft() for _ in range(min(size, len(ready)))]
        fenced = time.monotonic()
        renewed = self._mark(after, following=[delivery for delivery, _ in group])
        waiting = deque(pair for pair in group if pair[0].pk in renewed)
        if channel.at_once == 1:
            tries = self._send_in_turn(channel, waiting, until=fenced + GROUP_SECONDS)
        else:
            tries = self._send_together(channel, waiting)
        ready.extendleft(reversed(waiting))
        return tries

    def _send_in_turn(self, channel: Channel, waiting: Ready, *, until: float) -> Tries:
        tries: Tries = []
        while waiting and time.monotonic() < until:
            delivery, message = waiting.popleft()
            tries.append((delivery, self._send(channel, delivery, message)))
            if tries[-1][1].result not in HANDED_OVER:
                break  # mark it, and look after the connection
        return tries

    def _send_together(self, channel: Channel, waiting: Ready) -> Tries:
        """All at the same time: whoever answers slowly holds up the others of this group for as long as the channel
        allows one message, and no longer."""
        group = [waiting.popleft() for _ in range(len(waiting))]
        with ThreadPoolExecutor(max_workers=max(1, len(group)), thread_name_prefix=channel.name) as threads:
            sent = [threads.submit(self._send, channel, delivery, message) for delivery, message in group]
            return [(delivery, each.result()) for (delivery, _), each in zip(group, sent, strict=True)]

    def _send(self, channel: Channel, delivery: Delivery, message: Prepared) -> Outcome:
        self._held.pop(delivery.pk)  # from its first byte on it is never given back, only marked
        try:
            return channel.send(message, message_id=delivery.message_id, date=delivery.due_at)
        except Exception as error:  # the isolation boundary: what a channel overlooks costs its own message alone
            logger.error("Delivery %s broke its channel: %s", delivery.pk, where_it_broke(error))
            return Outcome(Result.UNCERTAIN, "broke", where_it_broke(error))

    def _give_up(self, channel: Channel, ready: Ready, error: ChannelDown) -> None:
        """Nothing more over this channel in this run; the others go on."""
        logger.warning("Channel %s is down: %s", channel.name, error)
        self._down.add(channel.name)
        self._mark([(delivery, Outcome(Result.RETRY, "down", str(error))) for delivery, _ in ready])

    def _mark(self, tries: Tries, following: Sequence[Delivery] = ()) -> set[int]:
        """The ids of those `following` that may be sent now."""
        if not tries and not following:
            return set()
        renewed = mark(tries, now=self._clock(), following=following, lease=self._lease)
        for delivery, outcome in tries:
            self._held.pop(delivery.pk, None)
            self._results[outcome.result] += 1
        return renewed

    def _is_over(self) -> bool:
        return self._should_stop() or time.monotonic() - self._started > self._seconds

    def _clock(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)

    def _close(self) -> None:
        for channel in self._channels.values():
            channel.close()
