from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from notifications.actions import forget, owe, withdraw_all
from notifications.actions.claims import claim, release, renew
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]
MAIL = {"email"}


def keys(deliveries) -> list[str]:
    return [delivery.key for delivery in deliveries]


def test_claims_go_by_urgency_then_start_then_due_time():
    sooner, later = NOW + timedelta(hours=1), NOW + timedelta(hours=9)
    owe(
        [
            owed(1, order_at=later),
            owed(2, order_at=sooner, due_at=NOW - timedelta(minutes=2)),
            owed(3, order_at=sooner, due_at=NOW - timedelta(minutes=3)),
            owed(4, order_at=later, kind="tests.urgent"),
        ],
        now=NOW,
    )

    assert keys(claim(now=NOW, channels=MAIL, limit=3)) == ["note:4", "note:3", "note:2"]
    assert keys(claim(now=NOW, channels=MAIL, limit=3)) == ["note:1"]
    assert claim(now=NOW, channels=MAIL, limit=3) == []


def test_claim_takes_only_what_is_due_over_its_channels():
    owe([owed(1), owed(2, due_at=NOW + timedelta(seconds=1))], now=NOW)

    assert claim(now=NOW, channels=set(), limit=9) == []
    assert claim(now=NOW, channels={"push"}, limit=9) == []
    assert keys(claim(now=NOW, channels={"push", "email"}, limit=9)) == ["note:1"]


def test_claim_notes_the_change_of_the_topic_and_counts():
    withdraw_all(["occurrence:9"], now=NOW)
    owe([owed(1), owed(2, topic="occurrence:10")], now=NOW)

    claimed = claim(now=NOW, channels=MAIL, limit=9)

    noted = [(row.key, row.state, row.topic_change, row.attempts, row.due_at) for row in claimed]
    assert noted == [("note:1", "claimed", 1, 1, owed().due_at), ("note:2", "claimed", 0, 1, owed().due_at)]
    assert {row.claim_token for row in claimed} == {Delivery.objects.get(key="note:1").claim_token}


def test_a_lease_runs_by_the_clock_of_the_database():
    owe([owed(1)], now=NOW)

    claim(now=NOW, channels=MAIL, limit=9, lease=timedelta(seconds=60))

    assert Delivery.objects.filter(lease_until__gt=Now() + timedelta(seconds=55)).count() == 1
    assert Delivery.objects.filter(lease_until__gt=Now() + timedelta(seconds=61)).count() == 0


def test_a_lease_that_ran_out_is_claimed_by_the_next():
    owe([owed(1)], now=NOW)
    (first,) = claim(now=NOW, channels=MAIL, limit=9)
    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))

    (second,) = claim(now=NOW, channels=MAIL, limit=9)

    assert second.attempts == 2
    assert renew([first]) == set()
    assert renew([second]) == {second.pk}


def test_renew_refuses_what_changed_or_went_since_it_was_claimed():
    owe([owed(1), owed(2, topic="occurrence:10"), owed(3, topic="occurrence:11")], now=NOW)
    claimed = claim(now=NOW, channels=MAIL, limit=9)
    withdraw_all(["occurrence:9"], now=NOW)
    forget(["note:2"], now=NOW)

    assert renew(claimed) == {Delivery.objects.get(key="note:3").pk}


def test_renew_makes_the_lease_longer():
    owe([owed(1)], now=NOW)
    claimed = claim(now=NOW, channels=MAIL, limit=9, lease=timedelta(seconds=1))

    renew(claimed, lease=timedelta(seconds=60))

    assert Delivery.objects.filter(lease_until__gt=Now() + timedelta(seconds=55)).count() == 1


def test_release_gives_back_what_is_ours_and_nothing_else():
    owe([owed(1), owed(2)], now=NOW)
    claimed = claim(now=NOW, channels=MAIL, limit=9)
    Delivery.objects.filter(key="note:2").update(state="sent", claim_token=None, settled_at=NOW)

    assert release(claimed) == 1

    assert list(Delivery.objects.order_by("key").values_list("state", "attempts", "claim_token")) == [
        ("planned", 0, None),
        ("sent", 1, None),
    ]
    assert Delivery.objects.get(key="note:1").lease_until is None


def test_a_claim_inside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        claim(now=NOW, channels=MAIL, limit=1)


def test_no_two_drainers_ever_claim_the_same(transactional_db):
    owe([owed(number) for number in range(300)], now=NOW)
    claimed: Counter[str] = Counter()
    ready = Barrier(4)

    def claim_all():
        ready.wait()
        while batch := claim(now=NOW, channels=MAIL, limit=7):
            claimed.update(keys(batch))
        connection.close()

    threads = [Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert claimed == Counter({f"note:{number}": 1 for number in range(300)})
