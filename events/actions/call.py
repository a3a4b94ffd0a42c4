"""Calls: passages of a statement that ask for something, marked by an editor."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.anchors import carry_anchors, set_anchor
from events.actions.kit import spread
from events.actions.slugs import insert_with_slug, leave_slugs
from events.errors import EditClash, EventsError
from events.models import Anchor, AnsweredCall, Call, Kit, Revision, Statement
from events.permissions import check_editor
from events.text.quotes import find_quote
from events.text.sentences import sentences_span
from events.texts import clean_line

TITLE_LENGTH = 120
Passage = tuple[int, int]


def find_passage(
    revision: Revision,
    *,
    start: int | None = None,
    end: int | None = None,
    sentences: Sequence[int] = (),
    quote: str = "",
    prefix: str = "",
    suffix: str = "",
) -> Passage:
    """Offsets in `revision.text` of a passage chosen by offsets, by numbers of neighbouring sentences, or by a pasted
    quote; the first that is given counts. Raises QuoteError."""
    if start is not None and end is not None:
        return start, end
    if sentences:
        return sentences_span(revision.text, revision.language, sentences)
    return find_quote(revision.text, quote, prefix=prefix, suffix=suffix)


@transaction.atomic
def mark_call(
    statement: Statement,
    *,
    title: str,
    asks_for: str,
    passage: Passage,
    by: Any,
    now: dt.datetime,
    window_start_on: dt.date | None = None,
    window_end_on: dt.date | None = None,
    is_open_to_hosts: bool = False,
) -> Call:
    """Marks `passage` (see `find_passage`) of the current text as a call; a draft of the next revision is searched
    for it too. Raises EventsError naming the field, QuoteError for a passage that cannot be one."""
    statement = _lock(statement, by=by)
    if statement.translation_of_id:
        raise EventsError(_("A translation marks the calls of its original."))
    current = statement.current
    assert current is not None  # every statement has a revision
    fields = _clean(title, asks_for, window_start_on, window_end_on) | {"is_open_to_hosts": is_open_to_hosts}
    call = Call(statement=statement, created_at=now, **fields)
    insert_with_slug(call, call.title, otherwise=f"{call.asks_for}-{statement.dated_on:%Y-%m-%d}")
    set_anchor(call, current, start=passage[0], end=passage[1])
    draft = statement.revisions.filter(published_at=None).exclude(pk=current.pk).first()
    if draft is not None:
        carry_anchors(draft, previous=current)
    return call


@transaction.atomic
def place_call(call: Call, revision: Revision, *, passage: Passage, by: Any) -> Anchor:
    """Says by hand where a call stands: in a draft, in a translation, in the current text where it is lost or nothing
    quotes it yet. Raises EventsError, QuoteError."""
    statement = _lock(revision.statement, by=by)
    original = statement.translation_of.statement_id if statement.translation_of else statement.pk
    if call.statement_id != original or revision.statement_id != statement.pk or revision.is_removed:
        raise EventsError(_("This call belongs to another statement."))
    if AnsweredCall.objects.filter(call=call, anchor__revision=revision).exists():
        raise EventsError(_("Actions quote this passage already. Mark another call, or publish a revision."))
    before = revision.statement.revisions.filter(number__lt=revision.number, published_at__isnull=False).last()
    previous = before.anchors.filter(call=call).first() if before else None
    return set_anchor(call, revision, start=passage[0], end=passage[1], previous=previous)


@transaction.atomic
def edit_call(
    call: Call,
    *,
    title: str,
    asks_for: str,
    window_start_on: dt.date | None,
    window_end_on: dt.date | None,
    is_open_to_hosts: bool,
    by: Any,
    now: dt.datetime,
    version: int | None = None,
) -> Call:
    """Raises EventsError naming the field; EditClash with what stands now where somebody else has saved since. Actions
    that are called as the call is, because its kit has no title, follow its new name."""
    check_editor(by, call.statement.organization)
    call = Call.objects.select_for_update().get(pk=call.pk)
    if version is not None and version != call.version:
        raise _clash(call)
    fields = _clean(title, asks_for, window_start_on, window_end_on) | {"is_open_to_hosts": is_open_to_hosts}
    kit = Kit.objects.select_for_update().filter(call=call).first()
    before: dict[str, str] = {}
    if kit is not None:
        kit.call, before = call, kit.given
    for name, value in fields.items():
        setattr(call, name, value)
    call.version += 1
    call.save()
    if kit is not None:
        spread(kit, before=before, now=now)
    return call


@transaction.atomic
def unmark_call(call: Call, *, by: Any) -> None:
    """Takes a mark away that nothing answers and under which nothing is proposed. Raises EventsError otherwise."""
    check_editor(by, call.statement.organization)
    list(Call.objects.select_for_update().filter(pk=call.pk))  # whoever is just proposing under it comes first, or not
    if call.answered_by.exists():
        raise EventsError(_("Actions answer this call, so it stays. Its title and days can be changed."))
    if call.proposals.exists():
        reason = _("Actions are proposed under this call, so it stays as long as the proposals are kept.")
        raise EventsError(reason)
    if call.statement.is_published:
        leave_slugs([call])
    call.anchors.all().delete()
    call.delete()


def _lock(statement: Statement, *, by: Any) -> Statement:
    check_editor(by, statement.organization)
    rows = Statement.objects.select_for_update(of=("self",)).select_related("current", "translation_of")
    return rows.get(pk=statement.pk)


def _clean(
    title: str, asks_for: str, window_start_on: dt.date | None, window_end_on: dt.date | None
) -> dict[str, object]:
    if asks_for not in Call.AsksFor.values:
        raise EventsError(_("Choose what the passage asks for."), field="asks_for")
    if window_end_on is not None and window_start_on is None:
        raise EventsError(_("Say from which day on."), field="window_start_on")
    if window_end_on is not None and window_start_on is not None and window_end_on < window_start_on:
        raise EventsError(_("The last day is before the first."), field="window_end_on")
    return {
        "title": clean_line(title, field="title", length=TITLE_LENGTH, required=True),
        "asks_for": asks_for,
        "window_start_on": window_start_on,
        "window_end_on": window_end_on,
    }


def _clash(call: Call) -> EditClash:
    message = _("Somebody else has saved this call since you opened it. Both versions are below; nothing is lost.")
    names = ("title", "asks_for", "window_start_on", "window_end_on", "is_open_to_hosts", "version")
    return EditClash(message, theirs={name: getattr(call, name) for name in names})
