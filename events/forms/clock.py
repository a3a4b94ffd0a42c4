"""By whose clock, where the town keeps another than the one that the form began with."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.place import parts_of
from events.forms.when import ScheduleForm
from events.forms.where import WhereForm
from events.gazetteer import Town, find_town, split_town
from events.gazetteer.regions import is_known_region
from events.wall_time import ALL_DAY, is_same_clock
from events.wording import language_of_page, say_clock, say_country


class ClockForm(WhereForm, ScheduleForm):
    """The zone stands folded, filled in with the organisation's: an action in another town would have its hour by the
    wrong clock, and nobody would see it. So `clock` is asked once, on the same page (`asks_clock`), and only where the
    gazetteer is sure of the town."""

    clock = forms.CharField(label=gettext_lazy("By which clock?"), required=False, max_length=64)
    asks_clock = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        town = self._town_elsewhere(cleaned)
        if town is not None:
            self._ask_clock(cleaned, town)
        return cleaned

    def _town_elsewhere(self, cleaned: dict[str, Any]) -> Town | None:
        """The town, if its clock is another than that of the form. What stands was asked about already."""
        if self.hours == ALL_DAY or not {"place", "town", "zone"} & set(self.changed_data) or "zone" not in cleaned:
            return None
        town = sure_town(cleaned.get("town") or cleaned.get("place", ""))
        return None if town is None or is_same_clock(town.zone, cleaned["zone"]) else town

    def _ask_clock(self, cleaned: dict[str, Any], town: Town) -> None:
        self.asks_clock = True
        language = language_of_page()
        there, here = (say_clock(zone, language) for zone in (town.zone, cleaned["zone"]))
        choices = [("", _("Choose")), (town.zone, there), (cleaned["zone"], here)]
        self.fields["clock"].widget = forms.Select(choices=choices)
        if cleaned.get("clock") in (town.zone, cleaned["zone"]):
            cleaned["zone"] = cleaned["clock"]
            return
        where = _(", ").join([town.name, say_country(town.country, language)])
        said = _("One question more: the clocks in %(town)s do not show %(here)s. By which is the hour meant?")
        self.add_error("clock", said % {"town": where, "here": here})


def sure_town(line: str) -> Town | None:
    """The town that a place typed as one line ends with, where most people would mean this one: "City Hall Plaza,
    Boston, MA". A namesake near those who type does not matter: they are asked, not overruled."""
    parts = parts_of(line)[-2:]
    if not parts:
        return None
    town, region = split_town(", ".join(parts))
    found = find_town(town, region=region) if is_known_region(region) else None
    if found is not None:
        return found
    town, region = split_town(parts[-1])
    return find_town(town, region=region)
