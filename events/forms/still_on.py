"""What a host may add to a yes."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.place import LINE_LENGTH
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.time_fields import HourField


class StillOnForm(ActionForm):
    """Both may stay empty: then they are still to come."""

    start_time = HourField(label=_("At what hour? (if you know)"), required=False)
    place = forms.CharField(
        label=_("Where? (if you know)"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=_("Name and street: Clock Tower Square, 112 Market St."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        if error.field in ("start_on", "duration", "hours"):
            error.field = "start_time"
        super().take(error, version=version)

    def said(self) -> tuple[dt.time | None, str]:
        return self.cleaned_data["start_time"], self.cleaned_data["place"].strip()
