"""The page of a proposal behind its host's link."""

import datetime as dt
import re

import pytest
import time_machine

from events.actions.proposal import publish_proposal
from events.hosts import open_host
from events.models import RSVP, Event, Host, Proposal
from tests.events.answers import deliver, join, token_in
from tests.events.factories import NOW, make_event
from tests.events.proposals import DAY, LINK, RIMA, confirm, host_token, make_open_call, propose, trust
from tests.events.views.host_pages import act, followed, path
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LATER = NOW + dt.timedelta(minutes=10)


def test_proposal_is_confirmed_by_its_button(client):
    propose(make_open_call(), place="Dock <Square>")
    token = host_token()

    page = text_of(client.get(path(token)))
    assert "Do you propose this?" in page
    assert "Given with r…@i…" in page

    assert "Your proposal is being looked at" in followed(client, act(client, token, "confirm"))
    assert Proposal.objects.get().state == "waiting"
    assert followed(client, act(client, token, "confirm"))
    assert Host.objects.count() == 1


def test_trusted_host_is_told_that_it_is_public_at_once(client):
    call = make_open_call()
    trust(call)
    propose(call)

    page = followed(client, act(client, host_token(), "confirm"))

    assert "It is public now: those who call trust you, so nobody looks at it first." in page
    assert Event.objects.public().count() == 1


def test_proposal_confirmed_takes_the_ticked_others_of_the_same_mailbox(client):
    call, event = make_open_call(), make_event()
    propose(call)
    token = host_token()
    with time_machine.travel(LATER, tick=False):
        dunmore, ashford = propose(call, town="Dunmore", now=LATER), propose(call, town="Ashford", now=LATER)
        propose(call, town="Elsewhere", address="other@inbox.example", now=LATER)
        join(event, address=RIMA, now=LATER)
        join(event, address="other@inbox.example", now=LATER)

        page = client.get(path(token)).content.decode()
        assert re.findall(r'name="also_proposal" value="(\d+)"', page) == [str(dunmore.pk), str(ashford.pk)]
        (answer,) = re.findall(r'name="also" value="(\d+)"', page)
        others = Proposal.objects.exclude(host__in=[dunmore.host, ashford.host]).latest("pk").pk
        act(client, token, "confirm", also_proposal=[dunmore.pk, others], also=answer)

    states = dict(Proposal.objects.values_list("town", "state"))
    assert states == {"Birkdale": "waiting", "Dunmore": "waiting", "Ashford": "unconfirmed", "Elsewhere": "unconfirmed"}
    assert RSVP.objects.get(pk=answer).state == "confirmed"
    assert RSVP.objects.exclude(pk=answer).get().state == "unconfirmed"


def test_proposal_is_confirmed_behind_the_link_of_an_answer(client):
    join(make_event(), address=RIMA)
    token = token_in(deliver()[0])
    with time_machine.travel(LATER, tick=False):
        proposal = propose(make_open_call(), host_name="Rima’s <group>", now=LATER)

        page = client.get(f"/rsvps/{token}/").content.decode()
        assert f'name="also_proposal" value="{proposal.pk}"' in page
        assert "Rima’s &lt;group&gt;" in page
        client.post(f"/rsvps/{token}/", {"action": "confirm", "also_proposal": proposal.pk})

        assert Proposal.objects.get().state == "waiting"
        (mail,) = [mail for mail in deliver(LATER) if "/hosts/" in mail.body and mail.to == [RIMA]]
    assert open_host(LINK.search(mail.body)[1]) == proposal.host


def test_proposal_that_was_sent_back_shows_why_and_is_sent_again(client):
    token, proposal = confirm(make_open_call())
    Proposal.objects.update(state="sent-back", reason="Which <square>?", settled_at=NOW)

    page = client.get(path(token)).content.decode()
    assert "Which &lt;square&gt;?" in page
    form = client.get(path(token) + "?change=1").content.decode()
    assert 'value="Birkdale"' in form
    assert 'name="email"' not in form
    assert "Which &lt;square&gt;?" in form

    typed = {"town": "Birkdale", "start_on": DAY.isoformat(), "host_name": "Birkdale Tenants", "kind": "march"}
    assert act(client, token, "resend", **{**typed, "start_on": "2027-04-01"}).status_code == 422
    assert "Sent again" in followed(client, act(client, token, "resend", **typed, place="Dock Square"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.place, proposal.kind) == ("waiting", "Dock Square", "march")
    assert proposal.zone == "America/New_York"


def test_proposal_is_withdrawn_and_its_form_is_shown_no_more(client):
    token, _proposal = confirm(make_open_call())

    assert "You have withdrawn it" in followed(client, act(client, token, "withdraw"))
    assert "You have withdrawn it" in text_of(client.get(path(token) + "?change=1"))


def test_proposal_that_is_not_mine_is_erased(client):
    propose(make_open_call())
    token = host_token()

    assert "Nothing is left of this proposal." in text_of(act(client, token, "withdraw"))
    assert (Host.objects.count(), client.get(path(token)).status_code) == (0, 404)


def test_confirming_a_closed_call_says_so(client):
    call = make_open_call()
    propose(call)
    token = host_token()
    call.is_open_to_hosts = False
    call.save()

    response = act(client, token, "confirm")

    assert (response.status_code, "no proposals any more" in text_of(response)) == (422, True)


def test_approved_proposal_opens_as_its_action(client):
    token, proposal = confirm(make_open_call())
    assert "being looked at" in text_of(client.get(path(token)))

    publish_proposal(proposal, by=None, now=NOW)

    assert "You look after this action" in text_of(client.get(path(token)))
