"""The rows of a call's table to take away: text for a messenger, a file for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from events import wording
from events.date_facts import say_where
from events.models import Anchor
from events.reading.call_table import CallTable
from events.reading.table_row import TableRow
from events.remembered import Remembered
from events.table_words import say_rows
from events.who_hosts import say_hosts

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else
# At the start of a cell, and of what is one where the spreadsheet takes another sign between cells.
_FORMULA = re.compile(r"(^|[;\t])([=+\-@\t\r\n＝＋－＠])")


def table_text(table: CallTable, *, anchor: Anchor | None) -> str:
    """Town by town in the language of the statement. Only what everybody may see: no drafts, nothing hidden, nobody's
    answer; what is over is left out."""
    language = table.call.statement.language
    rows = [row for row in table.shown if row.event.is_published and not row.is_over]
    with override(language):
        blocks = [_head(table, anchor), *(_block(row, language, table) for row in rows)]
    return "\n\n".join(blocks) + "\n"


def _head(table: CallTable, anchor: Anchor | None) -> str:
    call = table.call
    quote = [wording.say_quote(anchor.exact, anchor.revision.language)] if anchor else []
    return "\n".join([call.title, *quote, _address(call.get_absolute_url())])


def _block(row: TableRow, language: str, table: CallTable) -> str:
    """Town and title, when, where, who, the address."""
    date = row.date
    lines = [
        _("%(town)s: %(title)s") % {"town": date.town, "title": row.event.title} if date.town else row.event.title,
        wording.say_when(date, language, today=table.today),
        say_where(Remembered.of(date), language),
        _("Host: %(names)s") % {"names": say_hosts(row.event, language)},
        _address(row.event.get_absolute_url()),
    ]
    return "\n".join(line for line in lines if line)


def table_csv(table: CallTable, language: str) -> str:
    """One line per row in the words of `language`; days and hours as 2027-03-13 and 17:30. No cell is a formula."""
    with override(language):
        lines = list(_lines(table, language))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in line] for line in lines)
    return BYTE_ORDER_MARK + out.getvalue()


def _lines(table: CallTable, language: str) -> Iterator[list[str]]:
    # Each heading is one that a pasted list knows (`events/imports/action_list/words`): the file comes back corrected.
    yield [
        pgettext("column", "Town"),
        pgettext("column", "Country"),
        pgettext("column", "Day"),
        pgettext("column", "Hour"),
        pgettext("column", "Status"),
        pgettext("column", "Kind"),
        pgettext("column", "Title"),
        pgettext("column", "Place"),
        pgettext("column", "Host"),
        pgettext("column", "Still missing"),
        pgettext("column", "Still on?"),
        pgettext("column", "Last change"),
        pgettext("column", "Going"),
        pgettext("column", "Page of the action"),
    ]
    for row, words in say_rows(table, language):
        date = row.date
        yield [
            date.town,
            date.country,
            date.start_on.isoformat(),
            f"{date.start_time:%H:%M}" if date.start_time else "",
            say_state(row),
            row.event.get_kind_display(),
            row.event.title,
            "" if row.lacks_place else words.place,
            words.host,
            words.missing,
            words.check,
            words.changed,
            "" if row.going is None else str(row.going),
            _address(row.event.get_absolute_url()) if row.event.is_published else "",
        ]


def say_state(row: TableRow) -> str:
    if row.is_cancelled:
        return _("cancelled")
    if row.date.is_postponed:
        return _("postponed")
    return _("draft") if row.is_draft else _("public")


def _harmless(cell: str) -> str:
    """A spreadsheet reads what begins like a formula as one; behind an apostrophe it is text."""
    return _FORMULA.sub(r"\1'\2", cell)


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
