import datetime as dt

import pytest

from accounts.models import Organization
from events.models import HostCheck
from events.reading.calls_at_work import read_calls_at_work
from events.table_words import say_missing
from tests.events.factories import NOW, make_call, make_event, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db

TBA = {"hours": "tba", "duration": None}


@pytest.fixture
def organization():
    return make_organization(owner=make_user())


@pytest.fixture
def call(organization):
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def at_work(organization):
    return read_calls_at_work(Organization.objects.filter(pk=organization.pk), now=NOW)


def test_what_is_missing_is_counted_by_the_next_date(call, organization):
    complete = make_event(call=call)
    HostCheck.objects.create(event=complete, answer="on", answered_at=NOW - dt.timedelta(days=2))
    make_event(call=call, **TBA)
    make_event(call=call, place_is_pending=True)
    make_event(call=call).occurrences.update(state="postponed")
    make_event(call=call, start_on=dt.date(2027, 2, 1), **TBA)
    make_event(call=call, **TBA).occurrences.update(state="cancelled")
    make_event(call=call, published=False)
    make_event(call=call, organization=organization, published=False)

    (one,) = at_work(organization)

    assert (one.call, one.actions) == (call, 5)
    assert one.missing == {"hours": 1, "places": 1, "dates": 1, "unconfirmed": 4}
    assert say_missing("en", **one.missing) == (
        "1 without an hour, 1 without a place, 1 postponed without a date and 4 not confirmed this week."
    )


def test_calls_that_two_answer_and_calls_of_others_are_not_there(call, organization):
    for _number in range(2):
        make_event(call=call)
    other = make_call(is_open_to_hosts=True)
    for _number in range(3):
        make_event(call=other, organization=organization)

    assert at_work(organization) == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_two_queries_however_many_calls_there_are(organization, django_assert_num_queries, number):
    statement = make_statement(organization=organization)
    for _call in range(number):
        call = make_call(statement=statement)
        for _event in range(3):
            make_event(call=call)

    with django_assert_num_queries(2):
        assert len(at_work(organization)) == number


def test_home_leads_to_the_table_of_each_call(call, organization, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(organization.members.get())
    for _number in range(3):
        make_event(call=call, **TBA)

    page = client.get("/organize/").text

    assert f'href="/organize/calls/{call.slug}/table/"' in page
    assert "3 actions to come. 3 without an hour and 3 not confirmed this week." in page


def test_a_call_whose_days_are_to_come_is_there_before_anybody_answers(organization):
    statement = make_statement(organization=organization)
    soon = make_call(statement=statement, window_start_on=NOW.date(), window_end_on=NOW.date())
    past = NOW.date() - dt.timedelta(days=1)
    make_call(statement=statement, window_start_on=past, window_end_on=past)
    make_call(window_start_on=NOW.date(), window_end_on=NOW.date())

    assert [(one.call, one.actions) for one in at_work(organization)] == [(soon, 0)]


def test_what_a_table_counts_is_not_a_task_of_its_own_on_the_home(call, organization, client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(organization.members.get())
    for _number in range(3):
        make_event(call=call, organization=organization, **TBA)
    make_event(organization=organization, title="Alone", **TBA)

    page = client.get("/organize/").text

    assert page.count("people wait for the hour") == 1
    assert page.index("<bdi>Alone</bdi>") < page.index("people wait for the hour")
