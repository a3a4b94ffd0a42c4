import datetime as dt
import re

import pytest

from events.actions.occurrence import move_occurrence, postpone_occurrence
from events.models import Demand, Event
from tests.events.answers import join
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_organization,
    make_statement,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

WEEK = [dt.date(2027, 3, day) for day in (6, 13, 20)]


@pytest.fixture
def group(client):
    user = make_user()
    client.force_login(user)
    return make_organization(owner=user)


def test_home_shows_drafts_what_comes_and_what_wants_doing(client, group):
    make_event(organization=group, title="A weekly picket", rule="FREQ=WEEKLY;BYDAY=SA", dates=WEEK)
    make_event(organization=group, title="March", hours="tba", duration=None, place_is_pending=True, start_on=WEEK[0])
    postponed = make_event(organization=group, title="Vigil")
    postpone_occurrence(postponed.occurrences.get(), by=None, now=NOW)
    make_event(organization=group, title="A draft", published=False)
    make_campaign(organization=group, title="A draft campaign", published=False)
    make_statement(organization=group, title="A draft statement", published=False)
    make_event(title="Somebody else’s")

    page = client.get("/organize/").text

    assert page.count("A weekly picket") == 2  # its next date, and that the series ends
    for said in ("people wait for the hour", "people wait for the place", "is postponed", "Does it go on?"):
        assert said in page
    for title in ("A draft", "A draft campaign", "A draft statement", "Vigil"):
        assert f"<bdi>{title}</bdi>" in page
    assert "Somebody else’s" not in page


def test_home_lists_by_day_and_hour_of_the_clock_there_and_names_the_clocks(client, group):
    """18:00 in London stood before 13:00 in New York, and neither said by which clock."""
    make_event(organization=group, title="Evening", start_time=dt.time(18), zone="Europe/London")
    make_event(organization=group, title="Noon", start_time=dt.time(13), zone="America/New_York")

    page = client.get("/organize/").text

    assert 0 < page.index("<bdi>Noon</bdi>") < page.index("<bdi>Evening</bdi>")
    assert page.count("time (UTC") == 2
    Event.objects.filter(title="Noon").update(published_at=None)
    assert "time (UTC" not in client.get("/organize/").text


def test_home_leads_to_the_campaigns_that_run_and_to_what_is_just_over(client, group):
    over = NOW.date() - dt.timedelta(days=1)
    long_over = NOW.date() - dt.timedelta(days=91)
    for title, end_on in (("Runs", None), ("Just over", over), ("Long over", long_over)):
        make_campaign(organization=group, title=title, start_on=dt.date(2026, 1, 1), end_on=end_on)
    make_campaign(title="Somebody else’s")

    page = client.get("/organize/").text

    told = [title for title in ("Runs", "Just over", "Long over", "Somebody else’s") if f"<bdi>{title}</bdi>" in page]
    assert told == ["Runs", "Just over"]


def test_home_is_for_people_who_are_signed_in(client):
    response = client.get("/organize/")

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/organize/")


def test_home_of_somebody_without_an_organisation_says_what_to_do(client):
    client.force_login(make_user())

    page = client.get("/organize/")

    assert "You belong to no organisation yet." in page.text
    assert "/organize/events/new/" not in page.text


def test_home_takes_the_same_queries_for_one_and_for_three(client, group, django_assert_num_queries):
    make_event(organization=group)
    make_statement(organization=group, published=False)
    with django_assert_num_queries(21):
        client.get("/organize/")

    make_event(organization=group, hours="tba", duration=None)
    make_event(organization=group, rule="FREQ=WEEKLY;BYDAY=SA", dates=WEEK)
    with django_assert_num_queries(21):
        client.get("/organize/")


def ticks(page):
    return page.text.count('class="done"')


def test_start_ticks_what_exists(client, group):
    seen = [ticks(client.get("/start/"))]

    statement = make_statement(organization=group)
    seen.append(ticks(client.get("/start/")))
    call = make_call(statement=statement)
    seen.append(ticks(client.get("/start/")))
    event = make_event(organization=group, call=call)
    seen.append(ticks(client.get("/start/")))
    join(event)
    seen.append(ticks(client.get("/start/")))
    move_occurrence(event.occurrences.get(), start_on=WEEK[1], start_time=dt.time(19), duration=None, by=None, now=NOW)
    last = client.get("/start/")

    assert [*seen, ticks(last)] == [0, 1, 2, 3, 4, 5]
    assert "All five are done." in last.text


def test_start_leads_to_the_step_that_comes_next(client, group):
    def leads_to():
        return re.findall(r'class="button" href="([^"]+)"', client.get("/start/").text)

    seen = [leads_to()]
    statement = make_statement(organization=group)
    seen.append(leads_to())
    call = make_call(statement=statement)
    seen.append(leads_to())
    event = make_event(organization=group, call=call)
    seen.append(leads_to())

    assert seen == [
        ["/organize/statements/new/"],
        ["/organize/statements/"],
        [f"/organize/events/new/?call={call.slug}"],
        [f"/events/{event.slug}/"],
    ]


def test_start_does_not_count_the_demo(client, group):
    statement = make_statement(is_example=True)
    make_event(call=make_call(statement=statement), is_example=True)

    assert ticks(client.get("/start/")) == 0


def test_only_operators_remove_the_examples(client, group):
    make_event(organization=make_organization(is_example=True), is_example=True)
    real = make_event(organization=group)

    stranger = client.post("/start/remove-examples/")
    shown_to_strangers = "Remove the examples" in client.get("/start/").text
    client.force_login(make_user(is_staff=True))
    offered = "Remove the examples" in client.get("/start/").text
    asked = client.get("/start/remove-examples/")
    kept = Event.objects.count()
    done = client.post("/start/remove-examples/")

    assert (stranger.status_code, shown_to_strangers, offered) == (404, False, True)
    assert (asked.status_code, kept) == (200, 2)
    assert (done.headers["Location"], list(Event.objects.all())) == ("/start/", [real])


def test_publishing_something_real_offers_to_remove_the_examples(client, group):
    make_event(organization=make_organization(is_example=True), is_example=True)
    operator = make_user(is_staff=True)
    draft = make_event(organization=make_organization(owner=operator), published=False)
    client.force_login(operator)

    page = client.post(f"/organize/events/{draft.slug}/publish/", {"version": draft.version}, follow=True)

    assert '<a href="/start/#examples">The examples are still here. Remove them</a>' in page.text


@pytest.mark.parametrize("made", ["statements", "campaigns"])
def test_whatever_is_published_first_leads_on(client, made):
    make_event(organization=make_organization(is_example=True), is_example=True)
    operator = make_user(is_staff=True)
    group = make_organization(owner=operator)
    draft = {"statements": make_statement, "campaigns": make_campaign}[made](organization=group, published=False)
    if made == "campaigns":
        Demand.objects.create(campaign=draft, asked="Stop", of_whom="Halden", status_since=NOW.date())
    client.force_login(operator)

    page = client.post(f"/organize/{made}/{draft.slug}/publish/", {"version": draft.version}, follow=True).text

    assert "It is public now." in page
    assert '<a href="/start/">Go on with the first steps</a>' in page
    assert '<a href="/start/#examples">The examples are still here. Remove them</a>' in page


def test_start_tells_strangers_nothing_of_what_exists(client):
    before = client.get("/start/").text
    make_event(call=make_call())

    assert client.get("/start/?n=2").text.replace("?n=2", "") == before
