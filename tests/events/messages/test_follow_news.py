import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.keys import key_names
from events.actions.event import cancel_event, publish_event
from events.actions.follow import change_follow
from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.actions.schedule import extend_schedule
from events.actions.slugs import leave_slugs
from events.follow_links import open_follow
from events.models import AnsweredCall, Event, Follow, OldSlug
from notifications.actions import HORIZON, drain, plan
from notifications.kinds import Outcome, Result, message_kind
from notifications.models import Delivery
from tests.events.answers import deliver, minutes
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
    make_user,
)
from tests.events.follows import follow, many_follow, news, token_to

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
DAY = dt.timedelta(days=1)


def publish(at, **fields):
    """A public event, published then."""
    event = make_event(published=False, **fields)
    return publish_event(event, by=None, now=at)


def at(day, hour, minute=0, month=3, zone=NEW_YORK):
    return dt.datetime(2027, month, day, hour, minute, tzinfo=zone).astimezone(dt.UTC)


# --- At once


def test_what_is_published_is_told_within_minutes_in_one_mail_and_never_again():
    publish(NOW - DAY, title="Known already")
    follow()
    publish(NOW + minutes(10), title="First march")
    publish(NOW + minutes(12), title="Second march")

    assert news(NOW + minutes(13)) == []
    (message,) = news(NOW + minutes(15))
    assert message.subject == "2 new: Upcoming actions"
    assert ("First march" in message.body, "Second march" in message.body) == (True, True)
    assert "Known already" not in message.body
    assert [news(NOW + minutes(later)) for later in (16, 30, 24 * 60, 3 * 24 * 60)] == [[], [], [], []]


def test_one_mail_says_what_when_where_who_and_leads_to_page_and_feed_of_the_same_filter(settings):
    call = make_call()
    follow(query="kind=rally")
    publish(NOW + minutes(1), title="Hands off", call=call, place=make_place())
    publish(NOW + minutes(1), title="Quiet vigil", kind="vigil")

    (message,) = news(NOW + minutes(6))

    assert message.subject == "New: Hands off, Saturday 13 March, 17:30 – 19:30"
    for said in (
        "Clock Tower Square, 112 Market St, Ashford",
        "“On March 13 we call on every city to rally”",
        "/events/?kind=rally&lang=en",
        "/events.ics?kind=rally&lang=en",
        "You follow: Upcoming actions (Rally). At once.",
    ):
        assert said in message.body, said
    assert "Quiet vigil" not in message.body + message.alternatives[0][0]
    headers = message.extra_headers
    assert headers["List-Unsubscribe"] == f"<{settings.SITE_URL}/follows/{token_to()}/unsubscribe/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "<follows.127.0.0.1>"


def test_a_series_is_one_news_and_dates_that_are_added_later_are_news_again():
    by = make_user()
    host = make_organization(owner=by)
    follow(f"/organizations/{host.slug}/")
    days = [dt.date(2027, 3, 2) + dt.timedelta(weeks=week) for week in range(4)]
    event = publish(NOW + minutes(1), organization=host, rule="FREQ=WEEKLY;BYDAY=TU", start_on=days[0], dates=days)

    (message,) = news(NOW + minutes(6))
    assert "and 3 more dates" in message.body
    extend_schedule(Event.objects.get(pk=event.pk), by=by, now=NOW + DAY)
    (message,) = news(NOW + DAY + minutes(6))

    assert "Tuesday 30 March" in message.body
    assert "Tuesday 2 March" not in message.body


def test_what_comes_under_the_call_later_is_new_there():
    call = make_call()
    event = make_event(title="Old hands")
    follow(f"/calls/{call.slug}/", address="one@inbox.example")
    follow(f"/statements/{call.statement.slug}/", address="two@inbox.example")
    follow(address="three@inbox.example")

    later = NOW + minutes(10)
    AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), event=event, linked_at=later)

    sent = news(later + minutes(6))
    assert sorted(message.to[0] for message in sent) == ["one@inbox.example", "two@inbox.example"]
    assert all("Old hands" in message.body for message in sent)


def test_whoever_follows_the_same_later_is_told_what_is_later():
    follow(address="one@inbox.example")
    publish(NOW + minutes(1), title="Before")
    follow(address="two@inbox.example", now=NOW + minutes(2))
    publish(NOW + minutes(3), title="After")

    sent = {message.to[0]: message.body for message in news(NOW + minutes(9))}

    said = {to: ("Before" in body, "After" in body) for to, body in sent.items()}
    assert said == {"one@inbox.example": (True, True), "two@inbox.example": (False, True)}


def test_campaigns_and_milestones_are_told_to_those_who_follow_what_they_belong_to():
    host = make_organization()
    campaign = make_campaign(organization=host, title="Boycott Grandview")
    follow(f"/campaigns/{campaign.slug}/", address="one@inbox.example")
    follow(f"/organizations/{host.slug}/", address="two@inbox.example")
    later = NOW + minutes(1)
    make_milestone(campaign=campaign, title="Vote of the board", created_at=later)
    new = make_campaign(organization=host, title="Divest now")
    new.published_at = later
    new.save()

    said = {message.to[0]: message.body for message in news(NOW + minutes(7))}

    assert "20 April 2027: Vote of the board" in said["one@inbox.example"]
    assert "Divest now" not in said["one@inbox.example"]
    assert "Divest now" in said["two@inbox.example"]
    assert "Vote of the board" in said["two@inbox.example"]


def test_this_weekend_stays_relative_and_is_told_in_the_morning():
    follow(query="when=weekend")  # on a Monday
    publish(NOW + minutes(1), title="This Saturday", start_on=dt.date(2027, 3, 6))
    publish(NOW + minutes(1), title="Next Saturday", start_on=dt.date(2027, 3, 13))

    (first,) = news(NOW + minutes(6))
    days = {day: news(at(day, 0, 30)) for day in range(3, 8)}
    assert news(at(8, 0, 30)) == []
    (second,) = news(at(8, 8, 0))

    assert ("This Saturday" in first.body, "Next Saturday" in first.body) == (True, False)
    assert set(map(len, days.values())) == {0}
    assert ("This Saturday" in second.body, "Next Saturday" in second.body) == (False, True)


def test_sender_looks_again_before_it_says_anything():
    follow()
    cancelled, hidden = publish(NOW + minutes(1), title="Off"), publish(NOW + minutes(1), title="Not public")
    later = NOW + minutes(6)
    plan(now=later, until=later + HORIZON)

    cancel_event(cancelled, by=None, now=later)
    Event.objects.filter(pk=hidden.pk).update(published_at=None)
    drain(now=later)

    assert [message for message in mail.outbox if "Off" in message.body or "Not public" in message.body] == []
    assert Delivery.objects.get(kind="events.follow_news").reason == "nothing of it is still to come"


def test_hidden_places_are_not_in_the_mail():
    place = make_place(name="Laundry Lane 14")
    follow()
    publish(NOW + minutes(1), place=place, shown_place=None, place_visibility="confirmed", public_area="Old town")

    (message,) = news(NOW + minutes(6))

    assert "Laundry Lane" not in message.body + message.alternatives[0][0] + message.subject
    assert "Old town" in message.body


def test_hostile_names_stay_text():
    host = make_organization(name='</title><script>alert(1)</script>\r\nBcc: x@y.example "&')
    follow(f"/organizations/{host.slug}/")
    publish(NOW + minutes(1), organization=host, title="<img src=x onerror=alert(1)>\n\u202eSubject")

    confirmation, message = mail.outbox[0], news(NOW + minutes(6))[0]

    for one in (confirmation, message):
        assert "<script" not in one.alternatives[0][0]
        assert "<img" not in one.alternatives[0][0]
        assert "\n" not in one.subject
        assert one.message()["Bcc"] is None


def test_planner_reads_each_filter_once_however_many_follow():
    publish(NOW + minutes(1), kind="rally")
    many_follow([f"kind={kind}" for kind in Event.Kind.values[:10]], each=100)

    with CaptureQueriesContext(connection) as captured:
        list(message_kind("events.follow_news").plan(now=NOW + minutes(6), until=NOW + HORIZON))
    with CaptureQueriesContext(connection) as idle:
        list(message_kind("events.follow_news").plan(now=NOW + minutes(7), until=NOW + HORIZON))

    assert Delivery.objects.filter(kind="events.follow_news").count() == 100
    assert len(captured) <= 60
    assert len(idle) <= 8
    assert set(Follow.objects.values_list("told_until", flat=True)) == {NOW + minutes(5)}


# --- Digests


def test_daily_digest_at_eight_of_the_persons_clock_and_nothing_where_nothing_is_new():
    _token, row = follow(how_often="daily", zone="Asia/Tokyo", now=NOW)  # 21:00 there
    publish(NOW + minutes(30), title="Hands off")
    tokyo = ZoneInfo("Asia/Tokyo")

    assert row.look_at == at(2, 8, zone=tokyo)
    assert news(at(2, 7, 59, zone=tokyo)) == []
    (message,) = news(at(2, 8, 0, zone=tokyo))
    assert message.subject.startswith("New: Hands off")
    assert "What is new since the last mail." in message.body
    assert news(at(2, 8, 1, zone=tokyo)) == []
    assert news(at(3, 8, 0, zone=tokyo)) == []
    assert Delivery.objects.filter(kind="events.digest").count() == 1


def test_weekly_digest_on_monday_and_everything_of_the_week_once():
    _token, row = follow(how_often="weekly")  # on Monday 1 March at 07:00 in New York
    assert row.look_at == at(1, 8)
    publish(NOW + dt.timedelta(hours=3), title="Of Monday")
    publish(NOW + 3 * DAY, title="Of Thursday", start_on=dt.date(2027, 3, 20))

    assert [news(at(day, 8, 1)) for day in range(1, 8)] == [[]] * 7
    (message,) = news(at(8, 8))

    assert ("Of Monday" in message.body, "Of Thursday" in message.body) == (True, True)
    assert "What is new since last week." in message.body
    assert news(at(15, 8)) == []


@pytest.mark.parametrize(
    ("month", "day", "utc_hour"), [(3, 13, 13), (3, 14, 12), (3, 15, 12), (11, 6, 12), (11, 7, 13), (11, 8, 13)]
)
def test_digest_comes_at_eight_of_the_clock_in_both_nights_of_the_year(month, day, utc_hour):
    _token, row = follow(how_often="daily", now=at(day - 1, 12, month=month))

    assert row.look_at == dt.datetime(2027, month, day, utc_hour, tzinfo=dt.UTC)


def test_digest_says_what_is_cancelled_and_what_has_moved_with_old_and_new():
    moved, cancelled = make_event(title="Moved march"), make_event(title="Lost march", start_on=dt.date(2027, 3, 20))
    follow(how_often="daily")
    when = {"start_on": dt.date(2027, 3, 13), "start_time": dt.time(19), "duration": dt.timedelta(hours=2)}
    move_occurrence(moved.occurrences.get(), **when, by=None, now=NOW + minutes(90))
    cancel_occurrence(cancelled.occurrences.get(), by=None, now=NOW + minutes(91))

    (message,) = news(at(2, 8))

    assert message.subject == "Changed: Upcoming actions"
    before, after = "Saturday 13 March, 17:30 – 19:30", "Saturday 13 March, 19:00 – 21:00"
    assert f"New time: Moved march\nBefore: {before}\nWhen: {after}" in message.body
    assert "Cancelled: Lost march\nBefore: Saturday 20 March, 17:30 – 19:30" in message.body
    assert news(at(3, 8)) == []


def test_what_is_new_is_not_said_to_have_changed_too():
    follow(how_often="daily")
    event = publish(NOW + minutes(90), title="New march")
    when = {"start_on": dt.date(2027, 3, 13), "start_time": dt.time(19), "duration": dt.timedelta(hours=2)}
    move_occurrence(event.occurrences.get(), **when, by=None, now=NOW + minutes(100))

    (message,) = news(at(2, 8))

    assert "What has changed" not in message.body
    assert "19:00 – 21:00" in message.body


def test_a_late_digest_waits_for_the_morning():
    follow(how_often="daily")
    publish(NOW + minutes(90))

    assert news(at(2, 22, 30)) == []
    assert Delivery.objects.filter(kind="events.digest").count() == 0
    assert len(news(at(3, 8))) == 1


def test_what_no_server_took_in_time_is_told_with_the_next():
    follow(how_often="daily")
    publish(NOW + minutes(90), title="First")
    plan(now=at(2, 8), until=at(2, 8) + HORIZON)
    publish(at(2, 12), title="Second", start_on=dt.date(2027, 3, 20))

    drain(now=at(2, 22, 1))
    assert Delivery.objects.get(kind="events.digest").state == "expired"
    (message,) = news(at(3, 8))

    assert ("First" in message.body, "Second" in message.body) == (True, True)


def test_another_pace_loses_nothing_and_repeats_nothing():
    token, _row = follow(how_often="weekly")
    publish(NOW + dt.timedelta(hours=3), title="Before")

    change_follow(open_follow(token), how_often="at-once", zone="Europe/Berlin", now=NOW + DAY)
    (message,) = news(NOW + DAY + minutes(1))

    assert "Before" in message.body
    assert news(NOW + DAY + minutes(30)) == []


def test_a_town_is_read_in_the_language_in_which_it_was_typed():
    place = {"town": "Beirut", "country": "LB", "zone": "Asia/Beirut"}
    follow(query="near=بيروت", language="ar", address="one@inbox.example")
    follow(query="near=Beirut", language="en", address="two@inbox.example")
    publish(NOW + minutes(1), title="By the sea", **place)
    publish(NOW + minutes(1), title="Far away", town="Tokyo", country="JP", zone="Asia/Tokyo")

    sent = {message.to[0]: message.body for message in news(NOW + minutes(6))}

    assert {to: ("By the sea" in body, "Far away" in body) for to, body in sent.items()} == {
        "one@inbox.example": (True, False),
        "two@inbox.example": (True, False),
    }
    assert "نُشر الآن." in sent["one@inbox.example"]


def test_an_address_that_is_refused_for_good_is_not_kept():
    follow()
    publish(NOW + minutes(1))
    plan(now=NOW + minutes(6), until=NOW + HORIZON)
    delivery = Delivery.objects.get(kind="events.follow_news")

    message_kind(delivery.kind).settle(delivery, Outcome(Result.FAILED, "550", is_hard_bounce=True))

    assert (Follow.objects.count(), key_names("follow:")) == (0, [])


# --- What becomes of what is followed


def test_a_renamed_page_is_followed_under_its_new_address():
    call = make_call(slug="old-name")
    follow("/calls/old-name/")
    OldSlug.objects.create(model="call", slug="old-name", object_id=call.pk)
    call.slug = "new-name"
    call.save()
    publish(NOW + minutes(1), call=call, title="Hands off")

    sent = [*news(NOW + minutes(6)), *news(NOW + minutes(7))]

    assert len(sent) == 1
    assert "/calls/new-name/" in sent[0].body
    assert Follow.objects.get().path == "/calls/new-name/"


@pytest.mark.parametrize(("path", "query"), [("/calls/doomed/", ""), ("/events/", "call=doomed&kind=rally")])
def test_what_is_deleted_ends_the_follow_with_one_mail_and_erases_it(path, query):
    call = make_call(slug="doomed", statement=make_statement(organization=make_organization(owner=make_user())))
    follow(path, query)
    leave_slugs([call])
    call.anchors.all().delete()
    call.delete()

    (message,) = deliver(NOW + DAY)

    assert message.subject == "What you follow is gone"
    assert "Since 1 March 2027" in message.body
    assert Follow.objects.count() == 0
    assert deliver(NOW + 2 * DAY) == []


def test_what_is_not_public_for_a_while_ends_nothing():
    call = make_call()
    follow(f"/calls/{call.slug}/")
    call.statement.published_at = None
    call.statement.save()

    assert deliver(NOW + DAY) == []
    assert Follow.objects.get().state == "confirmed"
