from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.db.utils import OperationalError
from django.test import Client

from accounts.keys import make_key
from config.health import readiness
from notifications.models import Delivery

NOW = datetime(2027, 3, 13, 12, tzinfo=UTC)


def test_liveness_asks_no_database():
    response = Client().get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readiness_of_an_idle_site():
    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "database": True,
        "keys": True,
        "contact_key_opens": True,
        "oldest_due_seconds": 0,
        "sent_per_minute": 0.0,
        "dead_letters": 0,
    }


def a_delivery(**values) -> Delivery:
    about = {"kind": "tests.kind", "recipient": "rsvp:1", "topic": "occurrence:1", "channel": "email"}
    times = {"due_at": NOW, "not_after": NOW + timedelta(days=1), "order_at": NOW, "created_at": NOW}
    return Delivery.objects.create(**about, **{**times, "urgency": 1, **values}, message_id=values["key"])


@pytest.mark.django_db
def test_readiness_tells_how_long_the_oldest_message_waits():
    a_delivery(due_at=NOW - timedelta(seconds=90), key="a")
    a_delivery(due_at=NOW - timedelta(seconds=30), key="b")
    a_delivery(due_at=NOW + timedelta(seconds=30), key="c")

    assert readiness(now=NOW)["oldest_due_seconds"] == 90


@pytest.mark.django_db
def test_lost_contact_key_is_told_but_the_site_still_serves(settings):
    make_key("occurrence:1")
    settings.CONTACT_KEYS = ["B" * 43 + "="]

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json()["contact_key_opens"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["default", "keys"])
def test_not_ready_without_one_of_the_databases(alias, monkeypatch):
    def refuse(*args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(connections[alias], "create_cursor", refuse)

    response = Client().get("/readyz")

    name = {"default": "database", "keys": "keys"}[alias]
    assert response.status_code == 503
    assert response.json()[name] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/.well-known/security.txt"])
def test_only_questions_are_answered(path):
    assert Client().post(path).status_code == 405


def test_security_txt_names_a_contact_and_expires_within_a_year(settings):
    settings.SECURITY_CONTACT = "mailto:security@convoke.example"

    response = Client().get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:security@convoke.example"
    assert lines["Canonical"] == "http://127.0.0.1:8000/.well-known/security.txt"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=170) < left < timedelta(days=365)
