import datetime as dt

import pytest

from events.actions.host import make_host_link, renew_host_link, send_host_links
from events.actions.proposal import publish_proposal, resend_proposal, withdraw_proposal
from events.hosts import open_host
from events.messages.host import HOST_LINK, HOST_NEWS, PROPOSAL, owed_sent_back
from events.models import Event, Host, Proposal
from notifications.actions import owe
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import NOW, make_event
from tests.events.proposals import LINK, RIMA, confirm, host_event, make_offer, make_open_call, propose

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


def send_back(proposal, reason="Which square?\nThere are two."):
    proposal.state, proposal.reason, proposal.settled_at = "sent-back", reason, NOW
    proposal.save()
    owe([owed_sent_back(proposal, now=LATER)], now=LATER)


def test_sent_back_says_why_in_the_words_of_those_who_call_with_the_link():
    token, proposal = confirm(make_open_call())
    deliver(LATER)
    send_back(proposal)

    (mail,) = deliver(LATER)

    assert mail.to == [RIMA]
    assert "Which square?\nThere are two." in mail.body
    assert LINK.search(mail.body)[1] == token


def test_link_that_was_given_says_by_whom_and_for_which_action():
    """Whoever gets it has asked for nothing: the mail said that they should do nothing then."""
    event = make_event(title="Rally", town="Dunmore")

    make_host_link(event, by=None, language="en", now=NOW, address=RIMA)

    (mail,) = deliver(LATER)
    assert f"{event.organization.name} gives you the link to look after this action" in mail.body
    assert f"Rally · Dunmore · {event.organization.name} · 13 March 2027" in mail.body
    assert "If it is not yours, do nothing: the action stays as it is." in mail.body
    assert "asked for" not in mail.body


def test_link_that_was_asked_for_says_that_the_old_one_is_dead():
    _token, _host = host_event(town="Dunmore")
    deliver(LATER)

    send_host_links(RIMA, now=LATER)

    (mail,) = deliver(LATER)
    assert "Any link that you had before does not work any more." in mail.body
    assert " · Dunmore · " in mail.body
    assert "If you have not asked for it, do nothing" in mail.body


def test_sent_back_is_not_told_of_what_was_sent_again_or_withdrawn():
    call = make_open_call()
    again, taken = confirm(call)[1], confirm(call, town="Dunmore")[1]
    deliver(LATER)
    send_back(again)
    send_back(taken)
    resend_proposal(again, offer=make_offer(place="Dock Square"), now=LATER)
    withdraw_proposal(taken, now=LATER)

    assert [mail.subject for mail in deliver(LATER) if mail.to == [RIMA]] == []


def test_second_time_that_it_is_sent_back_is_told_too():
    _token, proposal = confirm(make_open_call())
    deliver(LATER)
    send_back(proposal)
    deliver(LATER)
    resend_proposal(proposal, offer=make_offer(place="Dock Square"), now=LATER)
    send_back(Proposal.objects.get(), reason="Thank you. And the hour?")

    assert ["And the hour?" in mail.body for mail in deliver(LATER) if mail.to == [RIMA]] == [True]


def test_mail_about_a_confirmed_or_erased_proposal_is_not_owed():
    call = make_open_call()
    kept, erased = propose(call), propose(call, address="b@inbox.example")
    Host.objects.filter(pk=kept.host_id).update(confirmed_at=NOW)
    rows = list(Delivery.objects.filter(kind=PROPOSAL.name))
    Host.objects.filter(pk=erased.host_id).delete()

    made = PROPOSAL.prepare(rows, now=NOW)

    assert [made[row.pk].reason for row in rows] == ["confirmed already", "erased"]


def test_news_of_an_action_that_is_public_no_more_is_not_told():
    _token, proposal = confirm(make_open_call())
    deliver(LATER)
    publish_proposal(proposal, by=None, now=LATER)
    Event.objects.update(published_at=None)

    assert deliver(LATER) == []


def test_link_mail_brings_the_link_that_is_good_when_it_is_sent():
    token, _host = host_event()
    deliver(LATER)
    renew_host_link(open_host(token), now=LATER)
    renew_host_link(Host.objects.get(), now=LATER + dt.timedelta(seconds=1))

    mails = deliver(LATER + dt.timedelta(seconds=2))

    assert {open_host(LINK.search(mail.body)[1]) for mail in mails} == {Host.objects.get()}


def test_mails_speak_the_language_of_the_host():
    call = make_open_call()
    propose(call, language="ar")

    (mail,) = deliver()

    assert '<html lang="ar" dir="rtl">' in mail.alternatives[0][0]
    assert "?lang=ar" in mail.body


@pytest.mark.parametrize("number", [1, 3])
def test_each_kind_is_prepared_in_a_fixed_number_of_queries(django_assert_num_queries, number):
    call = make_open_call()
    for which in range(number):
        propose(call, address=f"new{which}@inbox.example")
        host_event(call, address=f"host{which}@inbox.example")
        send_host_links(f"host{which}@inbox.example", now=LATER + dt.timedelta(seconds=which))
    rows = {kind: list(Delivery.objects.filter(kind=kind.name)) for kind in (PROPOSAL, HOST_LINK, HOST_NEWS)}
    assert [len(found) for found in rows.values()] == [2 * number, number, number]

    for kind, queries in [(PROPOSAL, 4), (HOST_LINK, 8), (HOST_NEWS, 4)]:
        with django_assert_num_queries(queries, using="default"):
            kind.prepare(rows[kind], now=LATER)
