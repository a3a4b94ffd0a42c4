"""Marking what a statement calls for."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.actions import call as actions
from events.errors import EventsError
from events.forms.call import EditCallForm, NewCallForm, PassageForm
from events.models import Call, Revision, Statement
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_statement import own_statement
from events.views.requests import SignedInRequest


@login_required
@form_page
def new_call(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = own_statement(request, slug)
    if statement.translation_of_id or statement.current is None:
        raise Http404
    form = NewCallForm(request.POST or None, revision=statement.current)
    if request.method == "POST" and form.is_valid():
        try:
            call = actions.mark_call(
                statement, passage=form.passage, by=request.user, now=timezone.now(), **form.call_fields()
            )
            messages.success(request, _("“%(title)s” is marked.") % {"title": call.title})
            return redirect("events:organize-statement-detail", slug)
        except EventsError as error:
            form.take(error)
    return show_form(request, "events/call_new.html", form, statement=statement, revision=statement.current)


@login_required
@form_page
def edit_call(request: SignedInRequest, slug: str) -> HttpResponse:
    call = own_call(request, slug)
    form = EditCallForm(request.POST or None, initial=EditCallForm.initial_of(call))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.edit_call(call, by=request.user, now=timezone.now(), version=version, **form.call_fields())
            return redirect("events:organize-statement-detail", call.statement.slug)
        except EventsError as error:
            form.take(error, version=Call.objects.values_list("version", flat=True).get(pk=call.pk))
    context = {"call": call, "is_in_use": call.answered_by.exists() or call.proposals.exists()}
    return show_form(request, "events/call_edit.html", form, **context)


@login_required
@form_page
def place_call(request: SignedInRequest, slug: str, statement: str, number: int) -> HttpResponse:
    """Where a call stands in one revision: of its own statement, or of a translation."""
    text = own_statement(request, statement)
    revision = get_object_or_404(Revision.objects.filter(statement=text, removed_at=None), number=number)
    call = get_object_or_404(Call, slug=slug, statement=_original_of(text))
    form = PassageForm(request.POST or None, revision=revision)
    if request.method == "POST" and form.is_valid():
        try:
            actions.place_call(call, revision, passage=form.passage, by=request.user)
            return redirect("events:organize-statement-detail", statement)
        except EventsError as error:
            form.take(error)
    context: dict[str, Any] = {
        "statement": text,
        "revision": revision,
        "call": call,
        "before": call.anchors.exclude(revision=revision).select_related("revision").order_by("revision_id").last(),
    }
    return show_form(request, "events/call_place.html", form, **context)


@login_required
@require_POST
def unmark_call(request: SignedInRequest, slug: str) -> HttpResponse:
    call = own_call(request, slug)
    with refusal_shown(request):
        actions.unmark_call(call, by=request.user)
        messages.success(request, _("The mark is gone."))
    return redirect("events:organize-statement-detail", call.statement.slug)


def own_call(request: SignedInRequest, slug: str) -> Call:
    rows = Call.objects.editable_by(request.user).select_related("statement__organization", "statement__current")
    return get_object_or_404(rows, slug=slug)


def _original_of(statement: Statement) -> Statement:
    return statement.translation_of.statement if statement.translation_of else statement
