import pytest

from events.actions.proposal import resend_proposal, withdraw_proposal
from events.actions.review import approve_proposal, revoke_trust, send_back_all, send_back_proposal
from events.errors import EventsError
from events.models import Event, Proposal, TrustedHost
from notifications.models import Delivery
from tests.events.answers import deliver, minutes
from tests.events.factories import NOW, make_call, make_organization, make_proposal, make_statement, make_user
from tests.events.proposals import RIMA, confirm, make_offer, make_open_call

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)


@pytest.fixture
def call():
    return make_open_call()


@pytest.fixture
def editor(call):
    return call.statement.organization.members.get()


def again(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def told_host(now=LATER):
    return [mail.subject for mail in deliver(now) if mail.to == [RIMA]]


def test_approved_it_is_public_and_its_host_has_the_link(call, editor):
    _token, proposal = confirm(call)
    assert Event.objects.count() == 0

    event = approve_proposal(proposal, by=editor, now=LATER)

    proposal = again(proposal)
    assert (proposal.state, proposal.event, proposal.settled_by) == ("approved", event, editor)
    assert (event.is_published, event.host_name, event.town) == (True, "Birkdale Tenants", "Birkdale")
    assert event.answered_calls.get().call == call
    assert len(told_host()) == 1
    assert TrustedHost.objects.count() == 0


def test_approving_twice_is_once(call, editor):
    _token, proposal = confirm(call)

    events = {approve_proposal(proposal, by=editor, now=LATER, version=1).pk for _time in range(2)}

    assert len(events) == 1
    assert Event.objects.count() == 1


def test_a_trusted_host_needs_no_second_review(call, editor):
    _token, proposal = confirm(call)
    approve_proposal(proposal, by=editor, now=LATER, trusts_host=True)

    _token, second = confirm(call, now=LATER, town="Dunmore")
    assert second.state == "approved"
    _token, other = confirm(call, now=LATER, address="other@inbox.example")
    assert other.state == "waiting"

    trusted = TrustedHost.objects.get()
    assert (trusted.name, trusted.trusted_by, trusted.organization) == (
        "Birkdale Tenants",
        editor,
        call.statement.organization,
    )
    assert RIMA not in str(TrustedHost.objects.values())


def test_trust_is_of_one_organisation(call, editor):
    _token, proposal = confirm(call)
    approve_proposal(proposal, by=editor, now=LATER, trusts_host=True)

    _token, elsewhere = confirm(make_open_call(), now=LATER)

    assert elsewhere.state == "waiting"


def test_trust_is_revoked_and_what_is_public_stays(call, editor):
    _token, proposal = confirm(call)
    approve_proposal(proposal, by=editor, now=LATER, trusts_host=True)
    trusted = TrustedHost.objects.get()
    with pytest.raises(EventsError, match="owner or organiser"):
        revoke_trust(trusted, by=make_user())

    for _time in range(2):
        revoke_trust(trusted, by=editor)

    assert confirm(call, now=LATER)[1].state == "waiting"
    assert Event.objects.get().is_published


def test_sent_back_with_a_reason_it_can_be_sent_again(call, editor):
    _token, proposal = confirm(call)

    for _time in range(2):
        send_back_proposal(proposal, reason="Which hall?", by=editor, now=LATER, version=1)

    assert (again(proposal).state, again(proposal).reason) == ("sent-back", "Which hall?")
    assert told_host() == [f"Sent back: your action under “{call.title}”"]
    resend_proposal(proposal, offer=make_offer(place="Hall 3"), now=LATER)
    assert (again(proposal).state, again(proposal).version) == ("waiting", 2)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "  ", "\u200f", "x" * 501, "a\x00b", "a\ud800b"])
def test_a_reason_is_required_and_bounded(call, editor, reason):
    _token, proposal = confirm(call)

    with pytest.raises(EventsError) as refused:
        send_back_proposal(proposal, reason=reason, by=editor, now=LATER)

    assert refused.value.field == "reason"
    assert again(proposal).state == "waiting"


def test_of_two_reviewers_one_wins_and_the_other_is_told(call, editor):
    _token, approved = confirm(call)
    _token, refused = confirm(call, address="b@inbox.example", town="Dunmore")
    approve_proposal(approved, by=editor, now=LATER)
    send_back_proposal(refused, reason="No", by=editor, now=LATER)

    with pytest.raises(EventsError, match="Somebody else has approved it already"):
        send_back_proposal(approved, reason="No", by=editor, now=LATER)
    with pytest.raises(EventsError, match="Somebody else has sent it back already"):
        approve_proposal(refused, by=editor, now=LATER)

    assert (again(approved).state, again(refused).state) == ("approved", "sent-back")


def test_what_the_host_has_changed_since_is_not_approved_unseen(call, editor):
    _token, proposal = confirm(call)
    resend_proposal(proposal, offer=make_offer(place="Elsewhere"), now=LATER)

    for answer in (approve_proposal, lambda *args, **kwargs: send_back_proposal(*args, reason="No", **kwargs)):
        with pytest.raises(EventsError, match="changed it since"):
            answer(proposal, by=editor, now=LATER, version=1)

    assert Event.objects.count() == 0


def test_what_is_withdrawn_or_not_confirmed_is_not_published(call, editor):
    _token, proposal = confirm(call)
    withdraw_proposal(proposal, now=LATER)
    with pytest.raises(EventsError, match="withdrawn"):
        approve_proposal(proposal, by=editor, now=LATER)
    with pytest.raises(EventsError, match="withdrawn"):
        send_back_proposal(make_proposal(call=call, state="unconfirmed"), reason="No", by=editor, now=LATER)

    assert Event.objects.count() == 0


def test_a_day_that_is_over_is_not_published_and_the_proposal_waits(call, editor):
    _token, proposal = confirm(call)

    with pytest.raises(EventsError, match="This day is over"):
        approve_proposal(proposal, by=editor, now=NOW + minutes(60 * 24 * 30), trusts_host=True)

    assert (again(proposal).state, TrustedHost.objects.count()) == ("waiting", 0)


def test_only_those_who_call_review(call):
    _token, proposal = confirm(call)
    for by in (make_user(), make_organization(owner=make_user()).members.get()):
        with pytest.raises(EventsError, match="owner or organiser"):
            approve_proposal(proposal, by=by, now=LATER, trusts_host=True)
        with pytest.raises(EventsError, match="owner or organiser"):
            send_back_proposal(proposal, reason="No", by=by, now=LATER)
        with pytest.raises(EventsError, match="owner or organiser"):
            send_back_all([proposal], reason="No", by=by, now=LATER)

    assert again(proposal).state == "waiting"


def test_all_of_a_group_go_back_with_one_reason(call, editor):
    rows = [make_proposal(call=call, state=state) for state in ("waiting", "waiting", "approved", "withdrawn")]

    assert send_back_all(rows, reason="Not what we call for.", by=editor, now=LATER) == 2

    assert [again(row).state for row in rows] == ["sent-back", "sent-back", "approved", "withdrawn"]
    assert Delivery.objects.filter(kind="events.host_news").count() == 2


def test_a_group_without_a_reason_stays(call, editor):
    rows = [make_proposal(call=call) for _number in range(2)]

    with pytest.raises(EventsError):
        send_back_all(rows, reason="", by=editor, now=LATER)

    assert {row.state for row in Proposal.objects.all()} == {"waiting"}


def test_the_statement_of_another_is_not_reviewed_through_ones_own(editor):
    proposal = make_proposal(call=make_call(statement=make_statement(), is_open_to_hosts=True))

    with pytest.raises(EventsError):
        approve_proposal(proposal, by=editor, now=LATER)
