"""Following by mail: the form beside a list, and what can be changed behind the link."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from events.actions.follow import NAME_LENGTH, FollowWish
from events.errors import EventsError
from events.models import Follow
from events.zone_choices import zones_near

ADDRESS_LENGTH = 320  # as it may be typed; what counts is checked by the action


class _TakesErrors(forms.Form):
    def take(self, error: EventsError) -> None:
        """Shows what an action refuses beside its field."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class FollowForm(_TakesErrors):
    """`zone` is filled in by the browser where scripts run."""

    path = forms.CharField(max_length=Follow.PATH_LENGTH, widget=forms.HiddenInput)
    query = forms.CharField(max_length=Follow.QUERY_LENGTH, required=False, widget=forms.HiddenInput)
    zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}))
    email = forms.CharField(
        label=pgettext_lazy("a label", "Your e-mail address"),
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    how_often = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=Follow.HowOften.choices,
        initial=Follow.HowOften.AT_ONCE,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="id_follow_%s", **kwargs)

    def wish(self) -> FollowWish:
        chosen = self.cleaned_data
        return FollowWish(
            path=chosen["path"],
            query=chosen["query"],
            how_often=chosen["how_often"],
            zone=chosen["zone"],
            address=chosen["email"],
            language=_language(),
        )


class PaceForm(_TakesErrors):
    """How often, and by which clock."""

    how_often = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Follow.HowOften.choices, widget=forms.RadioSelect
    )
    zone = forms.ChoiceField(label=gettext_lazy("By the clock of"))

    def __init__(self, data: Any = None, *, follow: Follow, now: dt.datetime) -> None:
        super().__init__(data, initial={"how_often": follow.how_often, "zone": follow.zone})
        at_home, others = zones_near(follow.zone, at=now, language=_language())
        zone = cast(forms.ChoiceField, self.fields["zone"])
        zone.choices = [(_("In the same country"), at_home), (_("All others"), others)]


class FollowCalendarForm(_TakesErrors):
    name = forms.CharField(
        label=gettext_lazy("A name for it"),
        help_text=gettext_lazy("Such as “Telephone”: each device can have one of its own, to be ended alone."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_calendar_%s")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
