"""Post an action in a few fields; the rest is folded and has good defaults."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.accessibility import ANSWERS, QUESTIONS
from events.actions import details as limits
from events.actions.dates import timing_of
from events.actions.details import Details
from events.forms.clock import ClockForm
from events.forms.fields import LanguageField
from events.forms.organization import HostedForm
from events.forms.when import initial_timing
from events.forms.where import LimitsForm, initial_where
from events.models import Call, Campaign, Event

QUESTION_PREFIX = "access_"


class CallField(forms.ModelChoiceField):
    def label_from_instance(self, call: Call) -> str:
        return f"{call.title} · {call.statement.title}"


class CampaignField(forms.ModelChoiceField):
    def label_from_instance(self, campaign: Campaign) -> str:
        return campaign.title


class DetailsForm(HostedForm):
    """What it is: the few fields first. Calls and campaign are offered to the organisation itself (`is_own`), not to
    those that host with it, and stay as they are otherwise."""

    title = forms.CharField(label=_("Title"), max_length=limits.TITLE_LENGTH, widget=forms.TextInput({"dir": "auto"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices, initial=Event.Kind.RALLY)
    call = CallField(
        Call.objects.none(), label=_("Answers the call"), required=False, empty_label=_("No call to action")
    )
    second_call = CallField(
        Call.objects.none(), label=_("Answers this call too"), required=False, empty_label=_("No other")
    )
    summary = forms.CharField(
        label=_("In one sentence"),
        max_length=limits.SUMMARY_LENGTH,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    description = forms.CharField(
        label=_("What will happen"),
        max_length=limits.DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        help_text=_("Markdown: **bold**, lists, links."),
    )
    campaign = CampaignField(
        Campaign.objects.none(), label=_("Part of the campaign"), required=False, empty_label=_("No campaign")
    )
    language = LanguageField(label=_("Written in"))
    takes_rsvps = forms.BooleanField(label=_("People can say “I’m coming”"), required=False, initial=True)
    shows_count = forms.BooleanField(
        label=_("Show how many are coming"), required=False, help_text=_("Only from 20 on, and rounded.")
    )
    shows_full = forms.BooleanField(label=_("Say so when it is full"), required=False)
    safety = forms.CharField(
        label=_("Good to know"),
        max_length=limits.SAFETY_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        help_text=_("What to bring, legal support, stewards, photographs. Everybody can read it."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        organizations: Any,
        event: Event | None = None,
        is_own: bool = True,
        initial: Any = None,
        **kwargs: Any,
    ) -> None:
        initial = {**(initial or {}), **self._standing(event)}
        super().__init__(data, initial=initial, organizations=organizations, **kwargs)
        self.event = event
        if is_own:
            self._offer_calls(organizations, event)
            self._offer_campaigns(organizations)
        else:
            for name in ("call", "second_call", "campaign"):
                del self.fields[name]
        self._add_questions(event)

    def take(self, error: Any, *, version: int | None = None) -> None:
        if error.field == "calls":
            error.field = "call"
        super().take(error, version=version)

    @staticmethod
    def _standing(event: Event | None) -> dict[str, Any]:
        if event is None:
            return {}
        stands = {name: getattr(event, name) for name in limits.COLUMNS if name != "accessibility"}
        calls = [answered.call_id for answered in event.answered_calls.all()]
        return stands | {
            "version": event.version,
            "call": calls[0] if calls else None,
            "second_call": calls[1] if len(calls) > 1 else None,
        }

    def _offer_calls(self, organizations: Any, event: Event | None) -> None:
        standing = [answered.call_id for answered in event.answered_calls.all()] if event else []
        for name in ("call", "second_call"):
            _choose_from(self.fields[name], Call.objects.answerable_by(organizations, standing=standing).for_list())

    def _offer_campaigns(self, organizations: Any) -> None:
        campaigns = Campaign.objects.filter(organization__in=organizations)
        _choose_from(self.fields["campaign"], campaigns)
        if not campaigns.exists():
            del self.fields["campaign"]

    def _add_questions(self, event: Event | None) -> None:
        answers = event.accessibility if event else {}
        for key, question in QUESTIONS.items():
            self.fields[QUESTION_PREFIX + key] = forms.ChoiceField(
                label=str(question.asked),
                choices=ANSWERS.items(),
                initial=answers.get(key, "unknown"),
                required=False,
                widget=forms.Select,
            )

    @property
    def questions(self) -> list[Any]:
        return [self[QUESTION_PREFIX + key] for key in QUESTIONS]

    def details(self) -> Details:
        given = self.cleaned_data
        return Details(
            **{name: given[name] for name in limits.COLUMNS if name not in ("accessibility", "campaign")},
            campaign=self._campaign(),
            accessibility={key: given[QUESTION_PREFIX + key] or "unknown" for key in QUESTIONS},
            calls=self._calls(),
        )

    def _campaign(self) -> Campaign | None:
        if "campaign" in self.fields:
            return self.cleaned_data["campaign"]
        return self.event.campaign if self.event else None

    def _calls(self) -> list[Call]:
        """Those beyond the two that the form shows stay, or all."""
        standing = [answered.call for answered in self.event.answered_calls.all()] if self.event else []
        if "call" not in self.fields:
            return standing
        chosen = (self.cleaned_data[name] for name in ("call", "second_call"))
        return [*(call for call in chosen if call is not None), *standing[2:]]


class EventForm(DetailsForm, LimitsForm, ClockForm):
    """A new action, or a draft."""

    # As on the page: what has to be mended is told from its top to its end.
    field_order = [
        "organization",
        "title",
        "kind",
        "call",
        "start_on",
        "start_time",
        "end_time",
        "hour_is_pending",
        "clock",
        "place",
        "place_is_pending",
        "town",
        "is_online",
        "online_url",
    ]

    def __init__(self, data: Any = None, *, today: dt.date, event: Event | None = None, **kwargs: Any) -> None:
        self.today = today
        initial = kwargs.pop("initial", None) or {}
        if event is not None:
            self.stands = timing_of(event.schedules.running().get())
            initial = {**initial_timing(self.stands), **initial_where(event), **initial}
        super().__init__(data, event=event, initial=initial, **kwargs)
        self.default_zone = self.initial.get("zone") or (self.organizations[0].zone if self.organizations else "UTC")
        self.fields["zone"].initial = self.default_zone

    def clean_start_on(self) -> dt.date:
        start_on: dt.date = self.cleaned_data["start_on"]
        if start_on < self.today - dt.timedelta(days=1):
            raise forms.ValidationError(_("This day is over."))
        return start_on


class PublishedEventForm(DetailsForm, LimitsForm):
    """A public one: its hour and place are changed by their own buttons, so that people are told."""

    def __init__(self, data: Any = None, *, event: Event, **kwargs: Any) -> None:
        super().__init__(data, event=event, initial=initial_where(event), **kwargs)
        for name in ("capacity_in_person", "hides_place", "public_area", "town"):
            if not event.is_in_person:
                del self.fields[name]
        for name in ("capacity_online", "shows_link"):
            if not event.is_online:
                del self.fields[name]


def _choose_from(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
