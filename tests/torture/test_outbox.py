"""The long crash matrix of the outbox, on SQLite or (TEST_DATABASE=postgresql) on PostgreSQL."""

import os

import pytest
from django.db import connection

from notifications.actions.draining import GROUP
from notifications.models import Delivery
from tests.torture.crashes import CrashRun
from tests.torture.mail_server import BAD_SERVER, Faults
from tests.torture.points import AFTER_CLAIM, BEFORE_SENT, POINTS

LETTERS = 1_000
KILLS = 60
LETTERS_AT_A_POINT = 300
KILLS_AT_A_POINT = 10
SEED = int(os.environ.get("SEED", "1"))

pytestmark = [pytest.mark.torture, pytest.mark.django_db(transaction=True)]


def everything_is_settled(letters: int = LETTERS) -> bool:
    """Asked again and again; what waits to be tried again need not wait as long as in life."""
    Delivery.objects.unsettled().filter(claim_token=None).exclude(lease_until=None).update(lease_until=None)
    return Delivery.objects.count() == letters and not Delivery.objects.unsettled().exists()


def end_connections(run: CrashRun) -> None:
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
        (Faults(), lambda run: None),
        (BAD_SERVER, lambda run: None),
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


@pytest.mark.parametrize("point", POINTS)
def test_who_dies_at_a_named_point_loses_nothing(point, drainer_environment):
    crash_run = CrashRun(
        letters=LETTERS_AT_A_POINT,
        kills=KILLS_AT_A_POINT,
        seed=SEED,
        environment=drainer_environment,
        faults=Faults(),
        points=[point],
    )

    report = crash_run.run(lambda: everything_is_settled(LETTERS_AT_A_POINT))

    print(point, report)
    assert report.kills >= KILLS_AT_A_POINT
    assert (report.lost, report.duplicates["other"], report.identities) == (0, 0, {1})
    assert doubles_fit(point, report.duplicates["crash"], kills=report.kills)


def doubles_fit(point: str, doubles: int, *, kills: int) -> bool:
    """Who dies before anything went out doubles nothing; who dies before the mark doubles what the mark was for."""
    if point == AFTER_CLAIM:
        return doubles == 0
    return (kills if point == BEFORE_SENT else 0) <= doubles <= kills * GROUP
