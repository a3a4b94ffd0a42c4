"""What becomes of hosts behind a link, of follows, and of members whose mail server refuses their address for good."""

import datetime as dt
import re

import pytest

from accounts.keys import key_names
from accounts.models import MailBudget
from events.actions.event import publish_event
from events.actions.host import make_host_link, send_host_links, use_host_link, write_again
from events.actions.reminder import add_reminder
from events.hosts import open_host
from events.models import Follow, Host
from events.reading.host_reach import Obstacle, read_reach
from events.reminder_rules import Rule
from notifications.actions import HORIZON, drain, plan
from notifications.models import Delivery
from tests.events.answers import AMAL, minutes
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.follows import ask, follow
from tests.events.proposals import RIMA, host_event, make_open_call, propose

pytestmark = pytest.mark.django_db
NO_SUCH = "550 5.1.1 No such user"
START = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)
RULE = Rule("", "hours-before", 3, whom=("hosts",))
LINK = re.compile(r"/hosts/([\w-]{43})/")
WEEK = dt.timedelta(days=7)


def send(now):
    plan(now=now, until=now + HORIZON)
    while drain(now=now).has_more:
        pass


def fates(kind):
    return sorted(Delivery.objects.filter(kind=kind).values_list("state", "last_code"))


@pytest.fixture
def refused(request):
    """An action whose host was to be reminded by a server that does not know the address."""
    owner = make_user(email="owner@org.example")
    event = make_event(organization=make_organization(owner=owner), title="Hands off")
    host, token = make_host_link(event, by=owner, language="en", now=NOW, address=RIMA)
    use_host_link(host, now=NOW)
    Delivery.objects.all().delete()
    add_reminder(event, RULE, by=None, now=NOW)
    add_reminder(event, Rule("", "hours-before", 1, whom=("hosts",)), by=None, now=NOW)
    server = request.getfixturevalue("smtp_server")
    server.refuse(RIMA, NO_SUCH)
    plan(now=START - dt.timedelta(hours=4), until=START)
    send(START - dt.timedelta(hours=3))
    return event, token, server


def test_mails_to_a_host_behind_a_link_stop_and_members_get_theirs(refused):
    event, _token, server = refused
    states = ["failed", "planned", "sent"]  # of both three hours before, of the member one hour before
    assert [state for state, _code in fates("events.host_reminder")] == states

    server.refused_recipients.clear()
    later = Rule("", "minutes-before", 30, whom=("hosts",))
    add_reminder(event, later, by=None, now=START - dt.timedelta(hours=2))
    send(START - dt.timedelta(hours=1))
    send(START - dt.timedelta(minutes=30))

    assert [mail.recipients for mail in server.mails] == [["owner@org.example"]] * 3


def test_forms_write_nothing_there_for_a_week(refused):
    _event, _token, server = refused
    server.refused_recipients.clear()
    server.mails.clear()
    at = START - dt.timedelta(hours=2)

    for _ in range(2):
        send_host_links(RIMA, now=at)
        ask(address=RIMA, now=at)
        propose(make_open_call(), address=RIMA, now=NOW)
    send(at)
    assert server.mails == []

    send_host_links(RIMA, now=at + WEEK)
    send(at + WEEK)
    assert [mail.recipients for mail in server.mails] == [[RIMA]]


def test_organizers_see_it_and_send_a_link_to_another_address(refused, client):
    event, old, server = refused
    client.force_login(event.organization.memberships.get().user)
    said = "No mail reaches the host who has the secret link"
    assert said in client.get(f"/organize/events/{event.slug}/").text
    form = client.get(f"/organize/events/{event.slug}/host-link/")
    assert "refuses it: no mail reaches them" in form.text
    assert RIMA not in form.text

    sent = {"email": "rima@other.example", "language": "en", "step": "send"}
    answer = client.post(f"/organize/events/{event.slug}/host-link/", sent)

    assert answer["Location"] == f"/organize/events/{event.slug}/"
    assert said not in client.get(f"/organize/events/{event.slug}/").text
    assert open_host(old) is None
    assert Host.objects.of_links().get(event=event).refused_at is None
    mail = Delivery.objects.get(kind="events.host_link")
    send(mail.due_at)
    assert server.mails[-1].recipients == ["rima@other.example"]


def test_link_is_shown_once_where_organizers_pass_it_on(refused, client):
    event, old, _server = refused
    client.force_login(event.organization.memberships.get().user)

    answer = client.post(f"/organize/events/{event.slug}/host-link/", {"language": "en", "step": "show"})

    assert answer["Cache-Control"] == "no-store"
    assert open_host(LINK.search(answer.text)[1]).event_id == event.pk
    assert open_host(old) is None


def test_only_the_organization_itself_gives_links(refused, client):
    event, old, _server = refused
    client.force_login(make_user(email="stranger@org.example"))

    for answer in (
        client.get(f"/organize/events/{event.slug}/host-link/"),
        client.post(f"/organize/events/{event.slug}/host-link/", {"language": "en", "step": "show"}),
    ):
        assert answer.status_code == 404
    assert open_host(old) is not None


def test_host_sees_it_on_the_page_of_the_link_and_says_that_the_address_is_right(refused, client):
    _event, token, server = refused
    server.refused_recipients.clear()
    assert "No mail reaches you" in client.get(f"/hosts/{token}/").text
    use_host_link(open_host(token), now=START - dt.timedelta(hours=2))
    assert Host.objects.get().refused_at is not None  # the link is older than the refusal

    answer = client.post(f"/hosts/{token}/", {"action": "mail"})

    assert "No mail reaches you" not in client.get(answer["Location"]).text
    assert Host.objects.get().refused_at is None
    send_host_links(RIMA, now=START - dt.timedelta(hours=2))
    send(START - dt.timedelta(hours=2))
    assert server.mails[-1].recipients == [RIMA]


def test_link_that_arrived_after_all_lifts_it(refused):
    _event, _token, server = refused
    server.refused_recipients.clear()
    later = START + WEEK
    send_host_links(RIMA, now=later)
    send(later)

    use_host_link(open_host(LINK.search(server.mails[-1].text)[1]), now=later)

    assert Host.objects.get().refused_at is None


def test_coordinator_is_told_why_such_a_host_is_not_asked(request):
    _token, host = host_event()
    Host.objects.update(refused_at=NOW)
    event = host.event
    row = type("Row", (), {"event": event, "link": Host.objects.unsealed().get(pk=host.pk), "is_open": True})
    row.asked_at = None

    (reach,) = read_reach([row], by=make_user(), now=NOW)

    assert reach.obstacle == Obstacle.REFUSED


def test_news_of_a_proposal_are_not_owed_to_a_refused_address(request):
    server = request.getfixturevalue("smtp_server")
    call = make_open_call()
    propose(call)
    server.refuse(RIMA, NO_SUCH)

    send(NOW)

    assert fates("events.proposal") == [("failed", "550 5.1.1")]
    assert Host.objects.get().refused_at is not None
    assert MailBudget.objects.count() == 3


def test_follow_ends_with_its_keys_and_forms_write_nothing_there(request):
    follow()
    follow(address="two@inbox.example")
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)
    publish_event(make_event(published=False), by=None, now=NOW + minutes(1))

    send(NOW + minutes(10))

    assert [mail.recipients for mail in server.mails] == [["two@inbox.example"]]
    (left,) = Follow.objects.all()
    assert key_names("follow:") == [f"follow:{left.pk}"]
    server.refused_recipients.clear()
    for days, mails in ((6, 1), (8, 2)):
        ask("/events/", "kind=march", now=NOW + dt.timedelta(days=days))
        send(NOW + dt.timedelta(days=days))
        assert len(server.mails) == mails


def test_follow_that_was_never_confirmed_is_erased_at_once(request):
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)
    ask()

    send(NOW)

    assert not Follow.objects.exists()
    assert MailBudget.objects.count() == 3


def test_members_keep_what_they_have_and_are_not_tried_again(request):
    owner = make_user(email=AMAL)
    event = make_event(organization=make_organization(owner=owner))
    add_reminder(event, RULE, by=None, now=NOW)
    server = request.getfixturevalue("smtp_server")
    server.refuse(AMAL, NO_SUCH)
    plan(now=START - dt.timedelta(hours=4), until=START)

    send(START - dt.timedelta(hours=3))
    send(START - dt.timedelta(hours=2))

    assert list(Delivery.objects.values_list("state", "attempts")) == [("failed", 1)]
    owner.refresh_from_db()
    assert owner.is_active
    assert not MailBudget.objects.exists()


def test_writing_again_is_safe_twice(refused):
    _event, token, _server = refused

    for _ in range(2):
        write_again(open_host(token), now=START)

    assert Host.objects.get().refused_at is None
