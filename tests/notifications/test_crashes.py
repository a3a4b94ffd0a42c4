"""Real drainer processes on this run's database, killed at random. The long form is tests/torture/test_outbox.py."""

import secrets

import pytest

from notifications.actions.draining import GROUP
from notifications.models import Delivery
from tests.torture.crashes import CrashRun, Faults

LETTERS = 200
KILLS = 4


def everything_is_settled() -> bool:
    return Delivery.objects.count() == LETTERS and not Delivery.objects.unsettled().exists()


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
