"""The whole calendar of each shape, byte by byte, and what every engine reads in it.

Whoever changes a byte changes what every subscriber reads. After looking at why: `make golden` writes them anew.
"""

import os
from pathlib import Path

import pytest

from events.models import Milestone, Occurrence
from tests.engines import icaljs, libical
from tests.events.calendars.shapes import SHAPES
from tests.events.calendars.tellers import STATUS, all_tell, told_by_everyone, told_by_row
from tests.events.factories import NOW

FOLDER = Path(__file__).parent / "golden"
ENDS = b"\r\n"
# Debian's libical is older than RFC 9253 and leaves these out; it keeps the rest of the entry.
UNKNOWN_TO_LIBICAL = {f"Parse error in property name: {name}" for name in ("LINK", "CONCEPT", "REFID")}


@pytest.fixture(autouse=True)
def _first_of_march(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.__name__ for shape in SHAPES])
def test_a_calendar_of_each_shape(client, shape):
    data = client.get(shape()).content

    path = FOLDER / f"{shape.__name__}.ics"
    if os.environ.get("GOLDEN") == "remake":
        path.write_bytes(data)
    assert data == path.read_bytes()
    assert_written_by_the_book(data)
    assert told_by_everyone(data) == all_tell(told_by_all_rows())
    assert set(libical.read(data).faults) <= UNKNOWN_TO_LIBICAL
    assert texts_of(libical.read(data)) == texts_of(icaljs.read(data))


def assert_written_by_the_book(data):
    lines = data.split(ENDS)
    assert lines.pop() == b""
    assert all(0 < len(line) <= 75 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    for line in lines:
        line.decode()  # no character is split


def told_by_all_rows():
    days = [
        (str(one.on), str(one.on.replace(day=one.on.day + 1)), STATUS[one.state]) for one in Milestone.objects.all()
    ]
    return sorted([*days, *(told_by_row(row) for row in Occurrence.objects.public().select_related("schedule"))])


def texts_of(reading):
    """What people read of each entry, unescaped by the engine."""
    names = ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "STATUS", "URL")
    return [{name: entry.get(name) for name in names} for entry in reading.entries]


def test_there_is_no_golden_file_without_its_shape():
    assert {path.stem for path in FOLDER.glob("*.ics")} == {shape.__name__ for shape in SHAPES}
