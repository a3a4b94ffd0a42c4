"""The few fields of a campaign and of its parts."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.campaign import CampaignDetails
from events.actions.campaign_parts import Citation
from events.forms.base import ActionForm
from events.forms.fields import DayField, LanguageField
from events.forms.organization import HostedForm
from events.models import Call, Campaign, Demand, Milestone, Target

LONGEST_ID = 18  # digits; SQLite refuses to compare with what takes more than 64 bits


class CallsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": str(pk)[:40]})
        return super().clean(value)

    def label_from_instance(self, call: Call) -> str:
        return f"{call.title} · {call.statement.title}"


class CampaignForm(HostedForm):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("Short: whom or what it is about."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Campaign.Kind.choices)
    summary = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    start_on = DayField(label=_("Begins on"))
    end_on = DayField(label=_("Ends on, if you know"), required=False)
    calls = CallsField(Call.objects.none(), label=_("Answers these calls to action"), required=False)
    description = forms.CharField(
        label=_("More about it (optional)"),
        widget=forms.Textarea,
        max_length=20_000,
        required=False,
        help_text=_("Markdown: **bold**, lists, links."),
    )
    outcome = forms.CharField(
        label=_("What came of it (optional)"), widget=forms.Textarea, max_length=10_000, required=False
    )
    language = LanguageField(label=_("Written in"))

    def __init__(
        self, data: Any = None, *, organizations: Any, campaign: Campaign | None = None, today: dt.date, **kwargs: Any
    ) -> None:
        initial = self._initial(campaign, organizations, today)
        super().__init__(data, initial=initial, organizations=organizations, **kwargs)
        calls = cast(CallsField, self.fields["calls"])
        calls.queryset = Call.objects.answerable_by(organizations).for_list()
        if campaign is None:
            del self.fields["outcome"]
        if not calls.queryset:
            del self.fields["calls"]

    @staticmethod
    def _initial(campaign: Campaign | None, organizations: Any, today: dt.date) -> dict[str, Any]:
        if campaign is None:
            first = organizations[0] if organizations else None
            return {"start_on": today, "language": first.language if first else "en"}
        standing = CampaignDetails.of(campaign)
        return {name: getattr(standing, name) for name in CampaignDetails.__dataclass_fields__} | {
            "calls": [call.pk for call in standing.calls],
            "version": campaign.version,
        }

    def details(self) -> CampaignDetails:
        values: dict[str, Any] = {name: self.cleaned_data.get(name) for name in CampaignDetails.__dataclass_fields__}
        return CampaignDetails(**{**values, "outcome": values["outcome"] or "", "calls": list(values["calls"] or [])})


class TargetForm(ActionForm):
    name = forms.CharField(
        label=_("Who or what"), max_length=200, help_text=_("A company, brand, product, institution.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Target.Kind.choices)
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        help_text=_("What they do, in words that the source bears out."),
    )


class SourceForm(ActionForm):
    source_title = forms.CharField(label=_("Source: its title"), max_length=300)
    source_url = forms.URLField(label=_("Source: its web address"), max_length=500, assume_scheme="https")
    read_on = DayField(label=_("When you read it"))

    def citation(self) -> Citation:
        chosen = self.cleaned_data
        return Citation(title=chosen["source_title"], url=chosen["source_url"], read_on=chosen["read_on"])


class NewTargetForm(TargetForm, SourceForm):
    """Nobody is named without a reason and a source."""

    field_order = ["name", "kind", "reason", "source_title", "source_url", "read_on"]


class EditTargetForm(TargetForm):
    state = forms.ChoiceField(label=_("What has become of it"), choices=Target.State.choices)
    state_since = DayField(label=_("Since"))


class NewDemandForm(ActionForm):
    asked = forms.CharField(label=_("What is asked"), max_length=300)
    of_whom = forms.CharField(label=_("Of whom"), max_length=200)


class EditDemandForm(NewDemandForm):
    status = forms.ChoiceField(label=_("Where it stands"), choices=Demand.Status.choices)
    status_since = DayField(label=_("Since"))


class NewMilestoneForm(ActionForm):
    title = forms.CharField(label=_("What happens"), max_length=200)
    on = DayField(label=_("Day"))
    note = forms.CharField(label=_("A sentence about it (optional)"), max_length=500, required=False)


class EditMilestoneForm(NewMilestoneForm):
    state = forms.ChoiceField(label=_("Still on?"), choices=Milestone.State.choices)
