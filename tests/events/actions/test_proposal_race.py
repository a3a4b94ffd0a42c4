"""Proposals under those who press a button at the same moment."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from events.actions.proposal import (
    confirm_proposals,
    publish_proposal,
    withdraw_proposal,
)
from events.errors import EventsError
from events.hosts import open_host
from events.models import Event, ListedName
from notifications.models import Delivery
from tests.events.factories import NOW
from tests.events.proposals import RIMA, confirm, host_token, make_open_call, propose, trust

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


def at_once(*works):
    """Runs each in a thread of its own, started together; what each returned or raised."""
    ready, results = Barrier(len(works)), []

    def run(work):
        try:
            ready.wait()
            results.append(work())
        except EventsError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_confirmations_at_once_publish_a_trusted_host_once(transactional_db):
    call = make_open_call()
    trust(call)
    proposal = propose(call)
    host = open_host(host_token())

    def confirm_too():
        return confirm_proposals([proposal], address=RIMA, now=LATER, link_of=host)

    results = at_once(confirm_too, confirm_too, confirm_too)

    assert sorted(len(result) for result in results) == [0, 0, 1]
    assert (Event.objects.count(), Delivery.objects.filter(key__startswith="host-online:").count()) == (1, 1)


def test_two_approvals_at_once_publish_once(transactional_db):
    call = make_open_call()
    _token, proposal = confirm(call)
    editor = call.statement.organization.members.get()

    events = at_once(*[lambda: publish_proposal(proposal, by=editor, now=LATER)] * 3)

    assert len(events) == 3
    assert len({event.pk for event in events}) == 1
    assert (Event.objects.count(), ListedName.objects.count()) == (1, 1)


def test_approval_and_withdrawal_at_once_agree(transactional_db):
    _token, proposal = confirm(make_open_call())

    at_once(lambda: publish_proposal(proposal, by=None, now=LATER), lambda: withdraw_proposal(proposal, now=LATER))

    proposal.refresh_from_db()
    assert (proposal.state, Event.objects.count()) in [("approved", 1), ("withdrawn", 0)]
    assert connection.vendor in ("sqlite", "postgresql")
