import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import create_organization
from accounts.models import Membership, Organization
from accounts.permissions import can_edit, can_manage, is_helper, is_moderator, is_organizer, is_owner

pytestmark = pytest.mark.django_db

PREDICATES = (is_owner, is_organizer, is_moderator, is_helper, can_edit, can_manage)


def row(user, organization):
    return "".join("x" if predicate(user, organization) else "-" for predicate in PREDICATES)


@pytest.mark.parametrize(
    ("role", "expected"),
    [("owner", "xxxxxx"), ("organizer", "-x-xx-"), ("moderator", "--xx--"), ("helper", "---x--"), (None, "------")],
)
def test_who_may_do_what(person, now, role, expected):
    organization = create_organization(name="Harbour Watch", by=None, now=now)
    other = create_organization(name="Clinic Workers United", by=None, now=now)
    if role:
        Membership.objects.create(user=person, organization=organization, role=role)

    assert row(person, organization) == expected
    assert row(person, other) == "------"
    assert row(person, None) == "------"
    editable = [organization] if can_edit(person, organization) else []
    managed = [organization] if can_manage(person, organization) else []
    assert list(Organization.objects.editable_by(person)) == editable
    assert list(Organization.objects.managed_by(person)) == managed


def test_an_operator_manages_and_does_not_publish(operator, now):
    organization = create_organization(name="Harbour Watch", by=None, now=now)

    assert row(operator, organization) == "-----x"
    assert list(Organization.objects.editable_by(operator)) == []
    assert list(Organization.objects.managed_by(operator)) == [organization]


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_may_do_nothing(user, now):
    organization = create_organization(name="Harbour Watch", by=None, now=now)

    assert row(user, organization) == "------"
    assert not Organization.objects.editable_by(user).exists()
    assert not Organization.objects.managed_by(user).exists()


def test_a_closed_account_may_do_nothing(person, now):
    organization = create_organization(name="Harbour Watch", by=None, now=now)
    Membership.objects.create(user=person, organization=organization, role="owner")
    person.is_active = False
    person.is_staff = True
    person.save()

    assert row(person, organization) == "------"
    assert not Organization.objects.managed_by(person).exists()
