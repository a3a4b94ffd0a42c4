"""Statements in public: the list, the text with its passages, its revisions and what has changed between them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organization
from accounts.permissions import can_edit
from events.errors import EventsError
from events.filters import StatementFilter
from events.filters.nearby import NearForm, near_of
from events.gazetteer import is_available
from events.models import Revision, Signature, Statement
from events.paging import read_page
from events.reading.near_choice import near_choice
from events.reading.signatories import signatories_of
from events.reading.statement import read_revision
from events.text.difference import compare_texts, count_changes
from events.wording import language_of_page

HIGHEST_NUMBER = 1_000_000


@require_safe
def list_statements(request: HttpRequest) -> HttpResponse:
    """The newest first; a translation stands beside its original, unless its language is asked for."""
    now = timezone.now()
    statements = Statement.objects.public().for_list()
    if not request.GET.get("language"):
        statements = statements.filter(translation_of=None)
    chosen = StatementFilter(request.GET, statements, now=now)
    context: dict[str, Any] = {"filter": chosen, "page": None, "problem": "", "today": now.date()}
    try:
        chosen.check()
        rows = chosen.qs.annotate(call_count=Count("calls")).prefetch_related("current__translations")
        context["page"] = read_page(rows, order=["-dated_on", "-id"], cursor=request.GET.get("page", ""))
    except EventsError as error:
        context["problem"] = error.message
    return render(request, "events/statement_list.html", context, status=400 if context["problem"] else 200)


@require_safe
def show_statement(request: HttpRequest, slug: str) -> HttpResponse:
    """The current text; a draft only for those who may edit it."""
    statement = get_object_or_404(_visible(request), slug=slug)
    return _show(request, statement, statement.current)


@require_safe
def show_revision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    revision = _find_revision(request, slug, number)
    if revision.is_removed:
        return render(request, "events/revision_removed.html", {"revision": revision}, status=410)
    return _show(request, _statement_of(request, slug), revision)


@require_safe
def send_text(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The very bytes whose SHA-256 is shown. The API names their address, so pages of other sites may read them too."""
    revision = _find_revision(request, slug, number)
    content, status = revision.text.encode(), 200
    if revision.is_removed:
        content, status = _removed_note(revision).encode(), 410
    response = HttpResponse(content, status=status, content_type="text/plain; charset=utf-8")
    response["Content-Language"] = revision.language
    response["Access-Control-Allow-Origin"] = "*"  # which lets in nobody who is signed in
    return response


@require_safe
def show_difference(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Between this revision and the one before it, or the one named by `from`."""
    new = _find_revision(request, slug, number)
    old = _older(request, new)
    if new.is_removed:
        return render(request, "events/revision_removed.html", {"revision": new}, status=410)
    blocks = compare_texts(old.text, new.text)
    context = {
        "statement": new.statement,
        "old": old,
        "new": new,
        "blocks": blocks,
        "changes": count_changes(blocks),
        "passages": _changed_passages(old, new),
    }
    return render(request, "events/revision_difference.html", context)


def _show(request: HttpRequest, statement: Statement, revision: Revision) -> HttpResponse:
    now, near_form = timezone.now(), NearForm(request.GET)
    near = near_of(near_form.cleaned_data) if near_form.is_valid() else None
    revisions = [one for one in statement.revisions.order_by("number") if one.published_at]
    context: dict[str, Any] = {
        "statement": statement,
        "revision": revision,
        "revisions": revisions,
        "reading": read_revision(revision, now=now, near=near),
        "near_form": near_form if is_available() else None,
        "near": near_choice(near, request.GET, language_of_page()) if near else None,
        "offers_hosting": not settings.EMAIL_IS_OFF,
        "signatories": signatories_of(statement),
        "languages": _languages(statement),
        "changed_from": _previous(revisions, revision),
        "is_current": revision.pk == statement.current_id,
        "today": now.date(),
        "can_edit": can_edit(request.user, statement.organization),
        "signing": _signing(request, statement),
        "can_claim": statement.is_published and Organization.objects.editable_by(request.user).exists(),
    }
    return render(request, "events/statement_detail.html", context, status=400 if near_form.errors else 200)


def _visible(request: HttpRequest) -> Any:
    return Statement.objects.visible_to(request.user).select_related(
        "organization", "current", "translation_of__statement__current"
    )


def _statement_of(request: HttpRequest, slug: str) -> Statement:
    return get_object_or_404(_visible(request), slug=slug)


def _find_revision(request: HttpRequest, slug: str, number: int) -> Revision:
    if number > HIGHEST_NUMBER:
        raise Http404
    rows = Revision.objects.visible_to(request.user).select_related("statement__organization", "statement__current")
    return get_object_or_404(rows, statement__slug=slug, number=number)


def _older(request: HttpRequest, new: Revision) -> Revision:
    rows = Revision.objects.visible_to(request.user).filter(
        statement=new.statement_id, number__lt=new.number, removed_at=None
    )
    asked = request.GET.get("from", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 7:
        rows = rows.filter(number=int(asked))
    older = rows.order_by("-number").first()
    if older is None:
        raise Http404
    return older


def _previous(revisions: list[Revision], revision: Revision) -> Revision | None:
    """The published revision before this one that can still be read."""
    older = [one for one in revisions if one.number < revision.number and not one.is_removed]
    return older[-1] if older else None


def _languages(statement: Statement) -> list[Statement]:
    """This text in other languages: the original and its published translations."""
    original = statement.translation_of.statement if statement.translation_of else statement
    family = Statement.objects.public().filter(Q(pk=original.pk) | Q(translation_of__statement=original))
    return list(family.exclude(pk=statement.pk).order_by("language", "id"))


def _signing(request: HttpRequest, statement: Statement) -> str:
    """ "open" where an organisation of the reader may sign the current text, "signed" where all have."""
    if not statement.is_published:
        return ""
    others = Organization.objects.editable_by(request.user).exclude(pk=statement.organization_id)
    standing = Signature.objects.standing().filter(revision=statement.current_id, organization=OuterRef("pk"))
    signed = list(others.values_list(Exists(standing), flat=True))
    return ("signed" if all(signed) else "open") if signed else ""


def _changed_passages(old: Revision, new: Revision) -> list[tuple[Any, Any]]:
    """Calls whose words are others, or gone: their anchors in both revisions."""
    before = {anchor.call_id: anchor for anchor in old.anchors.exclude(state="lost")}
    after = new.anchors.select_related("call")
    return [
        (before[anchor.call_id], anchor)
        for anchor in after
        if anchor.call_id in before and (anchor.start is None or before[anchor.call_id].exact != anchor.exact)
    ]


def _removed_note(revision: Revision) -> str:
    day = revision.removed_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return _("Revision %(n)d was removed on %(day)s: %(reason)s\nIts SHA-256 was %(sha)s.\n") % {
        "n": revision.number,
        "day": day.date().isoformat(),
        "reason": revision.removed_reason,
        "sha": revision.sha256,
    }
