"""When: day, hour, end, zone, and how it repeats. What is typed becomes a Timing."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.repeats import Kept, initial_repeats, repeats_alike
from events.forms.time_fields import DaysField, HourField, WrittenDayField
from events.gazetteer import find_town
from events.models import Occurrence
from events.recurrence import REPEATS, build_rule
from events.timing import Timing, length_of
from events.wall_time import ALL_DAY, TIMED, TO_BE_ANNOUNCED, ends_with_its_last_day, is_zone, zone_names

DAY = dt.timedelta(days=1)


class MomentForm(ActionForm):
    """One date: day, hour, end. An end before the start is the next day's."""

    start_on = WrittenDayField(label=_("Day"))
    start_time = HourField(label=_("Starts"), required=False)
    end_time = HourField(label=_("Ends, if you know"), required=False)
    hour_is_pending = forms.BooleanField(label=_("The hour will be announced"), required=False)
    is_all_day = forms.BooleanField(label=_("All day"), required=False)
    end_on = WrittenDayField(
        label=_("Last day, if it takes several"),
        required=False,
        help_text=_("An end before the start is taken for the next day."),
    )

    aliases = {"duration": "end_time", "hours": "start_time"}

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        error.field = self.aliases.get(error.field or "", error.field)
        super().take(error, version=version)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_hour = cleaned.get("start_time") is not None
        if cleaned.get("hour_is_pending") and cleaned.get("is_all_day"):
            self.add_error("hour_is_pending", _("Either all day, or an hour that will be announced."))
        elif not has_hour and "start_time" not in self.errors and self.hours == TIMED:
            self.add_error("start_time", _("Write the hour as 17:30, or tick “The hour will be announced”."))
        elif self.hours != TIMED:
            self._refuse_hours(self.hours)
        if not self.errors:
            self._check_order()
        return cleaned

    def _refuse_hours(self, hours: str) -> None:
        """What somebody has typed is never dropped."""
        said = {
            TO_BE_ANNOUNCED: _("Either the hour, or that it will be announced."),
            ALL_DAY: _("Either the hour, or all day."),
        }
        for name in ("start_time", "end_time"):
            if self.cleaned_data.get(name) is not None:
                self.add_error(name, said[hours])

    def _check_order(self) -> None:
        last, first = self.cleaned_data["end_on"], self.cleaned_data["start_on"]
        if last is not None and last < first:
            self.add_error("end_on", _("The last day is before the first."))
        elif self.duration is not None and self.duration <= dt.timedelta(0):
            self.add_error("end_time", _("It ends before it starts."))

    @property
    def hours(self) -> str:
        if self.cleaned_data.get("hour_is_pending"):
            return TO_BE_ANNOUNCED
        return ALL_DAY if self.cleaned_data.get("is_all_day") else TIMED

    @property
    def wall_start(self) -> dt.time | None:
        return self.cleaned_data["start_time"] if self.hours == TIMED else None

    @property
    def duration(self) -> dt.timedelta | None:
        given = self.cleaned_data
        return length_of(given["start_on"], given["end_on"], starts=self.wall_start, ends=given["end_time"])

    @property
    def ends_next_day(self) -> bool:
        """Whether it was taken so, without a last day to say it."""
        ends, starts = self.cleaned_data["end_time"], self.wall_start
        return bool(starts and ends and ends <= starts and not self.cleaned_data["end_on"])

    def moment(self) -> dict[str, Any]:
        """What `move_occurrence` and `give_new_date` take."""
        return {
            "start_on": self.cleaned_data["start_on"],
            "start_time": self.wall_start,
            "hours": self.hours,
            "duration": self.duration,
        }


class ScheduleForm(MomentForm):
    """A moment in a zone, and how it repeats."""

    zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        required=False,
        help_text=_("A city is enough: Madrid, New York, Asia/Beirut."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "dir": "ltr"}),
    )
    repeats = forms.ChoiceField(label=_("Repeats"), choices=REPEATS, required=False)
    interval = forms.IntegerField(
        label=_("Interval"), min_value=1, max_value=99, required=False, help_text=_("2 is every other.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days, if every week"),
        choices=[(number, name) for number, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until_on = WrittenDayField(
        label=_("Until"), required=False, help_text=_("A year if you leave it empty; two at most.")
    )
    exdates = DaysField(
        label=_("Not on these days"),
        required=False,
        help_text=_("Holidays, for instance, one per line. Later you cancel a date with its own button."),
    )

    aliases = MomentForm.aliases | {"rule": "repeats", "count": "until_on"}
    default_zone = "UTC"
    # What is changed by this form; None for something new.
    stands: Timing | None = None

    def clean_zone(self) -> str:
        return find_zone(self.cleaned_data["zone"] or self.default_zone)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                self.timing()
            except EventsError as error:
                self.take(error)
        return cleaned

    def timing(self) -> Timing:
        """Raises EventsError naming the field."""
        given, kept = self.cleaned_data, self.kept if self._repeats_as_before else None
        rule, until_on = kept.rule if kept else "", given["until_on"]
        if not rule:
            rule, until_on = self._built_rule()
        rdates = kept.rdates if kept else ()
        return Timing(
            **self.moment(),
            zone=given["zone"],
            rule=rule,
            until_on=until_on,
            exdates=given["exdates"] if rule or rdates else (),
            rdates=rdates,
        ).checked()

    @property
    def kept(self) -> Kept | None:
        """What stays though the fields cannot show it, unless somebody chooses another way to repeat."""
        return Kept.of(self.stands) or None if self.stands else None

    @property
    def _repeats_as_before(self) -> bool:
        given = {name: self.cleaned_data[name] for name in ("repeats", "interval", "weekdays")}
        return self.stands is not None and repeats_alike(self.stands, **given)

    def _built_rule(self) -> tuple[str, dt.date | None]:
        given = self.cleaned_data
        bounded = build_rule(
            given["start_on"],
            repeats=given["repeats"],
            interval=given["interval"] or 1,
            weekdays=given["weekdays"],
            until_on=given["until_on"],
        )
        return (bounded.rule, bounded.until_on) if bounded else ("", None)


def initial_moment(moment: Occurrence | Timing) -> dict[str, Any]:
    """The fields of MomentForm as they stand."""
    start = _at(moment.start_on, moment.start_time or dt.time())
    end = start + moment.duration if moment.duration else None
    is_timed = moment.start_time is not None
    has_last_hour = is_timed and not ends_with_its_last_day(moment.start_time, moment.duration)
    last_on = end.date() if end and has_last_hour else (end - DAY).date() if end else None
    is_obvious = last_on is None or last_on == moment.start_on or (is_timed and _is_next_day(moment))
    return {
        "start_on": moment.start_on,
        "start_time": moment.start_time,
        "end_time": end.time() if end and has_last_hour else None,
        "end_on": None if is_obvious else last_on,
        "hour_is_pending": moment.hours == TO_BE_ANNOUNCED,
        "is_all_day": moment.hours == ALL_DAY,
    }


def initial_timing(timing: Timing) -> dict[str, Any]:
    """The fields of ScheduleForm as they stand."""
    when = {"zone": timing.zone, "until_on": timing.until_on, "exdates": list(timing.exdates)}
    return initial_moment(timing) | when | initial_repeats(timing.rule)


def find_zone(text: str) -> str:
    """ "Europe/Madrid" for itself, "madrid" and "Madrid"; then what a town of any script keeps, such as "بيروت", where
    its name is sure. Raises ValidationError."""
    wanted = re.sub(r"\s+", "_", text.strip())
    if is_zone(wanted):
        return wanted
    folded = wanted.casefold()
    found = [name for name in zone_names() if folded in (name.casefold(), name.casefold().rpartition("/")[2])]
    town = None if found else find_town(text.strip())
    if town is not None and is_zone(town.zone):
        return town.zone
    # "Istanbul" is Asia/ and Europe/Istanbul: both are the same clock.
    if not found or len({ZoneInfo(name).utcoffset(dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) for name in found}) > 1:
        raise forms.ValidationError(_("There is no time zone of this name. Write it like Europe/Madrid."))
    return sorted(found)[-1]


def _is_next_day(moment: Occurrence | Timing) -> bool:
    return moment.duration is not None and moment.duration < DAY


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time)
