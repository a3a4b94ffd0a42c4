import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.crypto import salted_hmac

from notifications.actions import call_off, forget, hold_back, make_due, owe, retry_failed, withdraw_all
from notifications.actions.claims import claim, release, renew
from notifications.actions.inserting import ROWS, message_id
from notifications.errors import NotificationsError
from notifications.models import Delivery, Topic
from tests.notifications.kinds import NOW, owed

pytestmark = pytest.mark.django_db


def test_owe_writes_each_key_once(rings):
    assert owe([owed(1), owed(2), owed(2)], now=NOW) == 2
    assert owe([owed(2), owed(3)], now=NOW) == 1

    assert list(Delivery.objects.order_by("key").values_list("key", "state", "urgency", "created_at")) == [
        ("note:1", "planned", 2, NOW),
        ("note:2", "planned", 2, NOW),
        ("note:3", "planned", 2, NOW),
    ]


def test_owe_leaves_a_row_that_is_there_as_it_is(rings):
    owe([owed(1)], now=NOW)

    owe([owed(1, due_at=NOW + timedelta(days=1), payload=b"other")], now=NOW)

    assert list(Delivery.objects.values_list("due_at", "payload")) == [(owed(1).due_at, None)]


@pytest.mark.parametrize("number", [1, 3, 40])
def test_owe_takes_one_query_for_any_number(number, rings, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, insert, release
        owe([owed(n) for n in range(number)], now=NOW)


def test_owe_keeps_a_payload_as_it_is(rings):
    owe([owed(payload=b"\x00\xff sealed")], now=NOW)

    assert bytes(Delivery.objects.get().payload) == b"\x00\xff sealed"


@pytest.mark.parametrize("field", ["kind", "channel"])
def test_owe_refuses_what_nobody_could_send(field):
    with pytest.raises(NotificationsError, match=r"^There is no (kind of message|channel) called fax"):
        owe([owed(1), owed(2, **{field: "fax"})], now=NOW)

    assert Delivery.objects.count() == 0


def test_owe_takes_thousands_at_once(rings):
    rows = [owed(number) for number in range(2 * ROWS + 1)]

    assert owe(rows[::2], now=NOW) == ROWS + 1
    assert owe(rows, now=NOW) == ROWS
    assert Delivery.objects.count() == len(rows)


def test_a_message_id_is_the_same_for_ever_and_tells_nothing(rings):
    owe([owed(1), owed(2)], now=NOW)

    first, second = Delivery.objects.order_by("key").values_list("message_id", flat=True)

    assert re.fullmatch(r"<[0-9a-f]{40}@127\.0\.0\.1>", first)
    assert first == message_id("note:1")
    django = salted_hmac("notifications.message_id", "note:1", algorithm="sha256")
    assert first[1:41] == django.hexdigest()[:40]  # as it has been written from the beginning
    assert first != second


def test_owe_rings_once_what_is_due_is_committed(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        owe([owed(1)], now=NOW)
        assert rings == []

    assert rings == [None]


def test_owe_does_not_ring_for_later_or_for_nothing_new(rings, django_capture_on_commit_callbacks):
    owe([owed(1)], now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        owe([owed(1), owed(2, due_at=NOW + timedelta(minutes=1))], now=NOW)

    assert rings == []


def test_owe_leaves_nothing_behind_when_its_cause_is_undone(rings):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        owe([owed(1)], now=NOW)
        1 / 0  # noqa: B018

    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_withdraw_writes_one_row_however_many_messages_there_are(number, rings, django_assert_num_queries):
    owe([owed(n) for n in range(number)], now=NOW)
    withdraw_all(["occurrence:9"], now=NOW)

    with django_assert_num_queries(5):
        withdraw_all(["occurrence:9"], now=NOW)

    assert list(Topic.objects.values_list("name", "change")) == [("occurrence:9", 2)]


def test_forget_removes_every_delivery_of_these_recipients_only(rings):
    owe([owed(1), owed(2), owed(3), owed(4, recipient="note:1")], now=NOW)
    Delivery.objects.filter(key="note:1").update(state="sent", settled_at=NOW)

    assert forget(["note:1", "note:3"], now=NOW) == 3

    assert list(Delivery.objects.values_list("key", flat=True)) == ["note:2"]


def test_hold_back_is_for_these_alone_and_for_what_is_still_to_come(rings):
    owe([owed(1), owed(2), owed(3)], now=NOW)
    Delivery.objects.filter(key="note:3").update(state="sent", settled_at=NOW)
    claimed = claim(now=NOW, channels={"email"}, limit=10)

    assert hold_back(Delivery.objects.exclude(key="note:2")) == 1

    assert {Delivery.objects.get(pk=pk).key for pk in renew(claimed)} == {"note:2"}
    assert release(claimed) == 2
    again = claim(now=NOW, channels={"email"}, limit=10)
    assert len(renew(again)) == 2


def test_call_off_ends_what_is_still_to_come(rings):
    owe([owed(1), owed(2), owed(3)], now=NOW)
    Delivery.objects.filter(key="note:2").update(state="sent", settled_at=NOW)

    assert call_off(Delivery.objects.exclude(key="note:3"), reason="moved", now=NOW) == 1

    assert list(Delivery.objects.order_by("key").values_list("key", "state", "reason")) == [
        ("note:1", "not_owed", "moved"),
        ("note:2", "sent", ""),
        ("note:3", "planned", ""),
    ]


def test_make_due_brings_a_planned_message_forward(rings, django_capture_on_commit_callbacks):
    owe([owed(1, due_at=NOW + timedelta(days=1)), owed(2, due_at=NOW + timedelta(days=1))], now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        assert make_due(Delivery.objects.get(key="note:1").pk, now=NOW) is True

    assert dict(Delivery.objects.values_list("key", "due_at")) == {"note:1": NOW, "note:2": NOW + timedelta(days=1)}
    assert rings == [None]


def test_make_due_leaves_alone_what_is_over(rings):
    owe([owed(1)], now=NOW)
    Delivery.objects.update(state="sent", settled_at=NOW)

    assert make_due(Delivery.objects.get().pk, now=NOW + timedelta(days=1)) is False
    assert Delivery.objects.get().due_at == owed(1).due_at


def test_retry_failed_plans_it_once_more(rings, django_capture_on_commit_callbacks):
    owe([owed(1)], now=NOW)
    Delivery.objects.update(state="failed", settled_at=NOW, attempts=8, last_code="550 5.1.1")

    with django_capture_on_commit_callbacks(execute=True):
        retry_failed(Delivery.objects.get().pk, now=NOW)

    assert list(Delivery.objects.values_list("state", "settled_at", "attempts")) == [("planned", None, 0)]
    assert rings == [None]


def test_retry_failed_plans_what_perhaps_went_out_before_a_restore(rings):
    owe([owed(1)], now=NOW)
    Delivery.objects.update(state="uncertain", settled_at=NOW, last_code="lost 2")

    retry_failed(Delivery.objects.get().pk, now=NOW)

    assert list(Delivery.objects.values_list("state", "settled_at", "last_code")) == [("planned", None, "")]


@pytest.mark.parametrize(("state", "later"), [("sent", 0), ("failed", 3)])
def test_retry_failed_refuses_what_did_not_fail_or_is_too_late(state, later, rings):
    owe([owed(1)], now=NOW)
    Delivery.objects.update(state=state, settled_at=NOW)

    with pytest.raises(NotificationsError, match="did not fail, or it is too late"):
        retry_failed(Delivery.objects.get().pk, now=NOW + timedelta(hours=later))

    assert Delivery.objects.get().state == state
