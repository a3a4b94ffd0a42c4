"""What forms of people without an account share: what an action refuses beside its field, and the language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from events.actions.private_feed import NAME_LENGTH
from events.errors import EventsError

ADDRESS_LENGTH = 320  # as it may be typed; what counts is checked by the action


class PersonForm(forms.Form):
    def take(self, error: EventsError) -> None:
        """Shows what an action refuses beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class OwnCalendarForm(PersonForm):
    """A calendar of one's own, with the answers behind a link or with what is followed."""

    name = forms.CharField(
        label=gettext_lazy("A name for it"),
        help_text=gettext_lazy("Such as “Telephone”: each device can have one of its own, to be ended alone."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_calendar_%s")
