"""`python -m benchmarks.feed_rounds few|many|filters`: what one change costs a feed, beside the usual way; medians as
JSON.

`many` first adds 99,000 events, half of them long over, half after the window. `filters` asks 10,000 different filters
before and after one change and counts what was rendered.
"""

import datetime as dt
import json
import statistics
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator

import django
import icalendar
from django.conf import settings
from django.utils import timezone

django.setup()

from django.db import connection
from django.http import QueryDict

from events import scopes
from events.calendars import refresh
from events.calendars.touch import touch_calendar
from events.feeds.calendars import build_calendar
from events.models import Event, Occurrence, Schedule
from events.reading.passages import passage_path

ROUNDS = 15
MANY = 99_000
FILTERS = 10_000
BATCH = 1_000
OVER, LATER = dt.timedelta(days=400), dt.timedelta(days=500)


def milliseconds(work: Callable[..., object], *given: object) -> tuple[float, object]:
    """Processor time, and what came of it."""
    before = time.process_time()
    made = work(*given)
    return (time.process_time() - before) * 1000, made


def build():
    return build_calendar("/events.ics", QueryDict(), scope=scopes.all_events)


def change_one(number: int) -> None:
    event = Event.objects.public().order_by("pk")[number]
    Event.objects.filter(pk=event.pk).update(title=f"Changed {number}")
    touch_calendar(Schedule.objects.filter(event=event), material=False, now=timezone.now())


def naive() -> bytes:
    """The same properties of every event through the ORM and `icalendar`, at each request: what the peers do."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//naive//EN")
    calendar.add("version", "2.0")
    now = timezone.now()
    window = Occurrence.objects.public().overlapping(now - dt.timedelta(days=30), now + dt.timedelta(days=396))
    rows = window.select_related("event__organization", "schedule", "shown_place").prefetch_related(
        "event__answered_calls__call__statement", "event__answered_calls__anchor__revision__statement"
    )
    for row in rows:
        calendar.add_component(naive_entry(row))
    return calendar.to_ical()


def naive_entry(row: Occurrence) -> icalendar.Event:
    schedule, event, page = row.schedule, row.event, settings.SITE_URL + row.event.get_absolute_url()
    zone, entry = zoneinfo.ZoneInfo(schedule.zone), icalendar.Event()
    entry.add("uid", schedule.uid)
    entry.add("dtstamp", schedule.last_modified)
    entry.add("created", schedule.created_at)
    entry.add("last-modified", schedule.last_modified)
    entry.add("sequence", schedule.sequence)
    entry.add("transp", "TRANSPARENT")
    entry.add("x-microsoft-cdo-busystatus", "FREE")
    entry.add("dtstart", row.starts_at.astimezone(zone))
    entry.add("dtend", row.ends_at.astimezone(zone))
    entry.add("status", "CONFIRMED")
    entry.add("summary", event.title)
    entry.add("categories", [event.get_kind_display()])
    entry.add("location", row.shown_place.one_line if row.shown_place else "")
    entry.add("url", page)
    lines = []
    for answered in event.answered_calls.all():
        revision = answered.anchor.revision
        to = f"{settings.SITE_URL}{passage_path(answered.anchor, call_slug=answered.call.slug)}"
        lines += [f"{revision.title} – {to.partition(':~:')[0]}", f"“{answered.anchor.exact}”", ""]
        about = {"VALUE": "URI", "LABEL": f"Statement: {revision.title}", "LANGUAGE": revision.language}
        entry.add("link", to, parameters=about | {"LINKREL": f"{settings.SITE_URL}/rel/called-for-by/"})
        entry.add("link", to.partition(":~:")[0], parameters={"VALUE": "URI", "LINKREL": "describedby"})
        entry.add("refid", f"statement-{revision.statement.slug}")
    lines += [event.summary, event.description, f"Host: {event.organization.name}", f"Details and changes: {page}"]
    entry.add("description", "\n".join(lines))
    return entry


def add_outside() -> None:
    """Copies of one event, outside of the window on both sides."""
    event = Event.objects.public().order_by("pk").first()
    schedule = event.schedules.get()
    row = schedule.occurrences.get()
    for start in range(0, MANY, BATCH):
        events = Event.objects.bulk_create([copied(event, slug=f"out-{start + n}") for n in range(BATCH)])
        shifts = [LATER if n % 2 else -OVER - dt.timedelta(hours=n) for n in range(BATCH)]
        uids = [f"out-{start + n}" for n in range(BATCH)]
        made = [
            copied(schedule, event_id=new.pk, uid=uid, start_on=schedule.start_on + shift)
            for new, uid, shift in zip(events, uids, shifts, strict=True)
        ]
        schedules = Schedule.objects.bulk_create(made)
        Occurrence.objects.bulk_create(
            moved(row, shift, event_id=new.pk, schedule_id=of.pk)
            for new, of, shift in zip(events, schedules, shifts, strict=True)
        )


def moved(row: Occurrence, shift: dt.timedelta, **fields: object) -> Occurrence:
    days = {name: getattr(row, name) + shift for name in ("original_on", "start_on", "local_day")}
    return copied(row, starts_at=row.starts_at + shift, ends_at=row.ends_at + shift, **days, **fields)


def copied(row, **fields):
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{name: getattr(row, name) for name in names} | fields)


def count_renders() -> dict[str, float]:
    """How many entries are rendered while each filter is asked once more, after one event has changed."""
    build()
    change_one(0)
    rendered: list[int] = []
    render = refresh.render_schedule

    def counted(row: Schedule, **how: str) -> refresh.Rendered:
        rendered.append(row.pk)
        return render(row, **how)

    refresh.render_schedule = counted
    asked = {query.urlencode(): build_calendar("/events.ics", query, scope=scopes.all_events) for query in filters()}
    return {"filters": len(asked), "rendered": len(rendered)}


def filters() -> Iterator[QueryDict]:
    """Each another: days on which to end, and every choice of kinds."""
    today, kinds = timezone.now().date(), list(Event.Kind.values)
    for number in range(FILTERS):
        day, chosen = today + dt.timedelta(days=30 + number % 20), number // 20 + 1
        wanted = "".join(f"&kind={kind}" for place, kind in enumerate(kinds) if chosen >> place & 1)
        yield QueryDict(f"before={day}{wanted}")


def main(size: str) -> None:
    if size == "filters":
        print(json.dumps(count_renders()))
        return
    if size == "many":
        add_outside()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    build()
    figures: dict[str, list[float]] = {"naive": [], "rebuilt": [], "compressed": [], "looked at": []}
    for number in range(ROUNDS):
        if size == "few":
            figures["naive"].append(milliseconds(naive)[0])
        change_one(number)
        building, document = milliseconds(build)
        compressing, _gzipped = milliseconds(getattr, document, "gzipped")
        figures["rebuilt"].append(building)
        figures["compressed"].append(building + compressing)
        figures["looked at"].append(milliseconds(build)[0])
    medians = {name: statistics.median(rounds) for name, rounds in figures.items() if rounds}
    print(json.dumps(medians | {"events": Event.objects.count()}))


if __name__ == "__main__":
    main(sys.argv[1])
