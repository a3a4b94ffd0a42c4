"""Adding, trying, turning off and deleting a webhook: only by owners, whatever is typed."""

import pytest

from accounts.keys import read_key
from accounts.models import DataKey, Membership
from events.actions.event import cancel_event
from events.actions.purge.keys import sweep_keys
from events.actions.webhook import (
    add_webhook,
    delete_webhook,
    ping_webhook,
    repeat_delivery,
    turn_webhook_off,
    turn_webhook_on,
)
from events.errors import EventsError
from events.models import Webhook
from notifications.actions import drain
from notifications.models import Delivery
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.webhooks import ALL, hours, make_webhook, owner_of

pytestmark = pytest.mark.django_db
URL = "https://hook.example/in?token=periwinkle"


def states():
    return list(Delivery.objects.filter(kind="events.webhook").values_list("state", flat=True))


def test_address_and_secret_lie_sealed_and_the_secret_is_another_for_each():
    one, secret = make_webhook(URL)
    _other, another = make_webhook(URL)

    row = " ".join(str(bytes(value)) if isinstance(value, memoryview | bytes) else str(value) for value in row_of(one))
    assert secret.startswith("whsec_")
    assert secret != another
    assert "periwinkle" not in row
    assert secret not in row


def row_of(webhook):
    return Webhook.objects.filter(pk=webhook.pk).values_list().get()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("url", {"url": "http://hook.example/"}),
        ("url", {"url": "https://10.0.0.1/"}),
        ("url", {"url": "https://2130706433/"}),
        ("label", {"label": " "}),
        ("label", {"label": "x" * 81}),
        ("label", {"label": "Web\x07site"}),
        ("label", {"label": "\u200f"}),
        ("news", {"news": []}),
        ("news", {"news": ["rsvp.created"]}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(field, values):
    organization = make_organization(owner=make_user())
    typed = {"label": "Website", "url": URL, "news": ALL, **values}

    with pytest.raises(EventsError) as refused:
        add_webhook(organization, **typed, by=organization.members.get(), now=NOW)

    assert refused.value.field == field
    assert not Webhook.objects.exists()


def test_an_organisation_has_ten_at_most():
    webhook, _secret = make_webhook(URL)
    for _ in range(9):
        make_webhook(URL, organization=webhook.organization)

    with pytest.raises(EventsError, match="10 webhooks"):
        make_webhook(URL, organization=webhook.organization)


@pytest.mark.parametrize("role", ["organizer", "moderator", "helper", None])
def test_only_an_owner_may_do_anything(role):
    webhook, _secret = make_webhook(URL)
    user = make_user(is_staff=role is None)
    if role:
        Membership.objects.create(user=user, organization=webhook.organization, role=role)
    before = row_of(webhook)

    for act in (
        lambda: add_webhook(webhook.organization, label="x", url=URL, news=ALL, by=user, now=NOW),
        lambda: ping_webhook(webhook, by=user, now=NOW),
        lambda: repeat_delivery(webhook, 1, by=user, now=NOW),
        lambda: turn_webhook_off(webhook, by=user, now=NOW),
        lambda: turn_webhook_on(webhook, by=user, now=NOW),
        lambda: delete_webhook(webhook, by=user, now=NOW),
    ):
        with pytest.raises(EventsError, match="Only an owner"):
            act()

    assert row_of(webhook) == before
    assert states() == []


def test_what_is_off_gets_nothing_more_and_its_owner_no_mail_about_it(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    by = owner_of(webhook)
    ping_webhook(webhook, by=by, now=NOW)

    turn_webhook_off(webhook, by=by, now=NOW)
    turn_webhook_off(webhook, by=by, now=NOW)
    cancel_event(make_event(organization=webhook.organization), by=None, now=NOW)
    drain(now=NOW)

    assert states() == ["not_owed"]
    assert (endpoint.requests, Delivery.objects.filter(kind="events.notice").count()) == ([], 0)
    with pytest.raises(EventsError, match="Turn it on first"):
        ping_webhook(webhook, by=by, now=NOW)


def test_what_was_turned_off_while_a_message_was_on_its_way_gets_it_no_more(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    ping_webhook(webhook, by=owner_of(webhook), now=NOW)
    Webhook.objects.update(off_at=NOW, off_because="owner")

    drain(now=NOW)

    assert (states(), endpoint.requests) == (["not_owed"], [])


def test_turned_on_it_begins_anew(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    by = owner_of(webhook)
    turn_webhook_off(webhook, by=by, now=NOW)
    Webhook.objects.update(failed_tries=30, failing_since=NOW)

    turn_webhook_on(webhook, by=by, now=NOW)
    ping_webhook(webhook, by=by, now=NOW)
    drain(now=NOW)

    row = Webhook.objects.get()
    assert (row.is_on, row.failed_tries, row.failing_since) == (True, 0, None)
    assert len(endpoint.requests) == 1


def test_a_message_is_sent_again_with_the_same_id(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    by = owner_of(webhook)
    cancel_event(make_event(organization=webhook.organization), by=None, now=NOW)
    drain(now=NOW)
    sent = Delivery.objects.get(kind="events.webhook")

    repeat_delivery(webhook, sent.pk, by=by, now=NOW + hours(30))
    drain(now=NOW + hours(30))

    first, second = endpoint.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert states() == ["sent"]


def test_what_is_on_its_way_or_of_another_is_not_sent_again(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    other, _secret = make_webhook(endpoint.url)
    ping_webhook(webhook, by=owner_of(webhook), now=NOW)
    planned = Delivery.objects.get()

    for of, by in ((webhook, owner_of(webhook)), (other, owner_of(other))):
        with pytest.raises(EventsError, match="on its way"):
            repeat_delivery(of, planned.pk, by=by, now=NOW)


def test_deleted_nothing_of_it_is_left(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    by = owner_of(webhook)
    ping_webhook(webhook, by=by, now=NOW)

    delete_webhook(webhook, by=by, now=NOW)
    drain(now=NOW)

    assert (Webhook.objects.count(), states(), endpoint.requests) == (0, [], [])
    assert read_key(f"webhook:{webhook.pk}") is None


def test_the_key_of_what_went_with_its_organisation_is_swept():
    webhook, _secret = make_webhook(URL)
    kept, _secret = make_webhook(URL)
    Webhook.objects.filter(pk=webhook.pk).delete()

    DataKey.objects.update(created_on=(NOW - hours(72)).date())
    sweep_keys(now=NOW)

    assert read_key(f"webhook:{webhook.pk}") is None
    assert read_key(f"webhook:{kept.pk}") is not None
