"""The long crash matrix of the outbox, on SQLite or (TEST_DATABASE=postgresql) on PostgreSQL."""

import os

import pytest
from django.db import connection

from notifications.actions.draining import GROUP
from notifications.models import Delivery
from tests.torture.crashes import CrashRun, Faults

LETTERS = 1_000
KILLS = 60
SEED = int(os.environ.get("SEED", "1"))

pytestmark = [pytest.mark.torture, pytest.mark.django_db(transaction=True)]


def everything_is_settled() -> bool:
    """Asked again and again; what waits to be tried again need not wait as long as in life."""
    Delivery.objects.unsettled().filter(claim_token=None).exclude(lease_until=None).update(lease_until=None)
    return Delivery.objects.count() == LETTERS and not Delivery.objects.unsettled().exists()


def end_connections() -> None:
    """As an administrator does, or a restart: all other connections to this database break off."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.mark.parametrize(
    ("faults", "disturb"),
    [
        (Faults(), lambda: None),
        (Faults(refuses=0.05, drops_before=0.03, drops_after=0.03), lambda: None),
        (Faults(), end_connections),
    ],
    ids=["kills", "kills and a bad mail server", "kills and broken connections"],
)
def test_nothing_is_lost_and_every_second_copy_is_explained(faults, disturb, drainer_environment):
    crash_run = CrashRun(letters=LETTERS, kills=KILLS, seed=SEED, environment=drainer_environment, faults=faults)

    report = crash_run.run(everything_is_settled, disturb=disturb)

    print(report)
    assert report.lost == 0
    assert report.duplicates["other"] == 0
    assert report.duplicates["crash"] <= KILLS * GROUP
    assert report.identities == {1}
