"""Statements as their editors see them: brought in, corrected, published, revised, removed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organization
from events.actions import revision as revision_actions
from events.actions import statement as actions
from events.errors import EditClash, EventsError
from events.forms.statement import EditStatementForm, ImportForm, NewStatementForm, RemovalForm
from events.models import Revision, Statement
from events.reading.signatories import signatories_of
from events.views.form_pages import ask_first, form_page, refusal_shown, show_form
from events.views.requests import SignedInRequest
from events.views.start import say_what_comes_next


@login_required
@require_safe
def list_own_statements(request: SignedInRequest) -> HttpResponse:
    statements = Statement.objects.editable_by(request.user).for_list().order_by("-created_at", "-id")
    return render(request, "events/statement_own_list.html", {"statements": statements[:200]})


@login_required
@form_page
def new_statement(request: SignedInRequest) -> HttpResponse:
    """First the pasted text; then what was understood, to be corrected and kept as a draft."""
    organizations = Organization.objects.editable_by(request.user)
    if not organizations:
        raise Http404
    if request.method == "POST" and "title" in request.POST:
        return _save_new(request, organizations)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if not form.is_bound or not form.is_valid():
        return show_form(request, "events/statement_import.html", form)
    imported = form.imported
    understood = NewStatementForm(
        organizations=organizations,
        initial={name: getattr(imported, name) for name in ("title", "dated_on", "language", "body")},
    )
    return show_form(request, "events/statement_understood.html", understood, imported=imported)


def _save_new(request: SignedInRequest, organizations: Any) -> HttpResponse:
    form = NewStatementForm(request.POST, organizations=organizations)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "body", "dated_on", "language", "source_url")}
        try:
            statement = actions.create_statement_draft(
                organization=form.chosen_organization, by=request.user, now=timezone.now(), **values
            )
            return redirect("events:organize-statement-detail", statement.slug)
        except EventsError as error:
            form.take(error)
    return show_form(request, "events/statement_understood.html", form)


@login_required
@require_safe
def show_own_statement(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = own_statement(request, slug)
    revisions = list(statement.revisions.order_by("number"))
    newest = revisions[-1]
    anchors = newest.anchors.select_related("call").order_by("start", "id")
    context = {
        "statement": statement,
        "revisions": revisions,
        "newest": newest,
        "draft": newest if newest.published_at is None else None,
        "anchors": anchors,
        "unplaced": _unplaced_calls(statement, anchors),
        "translations": Statement.objects.filter(translation_of__statement=statement).for_list().order_by("language"),
        "signatories": signatories_of(statement),
        "today": timezone.now().date(),
    }
    return render(request, "events/statement_organize.html", context)


def _unplaced_calls(statement: Statement, anchors: Any) -> list[Any]:
    """Calls of the original that a translation has not marked yet."""
    if statement.translation_of is None:
        return []
    placed = [anchor.call_id for anchor in anchors]
    return list(statement.translation_of.statement.calls.exclude(pk__in=placed))


@login_required
@form_page
def edit_statement(request: SignedInRequest, slug: str) -> HttpResponse:
    """Saves a draft of the next revision. After a clash both texts stand on the page, and nothing is lost."""
    statement = own_statement(request, slug)
    newest = statement.revisions.order_by("-number")[0]
    form = EditStatementForm(request.POST or None, initial=EditStatementForm.initial_of(statement, newest))
    theirs: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_revision(statement, by=request.user, now=timezone.now(), **form.cleaned_data)
            statement.refresh_from_db()
            return redirect("events:organize-statement-detail", statement.slug)
        except EditClash as clash:
            theirs = clash.theirs
            form.take_clash(clash)
        except EventsError as error:
            form.take(error)
    context = {"statement": statement, "newest": newest, "theirs": theirs}
    return show_form(request, "events/statement_edit.html", form, **context)


@login_required
@require_POST
def publish_statement(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = own_statement(request, slug)
    with refusal_shown(request):
        actions.publish_statement(
            statement, by=request.user, now=timezone.now(), translates_current="translates_current" in request.POST
        )
        messages.success(request, _("It is public now. Everybody can read it."))
        say_what_comes_next(request, own_statement(request, slug))
    return redirect("events:organize-statement-detail", slug)


@login_required
@form_page
def discard_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = own_statement(request, slug)
    if request.method != "POST":
        return _ask_before_discarding(request, statement)
    with refusal_shown(request):
        actions.discard_draft(statement, by=request.user)
        messages.success(request, _("The draft is gone."))
        if not statement.is_published:
            return redirect("events:organize-statement-list")
    return redirect("events:organize-statement-detail", slug)


def _ask_before_discarding(request: SignedInRequest, statement: Statement) -> HttpResponse:
    back = reverse("events:organize-statement-detail", args=[statement.slug])
    draft = statement.revisions.filter(published_at=None).first()
    if draft is None:
        return redirect(back)
    if statement.is_published:
        lead = _("The draft of the next revision goes for good. What is public stays as it is.")
    else:
        lead = _("The draft goes for good, with the passages that are marked in it.")
    words = {"title": _("Delete this draft"), "button": _("Delete it for good")}
    return ask_first(request, lead=lead, back=back, about=draft.title, **words)


@login_required
@form_page
def remove_revision(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    statement = own_statement(request, slug)
    rows = Revision.objects.filter(statement=statement, published_at__isnull=False, removed_at=None)
    revision = get_object_or_404(rows, number=number)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["removed_reason"]
            revision_actions.remove_revision(revision, reason=reason, by=request.user, now=timezone.now())
            return redirect("events:organize-statement-detail", slug)
        except EventsError as error:
            form.take(error)
    return show_form(request, "events/revision_remove.html", form, statement=statement, revision=revision)


def own_statement(request: SignedInRequest, slug: str) -> Statement:
    """404 for what the person may not edit."""
    rows = Statement.objects.editable_by(request.user).select_related(
        "organization", "current", "translation_of__statement__current"
    )
    return get_object_or_404(rows, slug=slug)
