"""Fields that read what people write: days in any digits."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.texts import FIRST_DAY, LAST_DAY
from events.wording import parse_digits


class DayField(forms.DateField):
    """A day written 2027-03-13, in any digits."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Write a day as 2027-03-13.")}
    input_formats = ["%Y-%m-%d"]

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(parse_digits(value.strip()) if isinstance(value, str) else value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("That day is too far away."))
        return day
