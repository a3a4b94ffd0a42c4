"""Following by mail: the form beside a list, and what can be changed behind the link."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.actions.follow import FollowWish
from events.forms.person import ADDRESS_LENGTH, PersonForm, language_of_page
from events.models import Follow
from events.zone_choices import zones_near


class FollowForm(PersonForm):
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
            language=language_of_page(),
        )


class PaceForm(PersonForm):
    """How often, and by which clock."""

    how_often = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Follow.HowOften.choices, widget=forms.RadioSelect
    )
    zone = forms.ChoiceField(label=gettext_lazy("By the clock of"))

    def __init__(self, data: Any = None, *, follow: Follow, now: dt.datetime) -> None:
        super().__init__(data, initial={"how_often": follow.how_often, "zone": follow.zone})
        at_home, others = zones_near(follow.zone, at=now, language=language_of_page())
        zone = cast(forms.ChoiceField, self.fields["zone"])
        zone.choices = [(_("In the same country"), at_home), (_("All others"), others)]
