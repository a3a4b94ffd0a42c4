import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import IntegrityError, connections

from accounts.actions import take_mail_budget
from events.actions.rsvp_link import cancel_rsvp, change_rsvp, confirm_batch, erase_rsvps, keep_answer, set_mail
from events.contacts.rsvps import open_contacts
from events.errors import EventsError
from events.models import RSVP, Occurrence
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]
PEOPLE, PLACES = 200, 10


def counts():
    row = Occurrence.objects.get()
    return (row.going_in_person, row.going_online, row.going_unreachable, row.maybe)


def reminders():
    return list(Delivery.objects.filter(kind="events.reminder").order_by("due_at").values_list("key", flat=True))


def test_confirm_takes_the_places_of_the_whole_party():
    token, (rsvp,) = confirm(make_event(capacity_in_person=5), party_size=3)

    assert (rsvp.state, rsvp.confirmed_at) == ("confirmed", NOW)
    assert counts() == (3, 0, 0, 0)
    assert confirm_batch(open_link(token), now=NOW).confirmed == ()
    assert counts() == (3, 0, 0, 0)


def test_confirm_when_the_party_does_not_fit_holds_nothing():
    event = make_event(capacity_in_person=5)
    confirm(event, party_size=4)

    _token, (late,) = confirm(event, party_size=2, address="late@inbox.example")

    assert (late.state, late.settled_at, late.confirmed_at) == ("full", NOW, None)
    assert counts() == (4, 0, 0, 0)
    deliver()
    assert [message.to for message in mail.outbox if message.subject.startswith("Confirmed")] == [[AMAL]]


def test_confirm_again_when_a_place_is_free_takes_it():
    event = make_event(capacity_in_person=1)
    token, (first,) = confirm(event)
    late_token, _rows = confirm(event, address="late@inbox.example")

    cancel_rsvp(open_link(token), first.pk, now=NOW)
    confirm_batch(open_link(late_token), now=NOW)

    assert RSVP.objects.exclude(pk=first.pk).get().state == "confirmed"
    assert counts() == (1, 0, 0, 0)


def test_confirm_online_and_in_person_are_limited_apart():
    event = make_event(attendance="both", online_url="https://meet.example/x", capacity_in_person=1, capacity_online=2)

    confirm(event)
    confirm(event, address="two@inbox.example", attendance="online", party_size=2)
    _token, (late,) = confirm(event, address="late@inbox.example", attendance="online")

    assert counts() == (1, 2, 0, 0)
    assert late.state == "full"


def test_database_itself_refuses_one_too_many():
    confirm(make_event(capacity_in_person=1))

    with pytest.raises(IntegrityError):
        Occurrence.objects.update(going_in_person=2)


def test_confirm_owes_the_mail_and_both_reminders():
    _token, (rsvp,) = confirm(make_event())

    occurrence = rsvp.occurrence_id
    assert reminders() == [f"reminder:{rsvp.pk}:{rule}:{occurrence}:0" for rule in ("day-before", "two-hours")]
    assert [message.subject.split(":")[0] for message in deliver()] == ["Confirmed"]


def test_confirm_on_the_day_is_reminder_enough():
    event = make_event()
    confirm(event, now=event.occurrences.get().starts_at - dt.timedelta(hours=5))

    assert reminders() == []


def test_confirm_late_owes_only_what_is_still_to_come():
    event = make_event(hours="timed", start_time=dt.time(9, 20))
    confirm(event, now=event.occurrences.get().starts_at - dt.timedelta(hours=24))

    assert [key.split(":")[2] for key in reminders()] == ["two-hours"]


def test_confirm_leaves_a_date_alone_that_was_cancelled_meanwhile():
    join(make_event())
    (message,) = deliver()
    Occurrence.objects.update(state="cancelled")

    result = confirm_batch(open_link(token_in(message)), now=NOW)

    assert (result.confirmed, result.full) == ((), ())
    assert RSVP.objects.get().state == "unconfirmed"


def test_open_link_lists_what_was_asked_for_since_with_the_same_address_and_confirms_only_what_is_ticked():
    first, second, third = make_event(), make_event(), make_event()
    join(first)
    join(second, address="Amal@Inbox.example", now=NOW + minutes(1))
    join(third, now=NOW + minutes(2))
    join(third, address="other@inbox.example", now=NOW + minutes(2))
    token = token_in(deliver()[0])
    link = open_link(token)

    others = {other.occurrence.event_id: other for other in link.others}
    assert set(others) == {second.pk, third.pk}
    confirm_batch(link, also=[others[third.pk].pk], now=NOW + minutes(3))

    assert Counter(RSVP.objects.values_list("state", flat=True)) == {"confirmed": 2, "unconfirmed": 2}
    assert RSVP.objects.get(occurrence__event=second).state == "unconfirmed"
    assert [other.occurrence.event_id for other in open_link(token).others] == [second.pk]


def test_open_link_lists_nothing_made_before_it_and_nothing_of_others():
    first, second = make_event(), make_event()
    tomorrow = NOW + dt.timedelta(hours=25)
    join(first)
    deliver()
    join(second, now=tomorrow)
    join(second, address="other@inbox.example", now=tomorrow)
    mails = deliver(tomorrow)

    assert [open_link(token_in(message)).others for message in mails] == [[], []]


def test_confirm_what_is_not_listed_is_ignored():
    mine, others = make_event(), make_event()
    join(mine)
    join(others, address="other@inbox.example")
    foreign = RSVP.objects.get(occurrence__event=others)
    link = open_link(token_in(next(message for message in deliver() if message.to == [AMAL])))

    confirm_batch(link, also=[foreign.pk], now=NOW)

    foreign.refresh_from_db()
    assert foreign.state == "unconfirmed"


def test_confirm_restores_the_budget():
    confirm(make_event())

    assert take_mail_budget(AMAL, now=NOW) is True


@pytest.mark.django_db(transaction=True)
def test_two_hundred_simultaneous_confirmations_take_exactly_ten_places():
    event = make_event(capacity_in_person=PLACES)
    for number in range(PEOPLE):
        join(event, address=f"person{number}@inbox.example")
    tokens = [contact.token for contact in open_contacts(list(RSVP.objects.all())).values()]

    def confirm_one(token):
        try:
            return len(confirm_batch(open_link(token), now=NOW).confirmed)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        confirmed = sum(pool.map(confirm_one, tokens))

    assert confirmed == PLACES
    assert counts() == (PLACES, 0, 0, 0)
    assert Counter(RSVP.objects.values_list("state", flat=True)) == {"confirmed": PLACES, "full": PEOPLE - PLACES}
    assert Delivery.objects.filter(kind="events.confirmed").count() == PLACES


def test_change_moves_the_places_and_tells_the_owner_once():
    token, (rsvp,) = confirm(make_event(capacity_in_person=5), party_size=2)
    deliver()

    for size in (5, 4):
        change_rsvp(open_link(token), rsvp.pk, answer="going", attendance="in-person", party_size=size, now=NOW)

    assert counts() == (4, 0, 0, 0)
    assert deliver() == []
    (message,) = deliver(NOW + minutes(5))
    assert message.subject.startswith("Your answer has changed")
    assert "going, 4 people" in message.body


def test_change_beyond_the_places_leaves_all_as_it_was():
    token, (rsvp,) = confirm(make_event(capacity_in_person=3), party_size=2)

    with pytest.raises(EventsError) as raised:
        change_rsvp(open_link(token), rsvp.pk, answer="going", attendance="in-person", party_size=4, now=NOW)

    assert raised.value.field == "party_size"
    rsvp.refresh_from_db()
    assert (rsvp.party_size, counts()) == (2, (2, 0, 0, 0))


def test_change_to_maybe_frees_the_places():
    token, (rsvp,) = confirm(make_event(capacity_in_person=3), party_size=2)

    change_rsvp(open_link(token), rsvp.pk, answer="maybe", attendance="in-person", party_size=2, now=NOW)

    assert counts() == (0, 0, 0, 2)


def test_change_of_an_unconfirmed_or_foreign_answer_is_refused():
    first, second = make_event(), make_event()
    join(first)
    token, _mine = confirm(second, address="other@inbox.example")
    foreign = RSVP.objects.get(occurrence__event=first)

    with pytest.raises(EventsError):
        change_rsvp(open_link(token), foreign.pk, answer="going", attendance="in-person", party_size=2, now=NOW)

    foreign.refresh_from_db()
    assert foreign.party_size == 1


def test_cancel_frees_the_place_at_once_says_so_by_mail_and_is_erased_then():
    token, (rsvp,) = confirm(make_event(capacity_in_person=1))
    deliver()

    assert cancel_rsvp(open_link(token), rsvp.pk, now=NOW) is False

    assert counts() == (0, 0, 0, 0)
    assert reminders() == []
    assert RSVP.objects.get().state == "cancelled"
    (message,) = deliver()
    assert message.subject.startswith("You are not coming")
    assert RSVP.objects.count() == 0


def test_cancel_without_address_or_unconfirmed_is_erased_at_once():
    event = make_event()
    token = join(event, address=None)

    assert cancel_rsvp(open_link(token), open_link(token).rsvp.pk, now=NOW) is True

    assert RSVP.objects.count() == 0
    assert counts() == (0, 0, 0, 0)


def test_cancel_then_answer_again_keeps_the_new_answer():
    event = make_event()
    token, (rsvp,) = confirm(event)
    deliver()
    cancel_rsvp(open_link(token), rsvp.pk, now=NOW + minutes(1))

    join(event, now=NOW + minutes(1))
    deliver(NOW + minutes(2))

    assert RSVP.objects.get().state == "unconfirmed"


def test_erase_removes_the_row_its_deliveries_and_its_place():
    token, rsvps = confirm(make_event(), party_size=2)
    deliver()

    assert erase_rsvps(rsvps, now=NOW) == 1
    assert erase_rsvps(rsvps, now=NOW) == 0

    assert (RSVP.objects.count(), Delivery.objects.count(), counts()) == (0, 0, (0, 0, 0, 0))
    assert open_link(token) is None


def test_no_more_mail_keeps_the_answer_and_its_place_and_can_be_taken_back():
    token, _rsvps = confirm(make_event())
    deliver()

    set_mail(open_link(token), wants_mail=False, now=NOW)
    assert (Delivery.objects.filter(recipient__startswith="rsvp:").count(), counts()) == (0, (1, 0, 0, 0))

    set_mail(open_link(token), wants_mail=True, now=NOW)
    assert len(reminders()) == 2


def test_no_more_mail_erases_what_nobody_has_confirmed():
    join(make_event())
    token = token_in(deliver()[0])

    set_mail(open_link(token), wants_mail=False, now=NOW)

    assert RSVP.objects.count() == 0


def test_keep_answer_ends_the_question():
    token, (rsvp,) = confirm(make_event())
    RSVP.objects.update(asked_again_at=NOW)

    keep_answer(open_link(token), rsvp.pk, now=NOW)

    assert RSVP.objects.get().asked_again_at is None
    assert len(mail.outbox) == 1
