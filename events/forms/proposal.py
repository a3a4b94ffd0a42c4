"""An action proposed under a call: at most seven fields, what the call says already is not asked."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import wording
from events.accessibility import QUESTIONS
from events.actions.offer import NAME_LENGTH, Offer, check_window
from events.actions.place import LINE_LENGTH
from events.actions.whereabouts import TOWN_LENGTH
from events.errors import EventsError
from events.forms.accessibility import add_questions, answers_of, question_fields
from events.forms.base import ActionForm
from events.forms.person import ADDRESS_LENGTH
from events.forms.time_fields import HourField, WrittenDayField
from events.gazetteer import find_town, split_town
from events.models import Call, Event, Kit, Proposal
from events.models.event import Attendance
from events.wall_time import instant
from events.wording import language_of_page
from events.zone_choices import read_zone_choice, zone_choices

Kind = Event.Kind
KINDS = {Call.AsksFor.PROTEST: Kind.RALLY, Call.AsksFor.BOYCOTT: Kind.PICKET, Call.AsksFor.OTHER: Kind.OTHER}


class ProposalForm(ActionForm):
    """Where the gazetteer is not sure of the town, `zone` is asked once, on the same page (`asks_zone`)."""

    town = forms.CharField(
        label=gettext_lazy("Town"),
        max_length=TOWN_LENGTH,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "address-level2"}),
    )
    zone = forms.CharField(label=gettext_lazy("By which clock?"), required=False, max_length=80)
    start_on = WrittenDayField(label=gettext_lazy("Day"))
    start_time = HourField(
        label=gettext_lazy("Hour (optional)"), required=False, help_text=gettext_lazy("Empty: to be announced.")
    )
    place = forms.CharField(
        label=gettext_lazy("Place (optional)"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=gettext_lazy("Name and street: Clock Tower Square, 112 Market St. Empty: to be announced."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What will it be?"), choices=Kind.choices)
    host_name = forms.CharField(
        label=gettext_lazy("Who you are"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("The name of your group as everybody will read it."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "organization"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address to reach you"),
        max_length=ADDRESS_LENGTH,
        help_text=gettext_lazy("Nobody is shown it, not even those who call. We write to you through this site."),
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
    )
    is_online = forms.BooleanField(label=gettext_lazy("Also, or only, online"), required=False)
    online_url = forms.CharField(
        label=gettext_lazy("Link, if you have it"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("It is sent to people who have confirmed that they come."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        call: Call,
        kit: Kit | None,
        proposal: Proposal | None = None,
        initial: Any = None,
        **kwargs: Any,
    ) -> None:
        initial = {"kind": KINDS.get(Call.AsksFor(call.asks_for)), **(initial or {}), **_standing(proposal)}
        super().__init__(data, initial=initial, **kwargs)
        self.call, self.kit, self.proposal, self.asks_zone = call, kit, proposal, False
        self._leave_out_what_is_known()
        self._bound_days()
        keys = [key for key in QUESTIONS if kit is None or not kit.questions or key in kit.questions]
        add_questions(self, keys, answers=proposal.accessibility if proposal else {})

    def _leave_out_what_is_known(self) -> None:
        if self.only_day is not None:
            del self.fields["start_on"]
        if self.call.asks_for == Call.AsksFor.TEACH_IN:
            del self.fields["kind"]
        if self.proposal is not None:
            del self.fields["email"]

    def _bound_days(self) -> None:
        days = {"min": self.call.window_start_on, "max": self.call.window_end_on}
        if "start_on" in self.fields:
            self.fields["start_on"].widget.attrs |= {name: day.isoformat() for name, day in days.items() if day}

    def say_window(self, *, today: dt.date) -> None:
        """Beside the day which days the call asks for."""
        first, last, language = self.call.window_start_on, self.call.window_end_on, language_of_page()
        if first is None or "start_on" not in self.fields:
            return
        if last is None:
            said = _("The call asks for it from %(day)s on.") % {"day": wording.say_date(first, language, today=today)}
        else:
            said = _("The call asks for: %(days)s") % {"days": wording.say_days(first, last, language, today=today)}
        self.fields["start_on"].help_text = said

    @property
    def only_day(self) -> dt.date | None:
        """The day, where the call asks for no other."""
        first, last = self.call.window_start_on, self.call.window_end_on
        return first if first == last else None

    @property
    def questions(self) -> list[Any]:
        return question_fields(self)

    def clean_start_on(self) -> dt.date:
        """With everything else that is to be mended, not after it."""
        day: dt.date = self.cleaned_data["start_on"]
        try:
            check_window(self.call, day)
        except EventsError as error:
            raise forms.ValidationError(error.message) from error
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("town", "").strip() and "town" not in self.errors and not self._is_online(cleaned):
            self.add_error("town", _("Which town? If it is only online, say so below."))
        if "town" not in self.errors:
            self._find_zone(cleaned)
        return cleaned

    def _is_online(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("is_online") or cleaned.get("online_url", "").strip())

    def _find_zone(self, cleaned: dict[str, Any]) -> None:
        """Only from a town that is sure, or as it was answered; never guessed."""
        name, region = split_town(cleaned.get("town", ""))
        organization = self.call.statement.organization
        town = find_town(name, region=region, zone=organization.zone) if name else None
        cleaned["town"] = name
        if town is not None:
            cleaned["zone"], cleaned["country"] = town.zone, town.country
        elif self.proposal is not None and self.proposal.town == name and not cleaned.get("zone"):
            cleaned["zone"], cleaned["country"] = self.proposal.zone, self.proposal.country
        else:
            self._ask_zone(cleaned, name)

    def _ask_zone(self, cleaned: dict[str, Any], name: str) -> None:
        self.asks_zone = True
        choices = self._zone_choices(name)
        self.fields["zone"].widget = forms.Select(choices=[("", _("Choose")), *choices])
        chosen = cleaned.get("zone", "")
        if chosen in {value for _label, group in choices for value, _said in group}:
            cleaned["zone"], cleaned["country"] = read_zone_choice(chosen)
        else:
            self.add_error("zone", self._why_zone(name))

    def _why_zone(self, name: str) -> str:
        if not name:
            return _("One question more: choose the time zone in which you announce the hour.")
        said = _("One question more: we are not sure which %(town)s this is. Choose its time zone.")
        return said % {"town": name}

    def _zone_choices(self, name: str) -> list[Any]:
        near = self.call.statement.organization.zone
        day = self._day() or self.call.window_start_on or self.call.created_at.date()
        noon = instant(dt.datetime.combine(day, dt.time(12)), "UTC")
        return cast(list[Any], zone_choices(name, near=near, at=noon, language=language_of_page()))

    def _day(self) -> dt.date | None:
        return self.only_day or self.cleaned_data.get("start_on")

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        if error.field in ("attendance", "country"):
            error.field = "town"
        super().take(error, version=version)

    def offer(self) -> Offer:
        given = self.cleaned_data
        attendance = Attendance.IN_PERSON
        if self._is_online(given):
            attendance = Attendance.BOTH if given["town"] else Attendance.ONLINE
        return Offer(
            **{name: given[name] for name in ("host_name", "town", "country", "zone", "start_time", "place")},
            start_on=self.only_day or given["start_on"],
            kind=given.get("kind") or Kind.TEACH_IN,
            online_url=given["online_url"],
            attendance=attendance,
            accessibility=answers_of(self),
        )


def _standing(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    names = ("town", "start_on", "start_time", "place", "kind", "host_name", "online_url", "version")
    return {name: getattr(proposal, name) for name in names} | {
        "is_online": proposal.attendance != Attendance.IN_PERSON
    }
