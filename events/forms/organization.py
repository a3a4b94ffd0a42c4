"""In whose name something is made: asked only of those who may speak for several organisations."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from events.forms.base import ActionForm


class HostedForm(ActionForm):
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("In the name of"), empty_label=None)

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = list(organizations)
        cast(forms.ModelChoiceField, self.fields["organization"]).queryset = organizations
        if len(self.organizations) == 1:
            del self.fields["organization"]

    @property
    def chosen_organization(self) -> Organization:
        """The chosen one, or the only one."""
        return self.cleaned_data.get("organization") or self.organizations[0]
