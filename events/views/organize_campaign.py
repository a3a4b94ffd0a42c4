"""Campaigns as their organisers make them: a draft, its parts one by one, one button to publish."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organization
from events.actions import campaign as actions
from events.errors import EventsError
from events.forms.campaign import CampaignForm
from events.models import Campaign
from events.views.form_pages import delete_draft, form_page, refusal_shown, show_form
from events.views.requests import SignedInRequest
from events.views.start import say_what_comes_next


@login_required
@form_page
def new_campaign(request: SignedInRequest) -> HttpResponse:
    organizations = Organization.objects.editable_by(request.user)
    if not organizations:
        return render(request, "events/organize_nobody.html", status=403)
    form = CampaignForm(request.POST or None, organizations=organizations, today=utc_today())
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.create_campaign(
                form.chosen_organization, details=form.details(), by=request.user, now=timezone.now()
            )
            return redirect("events:organize-campaign-detail", campaign.slug)
        except EventsError as error:
            form.take(error)
    words = {"title": _("Start a campaign"), "lead": _("It stays a draft until you publish it.")}
    return show_form(request, "events/campaign_edit.html", form, **words)


@login_required
@form_page
def edit_campaign(request: SignedInRequest, slug: str) -> HttpResponse:
    campaign = own_campaign(request, slug)
    organizations = Organization.objects.filter(pk=campaign.organization_id)
    form = CampaignForm(request.POST or None, organizations=organizations, campaign=campaign, today=utc_today())
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_campaign(
                campaign,
                details=form.details(),
                by=request.user,
                now=timezone.now(),
                version=form.cleaned_data["version"],
            )
            return redirect("events:organize-campaign-detail", slug)
        except EventsError as error:
            form.take(error, version=version_now(campaign))
    words = {"title": _("Change this campaign"), "campaign": campaign}
    return show_form(request, "events/campaign_edit.html", form, **words)


@login_required
def show_own_campaign(request: SignedInRequest, slug: str) -> HttpResponse:
    campaign = own_campaign(request, slug)
    return render(request, "events/campaign_organize.html", {"campaign": campaign, "today": utc_today()})


@login_required
@require_POST
def publish_campaign(request: SignedInRequest, slug: str) -> HttpResponse:
    campaign = own_campaign(request, slug)
    with refusal_shown(request):
        campaign = actions.publish_campaign(campaign, by=request.user, now=timezone.now())
        messages.success(request, _("It is public now. Everybody can find it."))
        say_what_comes_next(request, campaign)
    return redirect("events:organize-campaign-detail", slug)


@login_required
@form_page
def delete_campaign(request: SignedInRequest, slug: str) -> HttpResponse:
    campaign = own_campaign(request, slug)
    return delete_draft(
        request,
        campaign,
        lead=_("The draft goes for good, with its targets, demands and milestones."),
        back=reverse("events:organize-campaign-detail", args=[slug]),
        delete=lambda: actions.delete_campaign_draft(campaign, by=request.user, now=timezone.now()),
    )


def own_campaign(request: SignedInRequest, slug: str) -> Campaign:
    return get_object_or_404(Campaign.objects.editable_by(request.user).for_page(), slug=slug)


def version_now(campaign: Campaign) -> int:
    return Campaign.objects.values_list("version", flat=True).get(pk=campaign.pk)


def utc_today() -> dt.date:
    return timezone.now().date()
