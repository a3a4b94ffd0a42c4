"""What each calendar is about: a page of the site, the dates on it, the milestones beside them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization
from events import wording
from events.filters import (
    CallFilter,
    CampaignFilter,
    OccurrenceFilter,
    OrganizationFilter,
    StatementFilter,
    describe_filter,
)
from events.list_query import CALENDAR_KEYS, asks_for_less, language_of, read_filter
from events.models import AnsweredCall, Call, Campaign, Event, Milestone, Occurrence, OldSlug, Statement
from events.querysets.campaign import CampaignQuerySet, MilestoneQuerySet
from events.querysets.event import AnsweredCallQuerySet, OccurrenceQuerySet
from events.querysets.statement import StatementQuerySet

AnyModel = TypeVar("AnyModel", bound=Model)


class Moved(Exception):
    """The address has changed for good; `path` is the new one."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Gone(Exception):
    """There was something public at this address, and it will not come back."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`path` is the page's. Without a window the calendar holds everything there ever was (one event).

    `links` are what has brought actions into it after they were published, `when` a window that goes with the days,
    `statements` are texts that are published there."""

    name: str
    path: str
    occurrences: OccurrenceQuerySet
    milestones: MilestoneQuerySet
    campaigns: CampaignQuerySet
    has_window: bool = True
    links: AnsweredCallQuerySet | None = None
    when: str = ""
    statements: StatementQuerySet | None = None


def say_list(chosen: OccurrenceFilter, language: str) -> str:
    """ "Upcoming actions (Vigil and This weekend)"; the filter is valid."""
    name = _("Upcoming actions")
    words = describe_filter(chosen)
    return _("%(name)s (%(filter)s)") % {"name": name, "filter": wording.say_list(words, language)} if words else name


def all_events(data: QueryDict, *, now: dt.datetime) -> Scope:
    rows = Occurrence.objects.public()
    if not asks_for_less(data):
        return Scope(_("Upcoming actions"), _list("event"), rows, Milestone.objects.none(), Campaign.objects.none())
    chosen = read_filter(OccurrenceFilter, data, rows, now=now, keys=CALENDAR_KEYS)
    return Scope(
        say_list(chosen, language_of(data)),
        _list("event"),
        chosen.qs,
        Milestone.objects.none(),
        Campaign.objects.none(),
        links=_links_of(chosen),
        when=chosen.form.cleaned_data["when"],
    )


def all_statements(data: QueryDict, *, now: dt.datetime) -> Scope:
    rows = read_filter(StatementFilter, data, Statement.objects.public(), now=now, keys=CALENDAR_KEYS).qs
    return _answering(_("What answers the statements"), _list("statement"), call__statement__in=_ids(rows))


def all_calls(data: QueryDict, *, now: dt.datetime) -> Scope:
    rows = read_filter(CallFilter, data, Call.objects.public(), now=now, keys=CALENDAR_KEYS).qs
    return _answering(_("What answers the calls to action"), _list("call"), call__in=_ids(rows))


def all_campaigns(data: QueryDict, *, now: dt.datetime) -> Scope:
    rows = read_filter(CampaignFilter, data, Campaign.objects.public(), now=now, keys=CALENDAR_KEYS).qs
    return _part_of(_("Campaigns: actions and milestones"), _list("campaign"), rows)


def all_organizations(data: QueryDict, *, now: dt.datetime) -> Scope:
    rows = read_filter(OrganizationFilter, data, Organization.objects.all(), now=now, keys=CALENDAR_KEYS).qs
    return _hosted_by(_("Organisations: actions and milestones"), _list("organization"), rows)


def one_event(slug: str) -> Scope:
    event = find(Event, slug, "event-detail-ics")
    dates = Occurrence.objects.public().filter(event=event)
    nothing = Milestone.objects.none(), Campaign.objects.none()
    return Scope(event.title, event.get_absolute_url(), dates, *nothing, has_window=False)


def one_statement(slug: str) -> Scope:
    """A translation's calls are those of the original."""
    statement = find(Statement, slug, "statement-detail-ics")
    original = statement.translation_of.statement_id if statement.translation_of else statement.pk
    return _answering(statement.title, statement.get_absolute_url(), call__statement=original)


def one_call(slug: str) -> Scope:
    call = find(Call, slug, "call-detail-ics")
    return _answering(call.title, call.get_absolute_url(), call=call)


def one_campaign(slug: str) -> Scope:
    campaign = find(Campaign, slug, "campaign-detail-ics")
    return _part_of(campaign.title, campaign.get_absolute_url(), Campaign.objects.filter(pk=campaign.pk))


def one_organization(slug: str) -> Scope:
    organization = find(Organization, slug, "organization-detail-ics")
    path = reverse("events:organization-detail", args=[slug])
    return _hosted_by(organization.name, path, Organization.objects.filter(pk=organization.pk))


def find(model: type[AnyModel], slug: str, url_name: str) -> AnyModel:
    """The public row with this slug. Raises Moved where it was once called so, Gone where what was called so has been
    taken away, Http404 otherwise."""
    rows: Any = model._default_manager.all()
    rows = rows.public() if hasattr(rows, "public") else rows
    found = rows.filter(slug=slug).first()
    if found is not None:
        return found
    old = OldSlug.objects.filter(model=model._meta.model_name, slug=slug).first()
    renamed = rows.filter(pk=old.object_id).first() if old else None
    if renamed is not None:
        raise Moved(reverse(f"events:{url_name}", args=[renamed.slug]))
    if old is not None and not model._default_manager.filter(pk=old.object_id).exists():
        raise Gone(_("What was at this address has been taken away."))
    raise Http404(_("There is nothing public at this address."))


def _answering(name: str, path: str, **answers: object) -> Scope:
    """What answers some calls: events by their dates, campaigns by their milestones."""
    narrowed = {f"answered_calls__{key}": value for key, value in answers.items()}
    public = {"answered_calls__call__statement__published_at__isnull": False}
    dates = Occurrence.objects.public().filter(event__in=_ids(Event.objects.filter(**narrowed, **public)))
    campaigns = Campaign.objects.public().filter(pk__in=_ids(Campaign.objects.filter(**narrowed, **public)))
    milestones = Milestone.objects.public().filter(campaign__in=_ids(campaigns))
    links = AnsweredCall.objects.filter(**answers, call__statement__published_at__isnull=False)
    return Scope(name, path, dates, milestones, campaigns, links=links)


def _part_of(name: str, path: str, campaigns: QuerySet[Campaign]) -> Scope:
    dates = Occurrence.objects.public().filter(event__campaign__in=_ids(campaigns))
    milestones = Milestone.objects.public().filter(campaign__in=_ids(campaigns))
    return Scope(name, path, dates, milestones, Campaign.objects.public().filter(pk__in=_ids(campaigns)))


def _hosted_by(name: str, path: str, organizations: QuerySet[Organization]) -> Scope:
    dates = Occurrence.objects.public().hosted_by(_ids(organizations))
    milestones = Milestone.objects.public().filter(campaign__organization__in=_ids(organizations))
    campaigns = Campaign.objects.public().filter(organization__in=_ids(organizations))
    statements = Statement.objects.public().filter(organization__in=_ids(organizations), translation_of=None)
    return Scope(name, path, dates, milestones, campaigns, statements=statements)


def _links_of(chosen: OccurrenceFilter) -> AnsweredCallQuerySet | None:
    """By which rows an action came under the call or the statement that the filter names."""
    keys = {"call": "call", "statement": "call__statement"}
    wanted = {
        keys[key]: chosen.original_of(key) if key == "statement" else found
        for key, found in chosen.found.items()
        if key in keys
    }
    return AnsweredCall.objects.filter(**wanted) if wanted else None


def _ids(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("pk")


def _list(model: str) -> str:
    return reverse(f"events:{model}-list")
