"""Statements of the demo: published from the texts beside this module, marked by exact quotes."""

import datetime as dt
from typing import Any

from events.actions.call import find_passage, mark_call, place_call
from events.actions.signature import sign_revision
from events.actions.statement import create_statement_draft, publish_statement, save_revision, translate_statement
from events.demo.stage import Stage, read_text
from events.models import Call, Revision, Statement


def publish_text(stage: Stage, group: str, name: str, *, days_ago: int) -> Statement:
    """The text `name` as a statement of `group`, published that many days ago."""
    title, body = _title_and_body(name)
    now = stage.ago(days=days_ago)
    statement = create_statement_draft(
        organization=stage.groups[group],
        title=title,
        body=body,
        dated_on=now.date(),
        language=stage.groups[group].language,
        by=None,
        now=now,
        is_example=True,
    )
    return publish_statement(statement, by=None, now=now)


def mark(statement: Statement, quote: str, *, title: str, asks_for: str, now: dt.datetime, **fields: Any) -> Call:
    """The sentence `quote` of the current text asks for something; others may host under it."""
    passage = find_passage(_current(statement), quote=quote)
    fields = {"is_open_to_hosts": True, **fields}
    return mark_call(statement, title=title, asks_for=asks_for, passage=passage, by=None, now=now, **fields)


def revise(stage: Stage, statement: Statement, name: str, *, note: str, days_ago: int) -> Statement:
    title, body = _title_and_body(name)
    now = stage.ago(days=days_ago)
    save_revision(statement, title=title, body=body, note=note, by=None, now=now)
    return publish_statement(statement, by=None, now=now)


def publish_translation(
    stage: Stage, original: Statement, name: str, *, translator: str, quotes: dict[Call, str], days_ago: int
) -> Statement:
    """A translation of the current text; `quotes` are the passages of the original's calls in the other language."""
    title, body = _title_and_body(name)
    now = stage.ago(days=days_ago)
    draft = translate_statement(
        _current(original), language="en", title=title, body=body, translator=translator, by=None, now=now
    )
    for call, quote in quotes.items():
        revision = _current(draft)
        place_call(call, revision, passage=find_passage(revision, quote=quote), by=None)
    return publish_statement(draft, by=None, now=now)


def endorse(stage: Stage, statement: Statement, *groups: str, days_ago: int) -> None:
    for group in groups:
        organization = stage.groups[group]
        sign_revision(_current(statement), organization=organization, by=None, now=stage.ago(days=days_ago))


def _current(statement: Statement) -> Revision:
    revision = statement.revisions.last()
    assert revision is not None  # made with it
    return revision


def _title_and_body(name: str) -> tuple[str, str]:
    title, body = read_text(name).split("\n", 1)
    return title.removeprefix("# "), body.strip()
