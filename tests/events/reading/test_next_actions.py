import datetime as dt

import pytest

from events.nearness import understand_near
from events.reading.next_actions import next_actions
from tests.events.factories import NOW, make_call, make_event, make_place

pytestmark = pytest.mark.django_db
SATURDAY = dt.date(2027, 3, 13)
WEEKS = [SATURDAY + dt.timedelta(weeks=week) for week in range(5)]


def answer(call, town="", **fields):
    return make_event(call=call, town=town, place_is_pending=True, **{"zone": "Europe/London", **fields})


def of(call, near=None):
    found = next_actions([call.pk], now=NOW, near=near and understand_near(near, language="en"))
    return [one.occurrence.event_id for one in found.get(call.pk, [])]


def test_the_next_three_by_their_next_dates():
    call = make_call()
    last, series = answer(call, start_on=WEEKS[4]), answer(call, dates=WEEKS, rule="FREQ=WEEKLY")
    second, third = answer(call, start_on=WEEKS[1]), answer(call, start_on=WEEKS[2])

    assert of(call) == [series.pk, second.pk, third.pk]
    assert last.pk not in of(call)


def test_the_nearest_three_and_then_the_next():
    call = make_call()
    unknown, hull, york = answer(call, "Birkhollow"), answer(call, "Hull"), answer(call, "York")
    leeds = answer(call, "Leeds", start_on=WEEKS[3])

    assert of(call, "Leeds") == [leeds.pk, york.pk, hull.pk]
    found = next_actions([call.pk], now=NOW, near=understand_near("Leeds", language="en"))[call.pk]
    assert [round(one.kilometres) for one in found] == [0, 35, 80]
    assert unknown.pk not in of(call, "Leeds")


def test_only_what_is_public_and_takes_place_counts():
    call = make_call()
    answer(call, published=False)
    for state in ("cancelled", "postponed"):
        answer(call).occurrences.update(state=state)
    answer(call, start_on=dt.date(2027, 2, 1))

    assert of(call) == []


def test_a_hidden_place_takes_no_part():
    call = make_call()
    place = make_place(locality="Leeds", latitude=53.8, longitude=-1.5)
    hidden = answer(call, place=place, shown_place=None, place_visibility="confirmed")
    shown = answer(call, "York")

    assert of(call, "Leeds") == [shown.pk, hidden.pk]


def test_an_action_that_answers_two_calls_stands_under_both():
    call, other = make_call(), make_call()
    event = answer(call, dates=WEEKS)
    other.answered_by.create(anchor=other.anchors.get(), event=event, linked_at=NOW)

    found = next_actions([call.pk, other.pk], now=NOW)

    assert {pk: [one.occurrence.event_id for one in ones] for pk, ones in found.items()} == {
        call.pk: [event.pk],
        other.pk: [event.pk],
    }


def test_three_queries_for_one_call_and_for_three(django_assert_num_queries):
    calls = [make_call() for _ in range(3)]
    for call in calls:
        for town in ("Leeds", "York", "Hull", "Bradford"):
            answer(call, town)
    for number in (1, 3):
        with django_assert_num_queries(3):
            next_actions([call.pk for call in calls[:number]], now=NOW, near=understand_near("Leeds", language="en"))
