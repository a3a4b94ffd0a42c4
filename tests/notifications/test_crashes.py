"""Real drainer processes on this run's database, killed at random. The long form is tests/torture/test_outbox.py."""

import secrets

import pytest

from notifications.actions.draining import GROUP
from notifications.models import Delivery
from tests.torture.crashes import CrashRun
from tests.torture.mail_server import Faults
from tests.torture.points import POINTS

LETTERS = 200
KILLS = 4
LETTERS_AT_POINTS = 150
KILLS_AT_POINTS = 3


def everything_is_settled(letters: int = LETTERS) -> bool:
    return Delivery.objects.count() == letters and not Delivery.objects.unsettled().exists()


@pytest.mark.django_db(transaction=True)
def test_killed_drainers_lose_nothing_and_double_at_most_a_group_each(drainer_environment):
    crash_run = CrashRun(
        letters=LETTERS,
        kills=KILLS,
        seed=secrets.randbits(32),
        environment=drainer_environment,
        faults=Faults(drops_after=0.02),
    )

    report = crash_run.run(everything_is_settled)

    print(report)
    assert report.lost == 0
    assert report.duplicates["other"] == 0
    assert report.duplicates["crash"] <= KILLS * GROUP
    assert report.identities == {1}


@pytest.mark.django_db(transaction=True)
def test_drainers_that_die_at_named_points_lose_nothing(drainer_environment):
    crash_run = CrashRun(
        letters=LETTERS_AT_POINTS,
        kills=KILLS_AT_POINTS,
        seed=secrets.randbits(32),
        environment=drainer_environment,
        faults=Faults(),
        points=POINTS,
    )

    report = crash_run.run(lambda: everything_is_settled(LETTERS_AT_POINTS))

    print(report)
    assert report.kills >= KILLS_AT_POINTS
    assert (report.lost, report.duplicates["other"], report.identities) == (0, 0, {1})
    assert report.duplicates["crash"] <= report.kills * GROUP
