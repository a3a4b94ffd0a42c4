"""One reminder: how long before the start or after the end, and for whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import wording
from events.forms.base import ActionForm
from events.forms.person import PersonForm
from events.forms.time_fields import HourField
from events.reminder_rules import AT_AN_HOUR, AUDIENCES, LIMITS, OWN_CHOICES, PARTICIPANTS, Rule
from events.reminder_words import WHEN, WHOM
from events.wording import language_of_page

MOST_DIGITS = 10


class NumberField(forms.CharField):
    """A whole number in any digits; how large it may be depends on what is counted."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4})

    def clean(self, value: Any) -> Any:
        text = wording.parse_digits(super().clean(value)).strip()
        if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
            raise forms.ValidationError(_("Write a whole number."))
        return int(text)

    def prepare_value(self, value: Any) -> Any:
        return wording.say_digits(str(value), language_of_page()) if isinstance(value, int) else value


class ReminderForm(ActionForm):
    number = NumberField(label=gettext_lazy("How many"), max_length=20)
    when = forms.ChoiceField(label=gettext_lazy("When"), choices=list(WHEN.items()))
    at = HourField(
        label=gettext_lazy("At (only for “at:”)"),
        required=False,
        help_text=gettext_lazy("On the clock where the action is."),
    )
    whom = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"),
        choices=[(name, WHOM[name]) for name in AUDIENCES],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Helpers are members of the organisation who only check people in on the day."),
    )

    def __init__(self, data: Any = None, *, rule: Rule | None = None) -> None:
        initial: dict[str, Any] = {"when": next(iter(LIMITS)), "whom": list(PARTICIPANTS)}
        if rule is not None:
            initial = {"number": rule.number, "when": rule.when, "at": rule.at, "whom": list(rule.whom)}
        super().__init__(data, initial=initial)

    def rule(self) -> Rule:
        """Without an id. An hour beside what has none is left out."""
        data = self.cleaned_data
        at = data["at"] if data["when"] in AT_AN_HOUR else None
        return Rule("", data["when"], data["number"], whom=tuple(data["whom"]), at=at)


class OwnRemindersForm(PersonForm):
    """When somebody who comes wants to be reminded."""

    AS_SET, NONE, OWN = "set", "none", "own"

    reminders = forms.ChoiceField(
        label=gettext_lazy("When we remind you"),
        choices=[
            (AS_SET, gettext_lazy("As the hosts have set")),
            (NONE, gettext_lazy("Never; only when something changes")),
            (OWN, gettext_lazy("At times of your own:")),
        ],
        widget=forms.RadioSelect,
    )
    day_before = forms.BooleanField(label=gettext_lazy("The day before"), required=False)
    two_hours = forms.BooleanField(label=gettext_lazy("2 hours before"), required=False)

    def __init__(self, data: Any = None, *, chosen: str) -> None:
        initial = {
            "reminders": self.AS_SET if not chosen else self.NONE if chosen == self.NONE else self.OWN,
            "day_before": "day-before" in chosen,
            "two_hours": "two-hours" in chosen,
        }
        super().__init__(data, initial=initial, auto_id="id_reminders_%s")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reminders") == self.OWN and not (data.get("day_before") or data.get("two_hours")):
            self.add_error("reminders", _("Tick at least one of the times."))
        return data

    def choice(self) -> str:
        """A key of OWN_CHOICES, or empty."""
        data = self.cleaned_data
        if data["reminders"] != self.OWN:
            return "" if data["reminders"] == self.AS_SET else self.NONE
        ticked = [key for key, name in (("day-before", "day_before"), ("two-hours", "two_hours")) if data[name]]
        return next(key for key in OWN_CHOICES if key == ",".join(ticked))
