"""Campaigns as everybody sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import can_edit
from events.errors import EventsError
from events.filters import CampaignFilter
from events.models import Campaign, Occurrence
from events.paging import read_page
from events.reading.agenda import read_agenda

COMING_ENTRIES = 5


def list_campaigns(request: HttpRequest) -> HttpResponse:
    """What runs first, then what comes, then what is over."""
    now = timezone.now()
    chosen = CampaignFilter(request.GET, Campaign.objects.public().for_list(), now=now)
    page, problem = None, ""
    try:
        chosen.check()
        page = read_page(chosen.qs, order=["-start_on", "-id"], cursor=request.GET.get("page", ""))
    except EventsError as error:
        problem = error.message
    context = {
        "filter": chosen,
        "page": page,
        "problem": problem,
        "today": now.date(),
        "has_example": page is not None and any(campaign.is_example for campaign in page.rows),
    }
    return render(request, "events/campaign_list.html", context, status=400 if problem else 200)


def show_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Also what is over stays findable: a target that is none any more says since when."""
    now = timezone.now()
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).for_page(), slug=slug)
    coming = Occurrence.objects.public().upcoming(at=now).filter(event__campaign=campaign)
    context = {
        "campaign": campaign,
        "today": now.date(),
        "running": [target for target in campaign.targets.all() if target.is_running],
        "over": [target for target in campaign.targets.all() if not target.is_running],
        "agenda": read_agenda(coming, entries=COMING_ENTRIES, fold=False),
        "can_edit": can_edit(request.user, campaign.organization),
    }
    return render(request, "events/campaign_detail.html", context)
