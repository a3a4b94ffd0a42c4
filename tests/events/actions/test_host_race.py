"""Links of hosts under those who press a button at the same moment: who is told that it is done keeps what was done."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connections

from accounts.keys import key_names
from events.actions import host as host_actions
from events.actions import proposal as proposal_actions
from events.actions.host import make_host_link, renew_host_link, send_host_links
from events.actions.proposal import confirm_proposals
from events.actions.purge.hosts import purge_hosts
from events.contacts.links import open_links
from events.errors import EventsError
from events.hosts import open_host
from events.models import Host, Proposal
from tests.events.answers import minutes
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.proposals import RIMA, host_event, make_open_call, propose

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + minutes(10)
TWO_DAYS = NOW + dt.timedelta(days=2)


def in_a_thread(do):
    try:
        do()
        return "done"
    except EventsError as error:
        return error.message
    finally:
        connections.close_all()


def while_reaching(monkeypatch, module, name, first, second):
    """What both said: `second` is done, or waits for a lock, while `first` is before the function `name`."""
    real, reached, may_go = getattr(module, name), Signal(), Signal()

    def held(*args, **kwargs):
        monkeypatch.setattr(module, name, real)
        reached.set()
        may_go.wait(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, held)
    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(in_a_thread, first)
        assert reached.wait(30)
        other = pool.submit(in_a_thread, second)
        other.add_done_callback(lambda _done: may_go.set())
        return running.result(), other.result()


def test_a_leaked_link_that_was_replaced_meanwhile_makes_no_other(monkeypatch):
    """Its finder presses "new link" while the coordinator gives the action to somebody else."""
    event = make_event(organization=make_organization(owner=make_user()))
    _host, leaked = make_host_link(event, by=None, language="en", now=NOW)
    found, given = open_host(leaked), []

    said = while_reaching(
        monkeypatch,
        host_actions,
        "seal_link",
        lambda: given.append(renew_host_link(found, now=LATER)),
        lambda: given.append(make_host_link(event, by=None, language="en", now=LATER)[1]),
    )

    assert said == ("This link does not work any more", "done")
    assert open_host(leaked) is None
    assert [open_host(token).event_id for token in given] == [event.pk]


def test_a_link_given_by_hand_meanwhile_is_not_ended_by_one_that_goes_by_mail(monkeypatch):
    """Somebody types the address of the first host while the coordinator gives the action to somebody else."""
    _token, host = host_event()
    given = []

    said = while_reaching(
        monkeypatch,
        host_actions,
        "seal_new_link",
        lambda: send_host_links(RIMA, now=LATER),
        lambda: given.append(make_host_link(host.event, by=None, language="en", now=LATER)[1]),
    )

    assert said == ("done", "done")
    assert [open_host(token).event_id for token in given] == [host.event_id]


def test_of_two_that_make_a_lost_link_anew_one_does(monkeypatch):
    token, _host = host_event()
    found, made = open_host(token), []

    def renew():
        renew_host_link(found, now=LATER)
        made.append(Host.objects.get().token_sha256)

    said = while_reaching(monkeypatch, host_actions, "seal_new_link", lambda: send_host_links(RIMA, now=LATER), renew)

    assert said == ("done", "done")
    assert made == [Host.objects.get().token_sha256]
    assert [len(key_names(prefix)) for prefix in ("host:", "host-link:")] == [1, 1]


@pytest.fixture
def proposal():
    return propose(make_open_call())


def confirm(proposal):
    confirm_proposals([proposal], address=RIMA, now=TWO_DAYS)


def test_what_is_being_confirmed_when_its_time_is_over_stays(proposal, monkeypatch):
    said = while_reaching(
        monkeypatch,
        proposal_actions,
        "owed_notices",
        lambda: confirm(proposal),
        lambda: purge_hosts(now=TWO_DAYS),
    )

    assert said == ("done", "done")
    assert Proposal.objects.get().state == "waiting"
    assert open_links([proposal.host])


def test_what_is_being_purged_is_not_confirmed(proposal, monkeypatch):
    said = while_reaching(
        monkeypatch, host_actions, "forget", lambda: purge_hosts(now=TWO_DAYS), lambda: confirm(proposal)
    )

    assert said == ("done", "This proposal is no longer there.")
    assert (Host.objects.count(), key_names("host:"), key_names("host-link:")) == (0, [], [])
