"""Invitations to sign, and in whose name one signs."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.addresses import ADDRESS_LENGTH
from events.actions import signing
from events.actions.signature import NAME_LENGTH
from events.errors import EditClash
from events.forms.base import ActionForm
from events.models import Revision


class InvitationsForm(ActionForm):
    addresses = forms.CharField(
        label=_("E-mail addresses, one on each line"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        max_length=signing.MOST_AT_ONCE * (ADDRESS_LENGTH + 2),
        help_text=_("Each gets one mail: who asks, what the text is called, one link. Nobody is told who was asked."),
    )


def revision_read(current: Revision, form: ActionForm) -> Revision:
    """The text that whoever signs has had before them; `version` of a valid form is its number. Raises EditClash where
    another has become current since."""
    if form.cleaned_data["version"] not in (None, current.number):
        raise EditClash(
            gettext("The text has changed since you opened this page. Read it again before you sign."), theirs={}
        )
    return current


class NameForm(ActionForm):
    """For those without an account here."""

    name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
    )
