"""A full disk and a moved clock. Needs Linux (prlimit), and for the clock libfaketime."""

import os
import pwd
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from notifications.actions.draining import GROUP
from tests.conftest import ON_POSTGRESQL
from tests.servers.postgresql import PostgreSQL
from tests.torture.crashes import DRAINERS, CrashRun
from tests.torture.mail_server import Faults
from tests.torture.reports import Outage
from tests.torture.test_outbox import everything_is_settled

LETTERS = 600
SEED = int(os.environ.get("SEED", "1"))
FULL_SECONDS = 4.0
TWO_HOURS = 7200
JUMPS = (TWO_HOURS, 0, -TWO_HOURS, 0)

pytestmark = [pytest.mark.torture, pytest.mark.django_db(transaction=True)]


def faketime() -> Path:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.fail("libfaketime is missing. Type: apt-get install -y faketime")
    return found[0]


@contextmanager
def no_file_grows(pids, *, user=None):
    """Each write beyond the first kilobytes of a file fails in these processes, as on a disk that is full (EFBIG)."""
    pids = list(pids)
    limit_files(pids, "4096", user)
    yield
    limit_files(pids, "unlimited", user)


def limit_files(pids, size, user):
    """By whoever runs them: not even root may set the limits of others everywhere."""
    group = pwd.getpwnam(user).pw_gid if user else None
    for pid in pids:
        command = ["prlimit", "--pid", str(pid), f"--fsize={size}:"]
        done = subprocess.run(command, user=user, group=group, capture_output=True, text=True)
        assert done.returncode == 0 or not Path(f"/proc/{pid}").exists(), done.stderr


@pytest.mark.sqlite
def test_a_full_disk_loses_nothing(drainer_environment):
    crash_run = CrashRun(letters=LETTERS, kills=0, seed=SEED, environment=drainer_environment, faults=Faults())
    failures = []

    def fill(run):
        for _ in range(3):
            run.await_more_copies()
            begun_at = time.time()
            with no_file_grows([drainer.pid for drainer in run.drainers]):
                time.sleep(FULL_SECONDS)
                seen = len(run.server.copies)
                time.sleep(1)
                failures.append(len(run.server.copies) == seen)
            run.outages.append(Outage("disk", begun_at, time.time()))

    report = crash_run.run(lambda: everything_is_settled(LETTERS), disturb=fill)

    print("disk full three times:", report)
    assert failures == [True] * 3  # nothing goes out that cannot be written down
    check(report, outages=3)


@pytest.mark.worker
def test_a_full_disk_under_postgresql_loses_nothing(drainer_environment):
    """Its log of changes cannot be written: it gives up, and goes on when there is room and it is started again."""
    server = PostgreSQL()
    server.start()
    copy_database(server)
    environment = drainer_environment | {"DATABASE_URL": f"{server.url}/site"}
    crash_run = CrashRun(letters=LETTERS, kills=0, seed=SEED, environment=environment, faults=Faults())

    def fill(run):
        for _ in range(3):
            run.await_more_copies()
            begun_at = time.time()
            with no_file_grows([server.process.pid, *server.process.children()], user=server.user):
                time.sleep(FULL_SECONDS)
            server.restart_at_once()
            run.outages.append(Outage("disk", begun_at, time.time()))

    report = crash_run.run(lambda: is_settled(server), disturb=fill)
    server.process.stop()

    print("disk full three times:", report)
    check(report, outages=3)


def copy_database(server):
    """The empty tables of this test's database."""
    here = connection.settings_dict
    with psycopg.connect(f"{server.url}/postgres", autocommit=True) as there:
        there.execute("CREATE DATABASE site")
    dump = [server.bin_folder / "pg_dump", "-h", here["HOST"], "-p", str(here["PORT"]), "-U", here["USER"]]
    restore = [server.bin_folder / "psql", "-q", f"{server.url}/site"]
    text = subprocess.run([*dump, here["NAME"]], check=True, capture_output=True).stdout
    subprocess.run(restore, input=text, check=True, capture_output=True)


def is_settled(server):
    with psycopg.connect(f"{server.url}/site") as there:
        rows, ended = there.execute("SELECT count(*), count(settled_at) FROM notifications_delivery").fetchone()
    return rows == ended == LETTERS


def test_a_clock_that_jumps_loses_nothing(drainer_environment, tmp_path):
    """On SQLite for everybody at once, for there is one machine; on PostgreSQL for the drainers, not the database."""
    clock = tmp_path / "clock"
    clock.write_text("+0")
    moved = {"LD_PRELOAD": str(faketime()), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    moved |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    crash_run = CrashRun(letters=LETTERS, kills=0, seed=SEED, environment=drainer_environment | moved, faults=Faults())

    def jump(run):
        for seconds in JUMPS:
            run.await_more_copies()
            clock.write_text(f"{seconds:+d}")
            if not ON_POSTGRESQL:  # there the leases run by the same clock
                run.outages.append(Outage("clock", time.time(), time.time()))
            time.sleep(1.5)

    report = crash_run.run(lambda: everything_is_settled(LETTERS), disturb=jump)

    print("a clock that jumps by two hours:", report)
    check(report, outages=len(crash_run.outages))


def check(report, *, outages):
    assert (report.lost, report.duplicates["other"], report.identities) == (0, 0, {1})
    assert report.duplicates.total() <= outages * DRAINERS * GROUP
