import re

import pytest
from django.utils import timezone

from accounts.actions import create_organization, invite_member
from accounts.messages import LETTER
from accounts.models import Membership, User
from notifications.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(operator):
    now = timezone.now()
    organization = create_organization(name="Harbour Watch", by=operator, now=now)
    invite_member(organization, address="mara@example.org", role="organizer", by=operator, now=now)
    delivery = Delivery.objects.get()
    letter = LETTER.prepare([delivery], now=now)[delivery.pk]
    return re.search(r"(/accounts/invitations/\S+/)", letter.text)[1]


def test_a_mail_scanner_that_follows_the_link_changes_nothing(client, path):
    for _ in range(3):
        response = client.get(path)

    assert response.status_code == 200
    assert "mara@example.org" in response.text
    assert not User.objects.filter(email="mara@example.org").exists()


def test_a_new_person_joins_and_is_signed_in(client, path):
    response = client.post(path, {"name": "Mara", "password": "nineteen clinics"})

    assert response["Location"] == "/accounts/"
    user = User.objects.get(email="mara@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Membership.objects.get(user=user).role == "organizer"
    assert client.get(path).status_code == 410


def test_who_is_signed_in_joins_with_that_account(client, path, person):
    client.force_login(person)

    assert client.post(path)["Location"] == "/accounts/"
    assert Membership.objects.get(user=person).role == "organizer"


def test_who_has_an_account_is_asked_to_sign_in(client, path):
    User.objects.create_user("mara@example.org", "x")

    page = client.get(path).text
    assert f"/accounts/login/?next={path}" in page
    assert 'name="password"' not in page
    assert client.post(path, {"password": "nineteen clinics"}).status_code == 422
    assert not Membership.objects.filter(user__email="mara@example.org").exists()


def test_a_weak_password_is_named(client, path):
    response = client.post(path, {"name": "", "password": "short"})

    assert response.status_code == 422
    assert "too short" in response.text
