"""Inviting somebody, and following an invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import accept_invitation, invite_member, withdraw_invitation
from accounts.actions.invitation import invited_address, open_invitation
from accounts.errors import AccountsError, LinkSpent
from accounts.forms import InvitationForm, NewAccountForm
from accounts.limits import check_limit
from accounts.models import Invitation, Organization, User
from accounts.requests import SignedInRequest
from accounts.views.organization import organization_page
from accounts.views.setup import SIGN_IN_BACKEND, link_spent


@require_POST
@login_required
def invitation_new(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.managed_by(request.user), slug=slug)
    form = InvitationForm(request.POST, auto_id="invite_%s")
    if form.is_valid():
        try:
            invite_member(
                organization,
                address=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The invitation is on its way. Its link works for a week."))
            return redirect("accounts:organization-edit", slug)
        except AccountsError as error:
            form.add_refusal(error)
    return organization_page(request, organization, invitation_form=form, status=422)


@require_POST
@login_required
def invitation_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.managed_by(request.user), slug=slug)
    withdraw_invitation(
        get_object_or_404(organization.invitations.select_related("organization"), pk=pk), by=request.user
    )
    return redirect("accounts:organization-edit", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST" and not check_limit(request, action="setup"):
        return link_spent(request, LinkSpent(_("Too many tries. Please wait a minute.")), status=429)
    try:
        invitation = open_invitation(token, now=timezone.now())
        form = NewAccountForm(request.POST or None)
        if request.method == "POST" and (request.user.is_authenticated or form.is_valid()):
            return _accept(request, token, form)
    except LinkSpent as error:
        return link_spent(request, error)
    except AccountsError as error:
        form.add_refusal(error)
    context = _context(invitation) | {"form": form}
    return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)


def _accept(request: HttpRequest, token: str, form: NewAccountForm) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    membership = accept_invitation(
        token,
        by=user,
        now=timezone.now(),
        language=translation.get_language() or "en",
        **({} if user else form.cleaned_data),
    )
    if user is None:
        login(request, membership.user, backend=SIGN_IN_BACKEND)
    return redirect("accounts:home")


def _context(invitation: Invitation) -> dict[str, Any]:
    """Whoever holds the link reads the mailbox, so the page may say whether it has an account."""
    address = invited_address(invitation)
    return {
        "invitation": invitation,
        "address": address,
        "has_account": User.objects.active().filter(email=(address or "").lower()).exists(),
    }
