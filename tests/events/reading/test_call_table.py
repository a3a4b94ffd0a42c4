import datetime as dt

import pytest

from accounts.models import Membership
from events.models import Announcement, Event, HostCheck, ListedName, Occurrence, Schedule
from events.reading.agenda import read_agenda
from events.reading.call_answers import answers_of
from events.reading.call_table import Order, Show, read_table
from events.reading.towns import read_towns
from events.table_words import say_rows
from tests.events.factories import (
    NOW,
    make_call,
    make_co_host,
    make_event,
    make_host,
    make_kit,
    make_organization,
    make_place,
    make_proposal,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db

QUERIES = 9
TBA = {"hours": "tba", "duration": None}


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def organization(user):
    return make_organization(owner=user)


@pytest.fixture
def call(organization):
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def table(call, user, *, now=NOW, **chosen):
    return read_table(call, user=user, now=now, **chosen)


def test_every_page_counts_the_same_towns(call, organization, user):
    """Also where one spelling has a country and another has none."""
    for town, country in (("Ashford", "GB"), ("ASHFORD", ""), ("Ashford", "US"), ("Birkdale", "")):
        event = in_town(call, organization, town)
        event.occurrences.update(country=country)

    rows = Occurrence.objects.filter(event__answered_calls__call=call)

    assert table(call, user).towns == 2
    assert [town.title() for town in answers_of([call.pk], now=NOW)[call.pk].towns] == ["Ashford", "Birkdale"]
    assert [town.name for town in read_towns(rows).others] == ["Ashford", "Birkdale"]
    assert read_agenda(rows).days[0].entries[0].towns == ["Ashford", "Birkdale"]


def only(call, user, **chosen):
    (row,) = table(call, user, **chosen).rows
    return row


def in_town(call, organization, town, **fields):
    """Public for nine days, and nothing about it has changed since."""
    place = make_place(organization=organization, locality=town)
    event = make_event(organization=organization, call=call, place=place, **fields)
    event.published_at = event.created_at = ago(days=9)
    event.save()
    event.schedules.update(last_modified=ago(days=9))
    return event


def check(event, answer="", *, answered=None, asked=None):
    return HostCheck.objects.create(event=event, answer=answer, answered_at=answered, asked_at=asked)


def change(event, kind, at):
    return Announcement.objects.create(
        event=event, occurrence=event.occurrences.first(), kind=kind, created_at=at, unfolded_at=at
    )


def ago(**delta):
    return NOW - dt.timedelta(**delta)


@pytest.mark.parametrize("number", [1, 3])
def test_table_takes_the_same_queries_however_many_answer(django_assert_num_queries, call, user, organization, number):
    make_kit(call=call, questions=["step-free"])
    for n in range(number):
        event = in_town(call, organization, f"Town {n}", dates=[dt.date(2027, 3, 13), dt.date(2027, 3, 20)])
        event.listed_host = ListedName.objects.create(statement=call.statement, name=f"Group {n}", role="host")
        event.save()
        make_co_host(event=event, state="given")
        make_host(event=event)
        check(event, "on", answered=NOW, asked=NOW)
        change(event, "moved", NOW)
        make_event(call=call, town=f"Elsewhere {n}")

    with django_assert_num_queries(QUERIES):
        said = say_rows(table(call, user), "en")

    assert len(said) == 2 * number
    assert sum(row.link is not None and not row.link.has_address for row, _words in said) == number


def test_drafts_of_others_are_not_there_and_published_ones_are(call, user, organization):
    own = make_event(organization=organization, call=call, published=False)
    make_event(call=call, published=False)
    foreign = make_event(call=call)
    make_event(organization=organization)

    assert {row.event for row in table(call, user).rows} == {own, foreign}


def test_co_hosts_see_the_draft_and_count(call, user, organization):
    event = make_event(call=call, published=False)
    make_co_host(event=event, organization=organization, state="given")

    assert only(call, user).is_own


def test_what_is_missing_is_counted_once_per_action_and_never_of_what_is_off(call, user, organization):
    in_town(call, organization, "Ashford")
    make_event(organization=organization, call=call, town="Birkdale", place_is_pending=True, **TBA)
    off = make_event(organization=organization, call=call, town="Carrow", place_is_pending=True, **TBA)
    off.occurrences.update(state="cancelled")
    over = make_event(organization=organization, call=call, start_on=dt.date(2027, 2, 1), place_is_pending=True, **TBA)

    found = table(call, user)

    assert [row.event.town for row in found.rows if row.lacks_hour] == ["Birkdale"]
    assert [row.event.town for row in found.rows if row.lacks_place] == ["Birkdale"]
    assert (len(found.counted), found.towns) == (3, 2)
    assert found.number(Show.MISSING) == 1
    assert {row.event for row in found.rows if row.is_unconfirmed} == {
        row.event for row in found.rows if row.event not in (off, over)
    }


def test_a_postponed_action_lacks_its_date_and_no_hour(call, user, organization):
    event = make_event(organization=organization, call=call, **TBA)
    event.occurrences.update(state="postponed")

    row = only(call, user)

    assert (row.lacks_date, row.lacks_hour, row.is_open) == (True, False, True)


def test_the_next_date_of_a_series_stands_for_it(call, user, organization):
    days = [dt.date(2027, 2, 20), dt.date(2027, 3, 6), dt.date(2027, 3, 13), dt.date(2027, 3, 20)]
    event = make_event(organization=organization, call=call, dates=days, start_on=days[0])
    event.occurrences.filter(start_on=days[1]).update(state="cancelled")

    row = only(call, user)

    assert (row.date.start_on, row.later) == (days[2], 1)


def test_only_a_yes_of_this_week_that_no_newer_answer_contradicts_confirms(call, user, organization):
    yes, old, no, mixed = (in_town(call, organization, town) for town in ("Yes", "Old", "No", "Mixed"))
    check(yes, "on", answered=ago(days=6))
    check(old, "on", answered=ago(days=8))
    check(no, "off", answered=ago(days=1))
    check(mixed, "off", answered=ago(hours=2))
    check(mixed, "on", answered=ago(hours=1))

    found = {row.event.town: row for row in table(call, user).rows}

    assert {town for town, row in found.items() if row.is_confirmed} == {"Yes", "Mixed"}


def test_a_question_waits_until_somebody_answers(call, user, organization):
    asked, answered, again = (in_town(call, organization, town) for town in ("Asked", "Answered", "Again"))
    check(asked, asked=ago(hours=3))
    check(answered, "on", asked=ago(hours=3), answered=ago(hours=2))
    check(again, "on", asked=ago(days=9), answered=ago(days=9))
    check(again, asked=ago(hours=1))

    found = {row.event.town: row.waits_for_answer for row in table(call, user).rows}

    assert found == {"Asked": True, "Answered": False, "Again": True}


def test_the_last_change_names_all_kinds_of_its_day(call, user, organization):
    event = in_town(call, organization, "Ashford")
    change(event, "moved", ago(days=3))
    change(event, "place-changed", ago(hours=2))
    change(event, "hour-set", ago(hours=1))

    row = only(call, user)

    assert row.changed.kinds == ("hour-set", "place-changed")
    assert row.changed.at == ago(hours=1)


def test_changed_since_yesterday_begins_at_midnight_where_the_call_was_made(call, user, organization):
    """New York, 1 March 07:00: yesterday began on 28 February at 05:00 UTC."""
    old, new = (in_town(call, organization, town) for town in ("Old", "New"))
    change(old, "moved", dt.datetime(2027, 2, 28, 4, 59, tzinfo=dt.UTC))
    change(new, "moved", dt.datetime(2027, 2, 28, 5, 0, tzinfo=dt.UTC))

    assert [row.event.town for row in table(call, user, show=Show.CHANGED).shown] == ["New"]


def test_a_no_counts_as_a_change_and_what_the_call_did_to_all_does_not(call, user, organization):
    no, touched, first, second = (in_town(call, organization, town) for town in ("No", "Text", "First", "Second"))
    check(no, "off", answered=ago(hours=1))
    touched.schedules.update(last_modified=ago(hours=2))
    Schedule.objects.filter(event__in=[first, second]).update(last_modified=ago(hours=3))  # the kit, or the passage

    found = table(call, user, show=Show.CHANGED)

    assert {row.event.town: row.changed.kinds for row in found.shown} == {"No": ("no",), "Text": ("texts",)}


def test_what_was_published_today_is_new(call, user, organization):
    make_event(organization=organization, call=call)
    in_town(call, organization, "Ashford")

    assert [row.changed.kinds for row in table(call, user, show=Show.CHANGED).rows] == [("new",), ("new",)]
    assert len(table(call, user, show=Show.CHANGED).shown) == 1


def test_what_was_published_alone_today_is_new_though_its_entry_was_written_later(call, user, organization):
    """Marks are a second apart: one that a second pasted list had brought stood there as “text”."""
    fresh = in_town(call, organization, "Grandview")
    Event.objects.filter(pk=fresh.pk).update(published_at=ago(hours=2))
    fresh.schedules.update(last_modified=ago(hours=2) + dt.timedelta(seconds=1))

    assert only(call, user).changed.kinds == ("new",)


def test_rows_stand_by_town_or_by_day_and_hour(call, user, organization):
    in_town(call, organization, "birkdale", start_on=dt.date(2027, 3, 14))
    in_town(call, organization, "Carrow", start_time=dt.time(9, 0))
    in_town(call, organization, "Ashford", **TBA)
    make_event(organization=organization, call=call, attendance="online", start_on=dt.date(2027, 3, 15))

    def towns(order):
        return [row.date.town for row in table(call, user, order=order).shown]

    assert towns(Order.TOWN) == ["Ashford", "birkdale", "Carrow", ""]
    assert towns(Order.DAY) == ["Carrow", "Ashford", "birkdale", ""]


def test_going_is_shown_of_own_actions_alone(call, user, organization):
    own, foreign = make_event(organization=organization, call=call), make_event(call=call)
    silent = make_event(organization=organization, call=call, takes_rsvps=False)
    for event in (own, foreign, silent):
        event.occurrences.update(going_in_person=7, going_online=2, going_unreachable=1)

    assert {row.event: row.going for row in table(call, user).rows} == {own: 10, foreign: None, silent: None}


def test_a_helper_of_the_other_organisation_is_not_its_organiser(call, user):
    event = make_event(call=call)
    Membership.objects.create(user=user, organization=event.organization, role="helper")

    assert only(call, user).going is None


def test_open_questions_of_the_kit_and_proposals_that_wait_are_counted(call, user, organization):
    make_kit(call=call, questions=["step-free", "seats", "toilet"])
    make_event(organization=organization, call=call, accessibility={"seats": "yes", "toilet": "no"})
    make_proposal(call=call)
    make_proposal(call=call, state="unconfirmed")

    found = table(call, user)

    assert (found.rows[0].open_questions, found.proposals) == (1, 1)
