"""Calendars as files, for a web server that hands them out by itself: FEED_DIR/events.ics and FEED_DIR/events.ics.gz.

Only calendars without a filter, in the site's language, that somebody has asked for: what has no file goes on to the
site, which writes it. One that holds something changed is written anew within half a minute; after a quarter of an
hour, which is how long a reader may keep it anyway, each is taken away and made again when it is next asked for. So
nothing ever walks all calendars, and whatever a change forgot to name heals by itself.
"""

import datetime as dt
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve

from events.errors import EventsError
from events.feeds.calendars import build_calendar
from events.feeds.http import Document
from events.models import Call, Campaign, Event, Milestone, Schedule
from events.querysets.event import EventQuerySet
from events.scopes import Gone, Moved
from events.who_hosts import hosts_of

logger = logging.getLogger(__name__)

LISTS = ("events", "statements", "calls", "campaigns", "organizations")
NAME = re.compile(rf"/(?:{'|'.join(LISTS)})(?:/[a-z0-9-]+)?\.ics")
KEPT = dt.timedelta(minutes=15)
OVERLAP = dt.timedelta(seconds=10)  # a change is stamped before it is committed
MARK = ".written"


def keep_as_file(path: str, query: str, document: Document) -> None:
    """What was just asked for, if it may have a file and has none or another. Its reader has it either way."""
    if settings.FEED_DIR is None or query or not NAME.fullmatch(path):
        return
    try:
        if not _is_written(path, document):
            write_feed(path, document)
    except OSError as error:  # a full disk, or a folder of somebody else's: the doctor says so too
        logger.error("A calendar could not be kept in FEED_DIR: %s", error.strerror)


def write_feed(path: str, document: Document) -> None:
    """Both files of a calendar, each replaced as a whole; their date is the calendar's, so that a web server's
    Last-Modified tells the truth and stays when the same bytes are written again."""
    plain = _file_of(path)
    for target, content in ((plain.with_name(plain.name + ".gz"), document.gzipped), (plain, document.body)):
        _replace(target, content, document.last_modified)


def refresh_feeds(*, now: dt.datetime) -> int:
    """Writes anew what holds something that has changed since the last time; takes away what is old. How many were
    written."""
    since = _take_mark(now)
    _remove_old()
    written = 0
    for path in sorted(_paths_of_changes(since - OVERLAP)) if since else ():
        if _file_of(path).exists():
            written += _rewrite(path)
    return written


def _rewrite(path: str) -> bool:
    try:
        match = resolve(path)
        document = build_calendar(path, QueryDict(), **match.kwargs)
    except (EventsError, Moved, Gone, Http404, Resolver404):
        _file_of(path).unlink(missing_ok=True)
        _file_of(path + ".gz").unlink(missing_ok=True)
        return False
    if _is_written(path, document):
        return False
    write_feed(path, document)
    return True


def _file_of(path: str) -> Path:
    return _folder() / path.lstrip("/")


def _folder() -> Path:
    return Path(settings.FEED_DIR or os.devnull)


def _is_written(path: str, document: Document) -> bool:
    try:
        return _file_of(path).read_bytes() == document.body
    except FileNotFoundError:
        return False


def _paths_of_changes(since: dt.datetime) -> set[str]:
    schedules = Schedule.objects.filter(last_modified__gte=since)
    events = Event.objects.filter(pk__in=schedules.order_by().values("event"))
    milestones = Milestone.objects.filter(last_modified__gte=since)
    campaigns = Campaign.objects.filter(pk__in=milestones.order_by().values("campaign"))
    paths = {*_paths_of_events(events), *_paths_of_campaigns(campaigns)}
    return {*paths, *(f"/{name}.ics" for name in LISTS)} if paths else set()


def _paths_of_events(events: EventQuerySet) -> Iterator[str]:
    for event in events.for_page():
        yield f"/events/{event.slug}.ics"
        for host in hosts_of(event):
            if host.organization is not None:
                yield f"/organizations/{host.organization.slug}.ics"
        yield f"/organizations/{event.organization.slug}.ics"
        if event.campaign is not None:
            yield f"/campaigns/{event.campaign.slug}.ics"
        yield from _paths_of_calls(answer.call for answer in event.answered_calls.all())


def _paths_of_campaigns(campaigns: Iterable[Campaign]) -> Iterator[str]:
    for campaign in campaigns:
        yield f"/campaigns/{campaign.slug}.ics"
        yield f"/organizations/{campaign.organization.slug}.ics"
        yield from _paths_of_calls(answer.call for answer in campaign.answered_calls.select_related("call__statement"))


def _paths_of_calls(calls: Iterable[Call]) -> Iterator[str]:
    for call in calls:
        yield f"/calls/{call.slug}.ics"
        yield f"/statements/{call.statement.slug}.ics"


def _take_mark(now: dt.datetime) -> dt.datetime | None:
    """When this was done last; None the first time, when every file is as new as its change."""
    mark = _folder() / MARK
    last = dt.datetime.fromtimestamp(float(mark.read_text()), dt.UTC) if mark.exists() else None
    _replace(mark, str(now.timestamp()).encode(), None)
    return last


def _remove_old() -> None:
    """By when a file was written, which its own date does not say."""
    written_before = time.time() - KEPT.total_seconds()
    for file in _files():
        if file.stat().st_ctime < written_before:
            file.unlink(missing_ok=True)


def _files() -> Iterator[Path]:
    for folder in (_folder(), *(_folder() / name for name in LISTS)):
        yield from (file for file in folder.glob("*.ics*") if file.is_file())


def _replace(target: Path, content: bytes, modified: dt.datetime | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as folder:  # also gone where the disk is full
        made = Path(folder) / target.name
        made.write_bytes(content)
        made.chmod(0o644)
        if modified is not None:
            os.utime(made, (modified.timestamp(), modified.timestamp()))
        made.replace(target)
