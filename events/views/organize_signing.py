"""Invitations to sign a statement, and names that are claimed."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.addresses import mask_address
from accounts.limits import check_client_limit
from accounts.models import Organization
from events import wording
from events.actions.claim import claim_name, release_name
from events.actions.signing import invite_to_sign, withdraw_invitation
from events.contacts.links import open_links
from events.errors import EventsError
from events.forms.signing import InvitationsForm
from events.forms.statement import SignForm
from events.models import ListedName, SignatureInvitation, Statement
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_statement import own_statement
from events.views.requests import SignedInRequest
from events.views.secret import secret_page
from events.wording import language_of_page


@login_required
@secret_page
@form_page
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = own_statement(request, slug)
    if not statement.is_published:
        raise Http404
    form = InvitationsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, statement, form):
        return redirect("events:organize-statement-invitations", slug)
    return show_form(
        request,
        "events/statement_invitations.html",
        form,
        statement=statement,
        invitations=_masked(statement),
        today=timezone.now().date(),
    )


def _invited(request: SignedInRequest, statement: Statement, form: InvitationsForm) -> bool:
    if not check_client_limit(request, action="invite-to-sign"):
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return False
    addresses, language = form.cleaned_data["addresses"].splitlines(), language_of_page()
    written_in = statement.language if statement.language in dict(settings.LANGUAGES) else language
    try:
        number = invite_to_sign(
            statement, addresses=addresses, by=request.user, language=written_in, now=timezone.now()
        )
    except EventsError as error:
        form.take(error)
        return False
    said = ngettext("%(number)s invitation is open now.", "%(number)s invitations are open now.", number)
    messages.success(request, said % {"number": wording.say_number(number, language)})
    return True


@login_required
@secret_page
@require_POST
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    statement = own_statement(request, slug)
    invitation = get_object_or_404(SignatureInvitation, statement=statement, pk=pk)
    withdraw_invitation(invitation, by=request.user, now=timezone.now())
    messages.success(request, _("The invitation is withdrawn: its link is dead."))
    return redirect("events:organize-statement-invitations", slug)


@login_required
@form_page
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    """ "This is us", said by the organisers of an organisation of this site."""
    names = ListedName.objects.filter(statement__published_at__isnull=False, claimed_by=None)
    listed = get_object_or_404(names.select_related("statement__organization", "statement__current"), pk=pk)
    own = Organization.objects.editable_by(request.user)
    if not own.exists():
        raise Http404
    form = SignForm(request.POST or None, organizations=own)
    if request.method == "POST" and form.is_valid():
        try:
            organization = form.cleaned_data["organization"]
            claim_name(listed, organization=organization, by=request.user, now=timezone.now())
            messages.success(request, _("Those who have listed the name are asked. You will be told what they say."))
            return redirect(listed.statement)
        except EventsError as error:
            form.take(error)
    return show_form(request, "events/claim.html", form, listed=listed, statement=listed.statement)


@login_required
@require_POST
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Taken back, by those who have listed the name or by the organisation."""
    listed = get_object_or_404(ListedName.objects.releasable_by(request.user).select_related("statement"), pk=pk)
    with refusal_shown(request):
        release_name(listed, by=request.user, now=timezone.now())
        messages.success(request, _("The name is only listed again."))
    return redirect(listed.statement)


def _masked(statement: Statement) -> list[tuple[SignatureInvitation, str]]:
    """As much of each address as its sender needs to know it by."""
    rows = list(statement.signature_invitations.open(at=timezone.now()).order_by("-created_at", "pk"))
    contacts = open_links(rows)
    addresses = {pk: contact.address for pk, contact in contacts.items()}
    return [(row, mask_address(address) if (address := addresses.get(row.pk)) else "…") for row in rows]
