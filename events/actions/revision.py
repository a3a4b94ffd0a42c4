"""A revision that must go: number, day, hash and reason stay."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.answers import touch_answers
from events.errors import EventsError
from events.models import Anchor, AnsweredCall, Revision
from events.permissions import check_editor
from events.texts import clean_line

REASON_LENGTH = 300


@transaction.atomic
def remove_revision(revision: Revision, *, reason: str, by: Any, now: dt.datetime) -> Revision:
    """Takes away title, text and every quote of it; its address answers 410. Safe to call twice.

    What quoted it quotes the newest text that has the passage; where none has, the link to the call ends. Raises
    EventsError for the current text (publish another first) and for a draft.
    """
    rows = Revision.objects.select_for_update(of=("self",)).select_related("statement__organization")
    revision = rows.get(pk=revision.pk)
    check_editor(by, revision.statement.organization)
    if revision.is_removed:
        return revision
    if revision.published_at is None:
        raise EventsError(_("This revision was never published. Discard the draft instead."))
    if revision.statement.current_id == revision.pk:
        raise EventsError(_("This is the current text. Publish a revision without it first."))
    reason = clean_line(reason, field="removed_reason", length=REASON_LENGTH, required=True)
    touch_answers(AnsweredCall.objects.filter(anchor__revision=revision), now=now)
    _quote_another_text(revision)
    revision.title = revision.body = revision.text = revision.note = ""
    revision.removed_at, revision.removed_reason = now, reason
    revision.save()
    return revision


def _quote_another_text(revision: Revision) -> None:
    gone = {anchor.call_id: anchor.exact for anchor in revision.anchors.all()}
    newest = _newest_elsewhere(revision)
    for answered in AnsweredCall.objects.filter(anchor__revision=revision):
        if answered.call_id in newest:
            answered.anchor = newest[answered.call_id]
            answered.save(update_fields=["anchor"])
        else:
            answered.delete()
    revision.anchors.all().delete()
    # The lost anchor of another revision holds the words that it was looking for.
    for lost in Anchor.objects.filter(revision__statement=revision.statement_id, state=Anchor.State.LOST):
        if lost.exact == gone.get(lost.call_id) and lost.call_id not in newest:
            lost.delete()
        elif lost.exact == gone.get(lost.call_id):
            lost.exact, lost.prefix, lost.suffix = newest[lost.call_id].exact, "", ""
            lost.save(update_fields=["exact", "prefix", "suffix"])


def _newest_elsewhere(revision: Revision) -> dict[int, Anchor]:
    """Per call the passage in the newest other published revision that has it."""
    anchors = Anchor.objects.filter(
        revision__statement=revision.statement_id, revision__published_at__isnull=False
    ).exclude(revision=revision)
    standing = anchors.exclude(state=Anchor.State.LOST).order_by("revision__number")
    return {anchor.call_id: anchor for anchor in standing}
