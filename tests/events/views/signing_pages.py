"""What the tests of signing share: addresses of organisers' pages, and a text that is published anew."""

from events.actions.statement import publish_statement, save_revision
from tests.events.factories import NOW


def own(statement, ending):
    return f"/organize/statements/{statement.slug}/{ending}"


def revise(statement, editor, *, is_correction):
    save_revision(
        statement,
        title=statement.title,
        body="We have counted: it is twenty.\n\nOn March 13 we call on every city to rally.",
        by=editor,
        now=NOW,
        is_correction=is_correction,
    )
    return publish_statement(statement, by=editor, now=NOW)
