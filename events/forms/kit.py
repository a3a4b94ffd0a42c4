"""The kit of a call: what the actions under it have where they say nothing of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.accessibility import QUESTIONS
from events.actions.details import DESCRIPTION_LENGTH, SAFETY_LENGTH, TITLE_LENGTH
from events.actions.kit import KitTexts
from events.forms.base import ActionForm
from events.models import Kit


class KitForm(ActionForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=_("Empty: they are called as the call is."),
    )
    description = forms.CharField(
        label=_("What will happen"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
        help_text=_("Markdown: **bold**, lists, links."),
    )
    safety = forms.CharField(
        label=_("Good to know"),
        max_length=SAFETY_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        help_text=_("What to bring, legal support, stewards, photographs. Everybody can read it."),
    )
    questions = forms.MultipleChoiceField(
        label=_("What hosts are asked about access"),
        required=False,
        choices=[(key, question.asked) for key, question in QUESTIONS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    @staticmethod
    def initial_of(kit: Kit | None) -> dict[str, Any]:
        names = [*KitTexts.__dataclass_fields__, "version"]
        return {name: getattr(kit, name) for name in names} if kit else {"version": 0}

    def texts(self) -> KitTexts:
        return KitTexts(**{name: self.cleaned_data[name] for name in KitTexts.__dataclass_fields__})
