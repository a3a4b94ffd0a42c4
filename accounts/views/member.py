"""Members of an organisation: another role, or none."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import change_role, remove_member
from accounts.errors import AccountsError
from accounts.forms import RoleForm
from accounts.models import Membership, Organization
from accounts.requests import SignedInRequest
from accounts.views.organization import organization_page


@require_POST
@login_required
def member_change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    organization, membership = _managed(request, slug, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return organization_page(request, organization, problem=_("There is no such role."), status=422)
    try:
        change_role(membership, role=form.cleaned_data["role"], by=request.user)
    except AccountsError as error:
        return organization_page(request, organization, problem=error.message, status=422)
    messages.success(request, _("The role is changed."))
    return _after(request, organization)


@require_POST
@login_required
def member_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    organization, membership = _managed(request, slug, pk)
    try:
        remove_member(membership, by=request.user)
    except AccountsError as error:
        return organization_page(request, organization, problem=error.message, status=422)
    messages.success(request, _("The membership is ended."))
    return _after(request, organization)


def _managed(request: SignedInRequest, slug: str, pk: int) -> tuple[Organization, Membership]:
    organization = get_object_or_404(Organization.objects.managed_by(request.user), slug=slug)
    return organization, get_object_or_404(organization.memberships.select_related("organization"), pk=pk)


def _after(request: SignedInRequest, organization: Organization) -> HttpResponse:
    """An owner who has just left the page's organisation, or its ownership, cannot go back there."""
    if Organization.objects.managed_by(request.user).filter(pk=organization.pk).exists():
        return redirect("accounts:organization-edit", organization.slug)
    return redirect("accounts:home")
