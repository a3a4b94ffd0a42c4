import datetime as dt

import pytest

from accounts.keys import destroy_keys
from events.actions.leave import ask_to_leave, leave_everything, open_held
from events.actions.private_feed import (
    MOST_FEEDS,
    add_to_private_feed,
    make_private_feed,
    note_last_uses,
    revoke_private_feed,
)
from events.actions.purge import purge
from events.actions.rsvp_link import cancel_rsvp, erase_rsvps
from events.contacts.private_feeds import MOST_ENTRIES, FeedKey, seal_entry
from events.contacts.rsvps import make_occurrence_keys, occurrence_key
from events.errors import EventsError
from events.models import RSVP, Occurrence, PrivateFeedEntry
from events.private_feeds import feeds_of
from events.rsvp_links import open_link
from tests.events.answers import AMAL, confirm, deliver, join, token_in
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db

SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20)]


def feeds(token):
    return feeds_of(open_link(token).held)


def in_feed(token):
    """Ids of the answers that the secret address finds."""
    return set(PrivateFeedEntry.objects.filter(slot__in=FeedKey.of_token(token).slots()).values_list("rsvp", flat=True))


def test_make_puts_all_answers_made_in_one_go_into_it():
    event = make_event(rule="FREQ=WEEKLY", dates=SATURDAYS)
    link, rsvps = confirm(event, *event.occurrences.all())

    token = make_private_feed(open_link(link), name="  My   phone ")

    assert len(token) == 43
    assert in_feed(token) == {rsvp.pk for rsvp in rsvps}
    [feed] = feeds(link)
    assert (feed.name, feed.last_used_on, feed.key) == ("My phone", None, FeedKey.of_token(token))


def test_rows_hold_neither_token_nor_its_hash_nor_the_name_and_nothing_that_two_have_in_common():
    first, _rsvps = confirm(make_event())
    second, _rsvps = confirm(make_event())
    token = make_private_feed(open_link(first), name="Snapdragon")
    [feed] = feeds(second)
    add_to_private_feed(open_link(second), feed.number)

    one, other = PrivateFeedEntry.objects.values("slot", "sealed_key", "sealed_name")
    assert set(one.values()) & set(other.values()) == set()
    held = b"".join(value if isinstance(value, bytes) else value.encode() for value in (*one.values(), *other.values()))
    secret = FeedKey.of_token(token).secret
    assert not [sign for sign in (token.encode(), secret, secret.hex().encode(), b"Snapdragon") if sign in held]
    assert token not in repr(FeedKey.of_token(token)) + repr(feed)


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "empty"), (" \u200f ", "empty"), ("x" * 61, "60"), ("a\x00b", "cannot be shown"), ("\ud800", "cannot")],
)
def test_a_bad_name_is_refused_by_its_field(name, said):
    link, _rsvps = confirm(make_event())

    with pytest.raises(EventsError, match=said) as refused:
        make_private_feed(open_link(link), name=name)

    assert refused.value.field == "name"
    assert PrivateFeedEntry.objects.count() == 0


def test_a_name_stands_once_and_there_are_no_more_than_five():
    link, _rsvps = confirm(make_event())
    for number in range(MOST_FEEDS - 1):
        make_private_feed(open_link(link), name=f"Device {number}")

    with pytest.raises(EventsError, match="Choose another"):
        make_private_feed(open_link(link), name="Device 1")
    make_private_feed(open_link(link), name="The last")
    with pytest.raises(EventsError, match="no more calendars"):
        make_private_feed(open_link(link), name="One more")

    assert (MOST_FEEDS, PrivateFeedEntry.objects.count()) == (5, 5)


def test_what_is_not_confirmed_makes_no_calendar():
    join(make_event())

    with pytest.raises(EventsError, match="Confirm this answer first"):
        make_private_feed(open_link(token_in(deliver()[0])), name="Phone")


def test_an_answer_of_the_same_mailbox_joins_by_its_own_link_once():
    first, [rsvp] = confirm(make_event())
    second, [other] = confirm(make_event(), address="AMAL@inbox.example")
    token = make_private_feed(open_link(first), name="Phone")
    [feed] = feeds(second)
    assert (feed.name, feed.lacks([other]), feed.lacks([rsvp])) == ("Phone", True, False)

    for _ in range(2):
        add_to_private_feed(open_link(second), feed.number)

    assert in_feed(token) == {rsvp.pk, other.pk}
    assert PrivateFeedEntry.objects.count() == 2
    assert len(feeds(first)) == len(feeds(second)) == 1


def test_an_answer_of_another_mailbox_sees_nothing_and_reaches_nothing():
    mine, [rsvp] = confirm(make_event())
    theirs, _rsvps = confirm(make_event(), address="other@inbox.example")
    nobody = join(make_event(), address=None)
    token = make_private_feed(open_link(mine), name="Phone")
    [feed] = feeds(mine)

    for link in (theirs, nobody):
        assert feeds(link) == []
        for act in (add_to_private_feed, revoke_private_feed):
            with pytest.raises(EventsError, match="no longer there"):
                act(open_link(link), feed.number)

    assert in_feed(token) == {rsvp.pk}


def test_without_an_address_the_link_itself_has_its_calendar():
    link = join(make_event(), address=None)

    token = make_private_feed(open_link(link), name="Phone")

    assert in_feed(token) == {RSVP.objects.get().pk}
    assert [feed.name for feed in feeds(link)] == ["Phone"]


def test_a_full_calendar_says_so_and_takes_nothing():
    event = make_event()
    link, _rsvps = confirm(event)
    token = make_private_feed(open_link(link), name="Phone")
    key, [date] = FeedKey.of_token(token), event.occurrences.all()
    free = [slot for slot in key.slots() if not PrivateFeedEntry.objects.filter(slot=slot).exists()]
    date_key = make_occurrence_keys([date.pk])[date.pk]
    for slot in free:
        seal_entry(RSVP.objects.get(), slot=slot, key=key, name="Phone", date_key=date_key).save()
    other, _rsvps = confirm(make_event())

    with pytest.raises(EventsError, match="full"):
        add_to_private_feed(open_link(other), feeds(other)[0].number)

    assert PrivateFeedEntry.objects.count() == MOST_ENTRIES == 100


def test_revoke_ends_one_and_leaves_the_other_and_the_answers():
    first, _rsvps = confirm(make_event())
    second, _rsvps = confirm(make_event())
    phone, laptop = (make_private_feed(open_link(first), name=name) for name in ("Phone", "Laptop"))
    number = {feed.name: feed.number for feed in feeds(second)}
    for name in ("Phone", "Laptop"):
        add_to_private_feed(open_link(second), number[name])

    revoke_private_feed(open_link(second), {feed.name: feed.number for feed in feeds(second)}["Phone"])

    assert (in_feed(phone), len(in_feed(laptop))) == (set(), 2)
    assert [feed.name for feed in feeds(first)] == ["Laptop"]
    assert RSVP.objects.filter(state="confirmed").count() == 2
    with pytest.raises(EventsError, match="no longer there"):
        revoke_private_feed(open_link(first), number["Phone"])


def test_an_entry_goes_with_its_answer_however_that_goes():
    links = [confirm(make_event())[0] for _ in range(3)]
    token = make_private_feed(open_link(links[0]), name="Phone")
    for link in links[1:]:
        add_to_private_feed(open_link(link), feeds(link)[0].number)
    assert len(in_feed(token)) == 3

    erase_rsvps(open_link(links[0]).batch, now=NOW)
    assert len(in_feed(token)) == 2
    cancel_rsvp(open_link(links[1]), open_link(links[1]).rsvp.pk, now=NOW)
    deliver()  # the mail that says so; then the row goes
    assert len(in_feed(token)) == 1
    ask_to_leave(AMAL, language="en", now=NOW)
    leave_everything(open_held(token_in(deliver()[-1]), now=NOW), never_again=False, now=NOW)
    assert (in_feed(token), PrivateFeedEntry.objects.count()) == (set(), 0)


def test_purge_takes_the_entries_with_the_answers_and_counts_answers_alone():
    link, _rsvps = confirm(make_event())
    make_private_feed(open_link(link), name="Phone")
    end = Occurrence.objects.get().ends_at

    counts = purge(now=end + dt.timedelta(days=14))

    assert counts["answers to dates that are over"] == 1
    assert PrivateFeedEntry.objects.count() == 0


def test_without_the_key_of_its_date_an_entry_names_no_calendar():
    link, rsvps = confirm(make_event())
    make_private_feed(open_link(link), name="Phone")

    destroy_keys([occurrence_key(rsvps[0].occurrence_id)])

    assert feeds_of(rsvps) == []


def test_last_uses_are_days_that_never_go_back():
    first, _rsvps = confirm(make_event())
    token, other = (make_private_feed(open_link(first), name=name) for name in ("Phone", "Laptop"))
    days = [dt.date(2027, 3, day) for day in (2, 3, 1)]

    for day in days:
        note_last_uses({FeedKey.of_token(token): day, FeedKey.of_token("unknown"): day})

    used = {feed.name: feed.last_used_on for feed in feeds(first)}
    assert used == {"Phone": days[1], "Laptop": None}
    assert len(in_feed(other)) == 1


def test_feeds_are_read_in_a_fixed_number_of_queries(django_assert_num_queries):
    links = [confirm(make_event())[0] for _ in range(3)]
    make_private_feed(open_link(links[0]), name="Phone")
    make_private_feed(open_link(links[1]), name="Laptop")
    for link in links:
        for feed in feeds(link):
            add_to_private_feed(open_link(link), feed.number)
    held = open_link(links[0]).held

    with django_assert_num_queries(1), django_assert_num_queries(1, using="keys"):
        found = feeds_of(held)

    assert [len(feed.rsvp_ids) for feed in found] == [3, 3]
