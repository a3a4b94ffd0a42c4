import datetime as dt
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from accounts.keys import key_names
from accounts.models import MailBudget
from events.actions.host import erase_hosts, make_host_link, renew_host_link, send_host_links, use_host_link
from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.actions.proposal import withdraw_proposal
from events.contacts.links import open_addresses, open_links
from events.errors import EventsError
from events.hosts import address_of, masked_address_of, open_host
from events.models import Event, Host, HostCheck, Proposal
from events.permissions import may_edit
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.proposals import DAY, LINK, RIMA, confirm, host_event, host_token, make_open_call, propose

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


def all_keys():
    """How many keys hosts have: of addresses and of links."""
    return len(key_names("host:") + key_names("host-link:"))


def own_event():
    owner = make_user()
    return make_event(organization=make_organization(owner=owner)), owner


# --- Made


def test_link_by_hand_opens_at_once_and_nobody_is_written_to():
    event, owner = own_event()

    host, token = make_host_link(event, by=owner, language="en", now=NOW)

    assert open_host(token) == host
    assert (address_of(host), host.confirmed_at, Delivery.objects.count()) == (None, NOW, 0)
    assert may_edit(host, event)


def test_link_with_address_comes_by_mail_and_edits_nothing_before_it_was_used():
    event, owner = own_event()

    make_host_link(event, by=owner, language="ar", now=NOW, address="Rima@INBOX.example")

    (message,) = deliver()
    host = open_host(LINK.search(message.body)[1])
    assert (message.to, host.language) == (["Rima@inbox.example"], "ar")
    assert not may_edit(host, event)
    use_host_link(host, now=LATER)
    assert may_edit(open_host(LINK.search(message.body)[1]), event)


def test_link_made_anew_by_an_organiser_ends_the_old_one():
    event, owner = own_event()
    _host, old = make_host_link(event, by=owner, language="en", now=NOW)

    _host, new = make_host_link(event, by=owner, language="en", now=LATER)

    assert (open_host(old), Host.objects.count()) == (None, 1)
    assert open_host(new).event == event


def test_link_for_somebody_else_forgets_the_first_address():
    event, owner = own_event()
    make_host_link(event, by=owner, language="en", now=NOW, address=RIMA)

    _host, token = make_host_link(event, by=owner, language="en", now=LATER)

    assert address_of(open_host(token)) is None
    assert deliver(LATER) == []


def test_copy_from_before_opens_neither_the_link_nor_the_address_that_were_replaced():
    event, owner = own_event()
    make_host_link(event, by=owner, language="en", now=NOW, address=RIMA)
    copy = Host.objects.get()

    make_host_link(event, by=owner, language="en", now=LATER, address="b@inbox.example")

    assert (open_links([copy]), open_addresses([copy])) == ({}, {})
    assert [address_of(host) for host in Host.objects.all()] == ["b@inbox.example"]
    assert all_keys() == 2


def test_who_looks_after_an_action_now_has_what_was_proposed_and_answered_before():
    token, old = host_event()
    HostCheck.objects.create(event=old.event, host=old, answer="on", answered_at=NOW)

    host, _token = make_host_link(old.event, by=None, language="en", now=LATER)

    assert (Proposal.objects.get().host, HostCheck.objects.get().host) == (host, host)
    assert (open_host(token), Host.objects.count(), deliver(LATER)) == (None, 1, [])


def test_link_by_a_stranger_or_to_no_address_is_refused():
    event, owner = own_event()

    with pytest.raises(EventsError, match="Only those who host"):
        make_host_link(event, by=make_user(), language="en", now=NOW)
    with pytest.raises(EventsError) as refused:
        make_host_link(event, by=owner, language="en", now=NOW, address="nobody")
    assert (refused.value.field, Host.objects.count()) == ("email", 0)


def test_link_to_a_mailbox_with_an_open_mail_says_nothing_and_sends_none():
    event, owner = own_event()
    propose(make_open_call())
    deliver()

    make_host_link(event, by=owner, language="en", now=LATER, address=RIMA)

    assert deliver(LATER) == []


# --- Used


def test_host_edits_its_action_and_no_other():
    token, host = host_event()
    other = host_event(address="b@inbox.example")[1]
    host = open_host(token)
    date = host.event.occurrences.get()

    move_occurrence(date, start_on=DAY, start_time=dt.time(17, 30), duration=None, by=host, now=LATER)

    assert date.event.occurrences.get().start_time == dt.time(17, 30)
    with pytest.raises(EventsError, match="Only those who host"):
        cancel_occurrence(other.event.occurrences.get(), by=host, now=LATER)
    assert not Event.objects.get(pk=other.event.pk).is_cancelled


# --- Made anew, lost and found


def test_renew_sends_the_new_link_and_the_old_one_is_dead_at_once():
    old, host = host_event()
    deliver(LATER)

    assert renew_host_link(open_host(old), now=LATER) is None

    assert open_host(old) is None
    (message,) = deliver(LATER)
    assert open_host(LINK.search(message.body)[1]) == host


def test_copy_from_before_a_link_was_made_anew_does_not_open_it_and_says_whom_to_send_another():
    old, host = host_event()
    copy = Host.objects.get()

    renew_host_link(open_host(old), now=LATER)

    assert (open_links([copy]), open_addresses([copy])) == ({}, {host.pk: RIMA})
    assert all_keys() == 2


def test_renew_without_an_address_hands_the_token_over():
    event, owner = own_event()
    host, old = make_host_link(event, by=owner, language="en", now=NOW)

    new = renew_host_link(open_host(old), now=LATER)

    assert (open_host(old), open_host(new)) == (None, host)


def test_lost_links_come_in_one_mail_for_each_action_and_waiting_proposal():
    call = make_open_call()
    first, _host = host_event(call)
    second, _host = host_event(call, town="Dunmore")
    waiting, _proposal = confirm(call, town="Ashford")
    host_event(address="other@inbox.example")
    deliver(LATER)

    send_host_links("Rima@INBOX.example", now=LATER)

    (message,) = deliver(LATER)
    tokens = LINK.findall(message.body)
    assert (message.to, len(tokens)) == ([RIMA], 3)
    assert [open_host(old) for old in (first, second, waiting)] == [None, None, None]
    assert {open_host(token).pk for token in tokens} == {
        host.pk for host in Host.objects.all() if address_of(host) == RIMA
    }
    assert all_keys() == 2 * Host.objects.count()


def test_lost_link_of_what_nobody_confirmed_or_was_withdrawn_is_not_made_anew():
    call = make_open_call()
    propose(call)
    unconfirmed = host_token()
    withdraw_proposal(confirm(call, address="b@inbox.example")[1], now=NOW)

    send_host_links(RIMA, now=LATER)
    send_host_links("b@inbox.example", now=LATER)

    assert [message.to for message in deliver(LATER) if "link" in message.subject] == []
    assert open_host(unconfirmed) is not None


def test_lost_links_come_once_a_day_until_one_is_used():
    host_event()
    deliver(LATER)
    send_host_links(RIMA, now=LATER)
    token = host_token(now=LATER)

    send_host_links(RIMA, now=LATER + dt.timedelta(hours=1))
    assert deliver(LATER + dt.timedelta(hours=1)) == []
    assert (open_host(token).event, all_keys()) == (Event.objects.get(), 2)

    use_host_link(open_host(token), now=LATER + dt.timedelta(hours=2))
    send_host_links(RIMA, now=LATER + dt.timedelta(hours=2))
    assert open_host(token) is None
    assert host_token(now=LATER + dt.timedelta(hours=2))


def test_lost_link_comes_although_another_mail_waits_for_an_answer():
    host_event()
    propose(make_open_call(), town="Elsewhere")
    deliver(LATER)

    send_host_links(RIMA, now=LATER)

    assert host_token(now=LATER)


def test_unknown_mailbox_costs_as_many_queries_and_leaves_as_little(django_assert_num_queries):
    host_event()
    deliver(LATER)
    rows = {"deliveries": Delivery.objects.count(), "keys": all_keys()}

    with django_assert_num_queries(17, using="default"):
        send_host_links(RIMA, now=LATER)
    with django_assert_num_queries(18, using="default"):
        send_host_links("nobody@inbox.example", now=LATER)  # one more: what was done is taken back

    assert {"deliveries": Delivery.objects.count() - 1, "keys": all_keys()} == rows
    assert MailBudget.objects.count() == 2


def test_unknown_mailbox_costs_the_key_store_as_many_queries():
    host_event()
    asked = []

    for address in (RIMA, "nobody@inbox.example"):
        with CaptureQueriesContext(connections["keys"]) as captured:
            send_host_links(address, now=LATER)
        asked.append([re.sub(r"\(.*?\)|'.*?'|\d+", "", query["sql"]) for query in captured])

    assert asked[0] == asked[1]


# --- Erased


def test_erase_ends_the_link_its_key_and_its_mails_and_leaves_the_action():
    token, host = host_event()

    assert erase_hosts([host], now=LATER) == 1

    assert (open_host(token), all_keys(), Proposal.objects.count()) == (None, 0, 0)
    assert not Delivery.objects.filter(recipient=f"host:{host.pk}").exists()
    assert Event.objects.get().is_published


def test_host_and_its_mask_hold_no_address_to_read():
    _token, host = host_event()

    assert masked_address_of(host) == "r…@i…"
    assert not re.search("rima", repr(vars(host)))
