from datetime import timedelta

import pytest

from notifications.actions import owe
from notifications.health import Health, read_health
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


def settle(*numbers, state, at):
    Delivery.objects.filter(key__in=[f"note:{number}" for number in numbers]).update(state=state, settled_at=at)


def test_health_counts_what_waits_what_went_lately_and_what_failed(django_assert_num_queries):
    owe([owed(number, due_at=NOW - timedelta(minutes=number)) for number in range(-2, 12)], now=NOW)
    settle(1, 2, 3, state="sent", at=NOW - timedelta(minutes=1))
    settle(4, 5, state="kept", at=NOW)
    settle(6, state="sent", at=NOW - timedelta(minutes=6))  # of before the last five minutes
    settle(7, state="failed", at=NOW - timedelta(days=9))
    settle(8, state="not_owed", at=NOW)

    with django_assert_num_queries(4):
        health = read_health(now=NOW)

    assert health == Health(oldest_due_seconds=660, waiting=4, sent_per_minute=1.0, dead_letters=1)


def test_health_of_an_empty_outbox_is_nothing():
    assert read_health(now=NOW) == Health(0, 0, 0.0, 0)
