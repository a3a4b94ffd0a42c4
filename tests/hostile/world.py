"""One of everything, and what of it is stored: what the tests of this folder attack and look at afterwards."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps

from accounts.models import Organization, User
from events.models import Call, Campaign, Event, Statement
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_kit,
    make_link,
    make_milestone,
    make_organization,
    make_place,
    make_proposal,
    make_statement,
    make_user,
)

# Derived bytes that can be made again, and what a browser is known by: a visit may write those.
WRITTEN_BY_VISITS = {"events.Fragment", "sessions.Session"}


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row of both databases, by model."""
    models = [model for model in apps.get_models() if model._meta.label not in WRITTEN_BY_VISITS]
    rows = {model._meta.label: model._default_manager.order_by("pk").values_list() for model in models}
    return {label: list(values) for label, values in rows.items()}


PASSWORD = "a long enough password"


def give_password(user: User) -> dict[str, str]:
    """What this person types to sign in."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return {"login": user.email, "password": PASSWORD}


@dataclass
class World:
    """A group with an owner, and what it has made: public things, and drafts of each kind."""

    owner: User = field(default_factory=make_user)

    def __post_init__(self) -> None:
        self.group: Organization = make_organization(owner=self.owner, name="Clinic Watch", slug="clinic-watch")
        self.statement: Statement = make_statement(organization=self.group, slug="no-city")
        self.call: Call = make_call(statement=self.statement, slug="rally-everywhere")
        self.campaign: Campaign = make_campaign(organization=self.group, call=self.call, slug="bank-campaign")
        self.campaign.targets.create(kind="company", name="A bank", reason="It pays.", state_since=NOW.date())
        self.campaign.demands.create(asked="Stop paying", of_whom="A bank", status_since=NOW.date())
        make_milestone(campaign=self.campaign)
        self.event = self.make_event(slug="hands-off", call=self.call, campaign=self.campaign)
        self.series = self.make_event(
            slug="every-week",
            rule="FREQ=WEEKLY",
            start_on=dt.date(2027, 3, 14),
            dates=[dt.date(2027, 3, 14) + dt.timedelta(weeks=week) for week in range(4)],
        )
        self.small = self.make_event(slug="small-room", capacity_in_person=3)
        self.draft = self.make_event(slug="draft-event", published=False)
        self.draft_statement = make_statement(organization=self.group, slug="draft-statement", published=False)
        self.draft_campaign = make_campaign(organization=self.group, slug="draft-campaign", published=False)
        make_kit(call=self.call)
        make_proposal(call=self.call)
        make_link(call=self.call)

    def make_event(self, **fields: Any) -> Event:
        return make_event(organization=self.group, **{"place": make_place(organization=self.group), **fields})
