"""A new webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.base import ActionForm
from events.models import Webhook
from notifications.foreign_addresses import URL_LENGTH


class WebhookForm(ActionForm):
    label = forms.CharField(
        label=_("What is it for?"),
        max_length=Webhook.LABEL_LENGTH,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
        help_text=_("A name for you, such as “Website”."),
    )
    url = forms.CharField(
        label=_("Address of the server"),
        max_length=URL_LENGTH,
        widget=forms.URLInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It begins with https:// and is on the public internet."),
    )
    news = forms.MultipleChoiceField(
        label=_("When is it told?"),
        choices=Webhook.News.choices,
        initial=Webhook.News.values,
        widget=forms.CheckboxSelectMultiple,
    )
