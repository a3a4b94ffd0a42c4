"""Why a proposal is sent back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.review import REASON_LENGTH
from events.forms.base import ActionForm


class SendBackForm(ActionForm):
    reason = forms.CharField(
        label=_("Why? The host reads it."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3, "dir": "auto", "maxlength": REASON_LENGTH}),
    )
