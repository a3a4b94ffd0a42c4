"""Forms of accounts. They check shape; what is allowed is decided by the actions."""

from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.errors import AccountsError
from accounts.models import Organization
from accounts.models.organization import Role

PASSWORD_LENGTH = 1_000  # more only costs the hasher time


def zone_choices() -> list[tuple[str, Any]]:
    """IANA zones as groups of options by continent, UTC first."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    groups = groupby(names, key=lambda name: name.partition("/")[0])
    return [
        ("UTC", "UTC"),
        *((area, [(name, _city(name)) for name in members]) for area, members in groups),
    ]


def _city(name: str) -> str:
    return name.partition("/")[2].replace("_", " ")


class AccountsForm(forms.Form):
    """A form that can say what an action refused, at the field that is wrong."""

    def add_refusal(self, error: AccountsError) -> None:
        self.add_error(error.field if error.field in self.fields else None, error.message)


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        initial="UTC",
        help_text=_("Of most of your actions. Each action can have its own."),
    )


def password_field() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Several words that only you would put together are best."),
    )


def email_field() -> forms.CharField:
    # Not an EmailField: the action reads more spellings, and says what is wrong with the rest.
    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    return forms.CharField(label=_("E-mail address"), max_length=320, widget=widget)


class SignInForm(LoginForm):
    """django-allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs |= {"dir": "ltr", "placeholder": ""}
        self.fields["password"].widget.attrs |= {"placeholder": ""}
        self.fields["remember"].label = _("Stay signed in on this device")


class SetUpForm(AccountsForm):
    email = email_field()
    password = password_field()
    organization_name = forms.CharField(
        label=_("Name of your organisation"), max_length=1_000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = language_field()
    zone = zone_field()

    def add_refusal(self, error: AccountsError) -> None:
        field = "organization_name" if error.field == "name" else error.field
        self.add_error(field if field in self.fields else None, error.message)


class OrganizationForm(AccountsForm):
    name = forms.CharField(label=_("Name"), max_length=1_000, widget=forms.TextInput(attrs={"dir": "auto"}))
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 6}),
        help_text=_("Who you are, in a few sentences. Markdown works."),
    )
    website = forms.CharField(
        label=_("Website"),
        required=False,
        max_length=5_000,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    language = language_field()
    zone = zone_field()
    # What the fields held when the form was opened: two who save at once both see what they wrote.
    opened_with = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "opened_with"}


class InvitationForm(AccountsForm):
    email = email_field()
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.ORGANIZER)


class RoleForm(AccountsForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ProfileForm(AccountsForm):
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=1_000,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        help_text=_("The other members see it. You can leave it empty."),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        required=False,
        choices=[("", _("What the browser asks for")), *settings.LANGUAGES],
    )


class NewAccountForm(AccountsForm):
    """For an invited person who has no account yet; the address is the one that was written to."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=1_000,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        help_text=_("The other members see it. You can leave it empty."),
    )
    password = password_field()


def organization_initial(organization: Organization) -> dict[str, str]:
    return {name: getattr(organization, name) for name in ("name", "description", "website", "language", "zone")}
