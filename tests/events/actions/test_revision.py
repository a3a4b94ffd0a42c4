import pytest

from events.actions.call import find_passage, mark_call
from events.actions.revision import remove_revision
from events.actions.statement import create_statement_draft, publish_statement, save_revision
from events.errors import EventsError
from events.models import Anchor, AnsweredCall, Schedule
from tests.events.factories import NOW, make_event, make_organization

BODY = "Secret Name said so.\n\nWe call on Secret Name to resign.\n\nWe call on all to come."
REASON = "A person’s name"


@pytest.fixture
def two_revisions(db):
    """Revision 1 with two calls that actions answer; in revision 2 one of the passages is gone."""
    statement = create_statement_draft(
        organization=make_organization(), title="T", body=BODY, dated_on=NOW.date(), language="en", by=None, now=NOW
    )
    for quote, title in [("We call on Secret Name to resign", "Resign"), ("We call on all to come", "Come")]:
        passage = find_passage(statement.current, quote=quote)
        mark_call(statement, title=title, asks_for="other", passage=passage, by=None, now=NOW)
    statement = publish_statement(statement, by=None, now=NOW)
    for call in statement.calls.all():
        make_event(call=call)
    save_revision(statement, title="T", body="Nothing to see.\n\nWe call on all to come.", by=None, now=NOW)
    return publish_statement(statement, by=None, now=NOW)


def test_number_day_hash_and_reason_stay_and_every_word_goes(two_revisions):
    first = two_revisions.revisions.get(number=1)
    removed = remove_revision(first, reason=REASON, by=None, now=NOW)

    assert (removed.number, removed.published_at, removed.sha256, removed.removed_at, removed.removed_reason) == (
        1,
        NOW,
        first.sha256,
        NOW,
        REASON,
    )
    assert (removed.title, removed.body, removed.text, removed.note) == ("", "", "", "")
    assert not Anchor.objects.filter(exact__contains="Secret").exists()
    assert not Anchor.objects.filter(prefix__contains="Secret").exists()


def test_what_quoted_it_quotes_the_newest_text_or_nothing(two_revisions):
    remove_revision(two_revisions.revisions.get(number=1), reason=REASON, by=None, now=NOW)

    assert [(one.call.title, one.anchor.revision.number) for one in AnsweredCall.objects.all()] == [("Come", 2)]


def test_calendars_are_told(two_revisions):
    before = dict(Schedule.objects.values_list("pk", "change"))
    remove_revision(two_revisions.revisions.get(number=1), reason=REASON, by=None, now=NOW)

    assert dict(Schedule.objects.values_list("pk", "change")) == {pk: change + 1 for pk, change in before.items()}


def test_twice_is_once(two_revisions):
    first = two_revisions.revisions.get(number=1)
    remove_revision(first, reason=REASON, by=None, now=NOW)

    assert remove_revision(first, reason="Other", by=None, now=NOW).removed_reason == REASON


@pytest.mark.parametrize(("number", "reason"), [(2, REASON), (1, ""), (1, "x" * 301)])
def test_not_the_current_text_and_not_without_a_reason(two_revisions, number, reason):
    with pytest.raises(EventsError):
        remove_revision(two_revisions.revisions.get(number=number), reason=reason, by=None, now=NOW)

    assert two_revisions.revisions.filter(removed_at=None).count() == 2
