"""Who publishes and hosts: the list, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.models import Organization
from events.errors import EventsError
from events.filters import OrganizationFilter
from events.models import Campaign, Occurrence, Statement
from events.paging import read_page
from events.views.dates_list import dates_context

COMING_ENTRIES = 15
STATEMENTS = 10


def list_organizations(request: HttpRequest) -> HttpResponse:
    chosen = OrganizationFilter(request.GET, Organization.objects.all(), now=timezone.now())
    page, problem = None, ""
    try:
        chosen.check()
        page = read_page(chosen.qs, order=["name", "id"], cursor=request.GET.get("page", ""))
    except EventsError as error:
        problem = error.message
    has_example = page is not None and any(organization.is_example for organization in page.rows)
    context = {"filter": chosen, "page": page, "problem": problem, "has_example": has_example}
    return render(request, "events/organization_list.html", context, status=400 if problem else 200)


def show_organization(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    organization = get_object_or_404(Organization, slug=slug)
    dates = Occurrence.objects.public().hosted_by([organization])
    scope = {"organization": organization.slug}
    context = dates_context(request, dates, scope=scope, now=now, fold=True, entries=COMING_ENTRIES) | {
        "organization": organization,
        "statements": Statement.objects.public().filter(organization=organization).for_list()[:STATEMENTS],
        "campaigns": Campaign.objects.public().filter(organization=organization).for_list()[:STATEMENTS],
    }
    return render(request, "events/organization_detail.html", context, status=400 if context["problem"] else 200)
