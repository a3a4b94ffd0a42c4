from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.actions import owe
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]
LIST = "/admin/notifications/delivery/"


@pytest.fixture
def operator(admin_client):
    return admin_client


def try_again(client, delivery):
    return client.post(LIST, {"action": "try_again", "_selected_action": [delivery.pk]}, follow=True)


def test_operators_see_each_delivery_and_never_its_payload(operator):
    owe([owed(1, payload=b"S3cret")], now=NOW)
    delivery = Delivery.objects.get()

    listed = operator.get(LIST).content.decode()
    shown = operator.get(reverse("admin:notifications_delivery_change", args=[delivery.pk])).content.decode()

    assert "occurrence:9" in listed
    assert "S3cret" not in listed + shown
    assert "note:1" in shown


def test_operators_cannot_write_deliveries(operator):
    owe([owed(1)], now=NOW)
    delivery = Delivery.objects.get()

    assert operator.get(reverse("admin:notifications_delivery_add")).status_code == 403
    assert operator.post(reverse("admin:notifications_delivery_delete", args=[delivery.pk])).status_code == 403
    assert operator.post(reverse("admin:notifications_delivery_change", args=[delivery.pk])).status_code == 403
    assert Delivery.objects.get().state == "planned"


def test_operators_try_a_failed_message_again(operator):
    owe([owed(1)], now=NOW)
    Delivery.objects.update(state="failed", settled_at=timezone.now())

    answer = try_again(operator, Delivery.objects.get())

    assert Delivery.objects.get().state == "planned"
    assert "is planned once more" in answer.content.decode()


def test_what_did_not_fail_is_left_alone_and_said(operator):
    owe([owed(1)], now=NOW)
    Delivery.objects.update(state="sent", settled_at=timezone.now())

    answer = try_again(operator, Delivery.objects.get())

    assert Delivery.objects.get().state == "sent"
    assert "This message did not fail, or it is too late for it." in answer.content.decode()


def test_others_see_nothing(client, django_user_model):
    owe([owed(1)], now=NOW)

    answer = client.get(LIST)

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_operators_see_how_the_outbox_is_doing(operator):
    owe([owed(number, due_at=timezone.now() - timedelta(minutes=3)) for number in range(4)], now=NOW)
    sent, failed, *_ = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=sent.pk).update(state="sent", settled_at=timezone.now())
    Delivery.objects.filter(pk=failed.pk).update(state="failed", settled_at=timezone.now())

    page = operator.get(LIST).content.decode()

    health = page.partition('id="health">')[2].partition("</p>")[0]
    assert "Oldest due: 180 s · waiting: 2 · sent per minute, of the last five: 0.2" in health
    assert 'href="?state__exact=failed">dead letters: 1</a>' in health
