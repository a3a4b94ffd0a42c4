from datetime import UTC, datetime, timedelta

import pytest

from notifications.kinds import Outcome, Result
from notifications.models import Delivery
from notifications.verdicts import Verdict, backoff, verdict

LOST = Outcome(Result.UNCERTAIN, "lost", "broke")
LATER = Outcome(Result.RETRY, "451 4.3.0", "not now")


def tried(**fields) -> Delivery:
    return Delivery(**{"urgency": 2, "attempts": 1, **fields})


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 1, 20), (2, 1, 40), (3, 0.5, 40), (7, 1, 1280), (8, 1, 1800), (500, 1, 1800), (1, 0, 5), (500, 0, 5)],
)
def test_backoff_doubles_up_to_half_an_hour_and_never_hurries(attempts, chance, seconds):
    assert backoff(attempts, chance=chance) == timedelta(seconds=seconds)


@pytest.mark.parametrize("result", [Result.SENT, Result.KEPT, Result.FAILED, Result.EXPIRED, Result.NOT_OWED])
def test_a_final_result_is_its_state(result):
    assert verdict(tried(), Outcome(result, "250", "why")) == Verdict(Delivery.State(result.value), None, "250", "why")


def test_what_is_refused_for_now_is_planned_again():
    assert verdict(tried(attempts=3), LATER, chance=0.5) == Verdict(
        Delivery.State.PLANNED, timedelta(seconds=40), "451 4.3.0", "not now"
    )


def test_what_is_refused_so_often_has_failed():
    few = Outcome(Result.RETRY, "404", "refused", tries=3)

    assert verdict(tried(attempts=2), few, chance=1).state == Delivery.State.PLANNED
    assert verdict(tried(attempts=3), few) == Verdict(Delivery.State.FAILED, None, "404", "refused")


def test_a_reminder_that_may_have_arrived_is_tried_once_more_after_ten_minutes():
    first = verdict(tried(), LOST)
    second = verdict(tried(last_code=first.code), LOST)

    assert first == Verdict(Delivery.State.UNCERTAIN, timedelta(minutes=10), "lost 1", "broke")
    assert second == Verdict(Delivery.State.UNCERTAIN, None, "lost 2", "broke")


@pytest.mark.parametrize("urgency", [0, 1])
def test_a_change_that_may_have_arrived_is_sent_again_at_once_but_not_for_ever(urgency):
    waits, code = [], ""
    for attempts in (1, 2, 3, 4):
        decided = verdict(tried(urgency=urgency, attempts=attempts, last_code=code), LOST, chance=1)
        code = decided.code
        waits.append(decided.wait)

    assert waits == [timedelta(0), timedelta(seconds=40), timedelta(seconds=80), None]
    assert code == "lost 4"


def test_a_loss_is_not_forgotten_over_a_refusal_and_an_expiry():
    refused = verdict(tried(last_code="lost 1"), LATER, chance=1)
    expired = verdict(tried(last_code=refused.code), Outcome(Result.EXPIRED, reason="late"))

    assert refused == Verdict(Delivery.State.UNCERTAIN, timedelta(seconds=20), "lost 1; 451 4.3.0", "not now")
    assert expired == Verdict(Delivery.State.UNCERTAIN, None, "lost 1", "late")


def test_a_reason_fits_its_column():
    assert len(verdict(tried(), Outcome(Result.FAILED, "x" * 99, "y" * 999)).reason) == 200
    assert len(verdict(tried(), Outcome(Result.FAILED, "x" * 99, "y" * 999)).code) == 40


def test_what_is_owed_later_is_planned_again_for_that_moment():
    morning = datetime(2027, 3, 14, 8, tzinfo=UTC)

    decided = verdict(tried(), Outcome(Result.RETRY, reason="not yet", due_at=morning))

    assert decided == Verdict(Delivery.State.PLANNED, timedelta(0), "", "not yet", due_at=morning)
