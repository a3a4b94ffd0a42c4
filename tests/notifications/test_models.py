from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from notifications.actions import owe
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"urgency": 4}, "delivery_urgency_is_0_to_3"),
        ({"state": "sent"}, "delivery_state_fits_settled_at"),
        ({"state": "planned", "settled_at": NOW}, "delivery_state_fits_settled_at"),
        ({"state": "lost", "settled_at": NOW}, "delivery_state_fits_settled_at"),
        ({"state": "claimed"}, "delivery_only_claimed_has_a_claim"),
        ({"state": "claimed", "claim_token": uuid4()}, "delivery_only_claimed_has_a_claim"),
        ({"claim_token": uuid4()}, "delivery_only_claimed_has_a_claim"),
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(values, constraint):
    owe([owed(1)], now=NOW)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Delivery.objects.update(**values)


def test_no_column_holds_an_address_and_no_key_points_anywhere():
    columns = {field.name for field in Delivery._meta.get_fields()}

    assert columns == {
        "id", "kind", "recipient", "topic", "channel", "key", "message_id", "due_at", "not_after", "urgency",
        "order_at", "topic_change", "state", "attempts", "lease_until", "claim_token", "last_code", "reason",
        "payload", "created_at", "settled_at",
    }  # fmt: skip
    assert [field.name for field in Delivery._meta.get_fields() if field.is_relation] == []


def test_claims_find_their_rows_by_an_index():
    owe([owed(number) for number in range(50)], now=NOW)
    due = Delivery.objects.due(NOW).order_by("urgency", "order_at", "due_at")[:10]

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "delivery_" in due.explain()
