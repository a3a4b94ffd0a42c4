"""A call and its passage: chosen by selecting, by ticking sentences, or by pasting a quote."""

from itertools import groupby
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.actions.call import TITLE_LENGTH, Passage, find_passage
from events.errors import EventsError
from events.forms.base import ActionForm
from events.forms.fields import DayField
from events.models import Call, Revision
from events.text.quotes import QUOTE_LENGTH, make_anchor
from events.text.sentences import split_sentences

MOST_TICKS = 200
LARGEST_OFFSET = 1_000_000


class Tick(NamedTuple):
    number: int
    start: int
    text: str
    is_ticked: bool


class PassageForm(ActionForm):
    """After `is_valid`, `passage` holds the offsets in the text of `revision`."""

    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=LARGEST_OFFSET)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=LARGEST_OFFSET)
    sentences = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sentences"), required=False, coerce=int, widget=forms.MultipleHiddenInput
    )
    quote = forms.CharField(
        label=gettext_lazy("Or paste the passage"),
        required=False,
        max_length=QUOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Other quotation marks, dashes and spaces do not matter; the statement’s own are kept."),
    )
    passage: Passage

    def __init__(self, data: Any = None, *, revision: Revision, **kwargs: Any) -> None:
        initial = {"number": revision.number} | kwargs.pop("initial", {})
        super().__init__(data, initial=initial, **kwargs)
        self.revision = revision
        self.all_sentences = split_sentences(revision.text, revision.language)
        choices = [(number, number) for number in range(len(self.all_sentences))]
        self.fields["sentences"].choices = choices  # type: ignore[attr-defined]

    def blocks(self) -> list[list[Tick]]:
        """The text sentence by sentence, for tick boxes, block by block."""
        ticked = {str(number) for number in self["sentences"].value() or ()}
        ticks = [
            (sentence.block, Tick(number, sentence.start, sentence.text, str(number) in ticked))
            for number, sentence in enumerate(self.all_sentences)
        ]
        return [[tick for _block, tick in group] for _key, group in groupby(ticks, key=lambda pair: pair[0])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("number") not in (None, self.revision.number):
            raise forms.ValidationError(_("The text has changed since you opened this page. Mark the passage again."))
        if self.errors:
            return cleaned
        try:
            self.passage = self._find(cleaned)
            make_anchor(self.revision.text, *self.passage)
        except EventsError as error:
            self.add_error(error.field if error.field in self.fields else None, error.message)
        return cleaned

    def _find(self, cleaned: dict[str, Any]) -> Passage:
        if not cleaned["sentences"] and not cleaned["quote"].strip() and cleaned["start"] is None:
            raise EventsError(_("Tick the sentences that ask for something, or paste the passage."), field="quote")
        return find_passage(
            self.revision,
            start=cleaned["start"],
            end=cleaned["end"],
            sentences=cleaned["sentences"][:MOST_TICKS],
            quote=cleaned["quote"],
        )


class CallFields(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Short title"),
        max_length=TITLE_LENGTH,
        help_text=gettext_lazy("What lists say: “Rally at every town hall”."),
    )
    asks_for = forms.ChoiceField(label=gettext_lazy("What it asks for"), choices=Call.AsksFor.choices)
    window_start_on = DayField(label=gettext_lazy("From"), required=False)
    window_end_on = DayField(label=gettext_lazy("To"), required=False)
    is_open_to_hosts = forms.BooleanField(label=gettext_lazy("Other groups may host actions under it"), required=False)

    def call_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CallFields.base_fields}


class NewCallForm(CallFields, PassageForm):
    pass


class EditCallForm(CallFields, ActionForm):
    @staticmethod
    def initial_of(call: Call) -> dict[str, Any]:
        return {name: getattr(call, name) for name in [*CallFields.base_fields, "version"]}
