"""The command as an operator runs it: a process of its own, on the database of the test."""

import os
import pty
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.models import RSVP
from notifications.models import Delivery
from tests.events.answers import join
from tests.events.factories import make_event
from tests.servers.processes import REPOSITORY, ServerProcess, private_folder
from tests.servers.site import MANAGE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(drainer_environment, smtp_server) -> Callable[..., ServerProcess]:
    def start(*options: str, letters: int) -> ServerProcess:
        log = private_folder("run-outbox") / "log"
        return ServerProcess(
            [*MANAGE, "run_outbox", *options],
            log=log,
            environment=environment(drainer_environment, smtp_server, letters),
        )

    return start


def environment(own: dict[str, str], smtp_server, letters: int) -> dict[str, str]:
    kinds = {"DJANGO_SETTINGS_MODULE": "tests.torture.outbox_settings", "OUTBOX_LETTERS": str(letters)}
    return own | kinds | {"EMAIL_URL": smtp_server.url}


def test_run_outbox_plans_and_sends_without_celery_and_ends_when_told(start, smtp_server):
    process = start(letters=5)
    smtp_server.await_mails(5)

    assert process.stop() == 0
    assert Delivery.objects.counts_by_state() == {"sent": 5}
    assert process.text() == "5 sent\n"


def test_run_outbox_ends_at_once_but_never_in_the_middle_of_a_message(start, smtp_server):
    smtp_server.call_before_answering(lambda: time.sleep(0.05))
    process = start(letters=200)
    smtp_server.await_mails(3)

    assert process.stop() == 0
    sent = len(smtp_server.mails)
    assert 3 <= sent < 200
    assert Delivery.objects.counts_by_state() == {"sent": sent, "planned": 200 - sent}


def test_run_outbox_once_sends_what_is_due_and_ends(drainer_environment, smtp_server):
    own = environment(drainer_environment, smtp_server, letters=3)

    finished = subprocess.run(
        [*MANAGE, "run_outbox", "--once"], env=own, cwd=REPOSITORY, capture_output=True, text=True, timeout=180
    )

    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "3 sent\n", "")
    assert len(smtp_server.mails) == 3


def test_run_outbox_shows_a_bar_on_a_terminal(drainer_environment, smtp_server):
    own = environment(drainer_environment, smtp_server, letters=3)
    terminal, theirs = pty.openpty()

    subprocess.run([*MANAGE, "run_outbox", "--once"], env=own, cwd=REPOSITORY, stdout=theirs, timeout=180)

    os.close(theirs)
    assert os.read(terminal, 4096).decode() == f"\r[{'#' * 30}] 3 of 3: 3 sent\x1b[K\r\n"
    os.close(terminal)


def test_run_outbox_does_what_the_schedule_asks_for_too(drainer_environment, smtp_server, settings):
    """Whoever runs it instead of Celery keeps no answer longer than promised; a task that breaks stops no other."""
    settings.MESSAGE_KINDS = ["events.messages.confirmation.CONFIRMATION"]
    join(make_event(start_on=date(2031, 3, 13)), now=timezone.now() - timedelta(days=3))
    own = drainer_environment | {"EMAIL_URL": smtp_server.url, "FEED_DIR": "/dev/null/below"}

    process = ServerProcess([*MANAGE, "run_outbox"], log=private_folder("run-outbox") / "log", environment=own)
    process.await_ready(lambda: "Task events.tasks.refresh_feed_files broke" in process.text())
    process.await_ready(lambda: not RSVP.objects.exists())

    assert process.stop() == 0
