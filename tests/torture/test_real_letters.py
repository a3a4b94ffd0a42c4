"""Real reminders: nothing after a cancellation, nothing at an old time; and what an outage of an hour has piled up."""

import datetime as dt
import math
import os
from collections import Counter

import pytest
from django.utils import timezone

from events.models import Announcement
from events.reminder_rules import HOURS_BEFORE, MINUTES_BEFORE, Rule
from notifications.actions.draining import BATCH_SECONDS, GROUP
from notifications.models import Delivery
from tests.torture.crashes import DRAINERS, CrashRun
from tests.torture.mail_server import Faults
from tests.torture.people import make_coming_event, say_they_come
from tests.torture.real_letters import Changes, change_some, is_reminder, make_events, nothing_is_due, title_of

SEED = int(os.environ.get("SEED", "1"))
EVENTS, PEOPLE, KILLS = 30, 20, 8
EVENTS_AFTER_OUTAGE, PEOPLE_AFTER_OUTAGE = 20, 250
TWICE_WITHIN_THE_HOUR = [Rule("first", HOURS_BEFORE, 2), Rule("second", MINUTES_BEFORE, 100)]

pytestmark = [pytest.mark.torture, pytest.mark.django_db(transaction=True)]


def test_no_reminder_goes_out_after_a_cancellation_or_at_an_old_time(drainer_environment):
    events = make_events(EVENTS, PEOPLE, now=timezone.now())
    changes = Changes(PEOPLE)
    run = CrashRun(
        letters=EVENTS * PEOPLE,
        kills=0,
        seed=SEED,
        environment=drainer_environment,
        faults=Faults(),
        settings="tests.torture.real_settings",
        same=lambda copy: copy.message_id,
    )

    report = run.run(nothing_is_due, disturb=lambda run: change_some(run, events, changes, kills=KILLS))

    copies = run.server.copies
    changes.judge(copies)
    untouched = EVENTS - len(changes.committed_at)
    reminded = {copy.recipient for copy in copies if is_reminder(copy) and title_of(copy) not in changes.committed_at}
    told = {copy.recipient for copy in copies if not is_reminder(copy)}
    print(f"{len(copies)} mails, {len(changes.cancelled)} cancelled, {untouched} untouched; after the change:")
    print(f"{len(changes.wrong)} wrong, {changes.crossing} within the fence; {dict(report.duplicates)} duplicates")
    assert changes.wrong == []
    assert changes.crossing <= len(changes.committed_at) * DRAINERS * GROUP
    assert Announcement.objects.filter(unfolded_at=None).count() == 0
    assert (len(reminded), len(told)) == (untouched * PEOPLE, len(changes.committed_at) * PEOPLE)
    assert report.duplicates["other"] == 0
    assert report.duplicates["crash"] <= KILLS * GROUP


def test_what_an_outage_piled_up_goes_oldest_event_first_and_once_for_each_person(drainer_environment):
    now = timezone.now()
    for n in reversed(range(EVENTS_AFTER_OUTAGE)):  # the last written begins first
        event = make_coming_event(
            f"March-{n:03}", begins_in=dt.timedelta(minutes=70 + n), now=now, rules=TWICE_WITHIN_THE_HOUR
        )
        say_they_come(event, [f"{n}-{person}@example.org" for person in range(PEOPLE_AFTER_OUTAGE)], now=now)
    people = EVENTS_AFTER_OUTAGE * PEOPLE_AFTER_OUTAGE
    assert Delivery.objects.due(now).count() == 2 * people
    run = CrashRun(
        letters=people,
        kills=0,
        seed=SEED,
        environment=drainer_environment,
        faults=Faults(),
        settings="tests.torture.real_settings",
        seconds_per_mail=0,
    )

    report = run.run(nothing_is_due)

    copies = run.server.copies
    seconds = copies[-1].arrived_at - copies[0].begun_at
    print(f"{2 * people} due, {len(copies)} mails in {seconds:.1f} s ({2 * people / seconds:.0f} rows/s); {report}")
    waited = max(waits_behind_later_events(copies))
    print(f"at most {waited:.1f} s behind the first mail of a later event")
    assert waited < BATCH_SECONDS + 2  # so long a drainer keeps what it has claimed
    assert set(Counter(copy.recipient for copy in copies).values()) == {1}
    assert Delivery.objects.counts_by_state() == {"sent": people, "not_owed": people}
    assert (report.lost, report.duplicates.total()) == (0, 0)


def waits_behind_later_events(copies):
    """For each mail, how long after the first mail of an event that begins later it arrived, in seconds."""
    begun = {}
    for copy in copies:
        begun.setdefault(title_of(copy), copy.begun_at)
    first_later, later = {}, math.inf
    for title in sorted(begun, reverse=True):
        first_later[title] = later
        later = min(later, begun[title])
    return [copy.arrived_at - first_later[title_of(copy)] for copy in copies]
