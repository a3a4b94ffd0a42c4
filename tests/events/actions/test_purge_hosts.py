import datetime as dt

import pytest

from accounts.keys import key_names, make_key, read_key
from accounts.models import DataKey
from events.actions.proposal import withdraw_proposal
from events.actions.purge import purge
from events.actions.word import write_word
from events.contacts.links import key_of, keys_of, open_addresses, open_links, seal_link, seal_texts, token_key_of
from events.contacts.trust import hash_for_trust, trust_key
from events.hosts import open_host
from events.models import (
    Announcement,
    Event,
    Host,
    Occurrence,
    PastedList,
    Proposal,
    SignatureInvitation,
    TrustedHost,
)
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import NOW, make_organization, make_statement
from tests.events.proposals import DAY, confirm, host_event, make_open_call, propose

pytestmark = pytest.mark.django_db
MINUTE, TWO_DAYS, TWO_WEEKS = dt.timedelta(minutes=1), dt.timedelta(days=2), dt.timedelta(days=14)


def nothing_is_left():
    keys = key_names("host:") + key_names("host-link:")
    return (Host.objects.count(), Proposal.objects.count(), keys) == (0, 0, [])


def test_proposal_that_nobody_confirms_goes_after_two_days():
    propose(make_open_call())

    purge(now=NOW + TWO_DAYS - MINUTE)
    assert Host.objects.count() == 1

    counts = purge(now=NOW + TWO_DAYS)
    assert counts["proposals that nobody confirmed"] == 1
    assert nothing_is_left()
    assert not Delivery.objects.filter(recipient__startswith="host:").exists()


def test_proposal_that_was_withdrawn_or_sent_back_goes_after_two_weeks():
    call = make_open_call()
    withdraw_proposal(confirm(call)[1], now=NOW)
    Proposal.objects.filter(pk=confirm(call, town="Dunmore")[1].pk).update(
        state="sent-back", reason="Which square?", settled_at=NOW
    )

    purge(now=NOW + TWO_WEEKS - MINUTE)
    assert Host.objects.count() == 2

    assert purge(now=NOW + TWO_WEEKS)["proposals that were sent back or withdrawn"] == 2
    assert nothing_is_left()


def test_proposal_that_waits_goes_two_weeks_after_its_day():
    confirm(make_open_call())
    due = dt.datetime.combine(DAY + TWO_WEEKS, dt.time(), dt.UTC)

    purge(now=due - MINUTE)
    assert Host.objects.count() == 1

    assert purge(now=due)["proposals whose day has passed"] == 1
    assert nothing_is_left()


def test_host_goes_with_the_answers_and_the_action_stays():
    token, _host = host_event()
    end = Occurrence.objects.get().ends_at

    purge(now=end + TWO_WEEKS - MINUTE)
    assert open_host(token) is not None

    assert purge(now=end + TWO_WEEKS)["links of hosts"] == 1
    assert nothing_is_left()
    assert Event.objects.get().is_published


def test_host_of_what_is_postponed_stays_for_half_a_year():
    host_event()
    end = Occurrence.objects.get().ends_at
    Occurrence.objects.update(state="postponed")

    purge(now=end + dt.timedelta(days=179))
    assert Host.objects.count() == 1

    purge(now=end + dt.timedelta(days=180))
    assert nothing_is_left()


def test_host_whose_proposal_went_with_its_call_goes_at_once_and_no_other():
    host_event()
    call = make_open_call()
    lost = confirm(call, address="amal@inbox.example")[1].host
    propose(make_open_call(), address="c@inbox.example")
    call.anchors.all().delete()
    call.delete()

    assert purge(now=NOW)["links to nothing"] == 1

    assert not Host.objects.filter(pk=lost.pk).exists()
    assert [read_key(name) for name in keys_of(lost)] == [None, None]
    assert Host.objects.count() == 2


def test_copy_made_before_the_purge_cannot_be_read_with_the_keys_of_after():
    _token, host = host_event()
    host.refresh_from_db()

    purge(now=Occurrence.objects.get().ends_at + TWO_WEEKS)

    assert (open_links([host]), open_addresses([host])) == ({}, {})


def test_what_a_host_wrote_goes_with_the_answers():
    token, _host = host_event()
    host = open_host(token)
    write_word(host.event.occurrences.get(), text="Wisteria", by=host, now=NOW)
    deliver(NOW)

    purge(now=Occurrence.objects.get().ends_at + TWO_WEEKS)

    assert Announcement.objects.count() == 0


def test_pasted_list_goes_after_two_weeks_and_an_invitation_after_thirty_days():
    pasted = PastedList(call=make_open_call(), created_at=NOW)
    seal_texts(pasted, text="rima@inbox.example")
    pasted.save()
    invitation = SignatureInvitation(statement=make_statement(), language="en", created_at=NOW)
    seal_link(invitation, token="t" * 43, address="rima@inbox.example")
    invitation.save()

    purge(now=NOW + TWO_WEEKS - MINUTE)
    assert (PastedList.objects.count(), SignatureInvitation.objects.count()) == (1, 1)
    purge(now=NOW + TWO_WEEKS)
    assert (PastedList.objects.count(), read_key(key_of(pasted))) == (0, None)
    purge(now=NOW + dt.timedelta(days=30))
    assert (SignatureInvitation.objects.count(), read_key(key_of(invitation))) == (0, None)


def test_dry_run_counts_and_deletes_nothing():
    propose(make_open_call())

    assert purge(now=NOW + TWO_DAYS, dry_run=True)["proposals that nobody confirmed"] == 1
    assert Host.objects.count() == 1


def test_keys_without_rows_are_swept_and_no_other():
    _token, host = host_event()
    trusting, forgetful = make_organization(), make_organization()
    TrustedHost.objects.create(
        organization=trusting,
        name="B",
        address_hash=hash_for_trust("b@inbox.example", organization_id=trusting.pk),
        trusted_at=NOW,
    )
    withdrawn = confirm(make_open_call(), address="c@inbox.example")[1].host
    withdraw_proposal(withdrawn.proposal, now=NOW)
    make_key(key_of(withdrawn))  # as if it had broken off before the key went
    orphans = {"host:5", "host-link:5", key_of(withdrawn), "signing:5", "list:5", "leave:5", trust_key(forgetful.pk)}
    for name in orphans:
        make_key(name)
    DataKey.objects.update(created_on=NOW.date() - dt.timedelta(days=2))

    purge(now=NOW)

    names = set(DataKey.objects.values_list("name", flat=True))
    assert names & orphans == set()
    assert {*keys_of(host), token_key_of(withdrawn), trust_key(trusting.pk)} <= names
