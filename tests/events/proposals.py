"""How tests propose and host: through the verbs and the outbox, with what the mails say."""

import datetime as dt
import re

from events.actions.offer import Offer
from events.actions.proposal import confirm_proposals, propose_action, publish_proposal
from events.contacts.trust import hash_for_trust
from events.hosts import address_of, open_host
from events.models import Host, Proposal, TrustedHost
from tests.events.answers import deliver
from tests.events.factories import NOW, make_call, make_organization, make_statement, make_user

RIMA = "rima@inbox.example"
LINK = re.compile(r"/hosts/([\w-]{43})/")
DAY = dt.date(2027, 3, 13)


def make_open_call(**fields):
    """A call that takes proposals, of an organisation in New York with an owner."""
    statement = fields.pop("statement", None) or make_statement(organization=make_organization(owner=make_user()))
    window = {"window_start_on": DAY - dt.timedelta(days=5), "window_end_on": DAY}
    return make_call(statement=statement, **{"is_open_to_hosts": True, **window, **fields})


def make_offer(**fields):
    return Offer(
        **{
            "host_name": "Birkdale Tenants",
            "kind": "rally",
            "zone": "America/New_York",
            "start_on": DAY,
            "town": "Birkdale",
            "country": "US",
            **fields,
        }
    )


def propose(call, *, address=RIMA, now=NOW, language="en", **fields):
    """Proposes, and returns the new row."""
    known = set(Proposal.objects.values_list("pk", flat=True))
    propose_action(call, offer=make_offer(**fields), address=address, language=language, now=now)
    return Proposal.objects.exclude(pk__in=known).get()


def host_token(address=RIMA, now=NOW):
    """The link in the newest mail to `address`."""
    return next(LINK.search(message.body)[1] for message in reversed(deliver(now)) if message.to == [address])


def confirm(call, *, now=NOW, **fields):
    """Proposed and confirmed by mail: the token and the proposal as it stands."""
    proposal = propose(call, now=now, **fields)
    token = host_token(fields.get("address", RIMA), now)
    host = open_host(token)
    confirm_proposals([proposal], address=address_of(host), now=now, link_of=host)
    return token, Proposal.objects.get(pk=proposal.pk)


def host_event(call=None, *, now=NOW, **fields):
    """Proposed, confirmed, published: the token and the host, who has an event."""
    token, proposal = confirm(call or make_open_call(), now=now, **fields)
    publish_proposal(proposal, by=None, now=now)
    return token, Host.objects.get(pk=proposal.host_id)


def send_back(proposal, reason="Which square?"):
    proposal.state, proposal.reason, proposal.settled_at = "sent-back", reason, NOW
    proposal.save()


def trust(call, *, address=RIMA, name="Birkdale Tenants"):
    organization = call.statement.organization
    return TrustedHost.objects.create(
        organization=organization,
        name=name,
        address_hash=hash_for_trust(address, organization_id=organization.pk),
        trusted_at=NOW,
    )
