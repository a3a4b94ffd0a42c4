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


@pytest.mark.django_db(transaction=True)
def test_killed_drainers_lose_nothing_and_double_at_most_a_group_each(drainer_environment):
    report = crash(drainer_environment, letters=LETTERS, kills=KILLS, faults=Faults(drops_after=0.02))

    assert report.kills == KILLS


@pytest.mark.django_db(transaction=True)
def test_drainers_that_die_at_named_points_lose_nothing(drainer_environment):
    report = crash(
        drainer_environment, letters=LETTERS_AT_POINTS, kills=KILLS_AT_POINTS, faults=Faults(), points=POINTS
    )

    assert report.kills >= KILLS_AT_POINTS


def crash(environment, *, letters, **how):
    """Until all have ended; nothing may be lost, and nothing doubled but what was out and not yet marked."""

    def is_done():
        return Delivery.objects.count() == letters and not Delivery.objects.unsettled().exists()

    run = CrashRun(letters=letters, seed=secrets.randbits(32), environment=environment, **how)
    report = run.run(is_done)

    print(report)
    assert (report.lost, report.duplicates["other"], report.identities) == (0, 0, {1})
    assert report.duplicates["crash"] <= report.kills * GROUP
    return report
