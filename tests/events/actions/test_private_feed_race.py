"""Two pages change one calendar at the same moment: nothing is lost, and what is ended is ended."""

import pytest

from events.actions import private_feed as actions
from events.contacts.private_feeds import FeedKey
from events.models import PrivateFeedEntry
from events.private_feeds import feeds_of
from events.rsvp_links import open_link
from tests.events.actions.test_kit_race import Held, both_at_once
from tests.events.answers import confirm
from tests.events.factories import make_event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def links():
    return [confirm(make_event())[0] for _ in range(3)]


@pytest.fixture
def key(links):
    return FeedKey.of_token(actions.make_private_feed(open_link(links[0]), name="Phone"))


def act(verb, token):
    link = open_link(token)
    [feed] = feeds_of(link.held)
    return lambda: verb(link, feed.number)


def entries_of(key):
    return PrivateFeedEntry.objects.filter(slot__in=key.slots()).count()


def test_two_dates_put_in_at_once_are_both_in_it(links, key, monkeypatch):
    add, other = (act(actions.add_to_private_feed, token) for token in links[1:])

    both_at_once(add, other, Held(monkeypatch, actions, "read_date_keys"))

    assert entries_of(key) == 3


def test_what_is_ended_while_a_date_is_put_in_is_ended(links, key, monkeypatch):
    add, end = act(actions.add_to_private_feed, links[1]), act(actions.revoke_private_feed, links[0])

    both_at_once(add, end, Held(monkeypatch, actions, "read_date_keys"))

    assert (entries_of(key), PrivateFeedEntry.objects.count()) == (0, 0)
