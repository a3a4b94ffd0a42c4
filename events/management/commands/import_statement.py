"""A text or Markdown file becomes a statement: `manage.py import_statement FILE|- --organization SLUG [--publish]`."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Organization
from events.actions.statement import create_statement_draft, publish_statement
from events.errors import EventsError
from events.imports.pasted_text import MAX_BYTES
from events.imports.statement import ImportedStatement, read_statement
from events.models import Statement
from events.wording import parse_digits

OPTIONS = {"title": "--title", "dated_on": "--date", "language": "--language"}


class Command(BaseCommand):
    help = (
        "Makes a statement of a text or Markdown file, or of standard input (-), and prints its address. "
        "Exit codes: 0 made, 1 refused (the reason is on standard error), 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a UTF-8 text or Markdown file, or - for standard input")
        parser.add_argument("--organization", metavar="SLUG", required=True, help="who publishes it")
        parser.add_argument("--publish", action="store_true", help="publish it at once (otherwise it is a draft)")
        parser.add_argument("--title", help="instead of the one found in the text")
        parser.add_argument("--date", help="as 2027-03-13, instead of the one found in the text")
        parser.add_argument("--language", help="as en or ar, instead of the one guessed")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organization “{options['organization']}”.")
        try:
            imported = read_statement(_read(options["file"]), name=options["file"])
            statement = self._make(organization, _corrected(imported, options), publish=options["publish"])
        except EventsError as error:
            option = OPTIONS.get(error.field or "")
            raise CommandError(f"{error.field or 'statement'}: {error}" + (f" (or say {option})" if option else ""))
        self._report(imported, statement, verbosity=options["verbosity"])
        self.stdout.write(settings.SITE_URL + statement.get_absolute_url())

    def _make(self, organization: Organization, imported: ImportedStatement, *, publish: bool) -> Statement:
        """In one transaction: what cannot be published is not left behind as a draft."""
        now = timezone.now()
        with transaction.atomic():
            statement = create_statement_draft(
                organization=organization,
                title=imported.title,
                body=imported.body,
                dated_on=imported.dated_on,
                language=imported.language,
                by=None,
                now=now,
            )
            return publish_statement(statement, by=None, now=now) if publish else statement

    def _report(self, imported: ImportedStatement, statement: Statement, *, verbosity: int) -> None:
        """On standard error, so that standard output holds the address alone."""
        state = "published" if statement.is_published else "draft"
        self.stderr.write(
            f"{state}: “{imported.title}”, {imported.dated_on}, {imported.language}, "
            f"{imported.paragraph_count} paragraphs, {len(imported.dropped)} lines left out"
        )
        for line in imported.dropped if verbosity > 1 else ():
            self.stderr.write(f"line {line.number}: {line.reason}: {line.text.strip()[:100]}")


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}.")


def _corrected(imported: ImportedStatement, options: dict[str, Any]) -> ImportedStatement:
    imported.title = options["title"] or imported.title
    imported.language = options["language"] or imported.language
    if options["date"]:
        try:
            imported.dated_on = dt.date.fromisoformat(parse_digits(options["date"]))
        except ValueError:
            raise CommandError("--date: write it as 2027-03-13.")
    return imported
