"""Days and hours as people write them: "17:30", "5:30 pm", "٥:٣٠", "13 March 2027", a browser's own date field."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import DayField
from events.imports.action_list.hours import hour_of
from events.wording import parse_digits
from events.written_dates import read_date_line

LONGEST = 40
_HOUR = re.compile(r"(\d{1,2})(?:\s*[:.h٫،]\s*(\d{2})|(\d{2}))?\s*(?:h|uhr)?\s*([ap]\.?\s?m\.?|ص|م)?", re.IGNORECASE)


class WrittenDayField(DayField):
    """A day as a browser sends it, or with the month as a word. "3/4/2027" is refused: it means two days."""

    default_error_messages = {"invalid": _("Write the day as 2027-03-13 or 13 March 2027.")}

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str) and value.strip():
            value = read_date_line(value.strip()[:LONGEST]) or value
        return super().to_python(value)


class HourField(forms.CharField):
    """An hour of the day; None where nothing is written."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "placeholder": "17:30", "size": 8})
    default_error_messages = {"invalid": _("There is no hour “%(value)s”. Write it as 17:30.")}

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, dt.time):
            return value
        text = super().to_python(value)
        return _read_hour(text, self.error_messages["invalid"]) if text else None

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value


class DaysField(forms.Field):
    """Several days, one per line or with commas between."""

    widget = forms.Textarea(attrs={"rows": 3, "placeholder": "2027-04-06\n2027-12-28"})
    default_error_messages = {
        "invalid": _("“%(value)s” is not a day. Write each as 2027-04-06, one per line."),
        "many": _("At most %(max)s days."),
    }
    most, longest = 400, 10_000

    def to_python(self, value: Any) -> tuple[dt.date, ...]:
        text = str(value or "").replace("\x00", "\N{SYMBOL FOR NULL}")
        if len(text) > self.longest:
            raise forms.ValidationError(self.error_messages["many"], params={"max": self.most})
        written = [part.strip() for part in re.split(r"[\n,،;]+", text) if part.strip()]
        if len(written) > self.most:
            raise forms.ValidationError(self.error_messages["many"], params={"max": self.most})
        return tuple(self._day(part) for part in written)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(day.isoformat() for day in value)

    def _day(self, text: str) -> dt.date:
        day = read_date_line(text[:LONGEST])
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], params={"value": text[:LONGEST]})
        return day


def _read_hour(text: str, message: Any) -> dt.time:
    """Figures here; words as a pasted list has them: "noon", "٦ مساءً", "6 de la tarde".

    Raises ValidationError with what was written.
    """
    match = _HOUR.fullmatch(parse_digits(text).strip())
    hour = _in_figures(match) if match else hour_of(text)
    if hour is None:
        raise forms.ValidationError(message, code="invalid", params={"value": text[:LONGEST]})
    return hour


def _in_figures(match: re.Match[str]) -> dt.time | None:
    hour, minute = int(match[1]), int(match[2] or match[3] or 0)
    if half := (match[4] or "").lower()[:1]:
        hour = _on_24_hours(hour, is_afternoon=half in ("p", "م"))
    return dt.time(hour, minute) if 0 <= hour <= 23 and minute <= 59 else None


def _on_24_hours(hour: int, *, is_afternoon: bool) -> int:
    """12 am is 0, 12 pm is 12; -1 for what no clock with two halves shows."""
    if not 1 <= hour <= 12:
        return -1
    return hour % 12 + (12 if is_afternoon else 0)
