"""The page of an organisation's webhooks, for its owners."""

import re

import pytest

from accounts.models import Membership
from events.actions.event import cancel_event
from events.models import Webhook
from notifications.actions import drain
from notifications.models import Delivery
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.views.pages import text_of
from tests.events.webhooks import make_webhook, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TYPED = {"label": "Website", "url": "https://hook.example/in?token=periwinkle", "news": ["event.published"]}


@pytest.fixture
def organization(client):
    organization = make_organization(owner=make_user(), slug="callers", zone="America/New_York")
    client.force_login(organization.members.get())
    return organization


def path_of(webhook):
    return f"/organize/organizations/{webhook.organization.slug}/webhooks/{webhook.pk}/"


def test_the_secret_is_shown_once_in_the_answer_and_kept_by_no_cache(client, organization):
    answer = client.post("/organize/organizations/callers/webhooks/", TYPED)

    webhook = Webhook.objects.get()
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", answer.text)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    later = client.get("/organize/organizations/callers/webhooks/").text + client.get(path_of(webhook)).text
    assert secret not in later
    assert "periwinkle" not in later
    assert "hook.example" in later
    assert (webhook.label, webhook.news) == ("Website", ["event.published"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://hook.example/"}, "has to begin with https"),
        ({"url": "https://127.0.0.1/"}, "not on the public internet"),
        ({"url": "https://hook.example/\0"}, "Null characters are not allowed"),
        ({"news": []}, "This is missing"),
        ({"label": ""}, "This is missing"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(client, organization, typed, said):
    answer = client.post("/organize/organizations/callers/webhooks/", {**TYPED, **typed})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Webhook.objects.exists()


def test_a_test_goes_out_and_stands_in_the_log(client, endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    client.force_login(owner_of(webhook))

    assert client.post(path_of(webhook), {"action": "ping"}).status_code == 302
    assert "planned" in text_of(client.get(path_of(webhook)))
    drain(now=NOW)

    said = text_of(client.get(path_of(webhook)))
    assert len(endpoint.requests) == 1
    assert "Test ping" in said
    assert "sent · 204" in said
    assert "07:00" in said or "7:00" in said


def test_why_something_did_not_arrive_is_said_and_it_can_be_sent_again(client, endpoint, settings):
    webhook, _secret = make_webhook("https://localhost/in")
    client.force_login(owner_of(webhook))
    settings.FOREIGN_SERVERS_MAY_BE_LOOPBACK = False
    cancel_event(make_event(organization=webhook.organization), by=None, now=NOW)
    drain(now=NOW)

    said = text_of(client.get(path_of(webhook)))
    assert "An action, or a date of it, is cancelled event.cancelled" in said
    assert "failed the address is not on the public internet" in said
    delivery = Delivery.objects.get(kind="events.webhook")
    client.post(path_of(webhook), {"action": "again", "delivery": delivery.pk})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("planned", 0)


@pytest.mark.parametrize("delivery", ["", "0", "x", "٣", "9" * 30, "-1"])
def test_a_message_that_is_none_is_not_sent_again(client, delivery):
    webhook, _secret = make_webhook("https://hook.example/")
    client.force_login(owner_of(webhook))

    answer = client.post(path_of(webhook), {"action": "again", "delivery": delivery}, follow=True)

    assert "This one is on its way, or is kept no longer." in text_of(answer)


def test_off_and_on_and_deleted(client):
    webhook, _secret = make_webhook("https://hook.example/")
    client.force_login(owner_of(webhook))

    off = client.post(path_of(webhook), {"action": "off"}, follow=True)
    assert "turned off by an owner" in text_of(off)
    assert Webhook.objects.get().off_because == "owner"
    client.post(path_of(webhook), {"action": "on"})
    assert Webhook.objects.get().is_on
    assert client.post(path_of(webhook), {"action": "burn"}).status_code == 404
    gone = client.post(path_of(webhook), {"action": "delete"})
    assert gone.headers["Location"] == f"/organize/organizations/{webhook.organization.slug}/webhooks/"
    assert not Webhook.objects.exists()


def test_get_changes_nothing(client):
    webhook, _secret = make_webhook("https://hook.example/")
    client.force_login(owner_of(webhook))

    client.get(path_of(webhook), {"action": "delete"})

    assert Webhook.objects.get().is_on


def test_nobody_but_an_owner_finds_it(client):
    webhook, _secret = make_webhook("https://hook.example/")
    path, pages = path_of(webhook), f"/organize/organizations/{webhook.organization.slug}/webhooks/"
    other = make_organization(owner=make_user())
    people = [make_user(is_staff=True, is_superuser=True), other.members.get()]
    for role in ("organizer", "moderator", "helper"):
        people.append(make_user())
        Membership.objects.create(user=people[-1], organization=webhook.organization, role=role)

    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    for user in people:
        client.force_login(user)
        answers = [client.get(pages), client.get(path), client.post(pages, TYPED), client.post(path, {"action": "off"})]
        assert {answer.status_code for answer in answers} == {404}
    client.force_login(other.members.get())
    assert client.get(f"/organize/organizations/{other.slug}/webhooks/{webhook.pk}/").status_code == 404
    assert Webhook.objects.get().is_on


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_queries_for_one_and_three(client, organization, number, django_assert_num_queries):
    for _ in range(number):
        webhook, _secret = make_webhook("https://hook.example/", organization=organization)
        for _ in range(number):
            cancel_event(make_event(organization=organization), by=None, now=NOW)

    with django_assert_num_queries(4), django_assert_num_queries(1, using="keys"):
        assert client.get("/organize/organizations/callers/webhooks/").status_code == 200
    with django_assert_num_queries(4), django_assert_num_queries(1, using="keys"):
        assert client.get(path_of(webhook)).status_code == 200


def test_the_page_of_the_organisation_leads_there_for_its_owner_only(client, organization):
    own = client.get("/accounts/organizations/callers/").text
    client.force_login(make_user(is_staff=True, is_superuser=True))
    of_operator = client.get("/accounts/organizations/callers/").text

    assert (
        "/organize/organizations/callers/webhooks/" in own,
        "/organize/organizations/callers/webhooks/" in of_operator,
    ) == (True, False)
