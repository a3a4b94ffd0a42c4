"""The link of a mail about several dates, after its own date is gone."""

import datetime as dt
import re

import pytest

from accounts.keys import destroy_keys
from events.actions.purge import purge
from events.actions.rsvp_link import cancel_rsvp, erase_rsvps
from events.actions.rsvp_undo import undo_change
from events.contacts.rsvps import occurrence_key
from events.contacts.undo import open_undo
from events.models import RSVP, FormerLink
from events.rsvp_links import open_link
from tests.events.answers import AMAL, confirm, deliver, minutes
from tests.events.factories import NOW, make_event
from tests.events.views.rsvp_pages import SATURDAYS

pytestmark = pytest.mark.django_db


def confirm_all(**wish):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    return confirm(event, *event.occurrences.all(), **wish)


def batch_of(token):
    link = open_link(token)
    return link and [rsvp.pk for rsvp in link.batch]


def test_link_of_a_batch_outlives_the_purge_of_its_own_date_and_ends_with_the_last():
    token, rsvps = confirm_all()
    ends = [rsvp.occurrence.ends_at for rsvp in rsvps]

    for number, end in enumerate(ends, start=1):
        assert batch_of(token) == [rsvp.pk for rsvp in rsvps[number - 1 :]]
        assert open_link(token).address == AMAL
        purge(now=end + dt.timedelta(days=14))

    assert (batch_of(token), RSVP.objects.count(), FormerLink.objects.count()) == (None, 0, 0)


def test_link_opens_the_others_while_the_purge_has_taken_the_key_of_its_date_and_not_its_row():
    token, (first, *_others) = confirm_all()
    destroy_keys([occurrence_key(first.occurrence_id)])

    assert open_link(token).address == AMAL


def test_link_opens_what_is_left_after_its_answer_was_erased():
    token, (first, *others) = confirm_all()

    erase_rsvps([first], now=NOW)
    assert batch_of(token) == [rsvp.pk for rsvp in others]

    erase_rsvps(others, now=NOW)
    assert (batch_of(token), FormerLink.objects.count()) == (None, 0)


def test_link_opens_what_is_left_once_the_mail_about_what_was_taken_back_has_gone():
    token, (first, *others) = confirm_all()
    cancel_rsvp(open_link(token), first.pk, now=NOW)
    deliver(NOW + minutes(1))

    assert batch_of(token) == [rsvp.pk for rsvp in others]


def test_undo_brings_an_answer_back_to_those_that_it_was_made_with():
    token, (first, *others) = confirm_all()
    deliver()
    cancel_rsvp(open_link(token), first.pk, now=NOW)
    told = deliver(NOW + minutes(1))[-1]
    sealed = re.search(r"/rsvps/undo/\d+/([\w-]+)/", told.body)[1]

    undo = open_undo(sealed, occurrence_id=first.occurrence_id)
    assert undo_change(undo, occurrence_id=first.occurrence_id, now=NOW + minutes(2)) == token

    assert batch_of(token)[1:] == [rsvp.pk for rsvp in others]
    assert FormerLink.objects.count() == 0


def test_link_of_a_single_answer_leaves_nothing():
    token, rsvps = confirm(make_event())

    erase_rsvps(rsvps, now=NOW)

    assert (batch_of(token), FormerLink.objects.count()) == (None, 0)


def test_purge_takes_links_that_open_nothing():
    FormerLink.objects.create(token_sha256="0" * 64, batch=1)
    token, (first, *others) = confirm_all()
    erase_rsvps([first], now=NOW)

    assert purge(now=NOW, dry_run=True)["links of answers that are gone"] == 1
    purge(now=NOW)

    assert FormerLink.objects.count() == 1
    assert batch_of(token) == [rsvp.pk for rsvp in others]
