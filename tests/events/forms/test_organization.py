import pytest

from accounts.models import Organization
from events.forms.organization import HostedForm
from tests.events.factories import make_organization, make_user

pytestmark = pytest.mark.django_db


def form_of(user, **data):
    return HostedForm(data, organizations=Organization.objects.editable_by(user))


def test_who_speaks_for_one_organisation_is_not_asked():
    owner = make_user()
    only = make_organization(owner=owner)

    form = form_of(owner)

    assert "organization" not in form.fields
    assert (form.is_valid(), form.chosen_organization) == (True, only)


def test_who_speaks_for_several_chooses_among_their_own():
    owner = make_user()
    make_organization(owner=owner)
    second, foreign = make_organization(owner=owner), make_organization(owner=make_user())

    form, other = form_of(owner, organization=second.pk), form_of(owner, organization=foreign.pk)

    assert (form.is_valid(), form.chosen_organization) == (True, second)
    assert list(other.errors) == ["organization"]
