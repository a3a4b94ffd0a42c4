import datetime as dt

import pytest
from django.core import mail

from accounts.actions import never_write
from accounts.keys import key_names
from events.actions.rsvp import Wish, join_occurrences
from events.contacts.rsvps import open_contacts
from events.errors import EventsError
from events.models import RSVP, Occurrence
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db
SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]


def counts(occurrence):
    occurrence.refresh_from_db()
    return (occurrence.going_in_person, occurrence.going_online, occurrence.going_unreachable, occurrence.maybe)


def test_join_with_address_waits_for_the_link_and_takes_no_place():
    event = make_event()

    assert join(event, party_size=3, name="Amal") is None

    rsvp = RSVP.objects.get()
    assert (rsvp.state, rsvp.answer, rsvp.party_size) == ("unconfirmed", "going", 3)
    assert counts(rsvp.occurrence) == (0, 0, 0, 0)
    assert Delivery.objects.get().recipient == f"batch:{rsvp.batch}"


def test_join_seals_address_name_and_token_and_stores_none_of_them():
    join(make_event(), name="Amal Q")

    rsvp = RSVP.objects.get()
    contact = open_contacts([rsvp])[rsvp.pk]
    assert (contact.address, contact.name) == (AMAL, "Amal Q")
    columns = [bytes(rsvp.sealed_address), bytes(rsvp.sealed_name), bytes(rsvp.sealed_token)]
    row = b"|".join([*columns, rsvp.address_hash.encode(), rsvp.token_sha256.encode()])
    assert not any(secret.encode() in row for secret in (AMAL, "Amal", contact.token))


def test_join_without_address_counts_at_once_and_apart():
    event = make_event()

    token = join(event, address=None, party_size=2)

    rsvp = RSVP.objects.get()
    assert rsvp.state == "confirmed"
    assert (rsvp.sealed_address, rsvp.address_hash) == (None, None)
    assert counts(rsvp.occurrence) == (0, 0, 2, 0)
    assert open_contacts([rsvp])[rsvp.pk].token == token
    assert deliver() == []


def test_join_without_address_is_refused_where_places_are_limited():
    event = make_event(capacity_in_person=10)

    with pytest.raises(EventsError, match="Places are limited here") as raised:
        join(event, address=None)

    assert raised.value.field == "email"
    assert RSVP.objects.count() == 0


def test_join_several_dates_is_one_batch_one_mail_and_one_link():
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    _token, rsvps = confirm(event, *event.occurrences.all()[:2])

    assert len(mail.outbox) == 1
    assert [rsvp.occurrence.original_on for rsvp in rsvps] == SATURDAYS[:2]
    assert {rsvp.batch for rsvp in rsvps} == {rsvps[0].batch}
    assert [rsvp.state for rsvp in rsvps] == ["confirmed", "confirmed"]


def test_join_keys_are_one_per_date():
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    join(event, *event.occurrences.all())

    assert len(key_names("occurrence:")) == 3


def test_join_twice_keeps_one_row_with_what_was_typed_last_and_sends_one_mail():
    event = make_event()

    join(event, party_size=1, address="amal@gmail.com")
    join(event, party_size=4, address="A.mal+x@googlemail.com")

    assert RSVP.objects.get().party_size == 4
    assert len(deliver()) == 1


def test_join_again_after_confirming_changes_nothing():
    event = make_event()
    _token, (rsvp,) = confirm(event, party_size=2)

    join(event, party_size=9, name="Somebody else")

    assert RSVP.objects.get().party_size == 2
    assert counts(rsvp.occurrence) == (2, 0, 0, 0)


def test_join_again_after_confirming_brings_the_link_back_once_a_day():
    event = make_event()
    token, _rsvps = confirm(event)
    deliver()

    join(event, now=NOW + minutes(1))
    join(event, now=NOW + minutes(2))
    (message,) = deliver(NOW + minutes(3))

    assert message.subject.startswith("Your answer:")
    assert token_in(message) == token


def test_join_after_a_day_puts_what_is_unconfirmed_under_one_new_link():
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    first, second, _third = event.occurrences.all()
    join(event, first)
    deliver()

    join(event, first, second, now=NOW + dt.timedelta(hours=25))
    (message,) = deliver(NOW + dt.timedelta(hours=25))

    assert message.body.count("When:") == 2
    assert len(set(RSVP.objects.values_list("batch", flat=True))) == 1


@pytest.mark.parametrize(
    "spelling",
    [
        "amal@inbox.example",
        " AMAL@inbox.example ",
        "mailto:amal@INBOX.example.",
        "ａｍａｌ@inbox.example",
        '"amal"@inbox.example',
        "amal+rally@inbox.example",
    ],
)
def test_flood_of_spellings_over_many_actions_is_one_mail(spelling):
    events = [make_event() for _ in range(5)]
    for event in events:
        join(event, address=spelling)
        join(event, address="Amal+tag@inbox.example")

    assert len(deliver()) == 1


def test_used_link_restores_the_budget():
    first, second = make_event(), make_event()
    confirm(first)

    join(second)

    assert [message.subject.split(":")[0] for message in deliver()] == ["Confirmed", "Please confirm"]


def test_never_write_list_gets_no_mail_and_the_same_row():
    never_write(AMAL)

    join(make_event())

    assert deliver() == []
    assert RSVP.objects.get().state == "unconfirmed"


def test_join_online_only_event_is_online_whatever_was_chosen():
    event = make_event(attendance="online", online_url="https://meet.example/x")

    join(event, address=None, attendance="in-person")

    assert RSVP.objects.get().attendance == "online"


def test_join_maybe_is_counted_as_such():
    event = make_event(capacity_in_person=1)

    _token, (rsvp,) = confirm(event, answer="maybe", party_size=5)

    assert counts(rsvp.occurrence) == (0, 0, 0, 5)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"party_size": 0}, "party_size"),
        ({"party_size": 11}, "party_size"),
        ({"answer": "not-going"}, "answer"),
        ({"attendance": "by-post"}, "attendance"),
        ({"address": "nobody"}, "email"),
        ({"address": "a@b.example, c@d.example"}, "email"),
        ({"address": "a\r\nBcc: c@d.example"}, "email"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Am\x00al"}, "name"),
        ({"name": "Am\ud800al"}, "name"),
    ],
)
def test_join_refuses_naming_the_field_and_saves_nothing(wish, field):
    event = make_event()

    with pytest.raises(EventsError) as raised:
        join(event, **wish)

    assert raised.value.field == field
    assert (RSVP.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "cancelled"},
        {"ends_at": NOW, "starts_at": NOW - dt.timedelta(hours=2)},
        {"date_slug": None},
        {"purged_at": NOW},
    ],
)
def test_join_refuses_a_date_that_takes_no_answers(change):
    event = make_event()
    Occurrence.objects.update(**change)

    with pytest.raises(EventsError) as raised:
        join(event, event.occurrences.get())

    assert raised.value.field == "dates"
    assert RSVP.objects.count() == 0


def test_join_a_postponed_date_works_and_waits_for_the_new_one():
    event = make_event()
    Occurrence.objects.update(state="postponed")

    _token, (rsvp,) = confirm(event, event.occurrences.get())

    assert rsvp.state == "confirmed"
    assert not Delivery.objects.filter(kind="events.reminder").exists()


def test_join_reopens_a_date_that_was_purged_while_it_was_postponed():
    event = make_event()
    Occurrence.objects.update(purged_at=NOW - dt.timedelta(days=3))

    join(event, event.occurrences.get())

    assert Occurrence.objects.get().purged_at is None
    assert RSVP.objects.count() == 1


@pytest.mark.parametrize("fields", [{"takes_rsvps": False}, {"published": False}, {"cancelled_at": NOW}])
def test_join_refuses_an_event_that_takes_no_answers(fields):
    event = make_event(**fields)

    with pytest.raises(EventsError):
        join(event)

    assert RSVP.objects.count() == 0


def test_join_refuses_no_date_thirteen_dates_and_another_events_date():
    event, other = make_event(), make_event()
    wish = Wish(address=AMAL)

    for dates in ([], [event.occurrences.get()] * 13, [other.occurrences.get()]):
        with pytest.raises(EventsError) as raised:
            join_occurrences(event, dates, wish=wish, now=NOW)
        assert raised.value.field == "dates"


def test_join_without_mail_refuses_an_address(settings):
    settings.EMAIL_IS_OFF = True

    with pytest.raises(EventsError) as raised:
        join(make_event())

    assert raised.value.field == "email"
