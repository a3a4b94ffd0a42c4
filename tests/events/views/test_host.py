"""The page behind a host's link: a secret page, and how its link ends."""

import logging

import pytest

from events.actions.host import make_host_link
from events.hosts import open_host
from events.messages.host import owed_sent_back
from events.models import Event, Host, Occurrence, Proposal
from events.views import host as host_view
from notifications.actions import owe
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.proposals import LINK, RIMA, confirm, host_event, host_token, make_open_call, propose
from tests.events.views.host_pages import act, followed, path
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.parametrize("make", [lambda: confirm(make_open_call())[0], lambda: host_event()[0]])
def test_page_is_in_no_cache_and_no_index_and_sets_no_cookie(client, make):
    response = client.get(path(make()))

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert not response.cookies
    assert "rima" not in response.content.decode()


@pytest.mark.parametrize("token", ["x" * 43, "0", "new", "a" * 5000])
def test_link_that_opens_nothing_says_so(client, token):
    response = client.get(f"/hosts/{token}/")

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert client.post(f"/hosts/{token}/", {"action": "cancel"}).status_code == 404


def test_link_of_a_proposal_that_is_gone_is_dead_and_its_mail_is_not_owed(client):
    token, proposal = confirm(make_open_call())
    proposal.state, proposal.reason = "sent-back", "Which square?"
    owe([owed_sent_back(proposal, now=NOW)], now=NOW)
    proposal.delete()

    assert [client.get(path(token)).status_code, act(client, token, "renew").status_code] == [404, 404]
    assert "rima" not in client.get(path(token)).text
    assert deliver() == []
    assert Delivery.objects.get(kind="events.host_news").state == "not_owed"


def test_get_and_head_change_nothing(client):
    token = LINK.search((propose(make_open_call()), deliver())[1][0].body)[1]
    event_token, _host = host_event(address="b@inbox.example")
    rows = [list(model.objects.values()) for model in (Host, Proposal, Event, Occurrence, Delivery)]

    for each in (token, event_token):
        client.get(path(each) + "?action=confirm&done=confirmed")
        client.head(path(each))

    assert [list(model.objects.values()) for model in (Host, Proposal, Event, Occurrence, Delivery)] == rows


def test_post_of_another_site_is_refused(client):
    token, _host = host_event()

    response = client.post(path(token), {"action": "cancel"}, headers={"sec-fetch-site": "cross-site"})

    assert (response.status_code, Event.objects.get().is_cancelled) == (403, False)


def test_logs_hold_no_token(client, caplog):
    caplog.set_level(logging.DEBUG)
    token, _host = host_event()

    client.get(path(token))
    client.get(path("y" * 43))
    act(client, token, "nothing")

    assert token not in caplog.text
    assert "y" * 43 not in caplog.text


def test_link_by_mail_is_confirmed_by_its_first_use(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    make_host_link(event, by=owner, language="en", now=NOW, address=RIMA)
    token = host_token()

    client.get(path(token))
    assert Host.objects.get().confirmed_at is None

    followed(client, act(client, token, "place", town="Ashford", place="Dock Square"))
    assert Host.objects.get().confirmed_at == NOW


def test_member_who_may_no_longer_edit_has_a_dead_link(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)
    Host.objects.update(user=make_user())

    assert client.get(path(token)).status_code == 404


def test_new_link_goes_to_the_address_and_the_page_shows_it_to_nobody(client):
    token, _host = host_event()
    deliver(NOW)

    response = act(client, token, "renew")

    said = text_of(response)
    assert "We sent a new link to r…@i…" in said
    assert set(LINK.findall(response.content.decode())) <= {token}
    assert client.get(path(token)).status_code == 404
    assert client.get(path(host_token())).status_code == 200


def test_new_link_without_an_address_is_shown_at_once(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)

    response = act(client, token, "renew")

    assert LINK.search(response["Location"])[1] != token
    assert "This is your new link" in followed(client, response)
    assert client.get(path(token)).status_code == 404


def test_link_that_died_while_the_button_was_pressed_is_gone(client, monkeypatch):
    token, host = host_event()
    opened = open_host(token)
    monkeypatch.setattr(host_view, "open_host", lambda _token: opened)
    Host.objects.filter(pk=host.pk).update(token_sha256="0" * 64)

    response = client.post(path(token), {"action": "renew"})

    assert (response.status_code, set(LINK.findall(response.content.decode()))) == (404, {token})
    assert Host.objects.get().token_sha256 == "0" * 64
