"""Blocks of lines as they are sent round: what belongs to one action."""

import datetime as dt

import pytest

from events.imports.action_list.plain_cells import plain_cells
from events.imports.action_list.reading import read_action_list

WINDOW = (dt.date(2027, 3, 8), dt.date(2027, 3, 13))
PLACE_TO_COME = """Fenwick: Campus encampment
Thursday 11 – Saturday 13 March, hour to be announced
Fenwick; the place will be announced
Host: Fenwick Neighbours"""
ONLINE = """Birkdale: Rally, 5pm, Corn Exchange

Who owns the land under a hospital, who sold it, and who was asked about it at all, town by town?
Wednesday 10 March, 19:00
Online
Host: Fenwick Neighbours"""


def read(text):
    found = read_action_list(text, window=WINDOW, today=dt.date(2027, 3, 1), find_town=lambda name, region: None)
    return [plain_cells(action) for action in found.actions]


def test_a_town_named_again_with_what_is_to_come_is_the_same_action():
    (cells,) = read(PLACE_TO_COME)

    assert (cells["hour"], cells["place"], cells["host"]) == ("tba", "tba", "Fenwick Neighbours")


def test_an_online_action_is_whole_whatever_its_title():
    _rally, online = read(ONLINE)

    names = ("day", "hour", "attendance", "host")
    assert [online[name] for name in names] == ["2027-03-10", "19:00", "online", "Fenwick Neighbours"]
    assert "town" not in online


@pytest.mark.parametrize("last", ["Online and in the hall", "Dock Square"])
def test_without_a_line_online_a_block_that_names_no_town_is_no_action(last):
    assert len(read(ONLINE.replace("Online", last))) == 1


def test_addresses_of_this_site_are_told_of_an_action_not_by_it():
    text = f"{PLACE_TO_COME}\nhttps://events.example/events/camp/"
    found = read_action_list(
        text,
        window=WINDOW,
        today=dt.date(2027, 3, 1),
        find_town=lambda name, region: None,
        is_own=lambda line: line.startswith("https://events.example/"),
    )

    assert "note" not in plain_cells(found.actions[0])
    assert [(one.line, one.reason) for one in found.left_out] == [(5, "furniture")]
