"""What a webhook is told, when it is given up, and that nothing personal is in it: over a real HTTPS server."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.core import mail
from standardwebhooks.webhooks import Webhook as Verifier

from events.actions.details import Details
from events.actions.event import cancel_event, edit_event, publish_event
from events.actions.occurrence import cancel_occurrence, change_place, move_occurrence
from events.actions.webhook import ping_webhook, turn_webhook_off
from events.actions.whereabouts import Where
from events.messages.webhook import WEBHOOK
from events.models import ListedName, Webhook
from notifications.actions import drain
from notifications.models import Delivery
from tests.events.answers import confirm, deliver
from tests.events.factories import (
    NOW,
    make_co_host,
    make_event,
    make_organization,
    make_place,
    make_statement,
    make_user,
)
from tests.events.webhooks import bodies, drain_all, hours, make_webhook, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("endpoint")]
SITE = "http://127.0.0.1:8000"


def of(webhook, **fields):
    place = make_place(organization=webhook.organization)
    return make_event(organization=webhook.organization, **{"place": place, "shown_place": place, **fields})


def test_publishing_is_told_by_ids_and_addresses_and_the_signature_verifies(endpoint):
    webhook, secret = make_webhook(endpoint.url)
    event = of(webhook, published=False, slug="hands-off", title="Hands off")

    publish_event(event, by=None, now=NOW)
    drain(now=NOW)

    (request,) = endpoint.requests
    assert Verifier(secret).verify(request.body, request.headers) == {
        "type": "event.published",
        "timestamp": "2027-03-01T12:00:00Z",
        "data": {
            "event": "hands-off",
            "organization": webhook.organization.slug,
            "url": f"{SITE}/events/hands-off/",
            "api_url": f"{SITE}/api/v1/events/hands-off/",
        },
    }


def test_a_change_of_dates_is_told_once_with_the_dates(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    days = [dt.date(2027, 3, 13) + dt.timedelta(weeks=week) for week in range(3)]
    event = of(webhook, slug="weekly", rule="FREQ=WEEKLY", dates=days)
    first = event.occurrences.first()

    move_occurrence(first, start_on=dt.date(2027, 3, 14), start_time=dt.time(18), duration=hours(2), by=None, now=NOW)
    cancel_occurrence(event.occurrences.last(), by=None, now=NOW + hours(1))
    cancel_event(event, by=None, now=NOW + hours(2))
    drain(now=NOW + hours(3))

    url = f"{SITE}/events/weekly/2027-03-"
    told = sorted(bodies(endpoint), key=lambda body: body["timestamp"])  # all were on their way at once
    assert [(body["type"], body["data"]["what"], body["data"]["dates"]) for body in told] == [
        ("event.changed", ["moved"], [{"date": "2027-03-13", "url": f"{url}13/"}]),
        ("event.cancelled", ["cancelled"], [{"date": "2027-03-27", "url": f"{url}27/"}]),
        (
            "event.cancelled",
            ["cancelled"],
            [{"date": "2027-03-13", "url": f"{url}13/"}, {"date": "2027-03-20", "url": f"{url}20/"}],
        ),
    ]
    assert [body["data"]["number_of_dates"] for body in told] == [1, 1, 2]


def test_a_new_text_of_a_public_action_is_a_change_and_of_a_draft_is_none(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    for event in (of(webhook, slug="public"), of(webhook, slug="draft", published=False)):
        edit_event(event, details=replace(Details.of(event), summary="Bring a lamp"), by=None, now=NOW)

    drain(now=NOW)

    assert [(body["type"], body["data"]["event"]) for body in bodies(endpoint)] == [("event.changed", "public")]
    assert "Bring a lamp" not in endpoint.requests[0].body.decode()


def test_only_what_was_chosen_goes_to_those_who_host(endpoint):
    """Also to who hosts it too, or under a name of its own; not to others, not to what is off."""
    own, _secret = make_webhook(f"{endpoint.url}/own", news=["event.cancelled"])
    other = make_organization(owner=make_user())
    make_webhook(f"{endpoint.url}/own-published", organization=own.organization, news=["event.published"])
    off, _secret = make_webhook(f"{endpoint.url}/off", organization=own.organization)
    turn_webhook_off(off, by=owner_of(off), now=NOW)
    co_host, _secret = make_webhook(f"{endpoint.url}/co-host")
    asked, _secret = make_webhook(f"{endpoint.url}/asked")
    make_webhook(f"{endpoint.url}/other", organization=other)
    event = of(own)
    make_co_host(event=event, organization=co_host.organization, state="given", settled_at=NOW)
    make_co_host(event=event, organization=asked.organization)
    claimed, _secret = make_webhook(f"{endpoint.url}/claimed")
    name = ListedName.objects.create(statement=make_statement(), name="M", role="host", claimed_by=claimed.organization)
    type(event).objects.filter(pk=event.pk).update(listed_host=name)

    cancel_event(event, by=None, now=NOW)
    drain(now=NOW)

    assert sorted(request.path for request in endpoint.requests) == ["/claimed", "/co-host", "/own"]


def test_nothing_personal_and_nothing_hidden_is_in_it_nor_in_the_logs(endpoint, caplog):
    webhook, secret = make_webhook(f"{endpoint.url}/in?token=periwinkle")
    event = of(
        webhook, title="Fennel Rally", place_visibility="confirmed", shown_place=None, public_area="By the river"
    )
    token, _rsvps = confirm(event, address="quince7f3a@inbox.example", name="Quince Canary")
    endpoint.answer_next(500)

    where = replace(Where.of(event), place=None, place_line="Laundry Lane 14, Ashford")
    change_place(event.occurrences.get(), where=where, by=None, now=NOW)
    drain(now=NOW)
    drain_all(NOW + hours(1))

    sent = "".join(request.body.decode() + json.dumps(request.headers) for request in endpoint.requests)
    rows = json.dumps([[str(value) for value in row] for row in Delivery.objects.values_list()])
    assert len(endpoint.requests) == 2
    for secret_thing in ("quince7f3a", "Quince", token, "Laundry", "Fennel", "periwinkle", secret):
        assert secret_thing not in sent
        assert secret_thing not in caplog.text
        assert secret_thing not in rows
    assert "localhost" not in rows


def test_what_is_no_draft_any_more_or_deleted_is_not_told(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    event = of(webhook)
    cancel_event(event, by=None, now=NOW)
    type(event).objects.update(published_at=None)

    drain(now=NOW)

    assert list(Delivery.objects.filter(kind="events.webhook").values_list("state", "reason")) == [
        ("not_owed", "not public")
    ]
    assert endpoint.requests == []


def test_a_ping_says_which_webhook_it_is(endpoint):
    webhook, secret = make_webhook(endpoint.url)

    ping_webhook(webhook, by=owner_of(webhook), now=NOW)
    drain(now=NOW)

    (request,) = endpoint.requests
    assert Verifier(secret).verify(request.body, request.headers)["data"] == {"webhook": str(webhook.pk)}


# --- Given up


def told_to_owners(now):
    return [message.subject for message in deliver(now)]


def cancelled_at(webhook, now):
    cancel_event(of(webhook), by=None, now=now)


def test_gone_turns_it_off_at_once_and_its_owners_get_a_mail(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    organizer = make_user()
    webhook.organization.memberships.create(user=organizer, role="organizer")
    endpoint.answer_next(410)
    cancelled_at(webhook, NOW)
    drain(now=NOW)

    assert (row := Webhook.objects.get()).off_because == "gone"
    assert row.off_at - NOW < hours(1)
    assert told_to_owners(NOW + hours(1)) == ["The webhook “Website” is turned off"]
    assert mail.outbox[-1].to == [owner_of(webhook).email]
    assert "wants nothing more" in mail.outbox[-1].body
    assert f"/organize/organizations/{webhook.organization.slug}/webhooks/{webhook.pk}/" in mail.outbox[-1].body


def fail_for(endpoint, webhook, *, tries, now):
    """One message that is tried so often and then is too late."""
    cancelled_at(webhook, now)
    for _ in range(tries):
        endpoint.answer_next(503)
        drain_all(now)
    late = now + hours(25)
    drain_all(late)
    return late


def test_it_is_turned_off_after_twenty_tries_and_a_day_without_one_that_arrived(endpoint):
    webhook, _secret = make_webhook(endpoint.url)

    fail_for(endpoint, webhook, tries=19, now=NOW)

    row = Webhook.objects.get()
    assert (row.off_because, row.failed_tries, row.failing_since) == ("failing", 20, NOW)
    assert len(endpoint.requests) == 19
    assert "Nothing has arrived" in deliver(NOW + hours(26))[0].body


def test_fewer_tries_or_a_shorter_time_leave_it_on(endpoint):
    few, _secret = make_webhook(endpoint.url)
    fail_for(endpoint, few, tries=10, now=NOW)
    short, _secret = make_webhook(endpoint.url)
    start = NOW + hours(48)
    for _ in range(4):  # each is refused for good after eight tries
        cancelled_at(short, start)
        for _ in range(8):
            endpoint.answer_next(404)
            drain_all(start)

    assert Webhook.objects.on().count() == 2
    assert sorted(Webhook.objects.values_list("failed_tries", flat=True)) == [11, 32]


def test_one_that_arrives_makes_good_what_was_before(endpoint):
    webhook, _secret = make_webhook(endpoint.url)
    late = fail_for(endpoint, webhook, tries=15, now=NOW)
    cancelled_at(webhook, late)
    drain(now=late)

    assert list(Webhook.objects.values_list("failed_tries", "failing_since")) == [(0, None)]


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_is_prepared_in_the_same_queries(number, endpoint, django_assert_num_queries):
    for _ in range(number):
        webhook, _secret = make_webhook(endpoint.url)
        cancelled_at(webhook, NOW)
    rows = list(Delivery.objects.filter(kind="events.webhook"))

    with django_assert_num_queries(4), django_assert_num_queries(1, using="keys"):
        assert len(WEBHOOK.prepare(rows, now=NOW)) == number
