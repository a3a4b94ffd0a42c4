"""What the page of a pasted list says: counts, where a cell comes from, cells in words."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import wording
from events.accessibility import QUESTIONS
from events.forms.listed_action import CELL_LABELS
from events.imports.action_list.cells import Source
from events.imports.action_list.plain_cells import ALL_DAY, TO_COME
from events.imports.calendar_file import NotTaken, When
from events.models import Event
from events.models.event import Attendance
from events.reading.calendar_file import FileOverview, FileRow
from events.reading.pasted_list import ListOverview, ListRow, SourceLine
from events.when_words import say_all, say_shortened
from events.wording import language_of_page

register = template.Library()

PREVIEW = 140
TOWNS = 4
# Of a day that the text writes without its year.
_YEARS = {
    Source.WINDOW_YEAR: gettext_lazy("the year is the call’s"),
    Source.ASSUMED_YEAR: gettext_lazy("the year is assumed"),
}


@register.simple_tag
def list_counts(overview: ListOverview) -> SafeString:
    """ "31 actions and 9 new names. 14 lines left out and 2 not understood."; pasted again: what is new and changed."""
    actions, names = len(overview.rows), len(overview.names)
    said = [(ngettext("%(n)s action", "%(n)s actions", actions), actions)]
    said.append((ngettext("%(n)s new name", "%(n)s new names", names), names))
    return format_html('<strong>{}</strong> <span class="soft">{}</span>', _counts(said), _counts(_further(overview)))


def _further(overview: ListOverview) -> list[tuple[str, int]]:
    unknown = len(overview.left_out.get("unknown", ()))
    left_out = sum(map(len, overview.left_out.values())) - unknown
    twins = sum(row.twin is not None for row in overview.new)
    new, changed = len(overview.new) - twins, len(overview.changed)
    vanished, unchanged = len(overview.vanished), len(overview.unchanged)
    since = [
        (ngettext("%(n)s new", "%(n)s new", new), new),
        (ngettext("%(n)s changed", "%(n)s changed", changed), changed),
        (ngettext("%(n)s not in this text", "%(n)s not in this text", vanished), vanished),
        (ngettext("%(n)s unchanged", "%(n)s unchanged", unchanged), unchanged),
    ]
    return [
        *([] if overview.is_first else since),
        (ngettext("%(n)s that stands already", "%(n)s that stand already", twins), twins),
        (ngettext("%(n)s line left out", "%(n)s lines left out", left_out), left_out),
        (ngettext("%(n)s not understood", "%(n)s not understood", unknown), unknown),
    ]


@register.simple_tag
def file_counts(overview: FileOverview) -> str:
    """ "31 new, 2 changed and 4 unchanged." """
    new, changed = len(overview.new), len(overview.changed)
    gone, unchanged = len(overview.vanished), len(overview.unchanged)
    return _counts(
        [
            (ngettext("%(n)s new", "%(n)s new", new), new),
            (ngettext("%(n)s changed", "%(n)s changed", changed), changed),
            (ngettext("%(n)s not in this file", "%(n)s not in this file", gone), gone),
            (ngettext("%(n)s unchanged", "%(n)s unchanged", unchanged), unchanged),
        ]
    )


@register.filter
def when_lines(row: FileRow) -> list[str]:
    return say_all(row.when, language_of_page())


@register.simple_tag
def shortened_lines(row: FileRow, today: dt.date) -> list[str]:
    return [] if row.is_over else say_shortened(row.when, language_of_page(), today=today)


@register.filter
def not_taken_words(one: NotTaken) -> str:
    """ "ORGANIZER: addresses of people are left out (line 9)", "DTSTART of “Vigil”: …"."""
    words = {"name": one.name, "reason": one.reason, "entry": one.of}
    words |= {"line": _number(one.line), "times": _number(one.count)}
    if one.of:
        return _("%(name)s of “%(entry)s”: %(reason)s (line %(line)s)") % words
    if one.count > 1:
        return _("%(name)s, %(times)s times: %(reason)s (first in line %(line)s)") % words
    return _("%(name)s: %(reason)s (line %(line)s)") % words


@register.filter
def lacking(forms: Sequence[Any], cell: str) -> str:
    """Which rows lack a cell: "Ashford, Birkdale and 6 more."."""
    names = [form.name for form in forms if cell not in form.row.cells]
    shown, rest = names[:TOWNS], len(names) - TOWNS
    if rest > 0:
        shown.append(_count(ngettext("%(n)s more", "%(n)s more", rest), rest))
    return _("These are: %(actions)s.") % {"actions": _list(shown)}


@register.filter
def origins(form: Any) -> str:
    """Which cells do not come from the text, or not wholly: "Day: the call’s · Time zone: the town’s (Europe/Lisbon)",
    "Saturday 12 December 2026: the year is assumed"."""
    said = []
    for name, label in CELL_LABELS.items():
        words = {"cell": label, "value": form.row.cells.get(name, "")}
        source = form.row.sources.get(name)
        if name in form.typed:
            said.append(_("%(cell)s: by you") % words)
        elif source == Source.WINDOW:
            said.append(_("%(cell)s: the call’s") % words)
        elif source in _YEARS and name == "day":
            said.append(_("%(day)s: %(year)s") % {"day": cell_words(words["value"], name), "year": _YEARS[source]})
        elif source == Source.GAZETTEER:
            said.append(_("%(cell)s: the town’s (%(value)s)") % words)
    return " · ".join(said)


@register.filter
def year_told(row: ListRow, cell: str) -> str:
    """ "the year is assumed", where the text writes a day without it."""
    return str(_YEARS.get(row.sources.get(cell, Source.TEXT), ""))


@register.filter
def line_numbers(lines: Sequence[SourceLine]) -> str:
    """ "Line 9", "Lines 9–13", "Lines 3, 9–13"."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and runs[-1][-1] + 1 == line.number:
            runs[-1].append(line.number)
        else:
            runs.append([line.number])
    said = _(", ").join(f"{_number(run[0])}–{_number(run[-1])}" if len(run) > 1 else _number(run[0]) for run in runs)
    return ngettext("Line %(numbers)s", "Lines %(numbers)s", len(lines)) % {"numbers": said}


@register.filter
def preview(lines: Sequence[SourceLine]) -> str:
    words = " · ".join(line.text.strip() for line in lines)
    return words if len(words) <= PREVIEW else words[: PREVIEW - 1] + "…"


@register.filter
def reason_words(reason: str) -> str:
    return {
        "unknown": _("Not understood"),
        "prose": _("The call’s own text"),
        "furniture": _("Menus, buttons, footers"),
        "heading": _("Headings"),
    }.get(reason, reason)


@register.filter
def cell_words(text: str, cell: str) -> str:
    """A plain cell as a person reads it."""
    if not text:
        return "–"
    if text == TO_COME:
        return _("to be announced")
    if cell in ("day", "last_day"):
        return wording.say_day(dt.date.fromisoformat(text), language_of_page())
    if cell in ("hour", "ends"):
        return _("all day") if text == ALL_DAY else wording.say_digits(text, language_of_page())
    if cell == "kind":
        return str(Event.Kind(text).label)
    if cell == "attendance":
        return str(Attendance(text).label)
    if cell == "when":
        return "; ".join(say_all(When.from_cell(text), language_of_page()))
    if cell == "state":
        return _("Cancelled")
    if cell == "accessibility":
        return _(", ").join(str(QUESTIONS[key].yes) for key in text.split() if key in QUESTIONS)
    return text


def _counts(said: Sequence[tuple[str, int]]) -> str:
    """ "3 new, 1 changed and 27 unchanged.": what there is none of is not said."""
    parts = [_count(words, number) for words, number in said if number]
    return _("%(counts)s.") % {"counts": _list(parts)} if parts else ""


def _count(words: str, number: int) -> str:
    return words % {"n": _number(number)}


def _list(parts: Sequence[str]) -> str:
    return wording.say_list(parts, language_of_page())


def _number(number: int) -> str:
    return wording.say_number(number, language_of_page())
