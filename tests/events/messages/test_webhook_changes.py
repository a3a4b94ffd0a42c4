"""Changes of which several follow from one: a webhook is told each of them as what it is."""

import datetime as dt
from dataclasses import replace

import pytest

from events.actions.dates import timing_of
from events.actions.kit import KitTexts, save_kit
from events.actions.kit_field import take_kit_field
from events.actions.schedule import reschedule
from events.models import Webhook
from notifications.actions import drain
from tests.events.factories import NOW, make_call, make_event, make_kit, make_statement
from tests.events.webhooks import bodies, hours, make_webhook

pytestmark = pytest.mark.django_db


def told(endpoint, key):
    drain(now=NOW + hours(1))
    return sorted((body["type"], body["data"][key]) for body in bodies(endpoint))


def test_dates_that_fall_away_while_others_move_are_told_as_cancelled(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    days = [dt.date(2027, 3, 6) + dt.timedelta(weeks=week) for week in range(4)]
    event = make_event(organization=webhook.organization, start_on=days[0], dates=days, rule="FREQ=WEEKLY;BYDAY=SA")
    timing = timing_of(event.schedules.get())

    reschedule(event, timing=replace(timing, start_time=dt.time(19), until_on=days[1]), by=None, now=NOW)

    drain(now=NOW)
    said = {body["type"]: body["data"] for body in bodies(endpoint)}
    assert said["event.cancelled"]["what"] == ["cancelled"]
    assert [date["date"] for date in said["event.cancelled"]["dates"]] == ["2027-03-20", "2027-03-27"]
    assert said["event.changed"]["what"] == ["cancelled", "moved"]


def test_new_words_of_a_kit_are_a_change_of_each_public_action_that_has_them(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    call = make_call(statement=make_statement(organization=webhook.organization))
    kit = make_kit(call=call, title="", safety="", description="We rally.")
    following = {"kit": kit, "inherited": ["description"], "organization": webhook.organization}
    for slug, words in {"one": {}, "two": {}, "draft": {"published": False}, "own": {"inherited": []}}.items():
        make_event(slug=slug, **{"description": "We rally.", **following, **words})

    save_kit(call, texts=KitTexts(description="We march."), by=None, now=NOW)

    assert told(endpoint, "event") == [("event.changed", "one"), ("event.changed", "two")]


def test_words_of_the_kit_that_are_taken_again_are_a_change(endpoint):
    webhook, _secret = make_webhook(endpoint.url, news=[Webhook.News.CHANGED])
    kit = make_kit(call=make_call(statement=make_statement(organization=webhook.organization)))
    event = make_event(organization=webhook.organization, kit=kit, description="Our own.", slug="one")

    take_kit_field(event, "description", by=None, now=NOW)

    assert told(endpoint, "event") == [("event.changed", "one")]
