"""A real Celery worker with beat on Redis: the bell is heard, and where it is not, the beat comes."""

import time
from collections.abc import Iterator

import pytest
from celery import current_app

from notifications.actions import owe
from notifications.doorbell import doorbell
from notifications.models import Delivery
from tests.servers.processes import ServerProcess, private_folder
from tests.servers.site import CELERY_WORKER, worker_answers
from tests.torture.outbox_kind import START, letter

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def beat_seconds() -> int:
    return 2


@pytest.fixture
def worker(drainer_environment, settings, smtp_server, beat_seconds) -> Iterator[ServerProcess]:
    settings.MESSAGE_KINDS = ["tests.torture.outbox_kind.letters"]
    environment = drainer_environment | {
        "DJANGO_SETTINGS_MODULE": "tests.torture.outbox_settings",
        "OUTBOX_LETTERS": "0",
        "OUTBOX_BEAT_SECONDS": str(beat_seconds),
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_URL": smtp_server.url,
    }
    worker = ServerProcess(CELERY_WORKER, log=private_folder("worker") / "log", environment=environment)
    worker.await_ready(lambda: worker_answers(settings.REDIS_URL))
    yield worker
    worker.stop()


@pytest.mark.parametrize("beat_seconds", [3600])
def test_what_is_owed_is_sent_as_soon_as_it_is_committed(worker, smtp_server):
    owe([letter(1)], now=START)

    smtp_server.await_mails(1)


def test_a_ring_that_redis_loses_costs_seconds_and_no_message(worker, smtp_server, monkeypatch):
    monkeypatch.setattr(doorbell, "ring", lambda: None)
    owe([letter(number) for number in range(20)], now=START)
    with current_app.connection_for_write() as connection:
        connection.default_channel.client.flushdb()  # of this test worker alone

    smtp_server.await_mails(20)

    time.sleep(1)
    assert worker.stop() == 0
    assert len({mail.recipients[0] for mail in smtp_server.mails}) == len(smtp_server.mails) == 20
    assert Delivery.objects.counts_by_state() == {"sent": 20}
