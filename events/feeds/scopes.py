"""What each feed is about: a page of the site, the dates on it, the milestones beside them."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.feeds.http import Moved
from events.models import Call, Campaign, Event, Milestone, Occurrence, OldSlug, Statement

AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """`path` is the page's. Without a window the feed holds everything there ever was (one event)."""

    name: str
    path: str
    occurrences: QuerySet[Occurrence]
    milestones: QuerySet[Milestone]
    has_window: bool = True


def all_events() -> Scope:
    return Scope(_("Upcoming actions"), _list("event"), Occurrence.objects.public(), Milestone.objects.none())


def all_statements() -> Scope:
    return _answering_all(_("What answers the statements"), _list("statement"))


def all_calls() -> Scope:
    return _answering_all(_("What answers the calls to action"), _list("call"))


def all_campaigns() -> Scope:
    dates = Occurrence.objects.public().filter(event__campaign__published_at__isnull=False)
    return Scope(_("Campaigns: actions and milestones"), _list("campaign"), dates, Milestone.objects.public())


def all_organizations() -> Scope:
    name = _("Organisations: actions and milestones")
    return Scope(name, _list("organization"), Occurrence.objects.public(), Milestone.objects.public())


def one_event(slug: str) -> Scope:
    event = find(Event, slug, "event-detail-ics")
    dates = Occurrence.objects.public().filter(event=event)
    return Scope(event.title, event.get_absolute_url(), dates, Milestone.objects.none(), has_window=False)


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
    dates = Occurrence.objects.public().filter(event__campaign=campaign)
    milestones = Milestone.objects.public().filter(campaign=campaign)
    return Scope(campaign.title, campaign.get_absolute_url(), dates, milestones)


def one_organization(slug: str) -> Scope:
    organization = find(Organization, slug, "organization-detail-ics")
    dates = Occurrence.objects.public().filter(event__organization=organization)
    milestones = Milestone.objects.public().filter(campaign__organization=organization)
    return Scope(organization.name, reverse("events:organization-detail", args=[slug]), dates, milestones)


def find(model: type[AnyModel], slug: str, url_name: str) -> AnyModel:
    """The public row with this slug. Raises Moved where it was once called so, Http404 otherwise."""
    rows: Any = model._default_manager.all()
    rows = rows.public() if hasattr(rows, "public") else rows
    found = rows.filter(slug=slug).first()
    if found is not None:
        return found
    old = OldSlug.objects.filter(model=model._meta.model_name, slug=slug).values("object_id")
    renamed = rows.filter(pk__in=old).first()
    if renamed is not None:
        raise Moved(reverse(f"events:{url_name}", args=[renamed.slug]))
    raise Http404(_("There is nothing public at this address."))


def _answering_all(name: str, path: str) -> Scope:
    return _answering(name, path, call__statement__published_at__isnull=False)


def _answering(name: str, path: str, **answers: object) -> Scope:
    """What answers some calls: events by their dates, campaigns by their milestones."""
    narrowed = {f"answered_calls__{key}": value for key, value in answers.items()}
    events = Event.objects.filter(**narrowed).order_by().values("pk")
    campaigns = Campaign.objects.filter(**narrowed).order_by().values("pk")
    dates = Occurrence.objects.public().filter(event__in=events)
    return Scope(name, path, dates, Milestone.objects.public().filter(campaign__in=campaigns))


def _list(model: str) -> str:
    return reverse(f"events:{model}-list")
