"""Following by mail: the form beside a list, and what can be changed behind the link."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.actions.follow import FollowWish
from events.forms.person import ADDRESS_LENGTH, PersonForm
from events.models import Follow
from events.wall_time import is_zone
from events.wording import language_of_page
from events.zone_choices import zones_near


class ZoneField(forms.ChoiceField):
    """Of a list of zones; one that goes by another name there is understood too."""

    default_error_messages = {"invalid_choice": gettext_lazy("Choose a time zone from the list.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("08:00 by the clock of"),
            help_text=gettext_lazy("For the daily and the weekly mail."),
            **kwargs,
        )

    def valid_value(self, value: Any) -> bool:
        return is_zone(value)

    def offer(self, near: str, *, now: dt.datetime) -> None:
        """The zones of the country of `near` first."""
        at_home, others = zones_near(near, at=now, language=language_of_page())
        self.choices = [(_("In the same country"), at_home), (_("All others"), others)]


class FollowForm(PersonForm):
    """`zone` stands chosen: as somebody typed it, or the one that is likely, which the browser corrects where scripts
    run."""

    path = forms.CharField(max_length=Follow.PATH_LENGTH, widget=forms.HiddenInput)
    query = forms.CharField(max_length=Follow.QUERY_LENGTH, required=False, widget=forms.HiddenInput)
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
    zone = ZoneField()

    def __init__(
        self, data: QueryDict | None = None, *, initial: Mapping[str, str], likely_zone: str, now: dt.datetime
    ) -> None:
        typed = (initial if data is None else data).get("zone", "")
        if data is not None and not typed:
            data = data.copy()
            data["zone"] = likely_zone
        super().__init__(data, auto_id="id_follow_%s", initial={**initial, "zone": typed or likely_zone})
        zone = cast(ZoneField, self.fields["zone"])
        zone.offer(typed if is_zone(typed) else likely_zone, now=now)
        if not typed:
            zone.widget.attrs["data-zone"] = ""

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
    zone = ZoneField()

    def __init__(self, data: Any = None, *, follow: Follow, now: dt.datetime) -> None:
        super().__init__(data, initial={"how_often": follow.how_often, "zone": follow.zone})
        cast(ZoneField, self.fields["zone"]).offer(follow.zone, now=now)
