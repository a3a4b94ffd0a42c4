"""What a coordinator sends from the table of a call: a question to hosts, a link to somebody new."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.addresses import ADDRESS_LENGTH
from events import wording
from events.actions.host_check import NOTE_LENGTH
from events.forms.base import ActionForm


class AskForm(ActionForm):
    note = forms.CharField(
        label=_("A line of yours (optional)"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("Stands in the mail to everybody who has confirmed their address; others get the question alone."),
        widget=forms.TextInput({"dir": "auto"}),
    )


class HostLinkForm(ActionForm):
    email = forms.CharField(
        label=_("Their e-mail address"),
        max_length=ADDRESS_LENGTH + 66,
        required=False,
        help_text=_("The link goes there by mail. The address is sealed: nobody sees it again, you neither."),
        widget=forms.EmailInput({"autocomplete": "off", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=[])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, wording.say_language(code)) for code in dict(settings.LANGUAGES)
        ]
