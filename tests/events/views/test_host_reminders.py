"""Which reminders go out, behind the link of a host without an account: as organisers see and set them."""

import pytest
import time_machine

from events.actions.host import make_host_link
from events.models import Event, Host, ReminderRules
from events.reading.reminders import rules_of
from events.reminder_words import say_rule
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.proposals import RIMA, confirm, make_open_call
from tests.events.views.pages import text_of

pytestmark = pytest.mark.django_db
EVENING = {"action": "add", "number": "1", "when": "days-before-at", "at": "18:00", "whom": ["going", "hosts"]}
DEFAULT = ["the day before at the same hour", "2 hours before"]


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def token():
    event = make_event(organization=make_organization(owner=make_user(), name="Ashford Tenants"), slug="rally")
    return make_host_link(event, by=None, language="en", now=NOW)[1]


def path(token, rest=""):
    return f"/hosts/{token}/reminders/{rest}"


def said():
    return [say_rule(rule, "en") for rule in rules_of(Event.objects.get(slug="rally"))]


def test_host_sees_which_go_out_and_when_next(client, token):
    assert "Who comes is reminded the day before at the same hour and 2 hours before." in text_of(
        client.get(f"/hosts/{token}/")
    )

    page = client.get(path(token))
    text = text_of(page)

    assert "As Ashford Tenants has set for its actions." in text
    assert "the day before at the same hour who comes and who comes perhaps Friday 12 March, 17:30" in text
    assert "2 hours before who comes and who comes perhaps Saturday 13 March, 15:30" in text
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex")
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.text


def test_host_adds_changes_removes_and_follows_again(client, token):
    added = client.post(path(token, "?lang=en"), EVENING, follow=True)
    assert added.redirect_chain == [(path(token, "?lang=en&done=add"), 302)]
    assert "Saved. What has been sent by then is not sent again." in text_of(added)
    assert not added.cookies
    assert said() == [*DEFAULT, "the day before at 18:00"]
    rule = rules_of(Event.objects.get())[-1].id

    form = client.get(path(token, f"?change={rule}")).context["form"]
    assert (form["number"].value(), form["when"].value()) == ("1", "days-before-at")
    client.post(path(token), {"action": "change", "rule": rule, "number": "٣", "when": "hours-before", "whom": "maybe"})
    assert said() == [*DEFAULT, "3 hours before"]
    client.post(path(token), {"action": "remove", "rule": "two-hours"})
    assert said() == ["the day before at the same hour", "3 hours before"]

    client.post(path(token), {"action": "follow"})
    assert said() == DEFAULT


def test_what_is_refused_is_said_and_changes_nothing(client, token):
    wrong = client.post(path(token), {**EVENING, "number": "99"})
    gone = client.post(path(token), {"action": "remove", "rule": "of-others"})

    assert (wrong.status_code, gone.status_code) == (422, 422)
    assert "Somebody else changed or removed this reminder" in text_of(gone)
    assert said() == DEFAULT
    assert not ReminderRules.objects.exists()


def test_get_changes_nothing_and_another_site_sends_nothing(client, token):
    client.get(path(token), EVENING)
    foreign = client.post(path(token), EVENING, headers={"origin": "https://elsewhere.example"})

    assert foreign.status_code == 403
    assert not ReminderRules.objects.exists()


def test_pressing_a_button_confirms_the_address_that_the_link_went_to(client):
    event = make_event(organization=make_organization(owner=make_user()), slug="rally")
    _host, token = make_host_link(event, by=None, language="en", now=NOW, address=RIMA)

    client.post(path(token), EVENING)

    assert Host.objects.get().confirmed_at == NOW
    assert said() == [*DEFAULT, "the day before at 18:00"]


@pytest.mark.parametrize("dead", ["x" * 43, "another", "of a proposal"])
def test_link_that_opens_no_action_opens_no_reminders(client, token, dead):
    if dead == "another":
        dead = token
        make_host_link(Event.objects.get(), by=None, language="en", now=NOW)
    elif dead == "of a proposal":
        dead, _proposal = confirm(make_open_call())

    assert client.get(path(dead)).status_code == 404
    assert client.post(path(dead), EVENING).status_code == 404
    assert not ReminderRules.objects.exists()
