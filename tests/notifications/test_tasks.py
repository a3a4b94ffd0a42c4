from datetime import timedelta

import pytest
from django.utils import timezone

from notifications import tasks
from notifications.actions import owe
from notifications.models import Delivery
from tests.notifications.kinds import owed

pytestmark = pytest.mark.django_db


def due(number: int, **fields):
    now = timezone.now()
    return owed(number, **{"due_at": now, "not_after": now + timedelta(hours=1), "order_at": now, **fields})


def test_ring_sends_what_is_due(smtp_server, rings):
    owe([due(1)], now=timezone.now())

    tasks.ring()

    assert [mail.recipients for mail in smtp_server.mails] == [["note-1@example.org"]]
    assert rings == []


def test_ring_rings_again_when_it_has_no_time_for_all(smtp_server, rings, monkeypatch):
    owe([due(1)], now=timezone.now())
    tasks.is_stopping.set()
    try:
        tasks.ring()
    finally:
        tasks.is_stopping.clear()

    assert rings == [None]
    assert Delivery.objects.get().state == "planned"


def test_beat_plans_and_sends(smtp_server, rings, note):
    note.planned = [[due(1), due(2, due_at=timezone.now() + timedelta(hours=1))]]

    tasks.beat()

    assert dict(Delivery.objects.values_list("key", "state")) == {"note:1": "sent", "note:2": "planned"}


def test_sweep_finished_deletes_what_is_old(rings):
    owe([due(1)], now=timezone.now())
    Delivery.objects.update(state="sent", settled_at=timezone.now() - timedelta(days=31))

    tasks.sweep_finished()

    assert Delivery.objects.count() == 0


def test_the_beat_knows_the_tasks_by_name(settings):
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {tasks.beat.name, tasks.sweep_finished.name} <= scheduled
