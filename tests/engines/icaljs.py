"""ical.js (Thunderbird, Nextcloud) in Node. One process answers for the whole run: starting it costs more than a
calendar does."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.engines.told import Date, Properties, Reading, stamp_of_seconds

FOLDER = Path(__file__).resolve().parent
TO_INSTALL = "ical.js is missing. Type: make engines (it needs Node.js: apt-get install -y nodejs npm)"


def read(data: bytes) -> Reading:
    """All dates of all events; a series is told by its rule, its exceptions and its overrides."""
    answer = _ask({"calendar": data.decode()})
    return Reading(
        [_date(*told) for told in answer["dates"]],
        _by_name(answer["properties"]),
        [_by_name(properties) for properties in answer["entries"]],
        [],
    )


def instants_of(data: bytes, zone: str, walls: Sequence[str]) -> list[int]:
    """Seconds since 1970 of wall-clock times (20270313T173000) by the VTIMEZONE of `zone` in `data`."""
    return list(_ask({"calendar": data.decode(), "zone": zone, "walls": list(walls)})["seconds"])


def _date(uid: str, start: str | float, end: str | float, status: str) -> Date:
    # It gives what has no end its start as end.
    return (uid, _moment(start), "" if end == start else _moment(end), status)


def _moment(value: str | float) -> str:
    return value if isinstance(value, str) else stamp_of_seconds(value)


def _by_name(properties: Iterable[tuple[str, list[str], dict[str, Any]]]) -> Properties:
    named: Properties = {}
    for name, values, _parameters in properties:
        named.setdefault(name, []).extend(values)
    return named


def _ask(question: dict[str, object]) -> dict[str, Any]:
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    except (BrokenPipeError, ValueError):
        raise RuntimeError(TO_INSTALL) from None
    if "error" in answer:
        raise ValueError(answer["error"])
    return dict(answer)


@cache
def _process() -> "subprocess.Popen[bytes]":
    """It ends with its input, which ends with us."""
    try:
        return subprocess.Popen(["node", FOLDER / "icaljs.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except FileNotFoundError:
        raise RuntimeError(TO_INSTALL) from None
