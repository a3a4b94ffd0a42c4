"""An action, a call or an organisation named by its address on this site, or by the last part of it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.base import ActionForm

SLUG = re.compile(r"[-\w]{1,60}", re.ASCII)
LONGEST = 500


def slug_in(text: str, *, folder: str) -> str:
    """The slug in an address under `/<folder>/`, or `text` itself where it is one; otherwise nothing."""
    try:
        parts = urlsplit(text).path.strip("/").split("/") if "/" in text else [folder, text]
    except ValueError:
        return ""
    slug = parts[parts.index(folder) + 1] if folder in parts[:-1] else ""
    return slug if SLUG.fullmatch(slug) else ""


class AddressForm(ActionForm):
    """After `is_valid`, `slug` names a row under `/<folder>/`."""

    address = forms.CharField(
        label=gettext_lazy("Its address on this site"), max_length=LONGEST, widget=forms.TextInput({"dir": "ltr"})
    )
    folder = ""
    slug: str

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"]
        self.slug = slug_in(text, folder=self.folder)
        if not self.slug:
            raise forms.ValidationError(_("Paste the address of its page, as it stands in the browser."))
        return text


class EventAddressForm(AddressForm):
    folder = "events"


class CallAddressForm(AddressForm):
    folder = "calls"


class OrganizationAddressForm(AddressForm):
    folder = "organizations"


def found(form: AddressForm, rows: Any) -> Any:
    """The row among `rows` that the form names; otherwise None, and the form says so."""
    row = rows.filter(slug=form.slug).first()
    if row is None:
        form.add_error("address", _("Nothing published stands at this address."))
    return row
