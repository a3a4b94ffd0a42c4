import datetime as dt

import pytest

from events.imports.action_list.cells import Cell, ReadAction, Source
from events.imports.action_list.plain_cells import contact_of, mask_addresses, plain_cells


def read(**values):
    return ReadAction(lines=(1,), cells={name: Cell(value, Source.TEXT) for name, value in values.items()})


def test_plain_cells_hold_every_kind_of_value():
    action = read(
        town="Ashford",
        day=dt.date(2027, 3, 11),
        last_day=dt.date(2027, 3, 13),
        hours="timed",
        hour=dt.time(17, 30),
        ends=dt.time(19, 0),
        place="Clock Tower Square",
        address=("112 Market St",),
        accessibility=("seating", "step-free", "childcare"),
        note=("Bring signs!", "# not a heading"),
    )

    assert plain_cells(action) == {
        "town": "Ashford",
        "day": "2027-03-11",
        "last_day": "2027-03-13",
        "hour": "17:30",
        "ends": "19:00",
        "place": "Clock Tower Square, 112 Market St",
        "accessibility": "children seats step-free",
        "note": "Bring signs!\n\n\\# not a heading",
    }


@pytest.mark.parametrize(
    ("values", "plain"),
    [
        ({}, {}),
        ({"hours": "tba"}, {"hour": "tba"}),
        ({"hours": "all-day"}, {"hour": "all-day"}),
        ({"place_is_pending": True}, {"place": "tba"}),
        ({"place": "Town hall", "place_is_pending": True}, {"place": "Town hall"}),
        ({"address": ("1 Quay Rd.", "Dunmore")}, {"place": "1 Quay Rd., Dunmore"}),
        ({"title": "  Two\t words "}, {"title": "Two words"}),
    ],
)
def test_what_is_not_said_has_no_cell(values, plain):
    assert plain_cells(read(**values)) == plain


def test_no_cell_holds_an_address():
    address = "mara@planted.example"
    action = read(
        title=f"Vigil {address}",
        place=f"Square, {address}",
        host=f"Friends ({address})",
        note=(f"Questions: {address}", "Bring candles"),
        contact=address,
    )

    assert address not in str(plain_cells(action))
    assert plain_cells(action)["note"] == "Bring candles"
    assert contact_of(action) == address


def test_addresses_in_lines_are_masked():
    assert mask_addresses("Questions: mara@example.org, (b.c@d.example.net)") == "Questions: m…@e…, (b…@d…)"
    assert mask_addresses("@ 6 pm, see http://a.example/@b") == "@ 6 pm, see http://a.example/@b"
