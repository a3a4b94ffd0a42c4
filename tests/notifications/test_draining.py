from collections import Counter
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.db import OperationalError
from django.db.models.functions import Now

from notifications.actions import drain, draining, forget, owe, withdraw_all
from notifications.actions.claims import claim, renew
from notifications.actions.draining import BATCH, GROUP
from notifications.actions.marks import mark
from notifications.channels import CHANNELS
from notifications.channels.email import EmailChannel
from notifications.errors import ChannelDown
from notifications.kinds import Outcome, Result
from notifications.models import Delivery
from tests.notifications.kinds import NOW, note, owed
from tests.servers.processes import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]


def states() -> dict[str, str]:
    return dict(Delivery.objects.order_by("key").values_list("key", "state"))


def recipients(server) -> list[str]:
    return [address for mail in server.mails for address in mail.recipients]


def wait_is_over() -> None:
    Delivery.objects.filter(lease_until__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def seconds_to_wait(key: str) -> tuple[bool, bool]:
    """Whether the next try is at least 9:50 and at most 10:10 minutes away, by the clock of the database."""
    rows = Delivery.objects.filter(key=key)
    return (
        rows.filter(lease_until__gt=Now() + timedelta(seconds=590)).exists(),
        rows.filter(lease_until__lt=Now() + timedelta(seconds=610)).exists(),
    )


def test_drain_sends_what_is_due_and_nothing_else(smtp_server, note):
    owe([owed(1), owed(2, due_at=NOW + timedelta(minutes=5))], now=NOW)

    drained = drain(now=NOW)

    assert drained.results == Counter({Result.SENT: 1})
    assert drained.has_more is False
    assert recipients(smtp_server) == ["note-1@example.org"]
    assert states() == {"note:1": "sent", "note:2": "planned"}
    assert note.settled == [("note:1", Outcome(Result.SENT, "250"))]


def test_what_is_sent_is_settled_and_holds_no_claim(smtp_server):
    owe([owed(1, payload=b"x")], now=NOW)

    drain(now=NOW)

    sent = Delivery.objects.get()
    assert (sent.attempts, sent.claim_token, sent.lease_until, sent.last_code) == (1, None, None, "250")
    assert NOW <= sent.settled_at < NOW + timedelta(seconds=20)


def test_drain_prepares_by_kind_at_most_a_batch_at_once(smtp_server, note):
    owe([owed(number) for number in range(BATCH + 30)], now=NOW)

    drain(now=NOW)

    assert [len(keys) for keys in note.prepared] == [BATCH, 30]
    assert len(smtp_server.mails) == BATCH + 30
    assert set(states().values()) == {"sent"}


@pytest.mark.parametrize("number", [1, 3])
def test_drain_takes_the_same_queries_for_one_and_three(number, smtp_server, django_assert_num_queries):
    owe([owed(n) for n in range(number)], now=NOW)

    # Four statements, each in a savepoint of the test's own: claim, renew, mark, and the claim that finds nothing.
    with django_assert_num_queries(12):
        drain(now=NOW)


def test_drain_stops_at_its_limit_and_says_so(smtp_server):
    owe([owed(number) for number in range(3)], now=NOW)

    assert drain(now=NOW, limit=2).has_more is True
    assert Counter(states().values()) == {"sent": 2, "planned": 1}


def test_drain_gives_back_what_it_has_no_time_for(smtp_server):
    owe([owed(number) for number in range(GROUP + 5)], now=NOW)

    drained = drain(now=NOW, should_stop=lambda: len(smtp_server.mails) > 0)

    sent = len(smtp_server.mails)
    assert 0 < sent <= GROUP
    assert drained.has_more is True
    assert Counter(states().values()) == {"sent": sent, "planned": GROUP + 5 - sent}
    left = Delivery.objects.planned()
    assert set(left.values_list("attempts", "claim_token", "lease_until")) == {(0, None, None)}


def test_something_urgent_does_not_wait_for_a_slow_batch(smtp_server, note, monkeypatch):
    monkeypatch.setattr(draining, "BATCH_SECONDS", 0)
    monkeypatch.setattr(draining, "GROUP", 1)
    owe([owed(1), owed(2), owed(3)], now=NOW)
    note.while_preparing = lambda: owe([owed(4, kind="tests.urgent")], now=NOW)

    drain(now=NOW)

    assert recipients(smtp_server) == [f"note-{number}@example.org" for number in (1, 4, 2, 3)]


def test_what_changes_while_it_is_prepared_is_prepared_anew(smtp_server, note):
    owe([owed(1)], now=NOW)

    def move_once():
        note.while_preparing = lambda: None
        withdraw_all(["occurrence:9"], now=NOW)
        note.subject = "A new hour"

    note.while_preparing = move_once

    drain(now=NOW)

    assert note.prepared == [["note:1"], ["note:1"]]
    assert [mail.message["subject"] for mail in smtp_server.mails] == ["A new hour"]
    assert list(Delivery.objects.values_list("state", "attempts", "topic_change")) == [("sent", 1, 1)]


def test_what_is_cancelled_while_it_is_prepared_is_not_sent(smtp_server, note):
    owe([owed(1), owed(2, topic="occurrence:10")], now=NOW)

    def cancel():
        note.while_preparing = lambda: None
        note.cancelled.add("note:1")
        withdraw_all(["occurrence:9"], now=NOW)

    note.while_preparing = cancel

    drain(now=NOW)

    assert recipients(smtp_server) == ["note-2@example.org"]
    assert states() == {"note:1": "not_owed", "note:2": "sent"}
    assert ("note:1", Outcome(Result.NOT_OWED, reason="cancelled")) in note.settled


def test_who_is_forgotten_while_it_is_prepared_gets_nothing(smtp_server, note):
    owe([owed(1), owed(2)], now=NOW)
    note.while_preparing = lambda: forget(["note:1"], now=NOW)

    drain(now=NOW)

    assert recipients(smtp_server) == ["note-2@example.org"]
    assert states() == {"note:2": "sent"}


def test_nothing_is_sent_after_its_time(smtp_server, note):
    owe([owed(1, not_after=NOW - timedelta(seconds=1)), owed(2)], now=NOW)

    drain(now=NOW)

    assert recipients(smtp_server) == ["note-2@example.org"]
    assert states() == {"note:1": "expired", "note:2": "sent"}
    assert note.prepared == [["note:2"]]
    assert ("note:1", Outcome(Result.EXPIRED, reason="its time was over")) in note.settled


@pytest.mark.parametrize("attribute", ["breaks_on", "makes_nothing_of"])
def test_a_poisoned_row_waits_and_holds_up_nobody(attribute, smtp_server, note, caplog):
    owe([owed(number) for number in range(7)], now=NOW)
    getattr(note, attribute).add("note:3")

    drained = drain(now=NOW)

    assert drained.results == Counter({Result.SENT: 6, Result.RETRY: 1})
    poisoned = Delivery.objects.get(key="note:3")
    assert (poisoned.state, poisoned.last_code, poisoned.attempts) == ("planned", "prepare", 1)
    assert poisoned.lease_until is not None
    assert "example.org" not in caplog.text + poisoned.reason


def test_a_row_that_can_never_be_prepared_fails_in_the_end(smtp_server, note):
    owe([owed(1)], now=NOW)
    note.breaks_on.add("note:1")

    for _ in range(8):
        drain(now=NOW)
        wait_is_over()

    failed = Delivery.objects.get()
    assert (failed.state, failed.attempts) == ("failed", 8)
    assert failed.reason.startswith("ValueError at kinds.py:")
    assert [outcome.result for _, outcome in note.settled] == [Result.FAILED]


def test_a_kind_that_cannot_settle_changes_nothing_of_what_was_sent(smtp_server, monkeypatch):
    owe([owed(1), owed(2)], now=NOW)
    monkeypatch.setattr(type(note), "settle", lambda *arguments: 1 / 0)

    drain(now=NOW)

    assert states() == {"note:1": "sent", "note:2": "sent"}


def test_a_message_refused_for_now_is_tried_again_later(smtp_server):
    smtp_server.answer_next("451 4.3.0 Try later")
    owe([owed(1), owed(2)], now=NOW)

    drain(now=NOW)

    assert states() == {"note:1": "planned", "note:2": "sent"}
    refused = Delivery.objects.get(key="note:1")
    assert (refused.last_code, refused.attempts) == ("451 4.3.0", 1)
    assert Delivery.objects.filter(key="note:1", lease_until__gt=Now() + timedelta(seconds=4)).exists()

    wait_is_over()
    drain(now=NOW)

    assert recipients(smtp_server) == ["note-2@example.org", "note-1@example.org"]


def test_a_message_refused_until_its_time_is_over_expires(smtp_server, note):
    smtp_server.answer_next("451 4.3.0 Try later")
    owe([owed(1)], now=NOW)

    drain(now=NOW)
    wait_is_over()
    drain(now=NOW + timedelta(hours=3))

    assert states() == {"note:1": "expired"}
    assert smtp_server.mails == []


def test_a_message_refused_for_good_fails_and_its_kind_hears_of_the_bounce(smtp_server, note):
    smtp_server.refuse("note-1@example.org")
    owe([owed(1), owed(2)], now=NOW)

    drain(now=NOW)

    assert states() == {"note:1": "failed", "note:2": "sent"}
    bounce = Outcome(Result.FAILED, "550 5.1.1", "the server refused the recipient", is_hard_bounce=True)
    assert ("note:1", bounce) in note.settled
    assert "example.org" not in Delivery.objects.get(key="note:1").reason


def test_a_reminder_that_may_have_arrived_is_sent_once_more_after_ten_minutes(smtp_server, note):
    smtp_server.drop_next(9)
    owe([owed(1)], now=NOW)

    drain(now=NOW)

    assert states() == {"note:1": "uncertain"}
    assert seconds_to_wait("note:1") == (True, True)
    assert note.settled == []

    wait_is_over()
    drain(now=NOW + timedelta(minutes=10))
    wait_is_over()
    drain(now=NOW + timedelta(minutes=20))

    assert states() == {"note:1": "uncertain"}
    assert [key for key, _ in note.settled] == ["note:1"]
    first, second = smtp_server.mails
    assert first.message["message-id"] == second.message["message-id"] == Delivery.objects.get().message_id
    assert parsedate_to_datetime(first.message["date"]) == parsedate_to_datetime(second.message["date"])


def test_an_urgent_message_that_may_have_arrived_is_sent_again_at_once(smtp_server):
    smtp_server.drop_next()
    owe([owed(1, kind="tests.urgent")], now=NOW)

    drained = drain(now=NOW)

    assert drained.results == Counter({Result.UNCERTAIN: 1, Result.SENT: 1})
    assert states() == {"note:1": "sent"}
    assert len({mail.message["message-id"] for mail in smtp_server.mails}) == 1


def test_nothing_is_lost_while_no_mail_server_answers(smtp_server, settings):
    owe([owed(1), owed(2)], now=NOW)
    settings.EMAIL_PORT = free_port()

    drained = drain(now=NOW)

    assert drained.results == Counter({Result.RETRY: 2})
    assert set(Delivery.objects.values_list("state", "last_code")) == {("planned", "down")}

    settings.EMAIL_PORT = smtp_server.port
    wait_is_over()
    drain(now=NOW)

    assert sorted(recipients(smtp_server)) == ["note-1@example.org", "note-2@example.org"]


def test_a_channel_that_is_down_stops_no_other(settings, monkeypatch):
    class DeadChannel(EmailChannel):
        name = "push"

        def open(self):
            raise ChannelDown("no answer")

    monkeypatch.setitem(CHANNELS, "push", DeadChannel)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    owe([owed(1, channel="push", order_at=NOW), owed(2)], now=NOW)

    drain(now=NOW)

    assert states() == {"note:1": "planned", "note:2": "sent"}
    assert [message.to for message in mail.outbox] == [["note-2@example.org"]]


@pytest.mark.parametrize("number", [1, 20])
def test_a_channel_that_breaks_on_a_message_stops_no_other(number, settings, monkeypatch, caplog):
    class FragileChannel(EmailChannel):
        name = "fragile"
        at_once = number

        def send(self, message, **fields):
            if message.to == "note-1@example.org":
                raise ZeroDivisionError(message.to)
            return super().send(message, **fields)

    monkeypatch.setitem(CHANNELS, "fragile", FragileChannel)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    owe([owed(number, channel="fragile") for number in (1, 2, 3)], now=NOW)

    drain(now=NOW)

    assert states() == {"note:1": "uncertain", "note:2": "sent", "note:3": "sent"}
    assert "ZeroDivisionError" in caplog.text
    assert "note-1@example.org" not in caplog.text


def test_without_mail_nothing_is_claimed_for_it(settings, note):
    settings.EMAIL_IS_OFF = True
    owe([owed(1)], now=NOW)

    drain(now=NOW)

    assert list(Delivery.objects.values_list("state", "attempts")) == [("planned", 0)]
    assert note.prepared == []


def test_what_went_out_is_marked_even_if_its_lease_ran_out_meanwhile(smtp_server, monkeypatch):
    owe([owed(1)], now=NOW)
    taken = []

    def send_slowly(channel, message, **fields):
        outcome = send(channel, message, **fields)
        wait_is_over()
        taken.extend(claim(now=NOW, channels={"email"}, limit=1))
        return outcome

    send = EmailChannel.send
    monkeypatch.setattr(EmailChannel, "send", send_slowly)

    drain(now=NOW)

    assert [delivery.key for delivery in taken] == ["note:1"]
    assert states() == {"note:1": "sent"}
    assert renew(taken) == set()
    assert len(smtp_server.mails) == 1


def test_only_the_group_that_is_being_sent_is_held_for_long(smtp_server, monkeypatch):
    owe([owed(number) for number in range(GROUP + 5)], now=NOW)
    held = []

    def look(channel, message, **fields):
        claimed = Delivery.objects.filter(state="claimed")
        soon, late = Now() + timedelta(seconds=40), Now() + timedelta(seconds=150)
        held.append((claimed.filter(lease_until__lt=soon).count(), claimed.filter(lease_until__gt=late).count()))
        return Outcome(Result.SENT)

    monkeypatch.setattr(EmailChannel, "send", look)

    drain(now=NOW)

    assert held[0] == (5, GROUP)


def test_what_may_be_out_is_not_given_back_when_it_cannot_be_marked(smtp_server, monkeypatch):
    owe([owed(1), owed(2)], now=NOW)

    def break_off(tries, **how):
        if tries:
            raise OperationalError
        return mark(tries, **how)

    monkeypatch.setattr(draining, "mark", break_off)
    monkeypatch.setattr(draining, "GROUP", 1)

    with pytest.raises(OperationalError):
        drain(now=NOW)

    assert recipients(smtp_server) == ["note-1@example.org"]
    assert states() == {"note:1": "claimed", "note:2": "planned"}
