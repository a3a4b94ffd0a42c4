"""A secret that is renewed while messages go out, and dates that are added to a series: over a real HTTPS server."""

import datetime as dt
import re
from dataclasses import replace

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from events.actions.dates import timing_of
from events.actions.purge import purge
from events.actions.schedule import extend_schedule, reschedule
from events.actions.webhook import ping_webhook, renew_secret
from events.errors import EventsError
from events.models import Webhook
from notifications.actions import drain
from tests.events.factories import NOW, make_event, make_user
from tests.events.webhooks import bodies, hours, make_webhook, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("endpoint")]
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def path_of(webhook):
    return f"/organize/organizations/{webhook.organization.slug}/webhooks/{webhook.pk}/"


def ping(webhook, at):
    ping_webhook(Webhook.objects.get(), by=owner_of(webhook), now=at)
    with time_machine.travel(at, tick=False):
        drain(now=at)


def accepts(secret, request, at):
    with time_machine.travel(at, tick=False):
        try:
            return bool(Verifier(secret).verify(request.body, request.headers))
        except WebhookVerificationError:
            return False


def test_for_a_day_both_secrets_verify_what_is_sent_and_then_the_new_one_alone(endpoint):
    webhook, old = make_webhook(endpoint.url)
    new = renew_secret(webhook, by=owner_of(webhook), now=NOW)
    moments = [NOW + hours(1), NOW + hours(23.9), NOW + hours(24)]

    for at in moments:
        ping(webhook, at)

    verified = [
        (accepts(old, sent, at), accepts(new, sent, at)) for sent, at in zip(endpoint.requests, moments, strict=True)
    ]
    assert verified == [(True, True), (True, True), (False, True)]
    assert [len(sent.headers["webhook-signature"].split(" ")) for sent in endpoint.requests] == [2, 2, 1]


def test_renewed_twice_in_a_day_the_first_of_the_three_is_dead(endpoint):
    webhook, first = make_webhook(endpoint.url)
    second = renew_secret(webhook, by=owner_of(webhook), now=NOW)
    third = renew_secret(Webhook.objects.get(), by=owner_of(webhook), now=NOW + hours(1))

    ping(webhook, NOW + hours(2))

    (sent,) = endpoint.requests
    assert [accepts(each, sent, NOW + hours(2)) for each in (first, second, third)] == [False, True, True]


def test_whoever_renews_a_page_that_is_old_is_told_so(endpoint):
    webhook, _old = make_webhook(endpoint.url)
    seen = Webhook.objects.get()
    new = renew_secret(webhook, by=owner_of(webhook), now=NOW)

    with pytest.raises(EventsError, match="Somebody else renewed it"):
        renew_secret(seen, by=owner_of(webhook), now=NOW + hours(1))

    ping(webhook, NOW + hours(2))
    assert accepts(new, endpoint.requests[0], NOW + hours(2))


def test_old_secret_is_erased_after_its_day(endpoint):
    webhook, _old = make_webhook(endpoint.url)
    renew_secret(webhook, by=owner_of(webhook), now=NOW)

    purge(now=NOW + hours(23))
    assert Webhook.objects.get().sealed_old_secret is not None
    purge(now=NOW + hours(24))

    assert Webhook.objects.get().sealed_old_secret is None


def test_page_shows_the_new_secret_once_and_until_when_both_sign(client, endpoint):
    webhook, old = make_webhook(endpoint.url)
    with time_machine.travel(NOW, tick=False):
        client.force_login(owner_of(webhook))
        assert "carries a signature with the old secret" not in client.get(path_of(webhook)).text
        answer = client.post(path_of(webhook), {"action": "renew"})
        page = client.get(path_of(webhook)).text

    (new,) = SECRET.findall(answer.text)
    assert new != old
    assert answer.headers["Cache-Control"] == "no-store"
    assert "carries a signature with the old secret" in answer.text
    assert "carries a signature with the old secret" in page
    assert not SECRET.findall(page)
    with time_machine.travel(NOW + hours(24), tick=False):
        assert "carries a signature with the old secret" not in client.get(path_of(webhook)).text


def test_only_an_owner_renews_it_and_no_get_does(client, endpoint):
    webhook, _old = make_webhook(endpoint.url)
    client.force_login(make_user())
    assert client.post(path_of(webhook), {"action": "renew"}).status_code == 404
    client.force_login(owner_of(webhook))
    client.get(path_of(webhook), {"action": "renew"})

    assert Webhook.objects.get().old_secret_until is None


def weekly(webhook, **fields):
    days = [dt.date(2027, 3, 2) + dt.timedelta(weeks=week) for week in range(2)]
    fields = {"rule": "FREQ=WEEKLY;BYDAY=TU", "start_on": days[0], "dates": days, "slug": "weekly", **fields}
    return make_event(organization=webhook.organization, **fields)


def test_dates_that_are_added_to_a_public_series_are_a_change(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    event = weekly(webhook)

    extend_schedule(event, by=None, now=NOW)
    drain(now=NOW)

    (body,) = bodies(endpoint)
    assert (body["type"], body["data"]["what"]) == ("event.changed", ["added"])
    added = event.occurrences.filter(added_at=NOW)
    assert body["data"]["number_of_dates"] == added.count() > 40
    assert body["data"]["dates"][0]["date"] == added.first().date_slug


def test_dates_that_are_added_to_a_draft_are_none(endpoint):
    webhook, _secret = make_webhook(endpoint.url)

    extend_schedule(weekly(webhook, published=False), by=None, now=NOW)
    drain(now=NOW)

    assert endpoint.requests == []


def test_another_rule_is_told_once_with_what_is_new_and_what_falls_away_apart(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    event = weekly(webhook)
    timing = timing_of(event.schedules.get())

    changed = {"rule": "FREQ=WEEKLY;BYDAY=WE", "start_on": dt.date(2027, 3, 3), "until_on": dt.date(2027, 3, 10)}
    reschedule(event, timing=replace(timing, **changed), by=None, now=NOW)
    drain(now=NOW)

    told = {body["type"]: body["data"] for body in bodies(endpoint)}
    assert told["event.changed"]["what"] == ["added", "cancelled"]
    assert told["event.cancelled"]["what"] == ["cancelled"]
    assert [date["date"] for date in told["event.cancelled"]["dates"]] == ["2027-03-02", "2027-03-09"]
