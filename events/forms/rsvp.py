"""What a participant types: "I'm coming", a change of an answer, an address to leave with."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events import wording
from events.actions.rsvp import LARGEST_PARTY, MOST_DATES, NAME_LENGTH, Wish
from events.actions.seats import is_open
from events.date_facts import say_last_erasure
from events.errors import EventsError
from events.forms.person import ADDRESS_LENGTH, PersonForm
from events.models import RSVP, Event, Occurrence
from events.wording import language_of_page

UNFOLDED = 3
ANSWERS = [(RSVP.Answer.GOING, gettext_lazy("I’m coming")), (RSVP.Answer.MAYBE, gettext_lazy("Maybe"))]


class PartyField(forms.CharField):
    """A whole number from 1 to 10, in any digits."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=20, **kwargs)

    def clean(self, value: Any) -> int:
        digits = wording.parse_digits(super().clean(value)).strip()
        if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= LARGEST_PARTY:
            raise forms.ValidationError(_("A whole number from 1 to %(max)s.") % {"max": LARGEST_PARTY})
        return int(digits)

    def prepare_value(self, value: Any) -> Any:
        return wording.say_digits(str(value), language_of_page()) if isinstance(value, int) else value


class RSVPForm(PersonForm):
    """ "I'm coming" to some of `dates`, the next one ticked. The button that was pressed is the answer."""

    dates = forms.MultipleChoiceField(
        label=gettext_lazy("Which dates?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one date."),
            "invalid_choice": gettext_lazy("This date takes no answers: it is over, cancelled or moved out of reach."),
        },
    )
    attendance = forms.ChoiceField(
        label=gettext_lazy("How will you take part?"), choices=RSVP.Attendance.choices, widget=forms.RadioSelect
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail (optional), for the reminder and changes"),
        required=False,
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    wants_invitation = forms.BooleanField(
        label=gettext_lazy("Keep it up to date in my calendar, by invitations in our mails"),
        help_text=gettext_lazy("Your mail provider will know, and it may show in a shared calendar."),
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("A name, any name (optional)"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    party_size = PartyField(label=gettext_lazy("How many people, you included"), initial=1)
    answer = forms.ChoiceField(choices=ANSWERS, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, dates: Sequence[Occurrence], initial: Any = None) -> None:
        self._dates = {cast(str, date.date_slug): date for date in dates}
        first = next(iter(self._dates), None)
        defaults = {"dates": [first], "attendance": RSVP.Attendance.IN_PERSON, "party_size": 1}
        super().__init__(data, initial=defaults | (initial or {}), prefix=None)
        language, today = language_of_page(), dates[0].local_day if dates else None
        dates_field = cast(forms.MultipleChoiceField, self.fields["dates"])
        dates_field.choices = [(slug, _say_date(date, language, today=today)) for slug, date in self._dates.items()]
        self._fit(dates)

    def _fit(self, dates: Sequence[Occurrence]) -> None:
        """Asks only what there is to choose."""
        if len(dates) == 1:
            self.fields["dates"].widget = forms.MultipleHiddenInput()
        if not any(date.is_online and date.is_in_person for date in dates):
            del self.fields["attendance"]
        if settings.EMAIL_IS_OFF:
            del self.fields["email"]
            del self.fields["wants_invitation"]
        elif any(_is_limited(date) for date in dates):
            self.fields["email"].label = _("E-mail, to confirm your place; also for the reminder and changes")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def chosen(self) -> list[Occurrence]:
        return [self._dates[slug] for slug in self.cleaned_data["dates"]]

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            answer=data["answer"] or RSVP.Answer.GOING,
            attendance=data.get("attendance") or RSVP.Attendance.IN_PERSON,
            party_size=data["party_size"],
            address=data.get("email") or None,
            name=data["name"],
            language=language_of_page(),
            wants_invitation=data.get("wants_invitation", False),
        )


class AnswerForm(forms.Form):
    """Another answer behind a link."""

    answer = forms.ChoiceField(label=gettext_lazy("Your answer"), choices=ANSWERS, widget=forms.RadioSelect)
    attendance = forms.ChoiceField(
        label=gettext_lazy("How will you take part?"), choices=RSVP.Attendance.choices, widget=forms.RadioSelect
    )
    party_size = PartyField(label=gettext_lazy("How many people, you included"))

    def __init__(self, data: Any = None, *, rsvp: RSVP) -> None:
        initial = {name: getattr(rsvp, name) for name in ("answer", "attendance", "party_size")}
        super().__init__(data, initial=initial, auto_id=f"id_{rsvp.pk}_%s")
        if not (rsvp.occurrence.is_online and rsvp.occurrence.is_in_person):
            del self.fields["attendance"]

    def answered(self) -> dict[str, Any]:
        return {"attendance": self.initial["attendance"]} | self.cleaned_data


class RetryForm(forms.Form):
    """Once more where there was no room, perhaps with fewer."""

    party_size = PartyField(label=gettext_lazy("How many people, you included"))

    def __init__(self, data: Any = None, *, rsvp: RSVP) -> None:
        super().__init__(data, initial={"party_size": rsvp.party_size}, auto_id=f"id_{rsvp.pk}_%s")

    def answered(self) -> dict[str, Any]:
        return self.cleaned_data


class LeaveForm(forms.Form):
    email = forms.CharField(
        label=pgettext_lazy("a label", "Your e-mail address"),
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def take(self, error: EventsError) -> None:
        self.add_error("email", error.message)


@dataclass(frozen=True, slots=True)
class Panel:
    """The box on an event's page: the form, or why there is none."""

    event: Event
    form: RSVPForm | None
    is_limited: bool
    unfolded: int
    erased_on: str
    sends_mail: bool


def rsvp_panel(
    event: Event,
    dates: Sequence[Occurrence],
    *,
    now: dt.datetime,
    ticked: str | None = None,
    form: RSVPForm | None = None,
) -> Panel:
    """For `dates` in their order, the next or the one named `ticked` chosen; without those that take no answers."""
    dates = open_dates(dates, now=now)
    if form is None and dates:
        form = RSVPForm(
            dates=dates, initial={"dates": [ticked]} if ticked in [date.date_slug for date in dates] else None
        )
    return Panel(
        event=event,
        form=form if dates else None,
        is_limited=any(_is_limited(date) for date in dates),
        unfolded=_unfolded(form),
        erased_on=say_last_erasure(dates, language_of_page(), now=now) if dates else "",
        sends_mail=not settings.EMAIL_IS_OFF,
    )


def open_dates(dates: Sequence[Occurrence], *, now: dt.datetime) -> list[Occurrence]:
    return [date for date in dates if is_open(date, now=now)]


def offered_dates(dates: Sequence[Occurrence], *, ticked: Collection[str], now: dt.datetime) -> list[Occurrence]:
    """The next ones that take answers, and those of `ticked` however far ahead they are."""
    rows = open_dates(dates, now=now)
    return [row for number, row in enumerate(rows) if number < MOST_DATES or row.date_slug in ticked]


def _unfolded(form: RSVPForm | None) -> int:
    """So many boxes stand open: the next three, or all down to the last that is ticked."""
    if form is None:
        return 0
    ticked = [number for number, box in enumerate(form["dates"], start=1) if box.data.get("selected")]
    return max([UNFOLDED, *ticked])


def _say_date(date: Occurrence, language: str, *, today: dt.date | None) -> str:
    """Short enough for one line: the day and when it begins."""
    if date.is_postponed:
        return wording.say_when(date, language, today=today)
    words = {"day": wording.say_day(date.start_on, language, today=today), "hours": wording.say_hours(date, language)}
    return _("%(day)s, %(hours)s") % words


def _is_limited(date: Occurrence) -> bool:
    limits = {
        date.capacity_in_person if date.is_in_person else None,
        date.capacity_online if date.is_online else None,
    }
    return limits != {None}
