"""Two reviewers at once: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from events.actions.review import approve_proposal, send_back_proposal
from events.errors import EventsError
from events.models import Event, Proposal, TrustedHost
from tests.events.answers import minutes
from tests.events.factories import NOW
from tests.events.proposals import confirm, make_open_call

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + minutes(10)


def at_once(*answers):
    """What each said; all begin together."""
    together = Barrier(len(answers))

    def run(answer):
        together.wait(5)
        try:
            answer()
            return "done"
        except EventsError as error:
            return error.message
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(answers)) as pool:
        return list(pool.map(run, answers))


def test_approved_by_several_at_once_it_is_one_action():
    proposal = confirm(make_open_call())[1]

    said = at_once(*[lambda: approve_proposal(proposal, by=None, now=LATER, version=1, trusts_host=True)] * 4)

    assert said == ["done"] * 4
    assert (Event.objects.count(), TrustedHost.objects.count()) == (1, 1)


def test_approved_and_sent_back_at_once_one_wins():
    proposal = confirm(make_open_call())[1]

    said = at_once(
        lambda: approve_proposal(proposal, by=None, now=LATER),
        lambda: send_back_proposal(proposal, reason="No", by=None, now=LATER),
    )

    state = Proposal.objects.get().state
    assert sorted(said)[1] == "done"
    assert sorted(said)[0].startswith("Somebody else has")
    assert (state, Event.objects.count()) in [("approved", 1), ("sent-back", 0)]
