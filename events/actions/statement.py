"""Statements: drafted, published, revised, translated, signed. A published text never changes silently."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.actions.anchors import carry_anchors
from events.actions.answers import touch_answers
from events.actions.slugs import choose_slug, insert_with_slug
from events.errors import EditClash, EventsError
from events.messages.notice import owed_notices
from events.models import AnsweredCall, Revision, Signature, Statement
from events.permissions import check_editor
from events.text.rendering import build_text, hash_text
from events.texts import clean_day, clean_language, clean_line, clean_text, clean_url
from notifications.actions import owe

TITLE_LENGTH = 300
BODY_LENGTH = 200_000
NOTE_LENGTH = 300
TRANSLATOR_LENGTH = 120


def create_statement_draft(
    *,
    organization: Organization,
    title: str,
    body: str,
    dated_on: dt.date | None,
    language: str,
    by: Any,
    now: dt.datetime,
    source_url: str = "",
    is_example: bool = False,
) -> Statement:
    """A statement with a first revision that nobody else sees. Raises EventsError naming the field."""
    check_editor(by, organization)
    statement = Statement(
        organization=organization,
        language=clean_language(language),
        dated_on=_clean_day(dated_on),
        source_url=_clean_source(source_url),
        is_example=is_example,
        created_at=now,
    )
    return _insert(statement, title=title, body=body, by=by, now=now)


def translate_statement(
    revision: Revision,
    *,
    language: str,
    title: str,
    body: str,
    translator: str,
    by: Any,
    now: dt.datetime,
    translated_on: dt.date | None = None,
    organization: Organization | None = None,
) -> Statement:
    """A draft in another language, of this very revision. Its passages are marked as those of the original's calls.

    Raises EventsError naming the field.
    """
    original = revision.statement
    organization = organization or original.organization
    check_editor(by, organization)
    if revision.published_at is None or revision.is_removed or original.translation_of_id:
        raise EventsError(_("Only a published revision of an original can be translated."))
    if clean_language(language) == original.language:
        raise EventsError(_("The original is in this language already."), field="language")
    statement = Statement(
        organization=organization,
        language=language,
        dated_on=original.dated_on,
        translation_of=revision,
        translator=clean_line(translator, field="translator", length=TRANSLATOR_LENGTH),
        translated_on=translated_on or now.date(),
        is_example=original.is_example,
        created_at=now,
    )
    return _insert(statement, title=title, body=body, by=by, now=now)


@transaction.atomic
def save_revision(
    statement: Statement,
    *,
    title: str,
    body: str,
    by: Any,
    now: dt.datetime,
    version: int | None = None,
    dated_on: dt.date | None = None,
    language: str | None = None,
    source_url: str | None = None,
    note: str = "",
    is_correction: bool = False,
) -> Revision:
    """Saves an edit as the draft revision: a new one, or in place of the draft that is there. The public sees it
    once it is published.

    `version` is the one that the form was opened with; EditClash holds what stands now where somebody else has saved
    since. Passages are looked for in the new text. Raises EventsError naming the field.
    """
    check_editor(by, statement.organization)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    newest = statement.revisions.order_by("-number")[0]
    if version is not None and version != statement.version:
        raise _clash(statement, newest)
    _set_facts(statement, dated_on=dated_on, source_url=source_url)
    written = _written(title, body, language=language or statement.language)
    note = clean_line(note, field="note", length=NOTE_LENGTH)
    revision = newest
    if written["sha256"] != newest.sha256 or written["body"] != newest.body or newest.published_at is None:
        revision = _write_draft(statement, newest, written, by=by, now=now, note=note, is_correction=is_correction)
    if not statement.is_published:
        statement.language = revision.language
        choose_slug(statement, revision.title, otherwise=_dated_slug(statement))
    statement.version += 1
    statement.save()
    return revision


@transaction.atomic
def publish_statement(
    statement: Statement, *, by: Any, now: dt.datetime, translates_current: bool = False
) -> Statement:
    """The draft becomes the current text, behind which its organisation stands as issuer. Safe to call twice.

    `translates_current`: from now on this is a translation of the original's current revision.
    """
    check_editor(by, statement.organization)
    rows = Statement.objects.select_for_update(of=("self",))
    statement = rows.select_related("translation_of__statement__current").get(pk=statement.pk)
    draft = statement.revisions.filter(published_at=None).first()
    if draft is None:
        return statement
    original = statement.translation_of
    if original is not None and not original.statement.is_published:
        raise EventsError(_("Publish the original first."))
    if original is not None and translates_current:
        statement.translation_of, statement.translated_on = original.statement.current, now.date()
    draft.published_at = now
    draft.save(update_fields=["published_at"])
    statement.current, statement.language = draft, draft.language
    if statement.published_at is None:
        # What quotes it could not say so before. A later revision changes no quote: each stays what was said then.
        touch_answers(AnsweredCall.objects.filter(anchor__revision__statement=statement), now=now)
        statement.published_at = now
    statement.version += 1
    statement.save()
    Signature.objects.create(
        revision=draft, organization=statement.organization, role=Signature.Role.ISSUER, signed_by=by, signed_at=now
    )
    if draft.is_correction:
        _tell_signatories(statement, now=now)
    return statement


@transaction.atomic
def discard_draft(statement: Statement, *, by: Any) -> None:
    """Forgets an edit that was not published; a statement that was never published goes as a whole."""
    check_editor(by, statement.organization)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if not statement.is_published and statement.calls.filter(answered_by__isnull=False).exists():
        raise EventsError(_("Actions answer calls of this draft. Take them away from it first."))
    if statement.is_published:
        statement.revisions.filter(published_at=None).delete()
        return
    statement.calls.all().delete()
    Statement.objects.filter(pk=statement.pk).update(current=None)
    statement.delete()


def _tell_signatories(statement: Statement, *, now: dt.datetime) -> None:
    """Each organisation that has signed is asked whether it signs the correction too."""
    asked = Signature.objects.to_look_at().filter(revision__statement=statement)
    for signature in asked.select_related("organization"):
        owe(owed_notices("correction", signature.pk, signature.organization, now=now), now=now)


# --- What is stored --------------------------------------------------------------------------------------------


@transaction.atomic
def _insert(statement: Statement, *, title: str, body: str, by: Any, now: dt.datetime) -> Statement:
    written = _written(title, body, language=statement.language)
    insert_with_slug(statement, written["title"], otherwise=_dated_slug(statement))
    statement.current = Revision.objects.create(statement=statement, number=1, created_by=by, created_at=now, **written)
    statement.save(update_fields=["current"])
    return statement


def _write_draft(
    statement: Statement,
    newest: Revision,
    written: dict[str, str],
    *,
    by: Any,
    now: dt.datetime,
    note: str,
    is_correction: bool,
) -> Revision:
    fields = written | {"created_by": by, "created_at": now, "note": note, "is_correction": is_correction}
    if newest.published_at is None:
        revision = newest
        for name, value in fields.items():
            setattr(revision, name, value)
        revision.save()
    else:
        revision = Revision.objects.create(statement=statement, number=newest.number + 1, **fields)
    carry_anchors(revision, previous=statement.current if statement.current_id != revision.pk else None)
    return revision


def _written(title: str, body: str, *, language: str) -> dict[str, str]:
    """The columns of a revision that say what it says."""
    title = clean_line(title, field="title", length=TITLE_LENGTH, required=True)
    body = clean_text(body, field="body", length=BODY_LENGTH)
    text = build_text(title, body)
    if not text.partition("\n")[2]:
        raise EventsError(_("The text is empty."), field="body")
    return {
        "title": text.partition("\n")[0],
        "body": body,
        "language": clean_language(language),
        "text": text,
        "sha256": hash_text(text),
    }


def _dated_slug(statement: Statement) -> str:
    return f"statement-{statement.dated_on:%Y-%m-%d}"


def _set_facts(statement: Statement, *, dated_on: dt.date | None, source_url: str | None) -> None:
    statement.dated_on = _clean_day(dated_on or statement.dated_on)
    statement.source_url = statement.source_url if source_url is None else _clean_source(source_url)


def _clean_day(day: dt.date | None) -> dt.date:
    if day is None:
        raise EventsError(_("Which day does the text bear? Write it as 2027-03-13."), field="dated_on")
    return clean_day(day, field="dated_on")


def _clean_source(url: str) -> str:
    return clean_url(url, field="source_url") if url.strip() else ""


def _clash(statement: Statement, newest: Revision) -> EditClash:
    message = _("Somebody else has saved this statement since you opened it. Both texts are below; nothing is lost.")
    theirs = {
        "title": newest.title,
        "body": newest.body,
        "language": newest.language,
        "dated_on": statement.dated_on,
        "source_url": statement.source_url,
        "note": newest.note,
        "version": statement.version,
    }
    return EditClash(message, theirs=theirs)
