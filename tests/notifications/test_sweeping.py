from datetime import timedelta

import pytest

from notifications.actions import owe, sweep
from notifications.kinds import Outcome, Result
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


def test_sweep_deletes_what_ended_more_than_thirty_days_ago():
    owe([owed(1), owed(2), owed(3)], now=NOW)
    Delivery.objects.filter(key="note:1").update(state="sent", settled_at=NOW - timedelta(days=30, seconds=1))
    Delivery.objects.filter(key="note:2").update(state="failed", settled_at=NOW - timedelta(days=30))

    assert sweep(now=NOW) == 1
    assert set(Delivery.objects.values_list("key", flat=True)) == {"note:2", "note:3"}


def test_sweep_goes_on_until_nothing_old_is_left():
    owe([owed(number) for number in range(205)], now=NOW)
    Delivery.objects.update(state="sent", settled_at=NOW - timedelta(days=31))

    assert sweep(now=NOW) == 205


def test_what_waits_for_a_channel_that_is_off_expires(settings, note):
    settings.EMAIL_IS_OFF = True
    owe([owed(1), owed(2, not_after=NOW + timedelta(days=9))], now=NOW)

    sweep(now=NOW + timedelta(days=1))

    assert dict(Delivery.objects.values_list("key", "state")) == {"note:1": "expired", "note:2": "planned"}
    assert note.settled == [("note:1", Outcome(Result.EXPIRED, reason="its channel is off"))]


def test_what_a_drainer_will_look_at_is_left_to_it(settings):
    settings.EMAIL_IS_OFF = False
    owe([owed(1)], now=NOW)

    sweep(now=NOW + timedelta(days=1))

    assert Delivery.objects.get().state == "planned"
