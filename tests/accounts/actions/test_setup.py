from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from accounts.actions import make_setup_link, set_up_operator
from accounts.errors import AccountsError, LinkSpent, NotAllowed
from accounts.models import Membership, Organization, SetupLink, User

pytestmark = pytest.mark.django_db

ANSWERS = {
    "email": "Mara@Example.org",
    "password": "nineteen clinics",
    "organization_name": "Clinic Workers United",
    "language": "ar",
    "zone": "Africa/Casablanca",
}


def token_of(path):
    start, token = path.rstrip("/").rsplit("/", 1)
    assert start == "/accounts/setup"
    return token


def test_set_up_operator(now):
    token = token_of(make_setup_link(now=now))

    user = set_up_operator(token, now=now, **ANSWERS)

    assert (user.email, user.is_staff, user.is_superuser, user.language) == ("mara@example.org", True, True, "ar")
    assert user.check_password("nineteen clinics")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("mara@example.org", True, True)]
    membership = Membership.objects.get()
    assert (membership.user, membership.role) == (user, "owner")
    assert (membership.organization.name, membership.organization.zone) == (
        "Clinic Workers United",
        "Africa/Casablanca",
    )


def test_the_token_is_not_stored(now):
    token = token_of(make_setup_link(now=now))

    assert len(token) >= 22
    assert token not in str(SetupLink.objects.values().get())


def test_the_link_works_once(now):
    token = token_of(make_setup_link(now=now))
    set_up_operator(token, now=now, **ANSWERS)
    User.objects.all().delete()

    with pytest.raises(LinkSpent):
        set_up_operator(token, now=now, **ANSWERS | {"organization_name": "Another"})


def test_the_link_works_for_a_day(now):
    token = token_of(make_setup_link(now=now))

    with pytest.raises(LinkSpent):
        set_up_operator(token, now=now + timedelta(hours=24), **ANSWERS)
    set_up_operator(token, now=now + timedelta(hours=23, minutes=59), **ANSWERS)


def test_a_new_link_replaces_the_older(now):
    old = token_of(make_setup_link(now=now))
    new = token_of(make_setup_link(now=now))

    with pytest.raises(LinkSpent):
        set_up_operator(old, now=now, **ANSWERS)
    assert set_up_operator(new, now=now, **ANSWERS)


def test_no_link_beside_an_operator(now, operator):
    with pytest.raises(NotAllowed):
        make_setup_link(now=now)


def test_a_link_dies_when_somebody_becomes_operator(now):
    token = token_of(make_setup_link(now=now))
    User.objects.create_user("other@example.org", "x", is_staff=True)

    with pytest.raises(LinkSpent):
        set_up_operator(token, now=now, **ANSWERS)


def test_demo_people_are_no_operators(now, person):
    assert make_setup_link(now=now)


@pytest.mark.parametrize(
    ("answer", "value", "field"),
    [
        ("email", "mara", "email"),
        ("password", "short", "password"),
        ("password", "password1234", "password"),
        ("organization_name", "", "name"),
        ("zone", "Nowhere", "zone"),
        ("language", "xx", "language"),
    ],
)
def test_a_refused_answer_spends_nothing(now, answer, value, field):
    token = token_of(make_setup_link(now=now))

    with pytest.raises(AccountsError) as caught:
        set_up_operator(token, now=now, **ANSWERS | {answer: value})

    assert caught.value.field == field
    assert (User.objects.count(), Organization.objects.count()) == (0, 0)
    assert set_up_operator(token, now=now, **ANSWERS)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_of_two_who_set_up_at_once_one_becomes_operator(now):
    token = token_of(make_setup_link(now=now))

    def set_up(number):
        answers = ANSWERS | {"email": f"person{number}@example.org", "organization_name": f"Group {number}"}
        try:
            set_up_operator(token, now=now, **answers)
        except LinkSpent:
            return "spent"
        finally:
            connections.close_all()
        return "operator"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(set_up, "ABCD")) == ["operator", "spent", "spent", "spent"]
    assert (User.objects.count(), Organization.objects.count()) == (1, 1)
