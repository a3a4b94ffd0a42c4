"""How tests paste lists. What is understood of a text is tested elsewhere: here a line is an action as it says."""

import datetime as dt

from events.imports.action_list.cells import Cell, LeftOut, ReadAction, ReadList, ReadName, Source

DAY = dt.date(2027, 3, 13)
ASHFORD = (
    "town=Ashford|day=2027-03-13|hour=17:30|kind=rally|title=Rally & March|place=Clock Tower Square|host=Neighbours"
)
BIRKDALE = "town=Birkdale|day=2027-03-13|kind=vigil"
ZONED = f"{ASHFORD}|zone=America/New_York"
READ = {"day": dt.date.fromisoformat, "last_day": dt.date.fromisoformat, "hour": dt.time.fromisoformat}


def read_lines(text, *, window, today, find_town, is_own):
    """ "town=Ashford|hour=17:30" is an action, "* Name" an endorser, anything else not understood."""
    actions, names, left_out = [], [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if "=" in line:
            pairs = (part.split("=", 1) for part in line.split("|"))
            cells = {name: Cell(READ.get(name, str)(said), Source.TEXT, said, number) for name, said in pairs}
            if window and "day" not in cells:
                cells["day"] = Cell(window[0], Source.WINDOW)
            actions.append(ReadAction((number,), cells))
        elif line.startswith("* "):
            names.append(ReadName(line[2:], "endorser", number))
        elif line.strip():
            left_out.append(LeftOut(number, line, "unknown" if "?" in line else "furniture"))
    return ReadList(tuple(actions), tuple(names), tuple(left_out))


def address_of(call):
    return f"/organize/calls/{call.slug}/paste/"


def paste(client, call, *lines):
    """The address of the page on which the list is looked through."""
    return client.post(address_of(call), {"source": "\n".join(lines)}).headers["Location"]
