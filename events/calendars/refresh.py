"""The fragments that a feed needs: known or stored ones where they are fresh, others rendered now and kept."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

import tzdata
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import QuerySet

from events.calendars.fragments import Rendered, Zoned, merged_zones, render_milestone, render_schedule
from events.models import Fragment, Milestone, Schedule

logger = logging.getLogger(__name__)

# Raise it whenever the same rows would give other bytes.
RENDERER = "3"
NOTHING: Mapping[str, Fragment] = MappingProxyType({})


@dataclass(frozen=True)
class Shelf:
    """What a feed is joined of, in its order. `by_uid` has also those that say nothing; `left_out` counts entries that
    could not be rendered."""

    by_uid: Mapping[str, Fragment]
    fragments: Sequence[Fragment]
    left_out: int

    @cached_property
    def last_modified(self) -> dt.datetime | None:
        return max((fragment.last_modified for fragment in self.fragments), default=None)


def gather(changes: Mapping[str, int], *, language: str, known: Mapping[str, Fragment] = NOTHING) -> Shelf:
    """The fragments of `changes` (UIDs, and how often each has changed), in that order. Of those that are `known` only
    what has changed is read, and only what is not stored is rendered; the number of queries does not depend on how
    many there are.

    One that cannot be rendered is left out, logged by id and counted, and not tried again before it changes; it harms
    no other.
    """
    unread = {uid: change for uid, change in changes.items() if uid not in known or known[uid].change < change}
    fresh = _stored(unread, language) if unread else {}
    stale = sorted(unread.keys() - fresh.keys())
    made = list(_render(stale, language)) if stale else []
    _keep(made)
    found = {**known, **fresh, **{one.uid: one for one in made}}
    by_uid = {uid: found[uid] for uid in changes if uid in found}
    shown = [one for one in by_uid.values() if one.body]
    failed = [one for one in by_uid.values() if one.failure] if len(shown) < len(by_uid) else []
    return Shelf(by_uid, shown, len(changes) - len(by_uid) + len(failed))


@lru_cache
def rendered_with(language: str) -> str:
    """What bytes depend on beside the rows: this code, the catalogue, the zones, the site's address."""
    digest = hashlib.sha256()
    for folder in settings.LOCALE_PATHS:
        catalogue = folder / language / "LC_MESSAGES" / "django.mo"
        digest.update(catalogue.read_bytes() if catalogue.exists() else b"")
    digest.update(f"{RENDERER} {tzdata.IANA_VERSION} {settings.SITE_URL}".encode())
    return digest.hexdigest()


def _stored(changes: Mapping[str, int], language: str) -> dict[str, Fragment]:
    stored = Fragment.objects.filter(uid__in=changes, language=language, rendered_with=rendered_with(language))
    fresh = {one.uid: one for one in stored if one.change >= changes[one.uid]}
    for fragment in fresh.values():
        fragment.body = bytes(fragment.body)  # psycopg gives a view
    return fresh


def _render(uids: Sequence[str], language: str) -> Iterator[Fragment]:
    """Each row carries the `change` that it had when it was read: what is touched later is stale again."""
    found = set()
    for fragment in _render_all(Schedule.objects.for_calendar().filter(uid__in=uids), render_schedule, language):
        found.add(fragment.uid)
        yield fragment
    if others := [uid for uid in uids if uid not in found]:
        yield from _render_all(Milestone.objects.for_calendar().filter(uid__in=others), render_milestone, language)


def _render_all(
    rows: QuerySet[Schedule] | QuerySet[Milestone], render: Callable[..., Rendered], language: str
) -> Iterator[Fragment]:
    for row in _loaded(rows):
        try:
            rendered = render(row, language=language)
        except Exception as error:  # one row, whatever is wrong with it, must not cost the others their calendar
            failure = type(error).__name__
            logger.error("calendar entry of %s %s left out: %s", row._meta.model_name, row.pk, failure)
            yield _fragment(row, Rendered(b"", ()), language, failure=failure)
        else:
            yield _fragment(row, rendered, language)


def _loaded(rows: QuerySet[Schedule] | QuerySet[Milestone]) -> Iterable[Schedule | Milestone]:
    """All rows at once; one by one where a column of one of them cannot even be read."""
    try:
        return list(rows)
    except Exception as error:
        logger.error("calendar entries of %s are read one by one: %s", rows.model.__name__, type(error).__name__)
        return _one_by_one(rows)


def _one_by_one(rows: QuerySet[Schedule] | QuerySet[Milestone]) -> Iterator[Schedule | Milestone]:
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        try:
            yield rows.get(pk=pk)
        except Exception as error:
            logger.error("calendar entry of %s %s left out: %s", rows.model.__name__, pk, type(error).__name__)


def _fragment(row: Schedule | Milestone, rendered: Rendered, language: str, *, failure: str = "") -> Fragment:
    return Fragment(
        uid=row.uid,
        language=language,
        change=row.change,
        rendered_with=rendered_with(language),
        last_modified=row.last_modified,
        zones=",".join(f"{zone.name}/{zone.first_year}/{zone.last_year}" for zone in rendered.zones),
        body=rendered.body,
        sha256=hashlib.sha256(rendered.body).hexdigest(),
        failure=failure,
    )


def zones_of(fragments: Iterable[Fragment]) -> list[Zoned]:
    """Each zone once, with all years in which one of the fragments uses it."""
    texts = {text for fragment in fragments for text in fragment.zones.split(",") if text}
    parts = (text.rsplit("/", 2) for text in texts)
    return merged_zones(Zoned(name, int(first), int(last)) for name, first, last in parts)


def _keep(made: Sequence[Fragment]) -> None:
    """Store them if nobody else is writing; otherwise the next reader renders again, which costs a moment only."""
    if not made:
        return
    without_waiting = getattr(connection, "without_waiting", nullcontext)
    columns = ["change", "rendered_with", "last_modified", "zones", "body", "sha256", "failure"]
    try:
        with without_waiting(), transaction.atomic():
            Fragment.objects.bulk_create(
                sorted(made, key=lambda fragment: fragment.uid),  # one order, so that two writers cannot deadlock
                update_conflicts=True,
                unique_fields=["uid", "language"],
                update_fields=columns,
            )
    except Error as error:
        logger.info("%s calendar entries served without being kept: %s", len(made), type(error).__name__)
