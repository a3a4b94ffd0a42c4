import datetime as dt

import pytest

from events.models import Signature
from events.reading.asked_for import calls_asked_for
from tests.events.factories import NOW, make_call, make_event, make_organization, make_place, make_statement

pytestmark = pytest.mark.django_db


def days(first, last=None):
    start = NOW.date() + dt.timedelta(days=first)
    return {"window_start_on": start, "window_end_on": None if last is None else NOW.date() + dt.timedelta(days=last)}


def test_this_week_comes_first_and_the_newest_fill_the_rest():
    over = make_call(**days(-9, -2))
    next_week = make_call(**days(6, 20))
    now = make_call(**days(-3, 1))
    newer = make_call(statement=make_statement(), **days(30, 31))
    newer.statement.published_at = NOW + dt.timedelta(hours=1)
    newer.statement.save()

    asked = calls_asked_for(now=NOW, language="en", limit=4)

    assert [one.call for one in asked] == [now, next_week, newer, over]


def test_what_answers_and_who_stands_behind_it_is_counted():
    call = make_call(**days(0, 3))
    for town in ("Ashford", "Birkdale", "Ashford"):
        make_event(call=call, place=make_place(locality=town))
    make_event(call=call, published=False)
    for role, withdrawn in (("issuer", None), ("endorser", None), ("endorser", None), ("endorser", NOW)):
        Signature.objects.create(
            revision=call.statement.current,
            organization=make_organization(),
            role=role,
            signed_at=NOW,
            withdrawn_at=withdrawn,
        )

    [asked] = calls_asked_for(now=NOW, language="en")

    assert (asked.answers.actions, asked.answers.towns, asked.others) == (3, ["Ashford", "Birkdale"], 2)
    assert asked.anchor.exact == "On March 13 we call on every city to rally"


def test_calls_of_drafts_are_not_asked_for():
    make_call(statement=make_statement(published=False))

    assert calls_asked_for(now=NOW, language="en") == []
