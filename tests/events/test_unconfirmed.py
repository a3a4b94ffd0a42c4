import datetime as dt

import pytest

from events.models import Proposal
from events.unconfirmed import proposals_since, rsvps_since
from tests.events.answers import confirm as rsvp
from tests.events.answers import join
from tests.events.factories import NOW, make_event
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
