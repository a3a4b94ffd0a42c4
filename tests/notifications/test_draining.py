from collections import Counter
from datetime import timedelta

import pytest

from notifications.actions import drain, forget, owe, withdraw
from notifications.kinds import Outcome, Result
from notifications.models import Delivery
from tests.notifications.kinds import NOW, owed

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("key", "state"))


def test_drain_sends_what_is_due_and_nothing_else(smtp_server, note):
    owe([owed(1), owed(2, due_at=NOW + timedelta(minutes=5))], now=NOW)

    drained = drain(now=NOW)

    assert drained.results == Counter({Result.SENT: 1})
    assert drained.has_more is False
    assert [mail.recipients for mail in smtp_server.mails] == [["note-1@example.org"]]
    assert states() == {"note:1": "sent", "note:2": "planned"}
    assert note.settled == [("note:1", Outcome(Result.SENT, "250"))]
