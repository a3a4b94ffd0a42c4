"""Whether the schema says the truth of what is answered."""

import datetime as dt
import json

import pytest
from jsonschema import Draft202012Validator

from tests.events.factories import NOW, make_call, make_campaign, make_event, make_organization, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

ENDPOINTS = ["organizations", "statements", "revisions", "calls", "events", "occurrences", "campaigns"]


@pytest.fixture
def schema(client):
    return json.loads(client.get("/api/v1/schema/").content)


def judge(schema, path, status, media_type):
    """What a generated client expects of the answer."""
    body = schema["paths"][path]["get"]["responses"][str(status)]["content"][media_type]["schema"]
    return Draft202012Validator({**body, "components": schema["components"]})


def make_something_of_everything():
    call = make_call(window_start_on=NOW.date(), window_end_on=NOW.date())
    campaign = make_campaign(call=call)
    place = make_place()
    make_event(call=call, campaign=campaign, place=place, shown_place=place, accessibility={"seats": "yes"})
    make_event(hours="tba", start_time=None, duration=None)
    days = [dt.date(2027, 4, 6), dt.date(2027, 4, 13)]
    make_event(start_on=days[0], dates=days, rule="FREQ=WEEKLY;BYDAY=TU")
    make_organization(website="https://group.example/")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_rows_and_lists_are_as_the_schema_says(client, schema, name):
    make_something_of_everything()

    answer = client.get(f"/api/v1/{name}/").json()
    assert answer["results"]
    judge(schema, f"/api/v1/{name}/", 200, "application/json").validate(answer)
    key = "id" if "id" in answer["results"][0] else "slug"
    for row in answer["results"]:
        one = client.get(f"/api/v1/{name}/{row[key]}/").json()
        judge(schema, f"/api/v1/{name}/{{{key}}}/", 200, "application/json").validate(one)


def test_every_field_of_a_row_is_promised(schema):
    rows = {name: one for name, one in schema["components"]["schemas"].items() if "properties" in one}

    optional = {name: set(one["properties"]) - set(one["required"]) for name, one in rows.items()}

    assert {name: keys for name, keys in optional.items() if keys} == {"Problem": {"detail", "errors"}}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_problems_are_as_the_schema_says(client, schema, name):
    key = "id" if name in ("revisions", "occurrences") else "slug"

    wrong, missing = client.get(f"/api/v1/{name}/?colour=red"), client.get(f"/api/v1/{name}/0/")

    assert (wrong.status_code, missing.status_code) == (400, 404)
    judge(schema, f"/api/v1/{name}/", 400, wrong["Content-Type"]).validate(wrong.json())
    judge(schema, f"/api/v1/{name}/{{{key}}}/", 404, missing["Content-Type"]).validate(missing.json())
