import pytest

from accounts.actions import add_member, create_organization
from accounts.models import Invitation, Membership, Organization, User
from notifications.models import Delivery

pytestmark = pytest.mark.django_db

NEW = "/accounts/organizations/new/"
PAGE = "/accounts/organizations/harbour-watch/"
FIELDS = {"name": "Harbour Watch", "description": "", "website": "", "language": "en", "zone": "UTC"}


@pytest.fixture
def organization(now):
    return create_organization(name="Harbour Watch", by=None, now=now)


@pytest.fixture
def owner(organization):
    user = User.objects.create_user("owner@example.org", "x")
    add_member(organization, user=user, role="owner", by=None)
    return user


def test_the_operator_makes_an_organization(client, operator):
    client.force_login(operator)

    response = client.post(NEW, FIELDS)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert Membership.objects.get().user == operator


def test_nobody_else_makes_one(client, person):
    assert client.post(NEW, FIELDS)["Location"] == f"/accounts/login/?next={NEW}"
    client.force_login(person)
    assert client.post(NEW, FIELDS).status_code == 404
    assert client.get(NEW).status_code == 404
    assert not Organization.objects.exists()


def test_a_look_alike_is_refused_on_the_page(client, operator, organization):
    client.force_login(operator)

    response = client.post(NEW, FIELDS | {"name": "Нarbour Watch"})

    assert response.status_code == 422
    assert "cannot be told apart from that of another organisation: Harbour Watch" in response.text


def test_an_owner_saves_the_page(client, owner):
    client.force_login(owner)
    opened_with = client.get(PAGE).context["form"]["opened_with"].value()

    response = client.post(PAGE, FIELDS | {"description": "We watch.", "opened_with": opened_with})

    assert response["Location"] == PAGE
    assert Organization.objects.get().description == "We watch."


def test_two_owners_who_save_at_once_see_both_values(client, owner):
    client.force_login(owner)
    opened_with = client.get(PAGE).context["form"]["opened_with"].value()
    Organization.objects.update(description="Theirs.")

    response = client.post(PAGE, FIELDS | {"description": "Mine.", "opened_with": opened_with})

    assert response.status_code == 422
    assert "It now says: Theirs." in response.text
    assert "Mine." in response.text
    assert Organization.objects.get().description == "Theirs."
    again = response.context["form"]["opened_with"].value()
    assert client.post(PAGE, FIELDS | {"description": "Mine.", "opened_with": again})["Location"] == PAGE
    assert Organization.objects.get().description == "Mine."


@pytest.mark.parametrize("path", [PAGE, PAGE + "invitations/", PAGE + "members/1/", PAGE + "members/1/remove/"])
@pytest.mark.parametrize("role", ["organizer", "moderator", "helper", None])
def test_who_is_not_owner_finds_no_page(client, organization, owner, person, role, path):
    if role:
        add_member(organization, user=person, role=role, by=owner)
    client.force_login(person)

    assert client.post(path, FIELDS | {"email": "x@example.org", "role": "owner"}).status_code == 404
    assert Organization.objects.get().description == ""
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("path", [PAGE, PAGE + "invitations/", PAGE + "members/1/", PAGE + "members/1/remove/"])
def test_strangers_are_led_to_the_sign_in_page(client, owner, path):
    assert client.post(path, FIELDS)["Location"].startswith("/accounts/login/?next=")


def test_changing_views_refuse_get(client, owner):
    client.force_login(owner)
    membership = Membership.objects.get()

    for path in ("invitations/", f"members/{membership.pk}/", f"members/{membership.pk}/remove/"):
        assert client.get(PAGE + path).status_code == 405


def test_members_are_changed_and_removed(client, organization, owner, person):
    membership = add_member(organization, user=person, role="helper", by=owner)
    client.force_login(owner)

    changed = client.post(f"{PAGE}members/{membership.pk}/", {"role": "moderator"}, follow=True)
    membership.refresh_from_db()
    assert membership.role == "moderator"
    removed = client.post(f"{PAGE}members/{membership.pk}/remove/", follow=True)
    assert list(Membership.objects.values_list("user", flat=True)) == [owner.pk]
    assert ("The role is changed." in changed.text, "The membership is ended." in removed.text) == (True, True)


def test_the_last_owner_cannot_leave(client, owner):
    client.force_login(owner)

    response = client.post(f"{PAGE}members/{Membership.objects.get().pk}/remove/")

    assert response.status_code == 422
    assert "only owner" in response.text
    assert Membership.objects.count() == 1


def test_a_member_of_another_organization_is_not_reached(client, owner, person, now):
    other = create_organization(name="Other", by=None, now=now)
    membership = add_member(other, user=person, role="owner", by=None)
    client.force_login(owner)

    assert client.post(f"{PAGE}members/{membership.pk}/", {"role": "helper"}).status_code == 404
    membership.refresh_from_db()
    assert membership.role == "owner"


def test_inviting_and_withdrawing(client, owner):
    client.force_login(owner)

    response = client.post(PAGE + "invitations/", {"email": "quokka@example.org", "role": "organizer"})
    assert response["Location"] == PAGE
    assert Delivery.objects.count() == 1
    assert "quokka" not in client.get(PAGE).text
    client.post(f"{PAGE}invitations/{Invitation.objects.get().pk}/withdraw/")
    assert not Invitation.objects.exists()


def test_a_bad_address_is_named_at_its_field(client, owner):
    client.force_login(owner)

    response = client.post(PAGE + "invitations/", {"email": "a@example.org, b@example.org", "role": "organizer"})

    assert response.status_code == 422
    assert "one address only" in response.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(client, organization, owner, number, django_assert_num_queries):
    for n in range(number):
        user = User.objects.create_user(f"member{n}@example.org", "x")
        add_member(organization, user=user, role="helper", by=owner)
    client.force_login(owner)

    with django_assert_num_queries(6):
        assert client.get(PAGE).status_code == 200
