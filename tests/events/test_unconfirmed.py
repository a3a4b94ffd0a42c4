import datetime as dt

import pytest

from events.models import Proposal
from events.unconfirmed import follows_since, proposals_since, rsvps_since
from tests.events.answers import confirm as rsvp
from tests.events.answers import join
from tests.events.factories import NOW, make_event
from tests.events.follows import ask
from tests.events.proposals import RIMA, confirm, make_open_call, propose

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


def test_answers_are_those_of_the_mailbox_since_then_that_nobody_confirmed():
    join(make_event(), address=RIMA)
    rsvp(make_event(), address="other@inbox.example")
    wanted = make_event()
    join(wanted, address="Rima@INBOX.example", now=LATER)
    join(make_event(), address="other@inbox.example", now=LATER)

    assert [found.occurrence.event for found in rsvps_since(RIMA, LATER)] == [wanted]


def test_proposals_are_those_of_the_mailbox_since_then_that_nobody_confirmed():
    call = make_open_call()
    confirm(call, town="Confirmed")
    propose(call, town="Before")
    propose(call, town="Foreign", address="other@inbox.example", now=LATER)
    wanted = propose(call, address="Rima@INBOX.example", now=LATER)

    assert proposals_since(RIMA, LATER) == [wanted]


def test_the_same_proposal_sent_twice_is_one():
    call = make_open_call()
    propose(call, now=LATER)
    last = propose(call, now=LATER + dt.timedelta(seconds=5))
    propose(call, town="Dunmore", now=LATER)

    found = proposals_since(RIMA, LATER)

    assert (len(found), Proposal.objects.count()) == (2, 3)
    assert last in found


def test_of_a_flood_only_the_newest_are_opened(monkeypatch):
    """Anybody can ask for thousands with addresses that are nobody's."""
    monkeypatch.setattr("events.unconfirmed.MOST_OPENED", 2)
    call = make_open_call()
    for number in range(3):
        ask(query=f"q={number}", address=RIMA, now=LATER + dt.timedelta(seconds=number))
        propose(call, town=f"Town {number}", now=LATER + dt.timedelta(seconds=number))

    assert [follow.query for follow in follows_since(RIMA, LATER)] == ["q=1", "q=2"]
    assert [proposal.town for proposal in proposals_since(RIMA, LATER)] == ["Town 1", "Town 2"]
