"""The cells of an action as strings: what a form shows, what a row keeps, what two lists are compared by.

A cell that nothing is said of is absent. `day`, `last_day` are ISO dates; `hour` is "18:00", "all-day" or "tba"; `ends`
"20:00"; `place` one line or "tba"; `attendance` as in `events.models.event.Attendance`; `accessibility` keys of
`events.accessibility.QUESTIONS` with spaces between; `note` Markdown. No cell holds an address of a person.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

from accounts.addresses import mask_address
from events.imports.action_list.cells import ReadAction
from events.imports.plain_markdown import write_paragraph

Cells = dict[str, str]
TO_COME, ALL_DAY = "tba", "all-day"
_PART = r"[^\s@<>()\[\]{},;:\"'«»“”|]"
ADDRESS = re.compile(rf"{_PART}{{1,64}}@{_PART}{{1,200}}\.[^\W\d_]{{2,60}}")
_QUESTIONS = {"seating": "seats", "toilets": "toilet", "childcare": "children"}


def plain_cells(action: ReadAction) -> Cells:
    """All but the contact (see `contact_of`)."""
    values = {name: cell.value for name, cell in action.cells.items()}
    plain = {name: write(values) for name, write in _WRITTEN.items()}
    return {name: text for name, text in plain.items() if text}


def contact_of(action: ReadAction) -> str:
    cell = action.cells.get("contact")
    return str(cell.value) if cell else ""


def mask_addresses(text: str) -> str:
    """A line as everybody may see it: "Questions: m…@e…"."""
    return ADDRESS.sub(lambda found: mask_address(found[0]), text)


def _line(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda values: _without_addresses(values.get(name) or "")


def _day(name: str) -> Callable[[dict[str, Any]], str]:
    def write(values: dict[str, Any]) -> str:
        day: dt.date | None = values.get(name)
        return day.isoformat() if day else ""

    return write


def _hour(values: dict[str, Any]) -> str:
    return _time(values.get("hour")) or (values.get("hours") if values.get("hours") in (TO_COME, ALL_DAY) else "") or ""


def _time(time: dt.time | None) -> str:
    return time.isoformat(timespec="minutes") if time else ""


def _place(values: dict[str, Any]) -> str:
    """Name and street in one line, as they are typed elsewhere too."""
    parts = (values.get("place") or "", *(values.get("address") or ()))
    bare = (_without_addresses(part).strip(" ,") for part in parts)
    line = ", ".join(dict.fromkeys(part for part in bare if part))
    return line or (TO_COME if values.get("place_is_pending") else "")


def _accessibility(values: dict[str, Any]) -> str:
    return join_keys(_QUESTIONS.get(key, key) for key in values.get("accessibility") or ())


def join_keys(keys: Iterable[str]) -> str:
    return " ".join(sorted(set(keys)))


def _note(values: dict[str, Any]) -> str:
    """A paragraph for each piece. One that holds an address is left to whoever looks through the list."""
    pieces = [" ".join(piece.split()) for piece in values.get("note") or ()]
    return "\n\n".join(write_paragraph([piece]) for piece in pieces if piece and not ADDRESS.search(piece))


def _without_addresses(text: str) -> str:
    return " ".join(ADDRESS.sub("", text).split())


_WRITTEN: dict[str, Callable[[dict[str, Any]], str]] = {
    "town": _line("town"),
    "region": _line("region"),
    "country": _line("country"),
    "day": _day("day"),
    "last_day": _day("last_day"),
    "hour": _hour,
    "ends": lambda values: _time(values.get("ends")),
    "zone": _line("zone"),
    "kind": _line("kind"),
    "title": _line("title"),
    "attendance": _line("attendance"),
    "place": _place,
    "online_url": lambda values: str(values.get("online_url") or ""),
    "host": _line("host"),
    "accessibility": _accessibility,
    "note": _note,
}
