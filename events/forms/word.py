"""What a host writes to those who come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.word import WORD_LENGTH
from events.forms.base import ActionForm


class WordForm(ActionForm):
    text = forms.CharField(
        label=_("Your words"),
        max_length=WORD_LENGTH,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        help_text=_(
            "1,000 characters at most, three times a day, urgent ones twelve times. Nobody is shown who gets it."
        ),
    )
    is_urgent = forms.BooleanField(
        label=_("It is urgent"),
        required=False,
        help_text=_(
            "Another route, it breaks up, stay away: it goes ahead of all other mails, and its subject says so."
        ),
    )

    def words(self) -> dict[str, Any]:
        """What `write_word` takes."""
        return {name: self.cleaned_data[name] for name in ("text", "is_urgent")}
