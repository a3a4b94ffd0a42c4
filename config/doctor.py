"""What an operator should know before people notice: each check is one function that answers one Finding."""

import importlib.metadata
import os
import sqlite3
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError as BrokerError

from config.celery import app
from config.health import answers, opens, outbox_health
from events.actions.purge import count_overdue
from events.models import Fragment

# Older ones can damage a file in WAL mode when two processes write and checkpoint at the same moment.
SAFE_SQLITE = (3, 51, 3)
TZDATA_GOOD_FOR_DAYS = 400
MOST_NAMED = 5
PROBE_BYTES = 64 * 1024
PURGE_MAY_WAIT = timedelta(hours=3)  # it is due every hour
LATE_SECONDS, TOO_LATE_SECONDS = 300, 3600


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    check: str
    state: State
    text: str

    def as_dict(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


def examine(*, now: datetime) -> list[Finding]:
    """All findings, in the order in which one would mend them."""
    databases_answer = answers("default") and answers("keys")
    findings = [
        python(),
        data_dir(),
        feed_dir(),
        secrets(),
        databases(),
        sqlite(),
        mail(),
        broker(),
        proxies(),
        time_zones(now.date()),
    ]
    if databases_answer:
        findings += [tables(), contact_key(), outbox(now), erasure(now), calendars()]
    return findings


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return judged("python", sys.version_info >= (3, 11), f"Python {version}", "3.11 or newer is needed")


def data_dir() -> Finding:
    folder = settings.DATA_DIR
    reason = why_not_written(folder)
    return judged(
        "data_dir", not reason, f"{folder}", f"it cannot be written ({reason}): make it, free room or change DATA_DIR"
    )


def feed_dir() -> Finding:
    folder = settings.FEED_DIR
    if folder is None:
        return Finding("feed_dir", State.OK, "not in use")
    reason = why_not_written(folder if folder.exists() else folder.parent)
    advice = f"it cannot be written ({reason}): calendars come from the site alone, and old files stay there"
    return judged("feed_dir", not reason, f"{folder}", advice)


def why_not_written(folder: Path) -> str:
    """Empty where a file can be: by trying, for who may write and what room is left is no one rule's to say."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
            probe.write(bytes(PROBE_BYTES))
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def secrets() -> Finding:
    is_own = not settings.SECRET_KEY.startswith("local-only-")
    text = "SECRET_KEY is this site's own" if is_own else "SECRET_KEY is the one that every new copy has"
    return judged("secrets", is_own, text, "start `manage.py serve` once, or set it")


def databases() -> Finding:
    silent = [alias for alias in connections if not answers(alias)]
    vendors = ", ".join(f"{alias}: {connections[alias].vendor}" for alias in connections)
    return judged("databases", not silent, vendors, f"no answer from {', '.join(silent)}")


def sqlite() -> Finding:
    if connections["default"].vendor != "sqlite":
        return Finding("sqlite", State.OK, "not in use")
    text = f"SQLite {sqlite3.sqlite_version}"
    advice = (
        "before 3.51.3 a second process that writes can damage the file; beside `serve`, run commands one at a time"
    )
    return judged("sqlite", sqlite3.sqlite_version_info >= SAFE_SQLITE, text, advice, otherwise=State.WARNING)


def mail() -> Finding:
    if settings.EMAIL_IS_OFF:
        return Finding("mail", State.WARNING, "off: nobody is reminded and nobody can sign in by mail")
    if not settings.EMAIL_URL:
        return Finding("mail", State.OK, "kept in the local mail box")
    try:
        get_connection(timeout=10).open()
    except (OSError, SMTPException) as error:
        return Finding(
            "mail", State.FAILURE, f"the mail server of EMAIL_URL does not let us in: {type(error).__name__}"
        )
    return Finding("mail", State.OK, "the mail server lets us in")


def broker() -> Finding:
    if not settings.REDIS_URL:
        is_alone = os.environ.get("GRANIAN_WORKERS", "1") == os.environ.get("WEB_CONCURRENCY", "1") == "1"
        return judged("broker", is_alone, "worker and beat in the one server process", "more processes need REDIS_URL")
    try:
        workers = app.control.ping(timeout=2)
    except (OSError, BrokerError):
        return Finding(
            "broker", State.FAILURE, "Redis does not answer; messages still go out with `manage.py run_outbox`"
        )
    text = f"{len(workers)} Celery workers answer"
    return judged("broker", bool(workers), text, "start one: celery -A config worker, and once: celery -A config beat")


def proxies() -> Finding:
    count = settings.TRUSTED_PROXY_COUNT
    advice = "https needs a web server of yours in front: TRUSTED_PROXY_COUNT=1, or every page leads to itself"
    return judged("proxies", count > 0 or not settings.SITE_IS_HTTPS, f"{count} trusted", advice)


def time_zones(today: date) -> Finding:
    version = importlib.metadata.version("tzdata")
    age = (today - date(int(version.split(".")[0]), 1, 1)).days
    advice = "governments change hours at short notice: update the package"
    return judged("time_zones", age < TZDATA_GOOD_FOR_DAYS, f"tzdata {version}", advice, otherwise=State.WARNING)


def tables() -> Finding:
    waiting = sum(len(unapplied(alias)) for alias in connections)
    return judged(
        "tables", not waiting, f"{waiting} migrations wait", "start `manage.py serve`, or migrate both databases"
    )


def unapplied(alias: str) -> list[object]:
    executor = MigrationExecutor(connections[alias])
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def contact_key() -> Finding:
    text = "CONTACT_KEY opens what is sealed" if opens() else "CONTACT_KEY does not open what is sealed"
    return judged("contact_key", opens(), text, "RSVP and mail are closed until the right one is back")


def outbox(now: datetime) -> Finding:
    health = outbox_health(now)
    if health is None:
        return Finding("outbox", State.FAILURE, "its tables are missing")
    age = health.oldest_due_seconds
    state = State.OK if age < LATE_SECONDS else State.WARNING if age < TOO_LATE_SECONDS else State.FAILURE
    text = (
        f"the oldest message that is due has waited {age} s, {health.waiting} wait, {health.sent_per_minute} go out in"
        f" a minute, {health.dead_letters} have failed"
    )
    advice = ": /admin/notifications/delivery/?state__exact=failed says why, and tries again"
    return Finding("outbox", state, text + (advice if health.dead_letters else ""))


def erasure(now: datetime) -> Finding:
    """What people were promised (docs/privacy.md) is kept by the schedule alone."""
    try:
        number = count_overdue(now=now - PURGE_MAY_WAIT)
    except Error:
        return Finding("erasure", State.FAILURE, "its tables are missing")
    text = f"{number} answers are kept longer than promised" if number else "no answer is kept longer than promised"
    return judged("erasure", not number, text, "beat or run_outbox should run; `manage.py purge` erases them now")


def calendars() -> Finding:
    """Entries that no calendar shows, because one row of theirs cannot be rendered."""
    try:
        failed = list(Fragment.objects.failed().values_list("uid", "failure")[:MOST_NAMED])
    except Error:
        return Finding("calendars", State.FAILURE, "its tables are missing")
    named = ", ".join(f"{uid} ({failure})" for uid, failure in failed)
    text = f"entries that could not be rendered: {named}" if failed else "every entry could be rendered"
    return judged("calendars", not failed, text, "save the action again; if it stays, report the error")


def judged(check: str, is_good: bool, text: str, advice: str, *, otherwise: State = State.FAILURE) -> Finding:
    """`text` alone where all is well, else with what to do about it."""
    return Finding(check, State.OK, text) if is_good else Finding(check, otherwise, f"{text}: {advice}")
