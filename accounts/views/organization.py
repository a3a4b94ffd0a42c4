"""An organisation's own page for its owners: what it says of itself, and who belongs to it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import create_organization, update_organization
from accounts.actions.invitation import masked_invitations
from accounts.actions.organization import fields_digest
from accounts.errors import AccountsError, ChangedMeanwhile
from accounts.forms import InvitationForm, OrganizationForm, RoleForm, organization_initial
from accounts.models import Organization
from accounts.permissions import is_operator, is_owner
from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def organization_new(request: SignedInRequest) -> HttpResponse:
    if not is_operator(request.user):
        raise Http404
    form = OrganizationForm(request.POST or None)
    if form.is_valid():
        try:
            organization = create_organization(by=request.user, now=timezone.now(), **form.values())
            return redirect("accounts:organization-edit", organization.slug)
        except AccountsError as error:
            form.add_refusal(error)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/organization_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def organization_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.managed_by(request.user), slug=slug)
    if request.method != "POST":
        initial = organization_initial(organization) | {"opened_with": fields_digest(organization)}
        return organization_page(request, organization, form=OrganizationForm(initial=initial))
    form = OrganizationForm(request.POST)
    if form.is_valid():
        try:
            opened_with = form.cleaned_data["opened_with"]
            now = timezone.now()
            update_organization(organization, by=request.user, now=now, opened_with=opened_with, **form.values())
            return redirect("accounts:organization-edit", slug)
        except ChangedMeanwhile as error:
            form = _with_both_values(form, organization, error)
        except AccountsError as error:
            form.add_refusal(error)
    return organization_page(request, organization, form=form, status=422)


def organization_page(
    request: SignedInRequest,
    organization: Organization,
    *,
    form: OrganizationForm | None = None,
    invitation_form: InvitationForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    initial = organization_initial(organization) | {"opened_with": fields_digest(organization)}
    members = organization.memberships.select_related("user").order_by("user__name", "user__email")
    context = {
        "organization": organization,
        "form": form or OrganizationForm(initial=initial),
        "members": [
            (member, RoleForm(initial={"role": member.role}, auto_id=f"role-{member.pk}-%s")) for member in members
        ],
        "invitations": masked_invitations(organization, now=timezone.now()),
        "invitation_form": invitation_form or InvitationForm(auto_id="invite_%s"),
        "problem": problem,
        "is_own": is_owner(request.user, organization),
    }
    return render(request, "accounts/organization_edit.html", context, status=status)


def _with_both_values(form: OrganizationForm, organization: Organization, error: ChangedMeanwhile) -> OrganizationForm:
    """The form with what was typed, and at each field that somebody else changed what stands there now."""
    data = {name: form.data.get(name, "") for name in form.fields}
    data["opened_with"] = fields_digest(organization)
    fresh = OrganizationForm(data)
    for name, now_there in error.current.items():
        if now_there != form.cleaned_data[name]:
            text = _("Somebody changed this meanwhile. It now says: %(value)s") % {"value": now_there or "–"}
            fresh.add_error(name, text)
    if not fresh.errors:
        fresh.add_error(None, error.message)
    return fresh
