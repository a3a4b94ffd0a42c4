"""The questions of accessibility as fields: yes, no, not known yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from events.accessibility import ANSWERS, QUESTIONS

QUESTION_PREFIX = "access_"


def add_questions(form: forms.Form, keys: Iterable[str], *, answers: Mapping[str, str]) -> None:
    """A field for each of `keys`, with the answer as it stands."""
    for key in keys:
        form.fields[QUESTION_PREFIX + key] = forms.ChoiceField(
            label=str(QUESTIONS[key].asked),
            choices=ANSWERS.items(),
            initial=answers.get(key, "unknown"),
            required=False,
            widget=forms.Select,
        )


def question_fields(form: forms.Form) -> list[Any]:
    return [form[name] for name in form.fields if name.startswith(QUESTION_PREFIX)]


def answers_of(form: forms.Form) -> dict[str, str]:
    """What was answered, for `Details.accessibility`."""
    names = [name for name in form.fields if name.startswith(QUESTION_PREFIX)]
    return {name.removeprefix(QUESTION_PREFIX): form.cleaned_data[name] or "unknown" for name in names}
