import datetime as dt
import hashlib

import pytest

from events.actions.call import find_passage, mark_call
from events.actions.statement import (
    create_statement_draft,
    discard_draft,
    publish_statement,
    save_revision,
    translate_statement,
)
from events.errors import EditClash, EventsError
from events.models import AnsweredCall, Revision, Schedule, Signature, Statement
from tests.events.factories import NOW, make_event, make_organization, make_user

LATER = NOW + dt.timedelta(days=3)
BODY = "We have counted. It is nineteen.\n\nOn March 13 we call on every city to rally."


def draft(organization=None, **fields):
    defaults = {"title": "No city gives up its clinic", "body": BODY, "dated_on": NOW.date(), "language": "en"}
    organization = organization or make_organization()
    return create_statement_draft(organization=organization, by=None, now=NOW, **{**defaults, **fields})


def published(**fields):
    return publish_statement(draft(**fields), by=None, now=NOW)


def save(statement, *, now=LATER, **fields):
    defaults = {"title": statement.title, "body": BODY}
    return save_revision(statement, by=None, now=now, **{**defaults, **fields})


def test_a_draft_has_a_first_revision_and_is_not_public(db):
    statement = draft(title="  No city\n gives up ", source_url=" https://x.example/a ")

    revision = statement.revisions.get()
    text = "No city gives up\nWe have counted. It is nineteen.\nOn March 13 we call on every city to rally."
    assert (revision.number, revision.title, revision.text) == (1, "No city gives up", text)
    assert revision.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (statement.current, statement.published_at, revision.published_at) == (revision, None, None)
    assert (statement.slug, statement.source_url) == ("no-city-gives-up", "https://x.example/a")
    assert list(Statement.objects.public()) == []


def test_slugs_are_ascii_and_each_once(db):
    assert draft().slug == "no-city-gives-up-its-clinic"
    assert draft().slug == "no-city-gives-up-its-clinic-2"
    assert draft(title="New").slug == "new-1"
    assert draft(title="👩").slug.startswith("statement-2027")
    assert draft(title="لا مدينة").slug.isascii()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \n\t"}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "nul\x00"}, "title"),
        ({"title": "half \ud800"}, "title"),
        ({"body": ""}, "body"),
        ({"body": "![only a picture](https://x.example/p.png)"}, "body"),
        ({"body": "---"}, "body"),
        ({"body": "x" * 200_001}, "body"),
        ({"body": "nul\x00"}, "body"),
        ({"body": "bell\x07"}, "body"),
        ({"dated_on": None}, "dated_on"),
        ({"dated_on": dt.date(9999, 1, 1)}, "dated_on"),
        ({"language": ""}, "language"),
        ({"language": "english language"}, "language"),
        ({"language": "../x"}, "language"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "x.example"}, "source_url"),
        ({"source_url": "https://" + "x" * 600 + ".example"}, "source_url"),
    ],
)
def test_what_cannot_be_a_statement_names_the_field_and_leaves_nothing(db, fields, field):
    with pytest.raises(EventsError) as refusal:
        draft(**fields)

    assert refusal.value.field == field
    assert (Statement.objects.count(), Revision.objects.count()) == (0, 0)


def test_only_editors_of_the_organisation(db):
    owner, stranger = make_user(), make_user()
    organization = make_organization(owner=owner)
    fields = {"title": "T", "body": "b", "dated_on": NOW.date(), "language": "en", "now": NOW}

    with pytest.raises(EventsError):
        create_statement_draft(organization=organization, by=stranger, **fields)
    statement = create_statement_draft(organization=organization, by=owner, **fields)
    for act in (
        lambda: publish_statement(statement, by=stranger, now=NOW),
        lambda: save_revision(statement, title="x", body="x", by=stranger, now=NOW),
        lambda: discard_draft(statement, by=stranger),
    ):
        with pytest.raises(EventsError):
            act()
    assert Statement.objects.get().published_at is None


def test_publishing_makes_the_organisation_the_issuer_and_is_safe_twice(db):
    statement = draft()
    for _time in (1, 2):
        statement = publish_statement(statement, by=None, now=NOW)

    assert statement.is_published
    assert statement.current.published_at == NOW
    assert [(one.role, one.organization, one.revision) for one in Signature.objects.all()] == [
        ("issuer", statement.organization, statement.current)
    ]


def test_an_edit_before_publication_replaces_the_draft(db):
    statement = draft()
    save(statement, title="Another title", body="Other text.", language="ar")

    statement.refresh_from_db()
    assert [(one.number, one.title, one.text) for one in statement.revisions.all()] == [
        (1, "Another title", "Another title\nOther text.")
    ]
    assert (statement.slug, statement.language) == ("another-title", "ar")


def test_an_edit_after_publication_is_a_new_revision_that_waits(db):
    statement = published()
    revision = save(statement, body=BODY + "\n\nMore.", note="One more", is_correction=True)
    statement.refresh_from_db()

    assert (revision.number, revision.published_at, revision.note, revision.is_correction) == (
        2,
        None,
        "One more",
        True,
    )
    assert (statement.current.number, statement.slug) == (1, "no-city-gives-up-its-clinic")
    assert save(statement, body=BODY + "\n\nEven more.").pk == revision.pk

    statement = publish_statement(statement, by=None, now=LATER)
    assert (statement.current.number, statement.published_at) == (2, NOW)
    assert statement.current.text.endswith("Even more.")
    assert statement.revisions.get(number=1).text.endswith("to rally.")


def test_a_title_alone_makes_a_revision_and_the_same_text_makes_none(db):
    statement = published()

    assert save(statement, dated_on=dt.date(2027, 2, 2)).number == 1
    statement.refresh_from_db()
    assert statement.dated_on == dt.date(2027, 2, 2)
    assert save(statement, title="Now").number == 2


def test_who_saves_over_something_unseen_gets_both_and_nothing_changes(db):
    statement = published()
    opened = statement.version
    save(statement, title="Theirs", version=opened)

    with pytest.raises(EditClash) as clash:
        save(statement, title="Mine", version=opened)

    assert (clash.value.theirs["title"], clash.value.theirs["version"]) == ("Theirs", opened + 1)
    assert statement.revisions.get(number=2).title == "Theirs"


def test_a_draft_can_be_discarded(db):
    statement = published()
    save(statement, title="Other")
    discard_draft(statement, by=None)

    assert [one.number for one in statement.revisions.all()] == [1]
    never_published = draft()
    mark(never_published)
    discard_draft(never_published, by=None)
    assert list(Statement.objects.all()) == [statement]


def mark(statement, quote="On March 13 we call on every city to rally", **fields):
    passage = find_passage(statement.current, quote=quote)
    defaults = {"title": "Rally", "asks_for": "protest"}
    return mark_call(statement, passage=passage, by=None, now=NOW, **{**defaults, **fields})


def test_passages_follow_the_text_and_say_how(db):
    statement = published()
    call = mark(statement)
    counted = mark(statement, quote="It is nineteen.", title="Count", asks_for="other")
    gone = mark(statement, quote="We have counted.", title="Gone", asks_for="other")

    revision = save(statement, body="It is nineteen.\n\nOn March 14 we call on every city to rally, with a drum.")

    states = {anchor.call: (anchor.state, anchor.exact, anchor.start is None) for anchor in revision.anchors.all()}
    assert states == {
        counted: ("same", "It is nineteen.", False),
        call: ("changed", "On March 14 we call on every city to rally", False),
        gone: ("lost", "We have counted.", True),
    }
    for anchor in revision.anchors.exclude(start=None):
        assert anchor.exact == revision.text[anchor.start : anchor.end]
    assert {anchor.exact for anchor in statement.current.anchors.all()} == {
        "On March 13 we call on every city to rally",
        "It is nineteen.",
        "We have counted.",
    }


def test_a_passage_that_comes_back_is_found_again(db):
    statement = published()
    mark(statement)
    save(statement, body="Something else.")
    statement = publish_statement(statement, by=None, now=LATER)
    revision = save(statement, body=BODY)

    assert [anchor.state for anchor in revision.anchors.all()] == ["same"]


def schedules_of(*events):
    return [Schedule.objects.get(event=event) for event in events]


def test_only_a_first_publication_changes_what_calendars_show(db):
    statement = draft()
    call = mark(statement)
    answering, other = make_event(call=call), make_event()
    before = schedules_of(answering, other)

    statement = publish_statement(statement, by=None, now=LATER)
    first = schedules_of(answering, other)
    save(statement, body=BODY + "\n\nMore.", now=LATER)
    publish_statement(statement, by=None, now=LATER)

    assert [(one.change, one.sequence) for one in first] == [
        (before[0].change + 1, before[0].sequence),
        (before[1].change, before[1].sequence),
    ]
    assert first[0].last_modified > before[0].last_modified
    assert [one.change for one in schedules_of(answering, other)] == [one.change for one in first]
    assert AnsweredCall.objects.get().anchor.revision.number == 1


def test_a_translation_is_of_one_revision_and_waits_for_its_original(db):
    statement = published()
    fields = {"title": "لا مدينة", "body": "ندعو الجميع.", "translator": "Sami", "by": None, "now": NOW}
    translation = translate_statement(statement.current, language="ar", **fields)

    assert (translation.translation_of, translation.translator, translation.translated_on) == (
        statement.current,
        "Sami",
        NOW.date(),
    )
    assert (translation.language, translation.current.language, translation.is_published) == ("ar", "ar", False)
    for wrong in ({"language": "en"}, {"language": "no language"}):
        with pytest.raises(EventsError) as refusal:
            translate_statement(statement.current, **fields, **wrong)
        assert refusal.value.field == "language"
    with pytest.raises(EventsError):
        translate_statement(draft().current, language="ar", **fields)
    with pytest.raises(EventsError):
        translate_statement(publish_statement(translation, by=None, now=NOW).current, language="es", **fields)


def test_a_translation_follows_its_original_only_when_it_says_so(db):
    statement = published()
    fields = {"title": "لا مدينة", "body": "ندعو الجميع.", "translator": "Sami", "by": None, "now": NOW}
    translation = publish_statement(translate_statement(statement.current, language="ar", **fields), by=None, now=NOW)
    save(statement, body="Other.")
    second = publish_statement(statement, by=None, now=LATER).current

    save(translation, body="ندعو الجميع الآن.")
    assert publish_statement(translation, by=None, now=LATER).translation_of.number == 1
    save(translation, body="غير ذلك.")
    translation = publish_statement(translation, by=None, now=LATER, translates_current=True)
    assert (translation.translation_of, translation.translated_on) == (second, LATER.date())
