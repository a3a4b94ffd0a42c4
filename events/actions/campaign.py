"""A campaign from draft to end: draft, edit, publish, delete a draft. Its parts are in campaign_parts.py."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from events.actions.details import check_call, write_calls
from events.actions.locking import raise_version
from events.actions.slugs import insert_with_slug
from events.calendars.touch import touch_calendar
from events.errors import EditClash, EventsError
from events.models import Call, Campaign, Schedule
from events.permissions import check_editor
from events.search import search_text_of
from events.texts import clean_choice, clean_day, clean_language, clean_line, clean_text

COLUMNS = ("title", "kind", "summary", "description", "language", "start_on", "end_on", "outcome")
MOST_CALLS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDetails:
    """`description` and `outcome` are Markdown; `end_on` is None while it runs."""

    title: str
    kind: str
    start_on: dt.date
    summary: str = ""
    description: str = ""
    language: str = "en"
    end_on: dt.date | None = None
    outcome: str = ""
    calls: Sequence[Call] = ()

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        """As they stand."""
        calls = tuple(answered.call for answered in campaign.answered_calls.select_related("call"))
        return cls(**{name: getattr(campaign, name) for name in COLUMNS}, calls=calls)

    def checked(self, organization: Organization) -> Self:
        """Tidied. Raises EventsError naming the field."""
        clean = replace(
            self,
            title=clean_line(self.title, field="title", length=200, required=True),
            kind=clean_choice(self.kind, field="kind", among=Campaign.Kind.values),
            summary=clean_line(self.summary, field="summary", length=300),
            description=clean_text(self.description, field="description", length=20_000),
            outcome=clean_text(self.outcome, field="outcome", length=10_000),
            start_on=clean_day(self.start_on, field="start_on"),
            end_on=self.end_on and clean_day(self.end_on, field="end_on"),
        )
        clean._check_together(organization)
        return clean

    def _check_together(self, organization: Organization) -> None:
        if self.end_on is not None and self.end_on < self.start_on:
            raise EventsError(_("It cannot end before it begins."), field="end_on")
        clean_language(self.language)
        if len(self.calls) > MOST_CALLS:
            raise EventsError(_("It can answer at most %(max)s calls.") % {"max": MOST_CALLS}, field="calls")
        for call in self.calls:
            check_call(call, organization)


@transaction.atomic
def create_campaign(
    organization: Organization,
    *,
    details: CampaignDetails,
    by: User | None,
    now: dt.datetime,
    is_example: bool = False,
) -> Campaign:
    """A draft that nobody else sees. Raises EventsError naming the field."""
    check_editor(by, organization)
    details = details.checked(organization)
    campaign = Campaign(organization=organization, created_by=by, created_at=now, is_example=is_example)
    _write(campaign, details)
    insert_with_slug(campaign, campaign.title, otherwise=f"{campaign.kind}-{campaign.start_on:%Y-%m-%d}")
    write_calls(campaign, details.calls, now=now)
    write_search_text(campaign)
    campaign.save(update_fields=["search_text"])
    return campaign


@transaction.atomic
def edit_campaign(
    campaign: Campaign, *, details: CampaignDetails, by: User | None, now: dt.datetime, version: int | None = None
) -> Campaign:
    """Raises EditClash with what stands now if `version` is not the one that stands, EventsError naming the field."""
    campaign = lock_campaign(campaign, by=by)
    details = details.checked(campaign.organization)
    standing = CampaignDetails.of(campaign)
    if _comparable(details) == _comparable(standing):
        return campaign
    check_version(campaign, version, theirs=_comparable(standing))
    _write(campaign, details)
    write_calls(campaign, details.calls, now=now)
    write_search_text(campaign)
    raise_version(campaign, fields=(*COLUMNS, "search_text"))
    touch_milestones(campaign, material=False, now=now)
    return campaign


@transaction.atomic
def publish_campaign(campaign: Campaign, *, by: User | None, now: dt.datetime, version: int | None = None) -> Campaign:
    """From now on everybody sees it, and its address stays. Safe to call twice."""
    campaign = lock_campaign(campaign, by=by)
    if campaign.is_published:
        return campaign
    check_version(campaign, version, theirs=_comparable(CampaignDetails.of(campaign)))
    if not campaign.targets.exists() and not campaign.demands.exists():
        raise EventsError(_("Name a target, with a reason and a source, or a demand before you publish it."))
    campaign.published_at = now
    raise_version(campaign, fields=("published_at",))
    touch_milestones(campaign, material=False, now=now)
    # Their calendar entries name it from now on.
    touch_calendar(Schedule.objects.public().filter(event__campaign=campaign), material=False, now=now)
    return campaign


@transaction.atomic
def delete_campaign_draft(campaign: Campaign, *, by: User | None, now: dt.datetime) -> None:
    """Raises EventsError if it is public: what people may have seen ends, it is not deleted."""
    campaign = lock_campaign(campaign, by=by)
    if campaign.is_published:
        raise EventsError(_("It is public already. Give it an end and say what came of it."))
    campaign.delete()


def lock_campaign(campaign: Campaign, *, by: User | None) -> Campaign:
    """The row as it stands, held until the transaction ends. Raises EventsError if it is gone, or not `by`'s."""
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("organization")
    found = rows.filter(pk=campaign.pk).first()
    if found is None:
        raise EventsError(_("This campaign was deleted in the meantime."))
    check_editor(by, found.organization)
    return found


def check_version(campaign: Campaign, version: int | None, *, theirs: Mapping[str, object]) -> None:
    """None asks for nothing."""
    if version is None or version == campaign.version:
        return
    raise EditClash(
        _("Somebody else has changed this campaign since you opened the form. Compare, and save again."),
        theirs=theirs,
    )


def touch_milestones(campaign: Campaign, *, material: bool, now: dt.datetime) -> None:
    """Their calendar entries are stale. Drafts are in no calendar: their SEQUENCE stays 0."""
    if campaign.is_published:
        touch_calendar(campaign.milestones.all(), material=material, now=now)


def write_search_text(campaign: Campaign) -> None:
    """Without saving."""
    names = [target.name for target in campaign.targets.all()]
    campaign.search_text = search_text_of(
        campaign.title, campaign.summary, campaign.description, campaign.organization.name, *names
    )


def _write(campaign: Campaign, details: CampaignDetails) -> None:
    for name in COLUMNS:
        setattr(campaign, name, getattr(details, name))


def _comparable(details: CampaignDetails) -> dict[str, object]:
    standing = {name: getattr(details, name) for name in COLUMNS}
    return standing | {"calls": ", ".join(call.title for call in details.calls)}
