import datetime as dt
import gzip

import icalendar
import pytest
from django.utils import timezone

from events.actions.slugs import leave_slugs
from events.calendars.touch import touch_calendar
from events.models import Event, Occurrence, OldSlug, Schedule
from tests.events.factories import (
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
)

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _first_of_march(time_machine, db):
    time_machine.move_to(NOON, tick=False)


def summaries(response):
    assert response.status_code == 200, response.content
    return sorted(str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_every_address_is_a_calendar(client):
    statement = make_statement(slug="clinics")
    call = make_call(statement=statement, slug="rally")
    organization = make_organization(slug="workers")
    campaign = make_campaign(slug="divest", title="Divest", organization=organization, call=call)
    make_milestone(campaign=campaign, title="Meeting")
    make_event(slug="march", title="March", call=call, organization=organization, campaign=campaign)
    make_event(slug="picnic", title="Picnic")
    make_event(title="Draft", published=False)
    both = ["Divest: Meeting", "March"]

    assert summaries(client.get("/events.ics")) == ["March", "Picnic"]
    assert summaries(client.get("/events/march.ics")) == ["March"]
    assert summaries(client.get("/events/march/2027-03-13.ics")) == ["March"]
    assert summaries(client.get("/statements.ics")) == both
    assert summaries(client.get("/statements/clinics.ics")) == both
    assert summaries(client.get("/calls.ics")) == both
    assert summaries(client.get("/calls/rally.ics")) == both
    assert summaries(client.get("/campaigns.ics")) == both
    assert summaries(client.get("/campaigns/divest.ics")) == both
    assert summaries(client.get("/organizations.ics")) == ["Divest: Meeting", "March", "Picnic"]
    assert summaries(client.get("/organizations/workers.ics")) == both


def test_the_head_of_a_calendar(client):
    make_event()

    calendar = icalendar.Calendar.from_ical(client.get("/events.ics").content)

    assert (calendar["NAME"], calendar["X-WR-CALNAME"]) == ("Upcoming actions", "Upcoming actions")
    assert calendar["PRODID"] == "-//Convoke//Convoke//EN"
    assert calendar["SOURCE"] == "http://127.0.0.1:8000/events.ics"
    assert calendar["URL"] == "http://127.0.0.1:8000/events/"
    assert calendar["REFRESH-INTERVAL"].params == {"VALUE": "DURATION"}
    assert not {"METHOD", "UID"} & set(calendar)


def test_an_empty_list_is_a_calendar_with_a_component(client):
    response = client.get("/events.ics")

    assert summaries(response) == []
    assert response.content.count(b"BEGIN:VTIMEZONE") == 1


def test_the_window_is_thirty_days_back_and_thirteen_months_ahead(client):
    for day in ("2027-01-28", "2027-01-30", "2028-03-30", "2028-04-02"):
        make_event(title=day, start_on=dt.date.fromisoformat(day))

    assert summaries(client.get("/events.ics")) == ["2027-01-30", "2028-03-30"]


def test_one_event_has_no_window(client):
    make_event(slug="old", title="Old", start_on=dt.date(2020, 1, 1))

    assert summaries(client.get("/events/old.ics")) == ["Old"]


def test_a_cancelled_date_stays_for_thirty_days(client):
    make_event(title="Vigil", start_on=dt.date(2027, 2, 10))
    Occurrence.objects.update(state="cancelled")

    assert summaries(client.get("/events.ics")) == ["Cancelled: Vigil"]


def test_a_series_comes_whole_when_one_date_is_in_the_window(client):
    days = [dt.date(2026, 6, 2) + dt.timedelta(days=7 * n) for n in range(60)]
    make_event(start_on=days[0], dates=days, rule="FREQ=WEEKLY;BYDAY=TU")

    [entry] = icalendar.Calendar.from_ical(client.get("/events.ics").content).walk("VEVENT")

    assert entry["DTSTART"].dt.date() == days[0]


def test_a_list_takes_the_filter_of_its_page(client):
    organization = make_organization(slug="workers")
    make_event(title="Vigil", kind="vigil", organization=organization)
    make_event(title="March", kind="march")
    make_event(title="Talk", kind="teach-in", attendance="online")

    assert summaries(client.get("/events.ics?kind=vigil")) == ["Vigil"]
    assert summaries(client.get("/events.ics?kind=vigil&kind=march")) == ["March", "Vigil"]
    assert summaries(client.get("/events.ics?organization=workers")) == ["Vigil"]
    assert summaries(client.get("/events.ics?online=true")) == ["Talk"]
    assert summaries(client.get("/events.ics?before=2027-03-10")) == []
    assert summaries(client.get("/events.ics?q=&kind=")) == ["March", "Talk", "Vigil"]


def test_a_filtered_calendar_says_what_it_is(client):
    calendar = icalendar.Calendar.from_ical(client.get("/events.ics?kind=vigil&lang=en&after=2027-03-02").content)

    assert calendar["NAME"] == "Upcoming actions (Vigil and from 2 March 2027)"
    assert calendar["SOURCE"] == "http://127.0.0.1:8000/events.ics?after=2027-03-02&kind=vigil&lang=en"


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("kinds=vigil", "kinds: There is no such key."),
        ("kind=parade", "kind: "),
        ("after=tomorrow", "after: "),
        ("after=9999-99-99", "after: "),
        ("online=perhaps", "online: "),
        ("organization=nobody", "organization: "),
        ("lang=xx", "lang: This site does not have that language, only: en, ar."),
        ("q=%00", "q: "),
        ("%0d%0aSet-Cookie=x", ""),
    ],
)
@pytest.mark.parametrize("ending", ["ics", "rss", "json"])
def test_a_wrong_key_is_named_in_plain_text(client, ending, query, key):
    response = client.get(f"/events.{ending}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().startswith(key)


def test_the_calendar_of_one_thing_has_no_filter(client):
    make_event(slug="march")

    response = client.get("/events/march.ics?kind=march")

    assert (response.status_code, response.content[:6]) == (400, b"kind: ")


def test_the_calendar_of_one_thing_says_which_address_has_the_filter(client):
    call = make_call(slug="rally")

    said = client.get("/calls/rally.ics?near=Ashford&radius_km=30").content.decode()

    address = "/events.ics?call=rally&near=…&radius_km=…"
    assert said.count(address) == 2
    make_event(call=call, slug="march")
    assert client.get("/events.ics?call=rally&near=Ashford").status_code == 200
    assert "/events.ics?kind=…" in client.get("/events/march.ics?kind=march").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/events/nothing.ics",
        "/events/draft.ics",
        "/events/draft/2027-03-13.ics",
        "/events/march/2027-03-14.ics",
        "/statements/unsaid.ics",
        "/campaigns/nothing.ics",
        "/organizations/nobody.ics",
        "/calls/nobody.ics",
    ],
)
def test_what_is_not_public_is_as_unknown_as_what_does_not_exist(client, path):
    make_event(slug="draft", published=False)
    make_event(slug="march")
    make_statement(slug="unsaid", published=False)

    response = client.get(path)

    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_an_old_slug_leads_to_the_new_one(client):
    event = make_event(slug="march-2027")
    OldSlug.objects.create(model="event", slug="march", object_id=event.pk)

    response = client.get("/events/march.ics?lang=ar")

    assert (response.status_code, response["Location"]) == (301, "/events/march-2027.ics?lang=ar")


def test_pages_and_feeds_do_not_collide(client):
    make_event(slug="json", title="JSON")
    make_event(slug="ics", title="ICS")

    assert summaries(client.get("/events/json.ics")) == ["JSON"]
    assert summaries(client.get("/events/ics.ics")) == ["ICS"]
    assert client.get("/events/ics.ics/").status_code == 404


def test_the_answer_is_for_everybody(client):
    make_event()
    client.cookies["language"] = "ar"

    response = client.get("/events.ics", headers={"Accept-Language": "ar", "Accept": "text/html"})

    assert response["Vary"] == "Accept-Encoding"
    assert response["Content-Language"] == "en"
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="events.ics"'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public, max-age=900, stale-while-revalidate=")
    assert not response.cookies
    assert not hasattr(response.wsgi_request, "session")


def test_one_event_is_a_file_to_keep(client):
    make_event(slug="march")

    assert client.get("/events/march.ics")["Content-Disposition"] == 'attachment; filename="march.ics"'
    day = client.get("/events/march/2027-03-13.ics")
    assert day["Content-Disposition"] == 'attachment; filename="march-2027-03-13.ics"'


def test_who_has_it_gets_no_body(client):
    make_event()
    first = client.get("/events.ics")
    etag = first["ETag"]
    assert etag.startswith('"')

    for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get("/events.ics", headers={"If-None-Match": tags})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Vary"] == "Accept-Encoding"
        assert "max-age=900" in again["Cache-Control"]
    assert client.get("/events.ics", headers={"If-None-Match": '"other"'}).status_code == 200


def test_if_modified_since_counts_only_without_a_tag(client):
    make_event()
    since = client.get("/events.ics")["Last-Modified"]

    assert since == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert client.get("/events.ics", headers={"If-Modified-Since": since}).status_code == 304
    both = {"If-Modified-Since": since, "If-None-Match": '"other"'}
    assert client.get("/events.ics", headers=both).status_code == 200
    assert client.get("/events.ics", headers={"If-Modified-Since": "nonsense"}).status_code == 200
    earlier = "Mon, 01 Mar 2027 11:59:59 GMT"
    assert client.get("/events.ics", headers={"If-Modified-Since": earlier}).status_code == 200


def test_a_new_day_is_a_change_since_the_window_has_moved(client, time_machine):
    make_event()
    since = client.get("/events.ics")["Last-Modified"]
    time_machine.move_to(NOON + dt.timedelta(days=1), tick=False)

    assert client.get("/events.ics", headers={"If-Modified-Since": since}).status_code == 200


def test_the_bytes_stay_the_same_all_day(client, time_machine):
    make_event()
    make_event(zone="Asia/Gaza")
    first = client.get("/events.ics")
    time_machine.move_to(NOON + dt.timedelta(hours=11), tick=False)

    second = client.get("/events.ics")

    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


def test_gzip_has_a_tag_of_its_own_and_no_time(client, time_machine):
    make_event()
    plain = client.get("/events.ics")
    packed = client.get("/events.ics", headers={"Accept-Encoding": "br, gzip;q=0.8"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] != plain["ETag"]
    assert packed.content[4:8] == b"\0\0\0\0"
    for refused in ("gzip;q=0", "br", "gzip;q=0.0, br", "identity", ""):
        assert "Content-Encoding" not in client.get("/events.ics", headers={"Accept-Encoding": refused})
    again = client.get("/events.ics", headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]})
    assert again.status_code == 304


def test_head_is_get_without_a_body(client):
    make_event()
    got, head = client.get("/events.ics"), client.head("/events.ics")

    assert head.content == b""
    assert {name: head[name] for name in head.headers} == {name: got[name] for name in got.headers}


def test_other_methods_are_refused_and_preflights_answered(client):
    assert client.post("/events.ics").status_code == 405
    preflight = client.options("/events.ics", headers={"Origin": "https://example.org"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]


def test_a_change_reaches_the_feed_and_no_other_entry(client):
    changed, other = make_event(title="Vigil"), make_event(title="March")
    first = client.get("/events.ics")
    Event.objects.filter(pk=changed.pk).update(title="Night vigil")
    touch_calendar(Schedule.objects.filter(event=changed), material=False, now=timezone.now())

    second = client.get("/events.ics")

    def entry_of(event, response):
        uid = event.schedules.get().uid
        entries = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
        return next(entry.to_ical() for entry in entries if entry["UID"] == uid)

    assert second["ETag"] != first["ETag"]
    assert second["Last-Modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"  # never in the future
    assert entry_of(other, first) == entry_of(other, second)
    assert b"LAST-MODIFIED:20270301T120001Z" in entry_of(changed, second)


def test_the_feed_is_the_same_bytes_with_and_without_a_hidden_place(client):
    place = make_place(name="Secret cellar", latitude="1.5", longitude="2.5")
    event = make_event(place=place, shown_place=None, public_area="Old town")
    paths = [
        f"/events.{ending}{query}" for ending in ("ics", "rss", "json") for query in ("", "?q=secret", "?online=false")
    ]
    with_place = [client.get(path) for path in paths]
    Event.objects.filter(pk=event.pk).update(place=None)
    Occurrence.objects.update(place=None)

    without = [client.get(path) for path in paths]

    assert [one.content for one in with_place] == [one.content for one in without]
    assert [one["ETag"] for one in with_place] == [one["ETag"] for one in without]
    assert not [one for one in with_place if b"Secret" in one.content]


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/events.ics", 1), ("/statements.ics", 2), ("/campaigns.ics", 2), ("/organizations.ics", 2)],
)
def test_a_calendar_takes_as_many_queries_for_three_as_for_one(client, django_assert_num_queries, path, queries):
    def add():
        call = make_call()
        campaign = make_campaign(call=call)
        make_milestone(campaign=campaign)
        make_event(call=call, campaign=campaign)
        client.get(path)

    add()
    with django_assert_num_queries(queries):
        client.get(path)
    add()
    add()
    with django_assert_num_queries(queries):
        client.get(path)


# Each entry has about 500 bytes, a little more where the numbers of the test's rows are longer.
@pytest.mark.parametrize(("limit", "value"), [("MOST_EVENTS", 2), ("MOST_DATES", 2), ("MOST_BYTES", 1_150)])
def test_more_than_a_feed_may_hold_keeps_the_nearest(client, monkeypatch, limit, value):
    monkeypatch.setattr(f"events.feeds.calendars.{limit}", value)
    for day in (5, 4, 3):
        make_event(title=f"Day {day}", start_on=dt.date(2027, 3, day))

    response = client.get("/events.ics")

    assert summaries(response) == ["Day 3", "Day 4"]
    assert "these are the nearest" in icalendar.Calendar.from_ical(response.content)["DESCRIPTION"]


@pytest.mark.parametrize(("limit", "value"), [("MOST_EVENTS", 2), ("MOST_DATES", 2), ("MOST_BYTES", 1_150)])
def test_what_is_past_takes_no_room_from_what_is_coming(client, monkeypatch, limit, value):
    """The day after a call with a thousand answers."""
    monkeypatch.setattr(f"events.feeds.calendars.{limit}", value)
    for day in dt.date(2027, 2, 26), dt.date(2027, 2, 27), dt.date(2027, 3, 3):
        make_event(title=f"{day:%d.%m}", start_on=day)

    assert summaries(client.get("/events.ics"))[0] == "03.03"
    assert limit == "MOST_DATES" or summaries(client.get("/events.ics")) == ["03.03", "27.02"]


@pytest.mark.parametrize("path", ["/events.ics", "/events/vigil.ics"])
def test_what_google_hides_can_be_kept_visible(client, path):
    make_event(slug="vigil", title="Vigil")
    Occurrence.objects.update(state="cancelled")
    usual, shown = client.get(path), client.get(f"{path}?cancelled=shown")

    [entry] = icalendar.Calendar.from_ical(shown.content).walk("VEVENT")

    assert b"STATUS:CANCELLED" in usual.content
    assert (str(entry["STATUS"]), str(entry["SUMMARY"])) == ("CONFIRMED", "Cancelled: Vigil")
    assert str(entry["TRANSP"]) == "TRANSPARENT"
    assert shown["ETag"] != usual["ETag"]
    assert summaries(client.get("/events.ics?cancelled=shown&kind=teach-in")) == []


def test_another_word_for_cancelled_is_refused_by_its_name(client):
    response = client.get("/events.ics?cancelled=hidden")

    assert (response.status_code, response.text.split(":")[0]) == (400, "cancelled")


def test_the_page_of_a_calendar_has_no_key_that_only_calendars_have(client):
    calendar = icalendar.Calendar.from_ical(client.get("/events.ics?cancelled=shown&kind=vigil").content)

    assert calendar["URL"] == "http://127.0.0.1:8000/events/?kind=vigil"
    assert calendar["SOURCE"] == "http://127.0.0.1:8000/events.ics?cancelled=shown&kind=vigil"


def test_what_has_been_taken_away_is_gone(client):
    call = make_call(statement=make_statement(slug="clinics"), slug="rally")
    leave_slugs([call])
    assert client.get("/calls/rally.ics").status_code == 200

    call.anchors.all().delete()
    call.delete()

    assert client.get("/calls/rally.ics").status_code == 410
    assert client.get("/calls/never.ics").status_code == 404
