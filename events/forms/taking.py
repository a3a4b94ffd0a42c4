"""Rows of a held text on a page, known and new: what the forms of a pasted list and a calendar file have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from events.actions.taking import KnownAction
from events.forms.base import ActionForm
from events.forms.listed_action import CELL_LABELS
from events.imports.action_list.matching import Verdict
from events.reading.calendar_file import FileRow
from events.reading.comparison import Comparison
from events.reading.pasted_list import ListRow


@dataclass(frozen=True, slots=True)
class Problem:
    """`target` is the id of the field, empty where none is concerned."""

    text: str
    target: str = ""


class KnownActionForm(ActionForm):
    """An action that stands already: which of the differing cells are taken over from the text. Those that somebody
    has edited since are not, unless ticked."""

    def __init__(self, data: Any = None, *, row: ListRow | FileRow, refusal: str = "", **kwargs: Any) -> None:
        assert row.listed is not None
        # Where somebody has saved the action meanwhile its ticks are set anew, with what stands now beside them.
        version = row.listed.event.version
        super().__init__(None if refusal else data, prefix=f"k{row.index}", initial={"version": version}, **kwargs)
        self.row, self.event, self.refusal = row, row.listed.event, refusal
        for one in row.differences:
            self.fields[one.cell] = forms.BooleanField(
                label=CELL_LABELS[one.cell], required=False, initial=one.verdict == Verdict.CHANGED
            )

    @property
    def cells(self) -> Iterator[tuple[Any, Any]]:
        """Each difference with its tick."""
        return ((one, self[one.cell]) for one in self.row.differences)

    def known_action(self) -> KnownAction:
        assert self.row.listed is not None
        return KnownAction(
            index=self.row.index,
            listed=self.row.listed,
            read=self.row.cells,
            taken=frozenset(one.cell for one in self.row.differences if self.cleaned_data[one.cell]),
            version=self.cleaned_data["version"],
        )


class TakingForm(ActionForm):
    """All rows at once. `rows` are the forms of the new ones, `known` of those that stand and differ."""

    overview: Comparison[Any, Any]
    rows: Sequence[Any]
    known: Sequence[KnownActionForm]

    @property
    def taken_rows(self) -> list[Any]:
        return [form for form in self.rows if form.is_taken]

    def carry_version(self, version: int) -> None:
        """What is sent next was typed with this one in view."""
        if self.is_bound:
            data = cast(QueryDict, self.data).copy()
            data["version"] = str(version)
            self.data = data
        self.initial["version"] = version

    def is_valid(self) -> bool:
        """All rows are looked at, so that all that is wrong is said at once."""
        wrong = [form for form in (*self.rows, *self.known) if not form.is_valid()]
        return super().is_valid() and not wrong

    def known_actions(self) -> list[KnownAction]:
        """Those without a difference too: the text is remembered as it reads now."""
        unchanged = (KnownAction(index=row.index, listed=row.listed, read=row.cells) for row in self.overview.unchanged)
        return [*(form.known_action() for form in self.known), *unchanged]


def problems_of(form: ActionForm, *, of: str = "", otherwise: str = "") -> Iterator[Problem]:
    """What is wrong in the fields of one form; `of` names the action that it is about, `otherwise` is the target of
    what concerns no field."""
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        words = {"action": of, "field": field.label if field else "", "error": " ".join(map(str, errors))}
        if field and of:
            yield Problem(_("%(action)s, %(field)s: %(error)s") % words, field.id_for_label)
        elif field:
            yield Problem(_("%(field)s: %(error)s") % words, field.id_for_label)
        else:
            yield Problem(_("%(action)s: %(error)s") % words if of else str(words["error"]), otherwise)


def refusal_of(form: Any, title: str) -> Problem:
    """Why the action `title` was not taken over, at its row."""
    return Problem(_("%(action)s: %(error)s") % {"action": title, "error": form.refusal}, f"row-{form.row.index}")
