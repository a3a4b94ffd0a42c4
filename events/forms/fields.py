"""Fields that read what people write: days in any digits, languages by their names."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.texts import FIRST_DAY, LAST_DAY
from events.wording import parse_digits, say_language

# What texts are written in beside the languages of the pages, in the order of their own names.
# fmt: off
WRITTEN = [
    "id", "ms", "bs", "ca", "cs", "cy", "da", "de", "et", "es", "eu", "fr", "ga", "gl", "hr", "is", "it", "sw",
    "lv", "lt", "ht", "hu", "mt", "nl", "nb", "pl", "pt-BR", "pt-PT", "ro", "sq", "sk", "sl", "so", "fi", "sv",
    "tl", "vi", "tr", "yo", "el", "be", "bg", "mk", "ru", "sr", "uk", "ka", "hy", "he", "ur", "fa", "ps", "ku",
    "ckb", "ti", "am", "ne", "mr", "hi", "bn", "pa", "gu", "ta", "te", "ml", "si", "th", "lo", "my", "km", "ko",
    "zh", "ja",
]
# fmt: on


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


class LanguageField(forms.ChoiceField):
    """A language by its own name. Any other that CLDR knows is taken as well, and stays a choice where it stands."""

    def __init__(self, **kwargs: Any) -> None:
        codes = [code for code, _name in settings.ALL_LANGUAGES]
        self._codes = [*codes, *(code for code in WRITTEN if code not in codes)]
        super().__init__(choices=lambda: [(code, say_language(code)) for code in self._codes], **kwargs)

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or say_language(value) != value

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        bound = super().get_bound_field(form, field_name)
        stands = bound.value()
        if stands and self.valid_value(stands) and not super().valid_value(stands):
            self.choices = [(code, say_language(code)) for code in (*self._codes, stands)]
        return bound
