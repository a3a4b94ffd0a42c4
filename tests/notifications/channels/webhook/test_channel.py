"""The webhook channel against a real HTTPS server; what it signs is checked by a library that is not ours."""

from collections import Counter
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from notifications.actions import drain, owe
from notifications.channels.webhook import WebhookChannel, WebhookMessage, new_secret
from notifications.kinds import Outcome, Result
from notifications.models import Delivery
from tests.notifications.kinds import NOW, NoteKind, owed

SECRET = new_secret()
MESSAGE_ID = "<3f8a0c@events.example.org>"
BODY = '{"type":"event.changed","data":{"id":"café"}}'.encode()


def send(url, *, body=BODY, message_id=MESSAGE_ID):
    channel = WebhookChannel()
    channel.open()
    message = WebhookMessage(url=url, secret=SECRET, body=body)
    return channel.send(message, message_id=message_id, date=NOW)


def test_a_message_arrives_whole_and_its_signature_verifies(endpoint):
    outcome = send(f"{endpoint.url}/in/3?key=a%20b")

    (request,) = endpoint.requests
    assert outcome == Outcome(Result.SENT, "204")
    assert (request.path, request.body, request.server_name) == ("/in/3?key=a%20b", BODY, "localhost")
    assert request.headers["host"] == f"localhost:{endpoint.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "msg_3f8a0c"
    assert Webhook(SECRET).verify(request.body, request.headers)["type"] == "event.changed"


def test_a_signature_of_something_else_does_not_verify(endpoint):
    send(endpoint.url)
    (request,) = endpoint.requests

    for changed in (
        lambda: Webhook(SECRET).verify(request.body + b" ", request.headers),
        lambda: Webhook(new_secret()).verify(request.body, request.headers),
        lambda: Webhook(SECRET).verify(request.body, request.headers | {"webhook-id": "msg_4f8a0c"}),
    ):
        with pytest.raises(WebhookVerificationError):
            changed()


@pytest.fixture
def owed_posts(note, endpoint, db, monkeypatch):
    """Three messages that the kind makes into posts to the endpoint."""

    def message(delivery):
        return WebhookMessage(url=f"{endpoint.url}/{delivery.recipient}", secret=SECRET, body=delivery.key.encode())

    monkeypatch.setattr(note, "message", message, raising=False)
    owe([owed(number, channel="webhook") for number in (1, 2, 3)], now=NOW)


def test_the_outbox_sends_a_group_at_once_and_tries_again_with_the_same_id(owed_posts, endpoint):
    endpoint.answer_next(500, 500, 500)

    assert drain(now=NOW).results == Counter({Result.RETRY: 3})

    Delivery.objects.update(lease_until=None)
    assert drain(now=NOW + timedelta(minutes=1)).results == Counter({Result.SENT: 3})
    tries = Counter(request.headers["webhook-id"] for request in endpoint.requests)
    assert sorted(tries.values()) == [2, 2, 2]
    assert {f"/{request.body.decode()}" for request in endpoint.requests} == {"/note:1", "/note:2", "/note:3"}
    assert set(Delivery.objects.values_list("state", "last_code", "attempts")) == {("sent", "204", 2)}


def test_who_answers_slowly_holds_up_neither_mail_nor_the_others(note, endpoint, db, settings, monkeypatch):
    def message(delivery):
        if delivery.channel == "email":
            return NoteKind.message(note, delivery)
        return WebhookMessage(url=f"{endpoint.url}/{delivery.recipient}", secret=SECRET, body=b"{}")

    monkeypatch.setattr(note, "message", message, raising=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    seen, all_asked = [], Barrier(6)  # nobody answers before all six were asked
    endpoint.before_answering = lambda handler: (seen.append(len(mail.outbox)), all_asked.wait(60))
    # What is about to begin first is claimed first: the mail comes last.
    posts = [owed(number, channel="webhook", order_at=NOW) for number in range(1, 7)]
    owe([*posts, owed(9)], now=NOW)

    drain(now=NOW)

    assert seen == [1] * 6
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_what_a_kind_prepared_for_another_channel_is_not_sent(note, endpoint, db):
    owe([owed(1, channel="webhook")], now=NOW)  # the kind makes a mail of it

    drain(now=NOW)

    assert list(Delivery.objects.values_list("state", "last_code")) == [("planned", "prepare")]
    assert endpoint.requests == []


def test_while_a_secret_is_renewed_either_one_verifies_what_is_signed(endpoint):
    old = new_secret()
    channel = WebhookChannel()
    channel.open()

    channel.send(
        WebhookMessage(url=endpoint.url, secret=SECRET, old_secret=old, body=BODY), message_id=MESSAGE_ID, date=NOW
    )

    (request,) = endpoint.requests
    for secret in (SECRET, old):
        assert Webhook(secret).verify(request.body, request.headers)["type"] == "event.changed"
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(request.body, request.headers)
