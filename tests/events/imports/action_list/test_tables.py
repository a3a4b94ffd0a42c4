"""Tables as spreadsheets save them."""

import datetime as dt

from events.imports.action_list.plain_cells import plain_cells
from events.imports.action_list.reading import read_action_list

WINDOW = (dt.date(2027, 3, 13), dt.date(2027, 3, 13))


def read(*lines):
    text = "\n".join(lines)
    found = read_action_list(text, window=WINDOW, today=dt.date(2027, 3, 1), find_town=lambda name, region: None)
    return [plain_cells(action) for action in found.actions]


def test_quotes_within_a_quoted_cell_are_written_twice_and_meant_once():
    (cells,) = read("Town,Title,Notes", 'Ashford,"Panel: ""Whose health?""","Bring ""your"" chair, and water"')

    assert (cells["title"], cells["note"]) == ('Panel: "Whose health?"', 'Bring "your" chair, and water')


def test_an_arabic_comma_is_no_border_between_cells():
    (cells,) = read("المدينة,الساعة,المكان", "القدس,18:00,أمام البلدية، عند الدرج")

    assert cells["place"] == "أمام البلدية، عند الدرج"


def test_only_the_file_of_a_call_has_columns_that_say_nothing_of_the_action():
    (theirs,) = read("Town,Hour,Status", "Ashford,17:30,cancelled")
    (ours,) = read("Town,Hour,Status,Page of the action", "Ashford,17:30,cancelled,https://example.org/events/a/")

    assert (theirs["note"], "note" in ours) == ("cancelled", False)
