import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from accounts.actions import accept_invitation, create_organization, invite_member, withdraw_invitation
from accounts.actions.invitation import invited_address
from accounts.errors import AccountsError, AddressInvalid, LinkSpent, NotAllowed
from accounts.keys import key_names
from accounts.messages import LETTER
from accounts.models import Invitation, Membership, User
from notifications.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization(operator, now):
    return create_organization(name="Harbour Watch", by=operator, now=now)


def invite(organization, operator, now, address="Mara@Example.org", role="organizer"):
    return invite_member(organization, address=address, role=role, by=operator, now=now)


def sent_letter(now):
    delivery = Delivery.objects.get()
    return LETTER.prepare([delivery], now=now)[delivery.pk]


def token_of(letter):
    return re.search(r"/accounts/invitations/([^/\s]+)/", letter.text)[1]


def test_invite_member_writes_one_letter(organization, operator, now):
    invitation = invite(organization, operator, now)

    letter = sent_letter(now)
    assert letter.to == "Mara@example.org"
    assert letter.subject == "An invitation to Harbour Watch"
    assert f"http://127.0.0.1:8000/accounts/invitations/{token_of(letter)}/" in letter.text
    assert token_of(letter) in letter.html
    assert invited_address(invitation) == "Mara@example.org"


def test_address_and_token_stand_nowhere_in_the_open(organization, operator, now):
    invite(organization, operator, now)

    rows = str([*Invitation.objects.values(), *Delivery.objects.values()]).lower()
    stored = rows.encode() + b"".join(
        [bytes(Invitation.objects.get().sealed_address), bytes(Delivery.objects.get().payload)]
    )
    assert b"mara" not in stored
    assert token_of(sent_letter(now)).encode() not in stored


def test_accept_invitation_makes_an_account(organization, operator, now):
    invite(organization, operator, now)
    token = token_of(sent_letter(now))

    membership = accept_invitation(token, by=None, now=now, name=" Mara ", password="nineteen clinics")

    assert (membership.organization, membership.role) == (organization, "organizer")
    assert (membership.user.email, membership.user.name) == ("mara@example.org", "Mara")
    assert membership.user.is_staff is False
    assert EmailAddress.objects.filter(user=membership.user, verified=True).count() == 1
    assert key_names("invitation:") == []


def test_an_invitation_works_once(organization, operator, now, person):
    invite(organization, operator, now)
    token = token_of(sent_letter(now))
    accept_invitation(token, by=person, now=now)

    with pytest.raises(LinkSpent):
        accept_invitation(token, by=operator, now=now)
    assert Membership.objects.get(user=person).role == "organizer"


def test_an_invitation_works_for_a_week(organization, operator, now, person):
    invite(organization, operator, now)

    with pytest.raises(LinkSpent):
        accept_invitation(token_of(sent_letter(now)), by=person, now=now + timedelta(days=7))


def test_a_withdrawn_invitation_does_not_work(organization, operator, now, person):
    invitation = invite(organization, operator, now)
    token = token_of(sent_letter(now))

    withdraw_invitation(invitation, by=operator)

    assert key_names("invitation:") == []
    with pytest.raises(LinkSpent):
        accept_invitation(token, by=person, now=now)


def test_an_owner_who_accepts_a_lesser_role_stays_owner(organization, operator, now):
    invite(organization, operator, now, role="helper")

    accept_invitation(token_of(sent_letter(now)), by=operator, now=now)

    assert Membership.objects.get(user=operator).role == "owner"


def test_a_weak_password_spends_nothing(organization, operator, now):
    invite(organization, operator, now)
    token = token_of(sent_letter(now))

    with pytest.raises(AccountsError) as caught:
        accept_invitation(token, by=None, now=now, password="short")

    assert caught.value.field == "password"
    assert not User.objects.filter(email="mara@example.org").exists()
    assert accept_invitation(token, by=None, now=now, password="nineteen clinics")


def test_nobody_is_flooded_with_invitations(organization, operator, now):
    for spelling in ("mara@example.org", "MARA@example.org", "mara+x@example.org"):
        invite(organization, operator, now, address=spelling)

    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("role", ["organizer", "moderator", "helper"])
def test_only_owners_invite(organization, operator, person, now, role):
    Membership.objects.create(user=person, organization=organization, role=role)

    with pytest.raises(NotAllowed):
        invite(organization, person, now)
    assert (Invitation.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_bad_address_or_role_invites_nobody(organization, operator, now):
    with pytest.raises(AddressInvalid):
        invite(organization, operator, now, address="mara")
    with pytest.raises(AccountsError):
        invite(organization, operator, now, role="emperor")
    assert (Invitation.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_of_two_who_accept_at_once_one_joins(organization, operator, now):
    invite(organization, operator, now)
    token = token_of(sent_letter(now))
    people = [User.objects.create_user(f"person{n}@example.org", "x") for n in range(4)]

    def accept(person):
        try:
            accept_invitation(token, by=person, now=now)
        except LinkSpent:
            return "spent"
        finally:
            connections.close_all()
        return "joined"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(accept, people))

    assert answers == ["joined", "spent", "spent", "spent"]
    assert Membership.objects.filter(user__in=people).count() == 1
