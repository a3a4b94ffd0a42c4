from datetime import timedelta

import pytest

from accounts.keys import destroy_keys, key_names
from accounts.letters import owed_letter
from accounts.messages import LETTER
from notifications.actions import owe
from notifications.kinds import Message, NotOwed, Outcome, Result
from notifications.models import Delivery

pytestmark = pytest.mark.django_db

MAIL = Message(to="mara@example.org", language="ar", subject="رمز", text="123\n", html="<p>123</p>")


def owe_letters(number, now):
    owe([owed_letter(MAIL, now=now, lifetime=timedelta(hours=1)) for _ in range(number)], now=now)
    return list(Delivery.objects.order_by("pk"))


def test_a_letter_comes_out_as_it_went_in(now):
    (delivery,) = owe_letters(1, now)

    assert LETTER.prepare([delivery], now=now) == {delivery.pk: MAIL}
    assert (delivery.kind, delivery.urgency, delivery.due_at) == ("accounts.letter", 0, now)
    assert delivery.not_after == now + timedelta(hours=1)
    assert b"mara" not in bytes(delivery.payload)


def test_the_key_dies_with_the_delivery(now):
    first, second = owe_letters(2, now)

    LETTER.settle(first, Outcome(Result.SENT))

    assert key_names("letter:") == [second.recipient]
    prepared = LETTER.prepare([first, second], now=now)
    assert isinstance(prepared[first.pk], NotOwed)
    assert prepared[second.pk] == MAIL


def test_a_payload_that_was_moved_or_changed_spoils_only_itself(now):
    first, second, third = owe_letters(3, now)
    Delivery.objects.filter(pk=first.pk).update(payload=third.payload)
    Delivery.objects.filter(pk=second.pk).update(payload=None)

    prepared = LETTER.prepare(list(Delivery.objects.order_by("pk")), now=now)

    assert [type(prepared[row.pk]) for row in (first, second, third)] == [NotOwed, NotOwed, Message]


@pytest.mark.parametrize("number", [1, 3])
def test_prepare_takes_one_query(now, number, django_assert_num_queries):
    deliveries = owe_letters(number, now)

    with django_assert_num_queries(1, using="keys"), django_assert_num_queries(0):
        LETTER.prepare(deliveries, now=now)


def test_nothing_is_planned(now):
    assert list(LETTER.plan(now=now, until=now + timedelta(days=2))) == []


def test_a_destroyed_key_is_no_error(now):
    (delivery,) = owe_letters(1, now)
    destroy_keys(key_names("letter:"))

    LETTER.settle(delivery, Outcome(Result.FAILED))
    assert isinstance(LETTER.prepare([delivery], now=now)[delivery.pk], NotOwed)
