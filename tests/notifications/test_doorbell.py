import time
from collections.abc import Iterator
from threading import Event, Lock

import pytest
from celery import Celery
from django.conf import settings as project
from django.db import transaction

from notifications import doorbell as subject
from notifications.actions import owe
from notifications.doorbell import PLAN_TASK, RING_TASK, Doorbell, publish_ring
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed
from tests.servers.processes import free_port


def broker(url: str) -> Celery:
    app = Celery("tests", broker=url, set_as_current=False)
    app.conf.broker_connection_timeout = project.CELERY_BROKER_CONNECTION_TIMEOUT
    app.conf.broker_transport_options = {"socket_connect_timeout": 2}
    return app


def waiting_rings(app: Celery) -> list[str]:
    with app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        return [queue.get_nowait().headers["task"] for _ in range(queue.qsize())]


def rings_until(app: Celery, task: str) -> list[str]:
    """What was rung until this task was, and the bell was quiet for a while after it."""
    heard: list[str] = []
    deadline = time.monotonic() + 60
    while task not in heard and time.monotonic() < deadline:
        time.sleep(0.01)
        heard += waiting_rings(app)
    time.sleep(3 * subject.QUIET_SECONDS)
    return heard + waiting_rings(app)


@pytest.fixture
def dead_broker(monkeypatch) -> None:
    monkeypatch.setattr(subject, "current_app", broker(f"redis://127.0.0.1:{free_port()}/0"))


@pytest.fixture
def live_broker(monkeypatch) -> Celery:
    app = broker("memory://tests-doorbell")
    monkeypatch.setattr(subject, "current_app", app)
    waiting_rings(app)
    return app


@pytest.fixture
def bell(monkeypatch) -> Iterator[Doorbell]:
    """The bell of the outbox, of this test alone: it has fallen silent before the next one begins."""
    publishing = Lock()

    def publish(task: str) -> bool:
        with publishing:
            return publish_ring(task)

    bell = Doorbell()
    monkeypatch.setattr(subject, "QUIET_SECONDS_WITHOUT_BROKER", 0.2)
    monkeypatch.setattr(subject, "publish_ring", publish)
    monkeypatch.setattr(subject, "doorbell", bell)
    yield bell
    while bell._is_wanted.is_set():
        time.sleep(0.01)
    with publishing:
        pass


def test_a_ring_names_the_task_and_carries_nothing(live_broker):
    assert publish_ring() is True

    assert waiting_rings(live_broker) == [RING_TASK]


def test_a_dead_broker_is_said_in_a_line_and_raises_nothing(dead_broker, caplog):
    assert publish_ring() is False

    assert [record.getMessage().split(" (")[0] for record in caplog.records] == ["The doorbell is out of order"]


def test_whoever_rings_never_waits_for_the_broker(monkeypatch, bell):
    may_answer, tried = Event(), []

    def answer(task):
        may_answer.wait(60)
        tried.append(task)
        return True

    monkeypatch.setattr(subject, "publish_ring", answer)
    for _ in range(100):
        bell.ring()

    assert tried == []
    may_answer.set()


def test_many_rings_within_a_moment_become_few(live_broker, bell):
    for _ in range(1000):
        bell.ring()

    assert 1 <= len(rings_until(live_broker, RING_TASK)) <= 10


def test_asking_for_a_plan_is_not_lost_among_rings(live_broker, bell):
    for _ in range(10):
        bell.ring()
    bell.ring_for_plan()
    bell.ring()

    heard = rings_until(live_broker, PLAN_TASK)
    assert heard.count(PLAN_TASK) == 1
    assert len(heard) <= 6


def test_a_ring_during_the_quiet_moment_is_heard_after_it(monkeypatch, bell):
    heard = []
    second = Event()

    def listen(task):
        heard.append(time.monotonic())
        if len(heard) == 2:
            second.set()
        return True

    monkeypatch.setattr(subject, "publish_ring", listen)
    bell.ring()
    while not heard:
        time.sleep(0.001)
    bell.ring()

    assert second.wait(60)
    assert heard[1] - heard[0] >= subject.QUIET_SECONDS


@pytest.mark.django_db(transaction=True)
def test_what_is_owed_is_committed_with_a_dead_broker(dead_broker, bell):
    with transaction.atomic():
        owe([owed(1)], now=NOW)

    assert Delivery.objects.get().state == "planned"
