import datetime as dt
import logging
import re

import pytest
from django.core import mail

from accounts.keys import key_names
from accounts.models import MailBudget
from events.actions.consent import settle
from events.actions.offer import Offer
from events.actions.proposal import (
    confirm_proposals,
    propose_action,
    publish_proposal,
    resend_proposal,
    withdraw_proposal,
)
from events.contacts.links import open_addresses
from events.errors import EventsError
from events.hosts import address_of, open_host
from events.models import CoHost, Event, Host, ListedName, Proposal
from events.permissions import may_edit
from events.who_hosts import hosts_of
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.answers import join as rsvp
from tests.events.factories import NOW, make_event, make_kit, make_organization, make_place, make_statement, make_user
from tests.events.proposals import (
    DAY,
    LINK,
    RIMA,
    confirm,
    host_token,
    make_offer,
    make_open_call,
    propose,
    send_back,
    trust,
)

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


# --- Proposed


def test_propose_asks_nobody_and_tells_only_the_mailbox():
    call = make_open_call()

    proposal = propose(call, start_time=dt.time(17, 30), place="Dock Square", accessibility={"step-free": "yes"})

    (message,) = deliver()
    assert message.to == [RIMA]
    assert (proposal.state, proposal.host.confirmed_at, proposal.host.event) == ("unconfirmed", None, None)
    assert Offer.of(proposal) == make_offer(
        start_time=dt.time(17, 30), place="Dock Square", accessibility={"step-free": "yes"}
    )
    assert (Event.objects.count(), ListedName.objects.count()) == (0, 0)


def test_mail_to_an_unconfirmed_address_holds_nothing_that_was_typed():
    call = make_open_call()
    propose(call, host_name="Cheap watches here", town="Watchville", place="shop.example")

    (message,) = deliver()

    whole = message.subject + message.body + message.alternatives[0][0]
    assert call.title in whole
    assert not re.search("watch|shop", whole, re.IGNORECASE)


def test_address_and_token_stand_nowhere_in_plain():
    propose(make_open_call())

    token = host_token()

    rows = repr(
        [*Host.objects.values(), *Proposal.objects.values(), *Delivery.objects.values(), *MailBudget.objects.values()]
    )
    assert "rima" not in rows
    assert token not in rows


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"town": ""}, "town"),
        ({"town": "x" * 101}, "town"),
        ({"host_name": " \u200f"}, "host_name"),
        ({"host_name": "x" * 201}, "host_name"),
        ({"host_name": "a\x00b"}, "host_name"),
        ({"kind": "riot"}, "kind"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"start_on": DAY + dt.timedelta(days=1)}, "start_on"),
        ({"start_on": DAY - dt.timedelta(days=6)}, "start_on"),
        ({"place": "x" * 401}, "place"),
        ({"attendance": "both", "online_url": "javascript:alert(1)"}, "online_url"),
        ({"accessibility": {"lift": "yes"}}, "accessibility"),
        ({"address": "nobody"}, "email"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_and_nothing_is_kept(typed, field):
    address = typed.pop("address", RIMA)

    with pytest.raises(EventsError) as refused:
        propose_action(make_open_call(), offer=make_offer(**typed), address=address, language="en", now=NOW)

    assert refused.value.field == field
    assert (Host.objects.count(), Delivery.objects.count(), MailBudget.objects.count()) == (0, 0, 0)


def test_a_day_that_is_over_where_it_takes_place_is_refused():
    call = make_open_call(window_start_on=None, window_end_on=None)
    late = dt.datetime(2027, 3, 14, 4, 30, tzinfo=dt.UTC)  # 23:30 on the 13th in New York

    propose(call, now=late)
    with pytest.raises(EventsError, match="over"):
        propose(call, now=late + dt.timedelta(hours=1))
    with pytest.raises(EventsError, match="over"):
        propose(call, now=late, start_time=dt.time(12, 0))


@pytest.mark.parametrize("fields", [{"is_open_to_hosts": False}, {"window_end_on": dt.date(2027, 2, 26)}])
def test_a_call_that_is_closed_or_past_takes_nothing(fields):
    call = make_open_call(window_start_on=dt.date(2027, 2, 20), **{"window_end_on": DAY, **fields})

    with pytest.raises(EventsError, match="no proposals"):
        propose(call)


def test_second_proposal_of_a_mailbox_gets_no_second_mail_and_stands_behind_the_first_link():
    call = make_open_call()
    first = propose(call)
    token = host_token()

    second = propose(call, address="rima@INBOX.example", town="Dunmore", now=NOW + dt.timedelta(minutes=1))

    assert deliver(LATER) == []
    host = open_host(token)
    confirm_proposals([first, second], address=address_of(host), now=LATER, link_of=host)
    assert {row.state for row in Proposal.objects.all()} == {"waiting"}
    assert [message.subject for message in deliver(LATER) if message.to == [RIMA]] == [
        "Your link to look after “Rally at every town hall”"
    ]


def test_proposal_made_while_the_mail_of_an_answer_is_open_gets_no_mail():
    rsvp(make_event(), address=RIMA)
    deliver()

    propose(make_open_call())

    assert deliver(LATER) == []


# --- Confirmed


def test_confirm_tells_the_editors_and_nothing_is_public():
    call = make_open_call()

    token, proposal = confirm(call)

    assert (proposal.state, Event.objects.count()) == ("waiting", 0)
    assert Host.objects.get().confirmed_at == NOW
    (notice,) = deliver(LATER)
    assert notice.to == [call.statement.organization.members.get().email]
    assert "rima" not in notice.body
    assert token not in notice.body


def test_confirm_lets_the_next_mail_go():
    call = make_open_call()
    confirm(call)

    propose(call, town="Dunmore")

    assert [message.to for message in deliver(NOW) if "confirm" in message.subject.lower()] == [[RIMA]]


def test_confirm_twice_is_confirmed_once():
    token, proposal = confirm(make_open_call())
    host = open_host(token)

    assert confirm_proposals([proposal], address=RIMA, now=LATER, link_of=host) == []
    assert Host.objects.get().confirmed_at == NOW


def test_confirm_after_the_call_was_closed_is_refused():
    call = make_open_call()
    proposal = propose(call)
    host = open_host(host_token())
    call.is_open_to_hosts = False
    call.save()

    with pytest.raises(EventsError, match="no proposals"):
        confirm_proposals([proposal], address=RIMA, now=NOW, link_of=host)
    assert Proposal.objects.get().state == "unconfirmed"


def test_trusted_host_is_public_at_once_and_nobody_is_asked():
    call = make_open_call()
    trust(call)

    token, proposal = confirm(call, address="Rima@inbox.example")

    assert (proposal.state, proposal.settled_by) == ("approved", None)
    assert open_host(token).event.is_published
    assert [message.subject for message in deliver(LATER)] == ["Your action is online: Rally at every town hall"]


@pytest.mark.parametrize("typed", [{"address": "other@inbox.example"}, {"host_name": "Clinic Workers United"}])
def test_trust_is_of_one_mailbox_in_one_name(typed):
    call = make_open_call()
    trust(call)

    assert confirm(call, **typed)[1].state == "waiting"


def test_trust_of_one_organisation_is_none_of_another():
    trust(make_open_call())

    assert confirm(make_open_call())[1].state == "waiting"


# --- Published


def test_publish_makes_a_public_event_of_those_who_call_hosted_by_the_group():
    call = make_open_call()
    kit = make_kit(call=call)
    token, proposal = confirm(call, start_time=dt.time(17, 30), place="Dock Square, 1 Quay Rd")
    editor = call.statement.organization.members.get()

    event = publish_proposal(proposal, by=editor, now=LATER)

    event = Event.objects.get(pk=event.pk)
    assert (event.organization, event.host_name, event.kit) == (call.statement.organization, "Birkdale Tenants", kit)
    assert (event.title, event.description, event.safety) == (kit.title, kit.description, kit.safety)
    assert [answered.call for answered in event.answered_calls.all()] == [call]
    assert (event.town, event.country, event.shown_place.one_line) == (
        "Birkdale",
        "US",
        "Dock Square, 1 Quay Rd, Birkdale",
    )
    date = event.occurrences.get()
    assert (date.start_on, date.start_time, date.zone) == (DAY, dt.time(17, 30), "America/New_York")
    assert (event.published_at, event.slug) == (LATER, "hands-off-our-clinic-birkdale")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.event, proposal.settled_by) == ("approved", event, editor)
    assert open_host(token).event == event


def test_publish_without_hour_and_place_invents_nothing():
    _token, proposal = confirm(make_open_call())

    date = publish_proposal(proposal, by=None, now=LATER).occurrences.get()

    assert (date.hours, date.start_time, date.place_is_pending, date.place, date.town) == (
        "tba",
        None,
        True,
        None,
        "Birkdale",
    )


def test_publish_online_only_has_no_town():
    _token, proposal = confirm(make_open_call(), town="", country="", attendance="online", online_url="meet.example/x")

    event = publish_proposal(proposal, by=None, now=LATER)

    assert (event.attendance, event.town, event.online_url, event.shown_online_url) == (
        "online",
        "",
        "https://meet.example/x",
        "",
    )


def test_publish_tells_the_host_with_page_and_link():
    token, proposal = confirm(make_open_call())
    deliver(LATER)
    event = publish_proposal(proposal, by=None, now=LATER)

    (message,) = deliver(LATER)

    assert message.to == [RIMA]
    assert LINK.search(message.body)[1] == token
    assert event.occurrences.get().get_absolute_url() in message.body


def test_publish_twice_is_published_once_and_the_listed_name_is_kept_once():
    call = make_open_call()
    first = confirm(call)[1]
    second = confirm(call, town="Dunmore")[1]

    assert publish_proposal(first, by=None, now=LATER) == publish_proposal(first, by=None, now=LATER)
    publish_proposal(second, by=None, now=LATER)

    assert (Event.objects.count(), ListedName.objects.count()) == (2, 1)


def test_publish_by_a_stranger_is_refused():
    _token, proposal = confirm(make_open_call())

    with pytest.raises(EventsError, match="owner or organiser"):
        publish_proposal(proposal, by=make_organization(owner=make_user()).members.get(), now=LATER)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("state", ["unconfirmed", "withdrawn"])
def test_publish_of_what_does_not_wait_is_refused(state):
    _token, proposal = confirm(make_open_call())
    Proposal.objects.update(state=state)

    with pytest.raises(EventsError, match="does not wait"):
        publish_proposal(proposal, by=None, now=LATER)


def test_publish_after_its_day_is_refused():
    _token, proposal = confirm(make_open_call())

    with pytest.raises(EventsError, match="over"):
        publish_proposal(proposal, by=None, now=NOW + dt.timedelta(days=14))


def test_publish_keeps_a_day_that_the_window_has_left_since():
    call = make_open_call()
    _token, proposal = confirm(call)
    call.window_end_on = DAY - dt.timedelta(days=2)
    call.save()

    assert publish_proposal(proposal, by=None, now=LATER).is_published


def test_what_cannot_be_published_at_once_waits_for_review():
    statement = make_statement(organization=make_organization(owner=make_user()))
    call = make_open_call(statement=statement)
    trust(call)
    call.anchors.update(state="lost", start=None, end=None)

    assert confirm(call)[1].state == "waiting"


def test_place_of_another_action_is_used_again():
    call = make_open_call()
    make_place(organization=call.statement.organization, name="Dock Square", address_lines="", locality="Birkdale")
    _token, proposal = confirm(call, place="dock square")

    publish_proposal(proposal, by=None, now=LATER)

    assert call.statement.organization.places.count() == 1


# --- Sent again, withdrawn


def test_resend_answers_what_it_was_sent_back_for():
    token, proposal = confirm(make_open_call())
    send_back(proposal)

    resend_proposal(proposal, offer=make_offer(place="Dock Square"), now=LATER)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.place, proposal.version) == ("waiting", "", "Dock Square", 2)
    assert proposal.settled_at is None
    assert open_host(token) is not None


def test_resend_of_what_is_public_is_refused():
    _token, proposal = confirm(make_open_call())
    publish_proposal(proposal, by=None, now=LATER)

    with pytest.raises(EventsError, match="settled"):
        resend_proposal(proposal, offer=make_offer(town="Elsewhere"), now=LATER)
    assert Proposal.objects.get().town == "Birkdale"


def test_resend_in_another_name_is_not_trusted():
    call = make_open_call()
    _token, proposal = confirm(call, host_name="Nobody Knows")
    trust(call)

    resend_proposal(proposal, offer=make_offer(host_name="Clinic Workers"), now=LATER)
    assert Proposal.objects.get().state == "waiting"

    resend_proposal(proposal, offer=make_offer(), now=LATER)
    assert Proposal.objects.get().state == "approved"


@pytest.mark.parametrize("role", ["host", "endorser"])
def test_in_a_name_that_an_organisation_has_claimed_it_is_asked_first(role):
    call = make_open_call()
    owner = make_user()
    theirs = make_organization(owner=owner, name="Birkdale Tenants")
    listed = call.statement.listed_names.create(name="Birkdale Tenants", role=role, position=0, claimed_by=theirs)
    _token, proposal = confirm(call, host_name="Birkdale  tenants")

    event = publish_proposal(proposal, by=None, now=LATER)

    assert [host.name for host in hosts_of(event)] == [call.statement.organization.name]
    assert (may_edit(owner, event), list(call.statement.listed_names.all())) == (False, [listed])
    settle(CoHost.objects.get(event=event, organization=theirs), accepts=True, by=owner, now=LATER)
    assert [host.organization for host in hosts_of(Event.objects.get())] == [call.statement.organization, theirs]


def test_a_name_that_the_calling_organisation_has_claimed_is_listed_as_ever():
    call = make_open_call()
    own = call.statement.organization
    listed = call.statement.listed_names.create(name="Birkdale Tenants", role="host", position=0, claimed_by=own)
    _token, proposal = confirm(call, host_name="Birkdale Tenants")

    event = publish_proposal(proposal, by=None, now=LATER)

    assert (event.listed_host, CoHost.objects.count()) == (listed, 0)


def test_withdraw_erases_the_address_and_leaves_a_note_behind_the_link():
    token, proposal = confirm(make_open_call())
    copy = Host.objects.get()

    withdraw_proposal(proposal, now=LATER)
    withdraw_proposal(proposal, now=LATER)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.settled_at) == ("withdrawn", LATER)
    assert address_of(open_host(token)) is None
    assert open_addresses([copy]) == {}  # nor from a copy made before
    with pytest.raises(EventsError):
        publish_proposal(proposal, by=None, now=LATER)


def test_withdraw_before_it_was_confirmed_leaves_nothing():
    proposal = propose(make_open_call())

    withdraw_proposal(proposal, now=NOW)

    assert (Host.objects.count(), Proposal.objects.count()) == (0, 0)
    assert key_names("host:") + key_names("host-link:") == []
    assert deliver() == []


def test_withdraw_of_what_is_public_is_refused():
    _token, proposal = confirm(make_open_call())
    publish_proposal(proposal, by=None, now=LATER)

    with pytest.raises(EventsError, match="Cancel it"):
        withdraw_proposal(proposal, now=LATER)


def test_logs_hold_neither_address_nor_token_nor_what_was_typed(caplog):
    caplog.set_level(logging.DEBUG)

    token, proposal = confirm(make_open_call())
    publish_proposal(proposal, by=None, now=LATER)
    deliver(LATER)

    assert mail.outbox
    assert not re.search(f"rima|Birkdale|{token}", caplog.text)
