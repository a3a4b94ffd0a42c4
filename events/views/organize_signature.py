"""Translations, listed names and signatures, as their organisations make them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organization
from events.actions.signature import list_names, names_listed, refuse_correction, sign_revision, withdraw_signature
from events.actions.signing import close_invitation
from events.actions.statement import translate_statement
from events.errors import EventsError
from events.forms.signing import revision_read
from events.forms.statement import NamesForm, SignForm, TranslationForm
from events.models import ListedName, Signature, Statement
from events.text.difference import compare_texts
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_statement import own_statement
from events.views.requests import SignedInRequest


@login_required
@form_page
def new_translation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Of the current text; a translation of a translation is one of the original."""
    statement = own_statement(request, slug)
    if not statement.is_published or statement.translation_of_id or statement.current is None:
        raise Http404
    form = TranslationForm(request.POST or None, initial={"translated_on": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = translate_statement(statement.current, by=request.user, now=timezone.now(), **values)
            return redirect("events:organize-statement-detail", made.slug)
        except EventsError as error:
            form.take(error)
    return show_form(request, "events/statement_translate.html", form, statement=statement)


@login_required
@form_page
def edit_names(request: SignedInRequest, slug: str, role: str) -> HttpResponse:
    statement = own_statement(request, slug)
    if role not in ListedName.Role.values:
        raise Http404
    names, version = names_listed(statement, role=role)
    form = NamesForm(request.POST or None, initial={"role": role, "names": "\n".join(names), "version": version})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        lines, how = chosen["names"].splitlines(), {"role": chosen["role"], "version": chosen["version"]}
        try:
            list_names(statement, names=lines, by=request.user, **how)
            return redirect("events:organize-statement-detail", slug)
        except EventsError as error:
            form.take(error, version=names_listed(statement, role=chosen["role"])[1])
    return show_form(request, "events/statement_names.html", form, statement=statement)


@login_required
@form_page
def sign_statement(request: SignedInRequest, slug: str) -> HttpResponse:
    """For the organisers of other organisations than the issuer."""
    rows = Statement.objects.public().select_related("current", "organization")
    statement = get_object_or_404(rows, slug=slug)
    organizations = Organization.objects.editable_by(request.user).exclude(pk=statement.organization_id)
    if not organizations or statement.current is None:
        raise Http404
    version, own = statement.current.number, _own_signatures(request, statement)
    unsigned = organizations.exclude(pk__in=[signature.organization_id for signature in own])
    form = SignForm(request.POST or None, organizations=organizations, initial={"version": version})
    form.offer(unsigned)
    if request.method == "POST" and form.is_valid():
        try:
            organization = form.cleaned_data["organization"]
            revision = revision_read(statement.current, form)
            sign_revision(revision, organization=organization, by=request.user, now=timezone.now())
            close_invitation(request.POST.get("invitation", ""), now=timezone.now())
            messages.success(request, _("Your organisation stands behind this text now."))
            return redirect(statement)
        except EventsError as error:
            form.take(error, version=version)
    context = {"statement": statement, "signatures": own, "correction": _correction(statement, own)}
    context |= {"can_sign": bool(unsigned), "today": timezone.now().date()}
    return show_form(request, "events/statement_sign.html", form, **context)


@login_required
@require_POST
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    statement = get_object_or_404(Statement.objects.public(), slug=slug)
    signature = next((one for one in _own_signatures(request, statement) if one.pk == pk), None)
    if signature is None:
        raise Http404
    with refusal_shown(request):
        withdraw_signature(signature, by=request.user, now=timezone.now())
        messages.success(request, _("The signature is withdrawn."))
    return redirect("events:organize-statement-sign", slug)


@login_required
@require_POST
def refuse(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The correction that is current is not signed."""
    statement = get_object_or_404(Statement.objects.public(), slug=slug)
    signature = next((one for one in _own_signatures(request, statement) if one.pk == pk), None)
    if signature is None:
        raise Http404
    with refusal_shown(request):
        refuse_correction(signature, by=request.user, now=timezone.now())
        messages.success(request, _("Your signature stays with the text that you have signed."))
    return redirect("events:organize-statement-sign", slug)


def _correction(statement: Statement, signatures: list[Signature]) -> dict[str, Any] | None:
    """What the current correction changes in what one of `signatures` has signed."""
    current = statement.current
    older = [one.revision for one in signatures if current and one.revision.number < current.number]
    if current is None or not current.is_correction or not older or older[0].is_removed:
        return None
    return {"old": older[0], "new": current, "blocks": compare_texts(older[0].text, current.text)}


def _own_signatures(request: SignedInRequest, statement: Statement) -> list[Signature]:
    own = Organization.objects.editable_by(request.user)
    rows = Signature.objects.of_endorsers().filter(revision__statement=statement, organization__in=own)
    return list(rows.select_related("organization", "revision"))
