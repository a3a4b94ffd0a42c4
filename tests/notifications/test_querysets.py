from datetime import timedelta

import pytest

from notifications.actions import owe
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


@pytest.fixture
def rows() -> None:
    owe([owed(number, due_at=NOW - timedelta(minutes=number)) for number in range(-1, 6)], now=NOW)
    change("note:5", state="sent", settled_at=NOW)
    change("note:4", state="uncertain", last_code="lost 1")
    change("note:3", attempts=2, lease_until=NOW + timedelta(hours=1))
    change("note:1", topic="occurrence:10")


def change(key: str, **values) -> None:
    Delivery.objects.filter(key=key).update(**values)


def keys(queryset) -> list[str]:
    return [delivery.key for delivery in queryset]


def test_due_is_all_that_should_be_on_its_way(rows):
    assert sorted(keys(Delivery.objects.due(NOW))) == ["note:0", "note:1", "note:2", "note:3", "note:4"]


def test_planned_for_is_what_is_still_to_come_about_a_topic(rows):
    assert keys(Delivery.objects.planned_for("occurrence:9")) == ["note:4", "note:3", "note:2", "note:0", "note:-1"]


def test_oldest_due_age_counts_what_waits_to_be_tried_again_but_not_what_may_have_arrived(rows):
    assert Delivery.objects.oldest_due_age(NOW) == timedelta(minutes=3)


def test_oldest_due_age_is_zero_when_nothing_is_due(rows):
    assert Delivery.objects.oldest_due_age(NOW - timedelta(hours=1)) == timedelta(0)


def test_counts_by_state_says_every_state_that_has_rows(rows):
    assert Delivery.objects.counts_by_state() == {"planned": 5, "uncertain": 1, "sent": 1}
