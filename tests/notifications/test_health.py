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


def wait_for_another_try(number, *, channel, code, lease_until):
    about = {"channel": channel, "last_code": code, "attempts": 3, "lease_until": lease_until}
    Delivery.objects.filter(key=f"note:{number}").update(**about)


@pytest.mark.parametrize(
    ("channel", "code", "left", "age"),
    [
        ("webhook", "503", 10, 0),  # somebody else's server, which was asked and has said: later
        ("web_push", "429", 10, 0),
        ("webhook", "503", -2, 120),  # its turn has come, and nobody has taken it
        ("webhook", "prepare", 10, 7200),  # ours to mend
        ("webhook", "", 10, 7200),
        ("email", "451", 10, 7200),  # our own mail server, for all of them
        ("email", "down", 10, 7200),
    ],
)
def test_what_a_foreign_server_puts_off_is_no_delay_of_ours(channel, code, left, age):
    owe([owed(1, due_at=NOW - timedelta(hours=2))], now=NOW)
    wait_for_another_try(1, channel=channel, code=code, lease_until=NOW + timedelta(minutes=left))

    health = read_health(now=NOW)

    assert (health.oldest_due_seconds, health.waiting) == (age, 1)


def test_health_of_an_empty_outbox_is_nothing():
    assert read_health(now=NOW) == Health(0, 0, 0.0, 0)
