import datetime as dt

import pytest

from events.actions.call import edit_call, find_passage, mark_call, place_call, unmark_call
from events.actions.statement import publish_statement, save_revision, translate_statement
from events.errors import EditClash, EventsError
from events.hosts import open_host
from events.models import Anchor, Call
from events.text.quotes import PassageCrossesBlocks, QuoteAmbiguous, QuoteNotFound
from tests.events.factories import NOW, make_event, make_organization, make_statement, make_user
from tests.events.proposals import confirm, make_open_call

BLOCKS = ["We have counted: it is “nineteen”. We count on you.", "On March 13 we call on every city to rally.", "End."]


def statement(**fields):
    return make_statement(blocks=BLOCKS, **fields)


def mark(text, passage=None, **fields):
    passage = passage or find_passage(text.current, quote="we call on every city")
    defaults = {"title": "Rally", "asks_for": "protest"}
    return mark_call(text, passage=passage, by=None, now=NOW, **{**defaults, **fields})


@pytest.mark.parametrize(
    ("choice", "exact"),
    [
        ({"quote": 'it is "nineteen"'}, "it is “nineteen”"),
        ({"quote": "we call on every  city"}, "we call on every city"),
        ({"sentences": [3]}, "On March 13 we call on every city to rally."),
        ({"sentences": [2, 1]}, "We have counted: it is “nineteen”. We count on you."),
        ({"start": 0, "end": 7}, "No city"),
        ({"start": 0, "end": 7, "quote": "ignored"}, "No city"),
    ],
)
def test_a_passage_is_stored_in_the_texts_own_characters(db, choice, exact):
    text = statement()
    call = mark(text, passage=find_passage(text.current, **choice))

    anchor = call.anchors.get()
    assert (anchor.exact, anchor.revision, anchor.state) == (exact, text.current, "same")
    assert text.current.text[anchor.start : anchor.end] == exact
    assert anchor.prefix == text.current.text[max(0, anchor.start - 32) : anchor.start]


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        ({"quote": "not there at all"}, QuoteNotFound),
        ({"quote": "We"}, QuoteAmbiguous),
        ({"quote": ""}, QuoteNotFound),
        ({"sentences": [1, 3]}, EventsError),
        ({"sentences": [77]}, EventsError),
    ],
)
def test_passages_that_cannot_be_found(db, choice, error):
    text = make_statement(blocks=["We count. We call."])

    with pytest.raises(error):
        find_passage(text.current, **choice)


@pytest.mark.parametrize("passage", [(0, 0), (9, 3), (0, 99_999), (-5, 3)])
def test_offsets_that_hold_nothing_leave_nothing(db, passage):
    with pytest.raises(EventsError):
        mark(statement(), passage=passage)

    assert (Call.objects.count(), Anchor.objects.count()) == (0, 0)


def test_a_passage_crossing_blocks_is_refused_and_whole_blocks_are_taken(db):
    text = statement()
    content = text.current.text
    with pytest.raises(PassageCrossesBlocks):
        mark(text, passage=(content.index("We count on"), content.index("End") - 1))

    call = mark(text, passage=(content.index("On March"), len(content)))
    assert call.anchors.get().exact == "\n".join(BLOCKS[1:])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "\x00"}, "title"),
        ({"asks_for": "revolution"}, "asks_for"),
        ({"window_start_on": dt.date(2027, 3, 13), "window_end_on": dt.date(2027, 3, 12)}, "window_end_on"),
        ({"window_end_on": dt.date(2027, 3, 12)}, "window_start_on"),
    ],
)
def test_what_cannot_be_a_call_names_the_field(db, fields, field):
    with pytest.raises(EventsError) as refusal:
        mark(statement(), **fields)

    assert refusal.value.field == field
    assert Call.objects.count() == 0


def test_calls_of_strangers_and_of_translations_are_refused(db):
    text = statement(organization=make_organization(owner=make_user()))
    passage = find_passage(text.current, quote="every city")
    with pytest.raises(EventsError):
        mark_call(text, title="x", asks_for="other", passage=passage, by=make_user(), now=NOW)
    translation = translated(text)
    with pytest.raises(EventsError):
        mark(translation, passage=(0, 3))


def test_a_draft_of_the_next_revision_gets_the_mark_too(db):
    text = statement()
    revision = save_revision(text, title=text.title, body="New.\n\n" + "\n\n".join(BLOCKS), by=None, now=NOW)
    mark(text)

    assert [anchor.exact for anchor in revision.anchors.all()] == ["we call on every city"]


def test_a_lost_passage_can_be_marked_by_hand_and_stays_so(db):
    text = statement()
    call = mark(text)
    revision = save_revision(text, title=text.title, body="Wholly new. All come to the depot.", by=None, now=NOW)
    assert revision.anchors.get().state == "lost"

    place_call(call, revision, passage=find_passage(revision, quote="All come to the depot"), by=None)
    revision = save_revision(text, title=text.title, body="New. All come to the depot.", by=None, now=NOW)

    anchor = revision.anchors.get()
    assert (anchor.exact, anchor.state) == ("All come to the depot", "changed")
    assert revision.text[anchor.start : anchor.end] == anchor.exact


def test_what_actions_quote_is_not_moved_under_them(db):
    text = statement()
    call = mark(text)
    place_call(call, text.current, passage=find_passage(text.current, quote="every city to rally"), by=None)
    make_event(call=call)

    with pytest.raises(EventsError):
        place_call(call, text.current, passage=find_passage(text.current, quote="End"), by=None)
    with pytest.raises(EventsError):
        unmark_call(call, by=None)
    assert call.anchors.get().exact == "every city to rally"


def test_a_call_that_nothing_answers_can_be_taken_away(db):
    call = mark(statement())
    unmark_call(call, by=None)

    assert (Call.objects.count(), Anchor.objects.count()) == (0, 0)


def test_a_call_under_which_something_is_proposed_stays_with_the_link_of_its_host(db):
    call = make_open_call()
    token, _proposal = confirm(call)

    with pytest.raises(EventsError, match="Actions are proposed under this call"):
        unmark_call(call, by=None)

    assert open_host(token).proposal.call == call


def translated(text):
    fields = {"language": "ar", "title": "لا مدينة", "body": "ندعو كل مدينة.", "translator": ""}
    return translate_statement(text.current, by=None, now=NOW, **fields)


def test_a_translation_marks_the_calls_of_its_original(db):
    text = statement()
    call = mark(text)
    foreign = mark(make_statement(blocks=BLOCKS))
    translation = translated(text)
    passage = find_passage(translation.current, quote="ندعو كل مدينة")

    anchor = place_call(call, translation.current, passage=passage, by=None)
    with pytest.raises(EventsError):
        place_call(foreign, translation.current, passage=passage, by=None)

    assert (anchor.exact, anchor.state) == ("ندعو كل مدينة", "same")
    publish_statement(translation, by=None, now=NOW)
    assert {one.revision.language for one in Call.objects.with_anchors().get(pk=call.pk).anchors.all()} == {"en", "ar"}


def test_editing_raises_the_version_and_clashes_show_both(db):
    call = mark(statement())
    fields = {"asks_for": "other", "window_start_on": NOW.date(), "window_end_on": None, "is_open_to_hosts": True}
    edited = edit_call(call, title="New title", version=1, by=None, now=NOW, **fields)

    assert (edited.title, edited.asks_for, edited.version, edited.slug) == ("New title", "other", 2, call.slug)
    with pytest.raises(EditClash) as clash:
        edit_call(call, title="Mine", version=1, by=None, now=NOW, **fields)
    assert clash.value.theirs["title"] == "New title"
    assert Call.objects.get().title == "New title"
