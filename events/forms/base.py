"""What forms of organisers share: they show what an action refuses beside its field, and both values of a clash."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from events import wording
from events.errors import EditClash, EventsError
from events.wording import language_of_page


class ActionForm(forms.Form):
    """`version` is the one the form was opened with; without one (new things) nothing can clash."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("This is missing.")

    def take(self, error: EventsError, *, version: int | None = None) -> None:
        """Shows an error of an action. After a clash the form carries the `version` that stands, so that saving again
        is a decision made with both values in view."""
        if not isinstance(error, EditClash):
            self.add_error(error.field if error.field in self.fields else None, error.message)
            return
        self.add_error(None, error.message)
        for name, theirs in error.theirs.items():
            if name in self.fields and self._says(name) != self._said(name, theirs):
                self.add_error(name, _("Now stands: %(value)s") % {"value": self._said(name, theirs) or "–"})
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data

    def _says(self, name: str) -> str:
        return self._said(name, self.cleaned_data.get(name))

    def _said(self, name: str, value: Any) -> str:
        """A value as a person reads it."""
        if isinstance(value, dt.date):
            return wording.say_date(value, language_of_page())
        if isinstance(value, dt.time | dt.timedelta | models.Model):
            return str(value)
        if value is None or isinstance(value, str | int):
            choices = dict(getattr(self.fields[name], "choices", None) or [])
            return str(choices.get(value, "" if value is None else value))
        return ", ".join(str(getattr(one, "title", one)) for one in value)
