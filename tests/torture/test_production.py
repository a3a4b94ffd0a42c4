"""What runs in production, and everything in it killed, emptied, stopped and restarted while letters fall due.

`REDIS_DOWN` says for how many seconds Redis is away (300 for the long form of it).
"""

import os
import time

import pytest

from notifications.actions.draining import GROUP
from tests.torture.mail_server import BAD_SERVER
from tests.torture.production import Embedded, Production
from tests.torture.reports import Report

SEED = int(os.environ.get("SEED", "1"))
REDIS_DOWN = float(os.environ.get("REDIS_DOWN", "10"))
LETTERS, PER_SECOND, KILLS = 1_000, 20.0, 20
LETTERS_EMBEDDED, PER_SECOND_EMBEDDED, KILLS_EMBEDDED = 600, 8.0, 8
POOLS = 4  # processes that send at the same time

pytestmark = pytest.mark.torture


@pytest.mark.worker
@pytest.mark.usefixtures("redis_url")
def test_postgresql_redis_and_prefork_workers_lose_nothing():
    run = Production(letters=LETTERS, per_second=PER_SECOND, seed=SEED, faults=BAD_SERVER)
    try:
        run.start_beats(2)
        run.await_copies(50)
        kill_some(run, KILLS // 4)
        run.redis.flush()
        kill_some(run, KILLS // 4)
        run.restart_postgresql()
        run.stop_beats()  # nobody plans and nobody rings
        time.sleep(5)
        run.start_beats(1)
        kill_some(run, KILLS // 4)
        run.stop_redis(seconds=REDIS_DOWN)
        run.restart_postgresql()
        kill_some(run, KILLS // 4)
        run.await_end()
    finally:
        run.stop()

    check(run.report(), kills=KILLS, outages=len(run.outages))


@pytest.mark.sqlite
def test_the_embedded_site_loses_nothing():
    run = Embedded(letters=LETTERS_EMBEDDED, per_second=PER_SECOND_EMBEDDED, seed=SEED, faults=BAD_SERVER)
    try:
        run.await_copies(20)
        kill_some(run, KILLS_EMBEDDED)
        run.await_end()
    finally:
        run.stop()

    check(run.report(), kills=KILLS_EMBEDDED, outages=0)


def kill_some(run: Production | Embedded, number: int) -> None:
    """Each while something is being sent, as far as anything is left."""
    for _ in range(number):
        time.sleep(run.chance.uniform(0.2, 1.5))
        run.kill_one()


def check(report: Report, *, kills: int, outages: int) -> None:
    print(report)
    assert report.kills == kills
    assert (report.lost, report.duplicates["other"], report.identities) == (0, 0, {1})
    assert report.duplicates["crash"] <= 2 * kills * GROUP
    assert report.duplicates["database"] <= outages * POOLS * GROUP
