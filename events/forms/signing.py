"""Invitations to sign, and in whose name one signs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses import ADDRESS_LENGTH
from events.actions import signing
from events.actions.signature import NAME_LENGTH
from events.forms.base import ActionForm


class InvitationsForm(ActionForm):
    addresses = forms.CharField(
        label=_("E-mail addresses, one on each line"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        max_length=signing.MOST_AT_ONCE * (ADDRESS_LENGTH + 2),
        help_text=_("Each gets one mail: who asks, what the text is called, one link. Nobody is told who was asked."),
    )


class NameForm(ActionForm):
    """For those without an account here."""

    name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
    )
