"""The parts of a campaign, one form each: targets and their sources, demands, milestones."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events.actions import campaign_parts as parts
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.campaign import (
    EditDemandForm,
    EditMilestoneForm,
    EditTargetForm,
    NewDemandForm,
    NewMilestoneForm,
    NewTargetForm,
    SourceForm,
)
from events.models import Campaign, Demand, Milestone, Target
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_campaign import own_campaign, utc_today, version_now
from events.views.requests import SignedInRequest

FORM = "events/campaign_form.html"


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part: its forms, and the actions that take the forms' cleaned values."""

    new_form: type[ActionForm]
    edit_form: type[ActionForm]
    new_title: Any
    edit_title: Any
    first: Callable[[dt.date], dict[str, Any]]
    add: Callable[..., Any]
    edit: Callable[..., Any]


def _add_target(campaign: Campaign, form: NewTargetForm, *, by: Any, now: dt.datetime) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("name", "kind", "reason")}
    parts.add_target(campaign, **chosen, sources=[form.citation()], since=now.date(), by=by, now=now)


def _add_demand(campaign: Campaign, form: NewDemandForm, *, by: Any, now: dt.datetime) -> None:
    parts.add_demand(campaign, asked=form.cleaned_data["asked"], of_whom=form.cleaned_data["of_whom"], by=by, now=now)


def _add_milestone(campaign: Campaign, form: NewMilestoneForm, *, by: Any, now: dt.datetime) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("title", "on", "note")}
    parts.add_milestone(campaign, **chosen, by=by, now=now)


def _edit_target(target: Target, form: EditTargetForm, *, by: Any, now: dt.datetime) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("name", "kind", "reason", "state", "version")}
    parts.edit_target(target, **chosen, since=form.cleaned_data["state_since"], by=by, now=now)


def _edit_demand(demand: Demand, form: EditDemandForm, *, by: Any, now: dt.datetime) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("asked", "of_whom", "status", "version")}
    parts.edit_demand(demand, **chosen, since=form.cleaned_data["status_since"], by=by, now=now)


def _edit_milestone(milestone: Milestone, form: EditMilestoneForm, *, by: Any, now: dt.datetime) -> None:
    chosen = {name: form.cleaned_data[name] for name in ("title", "on", "note", "state", "version")}
    parts.edit_milestone(milestone, **chosen, by=by, now=now)


PARTS = {
    "targets": Part(
        NewTargetForm,
        EditTargetForm,
        gettext_lazy("Name a target"),
        gettext_lazy("Change this target"),
        lambda today: {"read_on": today},
        _add_target,
        _edit_target,
    ),
    "demands": Part(
        NewDemandForm,
        EditDemandForm,
        gettext_lazy("Add a demand"),
        gettext_lazy("Change this demand"),
        lambda today: {},
        _add_demand,
        _edit_demand,
    ),
    "milestones": Part(
        NewMilestoneForm,
        EditMilestoneForm,
        gettext_lazy("Add a milestone"),
        gettext_lazy("Change this milestone"),
        lambda today: {},
        _add_milestone,
        _edit_milestone,
    ),
}


@login_required
@form_page
def new_part(request: SignedInRequest, slug: str, part: str) -> HttpResponse:
    campaign, kind = own_campaign(request, slug), _part_kind(part)
    form = kind.new_form(request.POST or None, initial=kind.first(utc_today()))
    if request.method == "POST" and form.is_valid():
        try:
            kind.add(campaign, form, by=request.user, now=timezone.now())
            return redirect("events:organize-campaign-detail", slug)
        except EventsError as error:
            form.take(error)
    return show_form(request, FORM, form, title=kind.new_title, campaign=campaign)


@login_required
@form_page
def edit_part(request: SignedInRequest, slug: str, part: str, pk: int) -> HttpResponse:
    campaign, kind = own_campaign(request, slug), _part_kind(part)
    row = get_object_or_404(getattr(campaign, part), pk=pk)
    initial = {name: getattr(row, name) for name in kind.edit_form.base_fields if name != "version"}
    form = kind.edit_form(request.POST or None, initial=initial | {"version": campaign.version})
    if request.method == "POST" and form.is_valid():
        try:
            kind.edit(row, form, by=request.user, now=timezone.now())
            return redirect("events:organize-campaign-detail", slug)
        except EventsError as error:
            form.take(error, version=version_now(campaign))
    return show_form(request, FORM, form, title=kind.edit_title, campaign=campaign)


@login_required
@form_page
def new_source(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    campaign = own_campaign(request, slug)
    target = get_object_or_404(campaign.targets, pk=pk)
    form = SourceForm(request.POST or None, initial={"read_on": utc_today()})
    if request.method == "POST" and form.is_valid():
        try:
            parts.add_source(target, form.citation(), by=request.user, now=timezone.now())
            return redirect("events:organize-campaign-detail", slug)
        except EventsError as error:
            form.take(error)
    return show_form(request, FORM, form, title=_("Add a source"), lead=target.name, campaign=campaign)


@login_required
@require_POST
def remove_part(request: SignedInRequest, slug: str, part: str, pk: int) -> HttpResponse:
    campaign, _kind = own_campaign(request, slug), _part_kind(part)
    with refusal_shown(request):
        parts.remove_part(get_object_or_404(getattr(campaign, part), pk=pk), by=request.user, now=timezone.now())
    return redirect("events:organize-campaign-detail", slug)


def _part_kind(part: str) -> Part:
    if part not in PARTS:
        raise Http404
    return PARTS[part]
