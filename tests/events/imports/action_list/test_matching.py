import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.imports.action_list.matching import COMPARED, Difference, Verdict, compare_cells, match_actions

ASHFORD = {"town": "Ashford", "day": "2027-03-13", "hour": "17:30", "kind": "rally", "title": "Rally & March"}
VIGIL = {"town": "Ashford", "day": "2027-03-12", "hour": "20:00", "kind": "vigil", "title": "Vigil by the river"}
ONLINE = {"day": "2027-03-13", "hour": "20:00", "kind": "panel", "title": "Whose health?", "attendance": "online"}


def test_the_same_list_matches_itself_in_order():
    actions = [ASHFORD, VIGIL, ONLINE, ASHFORD]

    assert match_actions(actions, actions) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("cells", "index"),
    [
        (ASHFORD | {"hour": "18:00"}, 0),
        (ASHFORD | {"town": "ASHFORD"}, 0),
        (ASHFORD | {"title": "March & rally", "hour": "12:00"}, 0),
        (ASHFORD | {"day": "2027-03-14"}, 0),
        (VIGIL | {"place": "Weir Bridge"}, 1),
        (ONLINE | {"hour": "21:00"}, 2),
        ({"town": "Ashford", "kind": "screening", "title": "A film", "day": "2027-03-13"}, None),
        ({"town": "Birkdale", "kind": "rally", "day": "2027-03-13", "hour": "17:30"}, None),
        (ASHFORD | {"town": "Ashfrod"}, 0),
    ],
)
def test_what_has_changed_is_found_again(cells, index):
    assert match_actions([cells], [ASHFORD, VIGIL, ONLINE]) == [index]


def test_no_action_is_matched_twice():
    assert match_actions([ASHFORD | {"hour": "18:00"}, ASHFORD], [ASHFORD]) == [None, 0]


def compare(said, *, before=ASHFORD, made=ASHFORD, stands=ASHFORD):
    return {one.cell: one.verdict for one in compare_cells(said, before=before, made=made, stands=stands)}


def test_the_same_text_changes_nothing():
    assert compare(ASHFORD) == {}


def test_what_the_text_alone_has_changed_is_offered():
    assert list(compare_cells(ASHFORD | {"hour": "18:00"}, before=ASHFORD, made=ASHFORD, stands=ASHFORD)) == [
        Difference("hour", "18:00", "17:30", Verdict.CHANGED)
    ]


def test_what_somebody_has_edited_since_is_kept():
    edited = ASHFORD | {"hour": "19:00"}

    assert compare(ASHFORD, stands=edited) == {"hour": Verdict.KEPT}
    assert compare(ASHFORD | {"hour": "18:00"}, stands=edited) == {"hour": Verdict.KEPT}


def test_what_both_say_is_no_difference():
    edited = ASHFORD | {"hour": "18:00"}

    assert compare(edited, stands=edited) == {}


def test_what_was_corrected_when_it_was_taken_over_stays_until_the_text_says_otherwise():
    corrected = ASHFORD | {"hour": "18:00", "zone": "America/New_York"}

    assert compare(ASHFORD, made=corrected, stands=corrected) == {}
    assert compare(ASHFORD | {"hour": "18:30"}, made=corrected, stands=corrected) == {"hour": Verdict.CHANGED}


def test_what_the_text_does_not_say_changes_nothing():
    said = {"town": "Ashford", "day": "2027-03-13"}

    assert compare(said) == {}
    assert compare(said, stands=ASHFORD | {"hour": "19:00"}) == {}


def test_an_hour_that_a_host_has_found_is_not_taken_back():
    before = ASHFORD | {"hour": "tba"}

    assert compare(before, before=before, made=before, stands=ASHFORD) == {}
    assert compare(before) == {"hour": Verdict.CHANGED}


def test_more_that_is_known_of_access_contradicts_nothing():
    known = ASHFORD | {"accessibility": "seats step-free"}

    assert compare(ASHFORD | {"accessibility": "step-free"}, made=known, stands=known) == {}


cells = st.dictionaries(st.sampled_from(COMPARED), st.text(max_size=8), max_size=6)


@settings(deadline=None)
@given(new=st.lists(cells, max_size=8), known=st.lists(cells, max_size=8))
def test_matching_is_one_to_one_and_always_the_same(new, known):
    found = match_actions(new, known)

    assert found == match_actions(new, known)
    taken = [index for index in found if index is not None]
    assert len(taken) == len(set(taken))
    assert all(found[index] is not None for index, one in enumerate(new) if known.count(one) >= new.count(one))


@settings(deadline=None)
@given(known=st.lists(cells, max_size=8))
def test_a_list_without_duplicates_is_known_whole(known):
    assert match_actions(known, known) == list(range(len(known)))
