"""A calendar file becomes drafts: `manage.py import_calendar FILE|- --organization SLUG [--dry-run]`."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Organization
from events.actions.calendar_file import NewEntry, discard_file, keep_file, take_file
from events.actions.taking import KnownAction
from events.errors import EventsError
from events.imports.action_list.matching import Verdict
from events.imports.calendar_file import MOST_BYTES, NotTaken, decode_calendar, read_calendar
from events.models import Event
from events.reading.calendar_file import FileOverview, FileRow, read_overview
from events.wall_time import is_zone
from events.when_words import say_all


class Command(BaseCommand):
    help = (
        "Makes drafts of the events of a calendar file (.ics), or of standard input (-), and prints their addresses. "
        "What is over, private, cancelled or only partly understood is left out and said. A newer file of the same "
        "calendar changes what nobody has edited since. "
        "Exit codes: 0 done, 1 refused (the reasons are on standard error), 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a calendar file, or - for standard input")
        parser.add_argument("--organization", metavar="SLUG", required=True, help="whose drafts they become")
        parser.add_argument("--zone", help="as Europe/Madrid: of entries that are in UTC or name no zone")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organization “{options['organization']}”.")
        try:
            text = decode_calendar(_read(options["file"]))
            calendar = read_calendar(text)
        except EventsError as error:
            raise CommandError(f"{error.field or 'file'}: {error}")
        overview = self._overview(calendar, organization, options["zone"])
        self._report(overview)
        if not options["dry_run"]:
            self._take(overview, organization, text)

    def _overview(self, calendar: Any, organization: Organization, zone: str | None) -> FileOverview:
        """Raises CommandError where a clock has no zone yet."""
        now = timezone.now()
        overview = read_overview(calendar, organization, zones={}, now=now)
        if zone is not None:
            if not is_zone(zone):
                raise CommandError("--zone: There is no time zone of this name. Write it like Europe/Madrid.")
            answers = {one.clock: zone for one in overview.questions}
            overview = read_overview(calendar, organization, zones=answers, now=now)
        elif open_clocks := [one.clock for one in overview.questions if not one.zone]:
            raise CommandError(f"zone: the file does not say it for {', '.join(open_clocks)} (say --zone).")
        return overview

    def _take(self, overview: FileOverview, organization: Organization, text: str) -> None:
        now, rows = timezone.now(), [row for row in overview.new if row.is_offered]
        held = keep_file(organization, text=text, by=None, now=now)
        try:
            outcome = take_file(
                held,
                new=[_new(row, overview.calendar.name) for row in rows],
                known=[_known(row) for row in overview.rows if row.listed],
                by=None,
                now=now,
            )
        finally:
            discard_file(held, by=None)
        for event in (*outcome.made, *outcome.changed):
            self.stdout.write(settings.SITE_URL + f"/organize/events/{event.slug}/")
        for index, error in outcome.refused.items():
            self.stderr.write(f"refused: “{overview.rows[index].cells.get('title', '')}”: {error}")
        if outcome.refused:
            raise CommandError(f"{len(outcome.refused)} entries were refused.")

    def _report(self, overview: FileOverview) -> None:
        """On standard error, so that standard output holds addresses alone."""
        for row in overview.rows:
            said = "; ".join(say_all(row.when, "en"))
            self.stderr.write(f"{_state(row)}: “{row.cells.get('title', '')}”, {said}")
            for one in row.not_taken:
                self.stderr.write("  " + _say(one))
        for one in overview.calendar.not_taken:
            self.stderr.write(_say(one))


def _state(row: FileRow) -> str:
    if row.listed is not None:
        return "changed" if row.is_changed else "kept as edited here" if row.differences else "unchanged"
    if row.is_offered:
        return "new"
    entry = row.entry
    reasons = {"over": row.is_over, "cancelled": entry.is_cancelled, "private": entry.is_private}
    return "left out (" + next((name for name, holds in reasons.items() if holds), "only partly understood") + ")"


def _say(one: NotTaken) -> str:
    of = f" of “{one.of}”" if one.of else ""
    times = f" ({one.count} times)" if one.count > 1 else ""
    return f"line {one.line}: not taken: {one.name}{of}{times}: {one.reason}"


def _new(row: FileRow, calendar: str) -> NewEntry:
    cells = {"kind": Event.Kind.OTHER, **row.cells}
    return NewEntry(index=row.index, uid=row.entry.uid, calendar=calendar, read=row.cells, cells=cells)


def _known(row: FileRow) -> KnownAction:
    """What somebody has edited here since is not overwritten."""
    assert row.listed is not None
    changed = frozenset(one.cell for one in row.differences if one.verdict == Verdict.CHANGED)
    return KnownAction(index=row.index, listed=row.listed, read=row.cells, taken=changed)


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}.")
