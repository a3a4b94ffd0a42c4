import datetime as dt

import pytest

from accounts.keys import key_names
from events.actions.leave import ask_to_leave, leave_everything, open_held
from events.contacts.links import seal_link
from events.contacts.trust import hash_for_trust
from events.hosts import open_host
from events.models import Event, Host, Proposal, SignatureInvitation, TrustedHost
from tests.events.answers import deliver, token_in
from tests.events.factories import NOW, make_statement
from tests.events.proposals import RIMA, confirm, host_event, make_open_call

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


def held_for(address=RIMA):
    deliver(LATER)
    ask_to_leave(address, language="en", now=LATER)
    return token_in(deliver(LATER)[0])


def world():
    """An action with its host, a proposal, an invitation to sign, and trust, all of one mailbox; and a stranger's."""
    call = make_open_call()
    token, _host = host_event(call)
    confirm(call, town="Dunmore")
    stranger, _host = host_event(call, address="other@inbox.example", town="Ashford")
    invitation = SignatureInvitation(statement=make_statement(), language="en", created_at=NOW)
    seal_link(invitation, token="t" * 43, address="rima@INBOX.example")
    invitation.save()
    organization = call.statement.organization
    hashed = hash_for_trust(RIMA, organization_id=organization.pk)
    TrustedHost.objects.create(organization=organization, name="Birkdale Tenants", address_hash=hashed, trusted_at=NOW)
    return token, stranger


def test_leave_shows_actions_proposals_invitations_and_trust(client):
    world()
    token = held_for("RIMA@inbox.example".lower())

    held = open_held(token, now=LATER)
    page = client.get(f"/leave/{token}/").content.decode()

    assert [len(held.hosts), len(held.invitations), len(held.trusts)] == [2, 1, 1]
    for said in ("You look after it by a link", "A proposal", "An invitation to sign", "published without review"):
        assert said in page
    assert "rima" not in page


def test_leave_erases_them_and_the_public_action_stays():
    token, stranger = world()
    held = open_held(held_for(), now=LATER)

    leave_everything(held, never_again=False, now=LATER)

    assert open_host(token) is None
    assert open_host(stranger) is not None
    assert (Host.objects.count(), Proposal.objects.count(), Event.objects.count()) == (1, 1, 2)
    assert (SignatureInvitation.objects.count(), TrustedHost.objects.count()) == (0, 0)
    assert (len(key_names("host:")), len(key_names("host-link:")), key_names("signing:")) == (1, 1, [])
