"""A pasted list: the text, then one page on which everything that was understood of it can be corrected."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.pasted_list import MOST_ACTIONS, MOST_BYTES, NewAction
from events.actions.signature import MOST_NAMES
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.listed_action import ListedActionForm, typed_in
from events.forms.taking import KnownActionForm, Problem, TakingForm, problems_of, refusal_of
from events.forms.time_fields import WrittenDayField
from events.forms.when import find_zone
from events.imports.pasted_text import MAX_BYTES, decode_text
from events.models import Call, ListedName
from events.reading.pasted_list import ListOverview, read_text


class PasteForm(ActionForm):
    """A pasted text or a file; `text` is what is kept of it."""

    source = forms.CharField(
        label=gettext_lazy("The list"),
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "As it stands in the mail, on the page or in the spreadsheet: cities, days, hours, places, groups, in any "
            "order and language. What is not an action is left out, and you see what was."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy(".txt, .csv or .tsv, UTF-8"),
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.tsv,text/plain,text/csv,text/tab-separated-values"}),
    )
    text: str

    def __init__(self, *args: Any, call: Call, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._call, self._now = call, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, source = cleaned.get("file"), cleaned.get("source", "")
        if upload is None and not source.strip():
            raise forms.ValidationError({"source": _("Paste a text or choose a file.")})
        try:
            self.text = self._read(upload.read(MAX_BYTES + 1) if upload else source)
        except EventsError as error:
            raise forms.ValidationError({"file" if upload else "source": error.message})
        return cleaned

    def _read(self, source: bytes | str) -> str:
        """Raises EventsError for what is no text, too long, or has nothing in it."""
        text = decode_text(source)
        if len(text.encode()) > MOST_BYTES:
            raise EventsError(_("The text is longer than 200 kilobytes. Paste it in two parts."))
        read = read_text(text, self._call, pasted_at=self._now)
        if len(read.actions) > MOST_ACTIONS:
            words = {"number": len(read.actions), "most": MOST_ACTIONS}
            raise EventsError(_("It has %(number)s actions; at most %(most)s fit at once.") % words)
        if not read.actions and not read.names:
            raise EventsError(_("No action was found in it: no line says a city, a day, an hour or a kind."))
        return text


class PastedListForm(TakingForm):
    """All rows, and what is asked once for all of them. `answers` are kept, so that nothing typed is lost."""

    overview: ListOverview
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("A city is enough: Madrid, New York, Asia/Beirut."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "dir": "ltr"}),
    )
    day = WrittenDayField(label=gettext_lazy("Day"), required=False)
    endorser = forms.CharField(
        label=gettext_lazy("Groups that endorse, one on each line"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        required=False,
        max_length=MOST_NAMES * 60,
    )
    host = forms.CharField(
        label=gettext_lazy("Groups that host, one on each line"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        required=False,
        max_length=MOST_NAMES * 60,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        overview: ListOverview,
        version: int,
        today: dt.date,
        refused: Mapping[int, EventsError] | None = None,
    ) -> None:
        answers = overview.answers
        initial = {name: answer for name, answer in answers.items() if "-" not in name}
        offered = {"version": version, "zone": overview.answered_zone or overview.zone}
        super().__init__(data, initial=offered | _names(overview) | initial)
        self.overview = overview
        refused = refused or {}
        self.rows = [ListedActionForm(data, row=row, answers=answers, today=today) for row in overview.new]
        self.known = [
            KnownActionForm(data, row=row, refusal=refused[row.index].message if row.index in refused else "")
            for row in overview.changed
        ]
        for form in self.rows:
            if error := refused.get(form.row.index):
                form.take(error)
        for role in ListedName.Role.values:
            if not any(name.role == role for name in overview.names):
                del self.fields[role]

    @property
    def asks_zone(self) -> bool:
        return any("zone" not in form.row.cells for form in self.taken_rows)

    @property
    def asks_day(self) -> bool:
        return any("day" not in form.row.cells for form in self.taken_rows)

    def clean_zone(self) -> str:
        return find_zone(self.cleaned_data["zone"]) if self.cleaned_data["zone"] else ""

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        return self._has_what_is_asked() and is_valid

    def _has_what_is_asked(self) -> bool:
        for name, message in (
            ("zone", _("Some of the actions have no time zone yet. Write one for all of these, or one in each.")),
            ("day", _("Some of the actions have no day yet. Write one for all of these, or one in each.")),
        ):
            is_open = any(not form.errors and not form.cleaned_data.get(name) for form in self.taken_rows)
            if is_open and name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, message)
        return not self.errors

    def new_actions(self) -> list[NewAction]:
        day = self.cleaned_data["day"]
        answered = {"zone": self.cleaned_data["zone"], "day": day.isoformat() if day else ""}
        return [form.new_action(answered) for form in self.taken_rows]

    def names(self) -> dict[str, list[str]]:
        roles = [role for role in ListedName.Role.values if role in self.fields]
        return {role: self.cleaned_data[role].splitlines() for role in roles}

    def answers(self) -> str:
        """Everything typed that differs from what was read, as JSON."""
        forms_of_rows: Iterable[ActionForm] = (self, *self.rows)
        typed = {name: value for form in forms_of_rows for name, value in _typed(form)}
        return json.dumps(self.overview.answers | typed, ensure_ascii=False)

    def problems(self) -> Iterator[Problem]:
        """What has to be mended, in the order of the page."""
        if not self.is_bound:
            return
        yield from problems_of(self)
        for form in self.known:
            if form.refusal:
                yield refusal_of(form, form.event.title)
        for row in self.rows:
            yield from problems_of(row, of=row.name, otherwise=f"row-{row.row.index}")


def _names(overview: ListOverview) -> dict[str, str]:
    return {
        role: "\n".join(name.name for name in overview.names if name.role == role) for role in ListedName.Role.values
    }


def _typed(form: ActionForm) -> Iterator[tuple[str, Any]]:
    """Raw, by the name of the field on the page: also what could not be read."""
    for name in typed_in(form):
        yield form[name].html_name, form[name].data
