"""Who wanted no more mail and answers again: the mail with the link is the only way back."""

import datetime as dt

import pytest

from accounts.actions import never_write
from events.actions.rsvp_link import set_mail
from events.messages.bounces import stop_after_bounce
from events.models import RSVP
from events.rsvp_links import open_link
from notifications.kinds import Outcome, Result
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def silent():
    """An event, and the answer to it that wants no more mail."""
    event = make_event()
    token, _rsvps = confirm(event)
    deliver()
    set_mail(open_link(token), wants_mail=False, now=NOW)
    return event


def test_who_answers_again_gets_the_link_once_a_day_and_nothing_else(silent):
    for _ in range(3):
        join(silent, now=LATER)
    (message,) = deliver(LATER)

    assert message.to == [AMAL]
    assert [rsvp.wants_mail for rsvp in open_link(token_in(message)).batch] == [False]
    join(silent, now=LATER + dt.timedelta(hours=23))
    assert deliver(LATER + dt.timedelta(hours=23)) == []
    set_mail(open_link(token_in(message)), wants_mail=True, now=LATER)
    assert RSVP.objects.get().wants_mail


def test_whom_nobody_may_ever_write_to_gets_nothing(silent):
    never_write(AMAL)

    join(silent, now=LATER)

    assert deliver(LATER) == []


def test_what_was_asked_for_before_no_more_mail_was_is_not_sent():
    event = make_event()
    token, _rsvps = confirm(event)
    deliver()
    join(event, now=NOW + minutes(1))
    set_mail(open_link(token), wants_mail=False, now=NOW + minutes(1))

    assert deliver(NOW + minutes(2)) == []


def test_after_a_bounce_it_waits_for_a_week(silent):
    join(silent, now=LATER)
    refused = Delivery.objects.get(kind="events.confirmation", state="planned")
    Delivery.objects.filter(pk=refused.pk).update(state="failed", settled_at=LATER)
    refused.refresh_from_db()
    stop_after_bounce(refused, Outcome(Result.FAILED, "550 5.1.1", is_hard_bounce=True))

    for days, mails in ((1, 0), (6, 0), (7, 1)):
        join(silent, now=LATER + dt.timedelta(days=days))
        assert len(deliver(LATER + dt.timedelta(days=days))) == mails


def test_unconfirmed_answer_that_is_given_again_after_a_bounce_wants_mail():
    event = make_event()
    join(event)
    RSVP.objects.update(wants_mail=False)

    join(event, now=NOW + minutes(5))

    assert RSVP.objects.get().wants_mail
