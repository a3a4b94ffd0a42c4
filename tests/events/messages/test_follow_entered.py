"""What comes into something followed after it was public: texts of an organisation, and actions, by an edit."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.actions.details import Details
from events.actions.event import edit_event, publish_event
from events.actions.follow import end_follow
from events.actions.occurrence import cancel_occurrence, change_place, move_occurrence, reinstate_occurrence
from events.actions.purge import purge
from events.actions.statement import publish_statement
from events.actions.whereabouts import Where
from events.follow_links import open_follow
from events.models import Event, FollowedList
from notifications.actions import HORIZON
from notifications.kinds import message_kind
from tests.events.answers import minutes
from tests.events.factories import (
    NOW,
    make_campaign,
    make_co_host,
    make_event,
    make_organization,
    make_place,
    make_statement,
    make_user,
)
from tests.events.follows import follow, many_follow, news

pytestmark = pytest.mark.django_db
EDIT = NOW + minutes(10)
TOLD = EDIT + minutes(6)
DAY = dt.timedelta(days=1)


def edit(event, now=EDIT, **fields):
    event = Event.objects.get(pk=event.pk)
    edit_event(event, details=replace(Details.of(event), **fields), by=None, now=now)


def move_to_town(event, now=EDIT, town="Birkdale"):
    place = make_place(organization=event.organization, name="Town Hall", address_lines="", locality=town)
    change_place(event.occurrences.get(), where=Where(place=place, town=town), by=None, now=now)


def titles(messages):
    return [message.subject for message in messages]


def rally(**fields):
    """With a place of the organisation: an edit of anything else keeps it."""
    organization = make_organization()
    place = make_place(organization=organization)
    return make_event(**{"organization": organization, "place": place, "title": "Hands off", **fields})


@pytest.fixture
def event():
    return rally()


# --- By an edit


def test_another_kind_is_new_to_those_who_follow_it_and_to_nobody_else(event):
    follow(query="kind=vigil", address="one@inbox.example")
    follow(query="kind=rally", address="two@inbox.example")
    follow(address="three@inbox.example")

    edit(event, kind="vigil")

    (message,) = news(TOLD)
    assert (message.to, message.subject[:14]) == (["one@inbox.example"], "New: Hands off")
    assert [news(TOLD + minutes(later)) for later in (1, 30, 24 * 60)] == [[], [], []]


def test_a_move_into_the_town_is_new_there(event):
    follow(query="place=Birkdale")

    move_to_town(event)

    (message,) = [one for one in news(TOLD) if "follows" in one.body]
    assert "Town Hall, Birkdale" in message.body


def test_a_move_of_the_day_into_the_window_is_new(event):
    follow(query="after=2027-03-20&before=2027-03-22")

    when = {"start_on": dt.date(2027, 3, 20), "start_time": dt.time(18), "duration": None}
    move_occurrence(event.occurrences.get(), **when, by=None, now=EDIT)

    assert len(news(TOLD)) == 1


def test_what_the_days_have_brought_in_is_not_new_again_by_an_edit():
    this, other = (rally(title=title, kind=kind) for title, kind in (("A", "rally"), ("B", "march")))
    follow(query="when=weekend&kind=rally")
    monday = dt.datetime(2027, 3, 8, 13, 0, tzinfo=dt.UTC)
    assert titles(news(monday))[0].startswith("New: A")

    edit(this, summary="Bring a lamp", now=monday + minutes(10))
    assert news(monday + minutes(16)) == []
    edit(other, kind="rally", now=monday + minutes(20))

    assert titles(news(monday + minutes(26)))[0].startswith("New: B")


def test_who_hosts_too_and_the_campaign_bring_it_to_their_pages(event):
    ally, campaign = make_organization(owner=make_user()), make_campaign(organization=event.organization)
    follow(f"/organizations/{ally.slug}/", address="one@inbox.example")
    follow(f"/campaigns/{campaign.slug}/", address="two@inbox.example")

    make_co_host(event=event, organization=ally, state="given", settled_at=EDIT)
    edit(event, campaign=campaign)

    assert sorted(message.to[0] for message in news(TOLD)) == ["one@inbox.example", "two@inbox.example"]


def test_what_leaves_and_comes_back_is_told_once(event):
    follow(query="kind=vigil")
    edit(event, kind="vigil")
    assert len(news(TOLD)) == 1

    edit(event, kind="march", now=TOLD + minutes(10))
    assert news(TOLD + minutes(16)) == []
    edit(event, kind="vigil", now=TOLD + minutes(20))

    assert news(TOLD + minutes(26)) == []


def test_an_edit_of_what_is_there_already_is_no_news(event):
    follow(query="kind=rally")

    edit(event, summary="Bring a lamp")
    move_to_town(event, now=EDIT + minutes(1))

    assert [one for one in news(TOLD + minutes(1)) if "/follows/" in one.body] == []


def test_what_is_published_and_edited_at_once_is_told_once():
    follow(query="kind=vigil")
    first = rally(title="First", kind="vigil", published=False)
    publish_event(first, by=None, now=EDIT)
    assert len(news(TOLD)) == 1
    edit(first, summary="Bring a lamp", now=TOLD + minutes(1))
    assert news(TOLD + minutes(7)) == []
    second = rally(title="Second", kind="march", published=False)
    publish_event(second, by=None, now=TOLD + minutes(20))

    edit(second, kind="vigil", now=TOLD + minutes(21))

    assert titles(news(TOLD + minutes(27)))[0].startswith("New: Second")
    assert news(TOLD + minutes(40)) == []


def test_published_elsewhere_and_long_after_edited_into_it_is_told(event):
    follow(query="kind=vigil")
    new = rally(title="New", kind="march", published=False)
    publish_event(new, by=None, now=EDIT)
    assert news(TOLD) == []

    edit(new, kind="vigil", now=EDIT + DAY)

    assert len(news(TOLD + DAY)) == 1


def test_cancelled_and_put_back_is_no_news_of_a_follow(event):
    follow(query="kind=rally")
    cancel_occurrence(event.occurrences.get(), by=None, now=EDIT)
    assert news(TOLD) == []

    reinstate_occurrence(event.occurrences.get(), by=None, now=TOLD + minutes(1))

    assert [one for one in news(TOLD + minutes(7)) if "/follows/" in one.body] == []


def test_digest_tells_what_came_in_since_the_last_one_and_not_as_changed(event):
    follow(query="place=Birkdale", how_often="daily", address="one@inbox.example")
    follow(query="place=Birkdale", address="two@inbox.example")

    move_to_town(event)

    assert [message.to for message in news(TOLD)] == [["two@inbox.example"]]
    (message,) = news(dt.datetime(2027, 3, 2, 13, 0, tzinfo=dt.UTC))
    assert message.to == ["one@inbox.example"]
    assert message.subject.startswith("New: Hands off")
    assert "What has changed" not in message.body
    assert news(dt.datetime(2027, 3, 3, 13, 0, tzinfo=dt.UTC)) == []


def test_list_that_nobody_follows_is_not_held():
    token, _row = follow(query="kind=vigil")
    follow(query="kind=march", address="two@inbox.example")
    follow(address="three@inbox.example")  # of all actions nothing is held
    assert sorted(FollowedList.objects.values_list("query", flat=True)) == ["kind=march", "kind=vigil"]

    end_follow(open_follow(token), now=NOW)
    purge(now=NOW)

    assert list(FollowedList.objects.values_list("query", flat=True)) == ["kind=march"]


def test_each_filter_is_read_once_however_many_follow(event):
    for kind in Event.Kind.values[:10]:
        follow(query=f"kind={kind}", address=f"{kind}@inbox.example")
    many_follow([f"kind={kind}" for kind in Event.Kind.values[:10]], each=99)
    edit(event, kind="vigil")

    with CaptureQueriesContext(connection) as captured:
        list(message_kind("events.follow_news").plan(now=TOLD, until=NOW + HORIZON))
    with CaptureQueriesContext(connection) as idle:
        list(message_kind("events.follow_news").plan(now=TOLD + minutes(1), until=NOW + HORIZON))

    assert len(captured) <= 60
    assert len(idle) <= 8


# --- Statements


def test_new_statement_is_told_to_those_who_follow_the_organization():
    host = make_organization(owner=make_user(), name="Tenants")
    follow(f"/organizations/{host.slug}/", address="one@inbox.example")
    follow(f"/organizations/{make_organization().slug}/", address="two@inbox.example")
    statement = make_statement(organization=host, title="No city gives up its clinic", published=False)

    publish_statement(statement, by=None, now=EDIT)

    (message,) = news(TOLD)
    assert (message.to, message.subject) == (["one@inbox.example"], "1 new: Tenants")
    assert "No city gives up its clinic (statement)" in message.body
    assert f"/statements/{statement.slug}/?lang=en" in message.body
    assert "No city gives up its clinic" in message.alternatives[0][0]
    assert news(TOLD + DAY) == []


def test_statement_that_is_not_public_when_the_mail_goes_is_not_in_it():
    host = make_organization(owner=make_user())
    follow(f"/organizations/{host.slug}/", how_often="daily")
    statement = make_statement(organization=host, published=False)
    publish_statement(statement, by=None, now=EDIT)
    list(message_kind("events.digest").plan(now=NOW + DAY + minutes(60), until=NOW + 2 * DAY))

    type(statement).objects.filter(pk=statement.pk).update(published_at=None)

    assert news(NOW + DAY + minutes(61)) == []
