"""Somebody confirms in the moment in which their answer is to be erased because nobody confirmed it."""

import datetime as dt

import pytest
from django.db import connections

from events.actions import rsvp_link
from events.actions.purge import purge
from events.models import RSVP
from events.rsvp_links import open_link
from tests.events.actions.test_kit_race import Held, both_at_once
from tests.events.answers import deliver, join, token_in
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db(transaction=True, databases=list(connections))
TWO_DAYS = dt.timedelta(days=2)


def test_who_confirms_while_the_purge_looks_is_kept(monkeypatch):
    join(make_event())
    (asked,) = deliver()
    link = open_link(token_in(asked))
    held = Held(monkeypatch, rsvp_link, "owe_confirmed")

    both_at_once(lambda: rsvp_link.confirm_batch(link, now=NOW + TWO_DAYS), lambda: purge(now=NOW + TWO_DAYS), held)

    assert [rsvp.state for rsvp in RSVP.objects.all()] == ["confirmed"]
