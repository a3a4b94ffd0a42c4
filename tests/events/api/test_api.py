import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command

from events.models import Demand, OldSlug, Source, Target
from tests.events.factories import (
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def make_one_of_each(**fields):
    call = make_call()
    campaign = make_campaign(call=call)
    target = Target.objects.create(
        campaign=campaign, kind="company", name="X", reason="Why.", state_since=dt.date(2027, 2, 1)
    )
    Source.objects.create(target=target, title="Register", url="https://r.example/", read_on=dt.date(2027, 2, 1))
    Demand.objects.create(campaign=campaign, asked="Stop", of_whom="X", status_since=dt.date(2027, 2, 1))
    make_milestone(campaign=campaign)
    return make_event(call=call, campaign=campaign, place=make_place(), **fields)


def read(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


QUERIES = {
    "organizations/": 1,
    "statements/": 1,
    "revisions/": 1,
    "calls/": 2,
    "events/": 4,
    "occurrences/": 3,
    "campaigns/": 6,
}


@pytest.mark.parametrize(("address", "queries"), QUERIES.items())
def test_list_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries, address, queries):
    make_one_of_each()
    with django_assert_num_queries(queries):
        read(client, address)

    make_one_of_each()
    make_one_of_each()
    with django_assert_num_queries(queries):
        assert len(read(client, address)["results"]) >= 3


def test_occurrence_says_its_time_as_people_and_as_machines_need_it(client):
    event = make_one_of_each(title="Hands off our clinics")

    [found] = read(client, "occurrences/")["results"]

    assert {key: found[key] for key in ("start_on", "start_time", "zone", "duration", "starts_at", "ends_at")} == {
        "start_on": "2027-03-13",
        "start_time": "17:30:00",
        "zone": "America/New_York",
        "duration": "P0DT02H00M00S",
        "starts_at": "2027-03-13T17:30:00-05:00",
        "ends_at": "2027-03-13T19:30:00-05:00",
    }
    assert found["page"] == f"http://127.0.0.1:8000/events/{event.slug}/2027-03-13/"
    assert found["place"]["name"] == "Clock Tower Square"
    assert found["event"]["calls"][0]["exact"] == "On March 13 we call on every city to rally"


def test_postponed_has_no_day_and_an_unknown_hour_no_instant(client):
    make_event(hours="tba", duration=None)
    make_event().occurrences.update(state="postponed")

    unknown, postponed = read(client, "occurrences/")["results"]

    assert (unknown["start_on"], unknown["starts_at"], unknown["ends_at"]) == ("2027-03-13", None, None)
    assert (postponed["start_on"], postponed["start_time"], postponed["starts_at"]) == (None, None, None)


def test_the_one_filter_holds_here_too(client):
    vigil, _rally = make_one_of_each(kind="vigil"), make_one_of_each()

    assert [one["event"]["slug"] for one in read(client, "occurrences/?kind=vigil")["results"]] == [vigil.slug]
    assert [one["slug"] for one in read(client, "events/?kind=vigil&when=month")["results"]] == [vigil.slug]
    assert read(client, "events/?kind=vigil&when=today")["results"] == []


def test_what_is_over_is_read_by_asking_for_it(client):
    make_event(start_on=dt.date(2027, 2, 1))

    assert read(client, "occurrences/")["results"] == []
    assert len(read(client, "occurrences/?after=2027-01-01")["results"]) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("occurrences/?kind=riot", "kind"),
        ("occurrences/?after=x", "after"),
        ("occurrences/?colour=red", "colour"),
        ("occurrences/?limit=0", "limit"),
        ("occurrences/?limit=1e9", "limit"),
        ("occurrences/?page=x", "page"),
        ("campaigns/?organization=no-such", "organization"),
        ("statements/?after=2027-13-01", "after"),
        ("calls/?q=%00", "q"),
        ("calls/?lang=xx", "lang"),
        ("occurrences/?event=no-such", "event"),
    ],
)
def test_bad_values_are_problem_details_that_name_the_key(client, address, key):
    answer = client.get(f"/api/v1/{address}")

    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert (problem["status"], problem["title"], [error["key"] for error in problem["errors"]]) == (
        400,
        "Bad Request",
        [key],
    )
    assert problem["detail"] == f"{key}: {problem['errors'][0]['detail']}"


@pytest.mark.parametrize(
    "address",
    ["events/no-such/", "occurrences/99999999999999999/", "revisions/0/", "revisions/x/", "no-such/", "a/b/c/"],
)
def test_unknown_things_are_problem_details(client, address):
    answer = client.get(f"/api/v1/{address}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json() == {"type": "about:blank", "title": "Not Found", "status": 404}
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_an_event_is_found_by_its_former_name_and_what_was_taken_away_is_gone(client):
    event, gone = make_event(slug="new"), make_event(slug="gone")
    OldSlug.objects.create(model="event", slug="old", object_id=event.pk)
    OldSlug.objects.create(model="event", slug="gone", object_id=gone.pk)
    gone.delete()

    moved, taken = client.get("/api/v1/events/old/"), client.get("/api/v1/events/gone/")

    assert (moved.status_code, moved["Location"]) == (301, "/api/v1/events/new/")
    assert (taken.status_code, taken.json()["title"]) == (410, "Gone")


def test_an_event_leads_to_all_its_dates_past_ones_too(client):
    days = [dt.date(2027, 2, 1), dt.date(2027, 4, 1)]
    make_event(slug="picket", start_on=days[0], dates=days, rule="FREQ=MONTHLY;BYMONTHDAY=1")
    make_event(slug="other")

    address = read(client, "events/picket/")["occurrences_url"]

    assert address == "http://127.0.0.1:8000/api/v1/occurrences/?event=picket"
    assert [one["date"] for one in client.get(address).json()["results"]] == ["2027-02-01", "2027-04-01"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    event = make_event()

    answer = getattr(client, method)(f"/api/v1/events/{event.slug}/")

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


def test_pages_are_linked_and_together_the_whole_list(client):
    slugs = [make_event().slug for _ in range(5)]

    first = client.get("/api/v1/events/?limit=3")
    following = first.json()["next"]
    second = client.get(following)

    assert first["Link"] == f'<{following}>; rel="next"'
    assert [one["slug"] for page in (first, second) for one in page.json()["results"]] == slugs[::-1]
    assert second.json()["next"] is None
    assert "Link" not in second


def test_unchanged_answer_is_304_and_another_change_is_not(client):
    event = make_event(title="Before")
    address = f"/api/v1/events/{event.slug}/"
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    event.title = "After"
    event.save()
    assert client.get(address, headers={"if-none-match": etag}).json()["title"] == "After"


def test_any_page_may_read_it_and_no_cookie_is_set(client):
    answer = client.get("/api/v1/events/")
    unchanged = client.get("/api/v1/events/", headers={"if-none-match": answer["ETag"]})

    assert (answer.status_code, unchanged.status_code) == (200, 304)
    for one in (answer, unchanged, client.get("/api/v1/events/?colour=red")):
        assert one["Access-Control-Allow-Origin"] == "*"
        assert one["Access-Control-Expose-Headers"] == "ETag, Link"
        assert one.cookies == {}


@pytest.mark.parametrize("address", QUERIES)
def test_drafts_do_not_leave(client, address):
    organization = make_organization(name="Group")
    statement = make_statement(organization=organization, title="Canary statement", published=False)
    call = make_call(statement=statement, title="Canary call")
    campaign = make_campaign(title="Canary campaign", slug="canary", published=False, call=call)
    make_event(title="Canary event", published=False)
    make_event(campaign=campaign, call=call, title="Public")

    assert "anary" not in json.dumps(read(client, address))


@pytest.mark.parametrize("address", ["events/", "occurrences/"])
def test_hidden_places_and_links_do_not_leave(client, address):
    make_event(
        place=make_place(name="Canary House", locality="Canaryville"),
        shown_place=None,
        place_visibility="confirmed",
        public_area="North",
        online_url="https://canary.example/",
    )

    found = read(client, address)

    assert found["results"][0]["public_area"] == "North"
    assert found["results"][0]["place"] is None
    assert "anary" not in json.dumps(found)


def test_revisions_in_lists_have_no_text_and_alone_they_do(client):
    statement = make_statement()

    [summary] = read(client, f"revisions/?statement={statement.slug}")["results"]
    whole = read(client, f"revisions/{summary['id']}/")

    assert "text" not in summary
    assert whole["text"] == statement.current.text
    assert whole["sha256"] == statement.current.sha256


def test_schema_is_valid_openapi_and_warns_of_nothing():
    out = StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out)

    schema = json.loads(out.getvalue())
    assert schema["openapi"].startswith("3.1")
    assert {parameter["name"] for parameter in schema["paths"]["/api/v1/occurrences/"]["get"]["parameters"]} == {
        *("q", "kind", "after", "before", "when", "organization", "statement", "call", "campaign", "language"),
        *("online", "place", "near", "radius_km", "accessibility", "event", "page", "limit", "lang"),
    }


def test_docs_load_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/").text

    assert "swagger-ui-bundle.js" in page
    assert "//cdn" not in page
    assert "<style" not in page
