import pytest

from accounts.actions import add_member, change_role, create_organization, remove_member
from accounts.errors import AccountsError, NotAllowed
from accounts.models import Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization(now):
    return create_organization(name="Harbour Watch", by=None, now=now)


@pytest.fixture
def owner(organization):
    user = User.objects.create_user("owner@example.org", "x")
    add_member(organization, user=user, role="owner", by=None)
    return user


def roles(organization):
    return dict(organization.memberships.values_list("user__email", "role"))


def test_add_member_twice_changes_the_role(organization, owner, person):
    add_member(organization, user=person, role="helper", by=owner)
    add_member(organization, user=person, role="organizer", by=owner)

    assert roles(organization) == {"owner@example.org": "owner", "person@example.org": "organizer"}


@pytest.mark.parametrize("role", ["organizer", "moderator", "helper"])
def test_only_owners_change_members(organization, owner, person, role):
    add_member(organization, user=person, role=role, by=owner)
    membership = Membership.objects.get(user=owner)

    with pytest.raises(NotAllowed):
        change_role(membership, role="helper", by=person)
    with pytest.raises(NotAllowed):
        remove_member(membership, by=person)
    with pytest.raises(NotAllowed):
        add_member(organization, user=person, role="owner", by=person)
    assert roles(organization) == {"owner@example.org": "owner", "person@example.org": role}


def test_an_owner_of_another_organization_changes_nothing(organization, owner, now):
    other = User.objects.create_user("other@example.org", "x")
    add_member(create_organization(name="Other", by=None, now=now), user=other, role="owner", by=None)

    with pytest.raises(NotAllowed):
        remove_member(Membership.objects.get(user=owner), by=other)


def test_members_may_go(organization, owner, person):
    membership = add_member(organization, user=person, role="helper", by=owner)

    remove_member(membership, by=person)

    assert roles(organization) == {"owner@example.org": "owner"}


def test_the_last_owner_stays(organization, owner, person):
    membership = Membership.objects.get(user=owner)

    for change in (
        lambda: change_role(membership, role="helper", by=owner),
        lambda: remove_member(membership, by=owner),
    ):
        with pytest.raises(AccountsError, match="only owner"):
            change()
    add_member(organization, user=person, role="owner", by=owner)
    remove_member(membership, by=owner)

    assert roles(organization) == {"person@example.org": "owner"}


def test_an_unknown_role_is_refused(organization, owner, person):
    with pytest.raises(AccountsError) as caught:
        add_member(organization, user=person, role="emperor", by=owner)
    assert caught.value.field == "role"
