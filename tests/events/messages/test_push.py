"""Messages to devices, beside mails: who gets them, what they say, and when they are not sent any more."""

import datetime as dt
import json

import pytest

from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.actions.purge.answers import purge_answers
from events.actions.rsvp_link import erase_rsvps, set_mail
from events.actions.word import write_word
from events.models import RSVP, PushSubscription
from events.rsvp_links import open_link
from notifications.actions import drain, plan
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver
from tests.events.factories import NOW, make_event
from tests.notifications.channels.web_push.browser import VAPID, FakeBrowser

pytestmark = pytest.mark.django_db
NEWS = "There is news about an action you are coming to."


@pytest.fixture(autouse=True)
def push_is_on(settings, endpoint):
    settings.WEB_PUSH, settings.VAPID_PRIVATE_KEY = True, VAPID
    settings.PUSH_SERVICES = {"localhost": "Tests"}
    settings.SECURITY_CONTACT = "mailto:security@example.org"


@pytest.fixture(autouse=True)
def devices_are_older_than_what_is_owed(monkeypatch):
    """Pages ask the clock, and these tests have another hour than it."""
    monkeypatch.setattr("events.views.own_devices.timezone.now", lambda: NOW)


@pytest.fixture
def browser(endpoint):
    return FakeBrowser(f"{endpoint.url}/push/periwinkle")


def act(client, token, action, **data):
    return client.post(f"/rsvps/{token}/", {"action": action, **data})


def told(client, browser, event=None, **wish):
    """Somebody who comes and has named a device."""
    event = event or make_event(slug="hands-off")
    token, _rsvps = confirm(event, **wish)
    answer = act(client, token, "push-on", **browser.form)
    assert "This device gets a message too, through Tests." in answer.text
    return event, token


def states():
    return sorted(Delivery.objects.filter(kind="events.push").values_list("state", flat=True))


def opened(endpoint, browser):
    return [json.loads(browser.opens(request.body)) for request in endpoint.requests]


def cancel(event, now=NOW):
    cancel_occurrence(event.occurrences.get(), by=None, now=now)


def test_a_cancellation_is_pushed_beside_its_mail_and_says_only_that_there_is_news(client, endpoint, browser):
    event, _token = told(client, browser)

    cancel(event)
    mails = deliver()

    (said,) = opened(endpoint, browser)
    assert said == {"title": NEWS, "language": "en", "path": "/events/hands-off/2027-03-13/?lang=en"}
    assert [mail.subject for mail in mails if "Cancelled" in mail.subject] != []
    assert states() == ["sent"]


def test_a_reminder_and_a_word_of_the_host_are_pushed_too(client, endpoint, browser):
    event, _token = told(client, browser)
    date = event.occurrences.get()

    write_word(date, text="Bring a lamp", by=None, now=NOW)
    deliver()
    assert len(endpoint.requests) == 1
    deliver(date.starts_at - dt.timedelta(hours=1))

    assert [said["title"] for said in opened(endpoint, browser)] == [NEWS, NEWS]
    assert {request.headers["urgency"] for request in endpoint.requests} == {"high", "normal"}


def test_planned_twice_it_is_owed_once_for_each_device(client, endpoint, browser):
    event, token = told(client, browser)
    other = FakeBrowser(f"{endpoint.url}/push/other")
    act(client, token, "push-on", **other.form)
    act(client, token, "push-on", **other.form)  # the same browser once more

    cancel(event)
    for _ in range(2):
        deliver()

    assert sorted(request.path for request in endpoint.requests) == ["/push/other", "/push/periwinkle"]
    assert PushSubscription.objects.count() == 2


def test_what_must_not_be_mailed_is_not_pushed(client, endpoint, browser):
    """A reminder that is planned, and the action is cancelled before it is due; its own news is pushed."""
    event, _token = told(client, browser)
    due = event.occurrences.get().starts_at - dt.timedelta(hours=1)
    plan(now=due - dt.timedelta(hours=47), until=due)
    reminders = Delivery.objects.filter(kind="events.push").count()

    cancel(event, now=due - dt.timedelta(hours=46))
    deliver(due - dt.timedelta(hours=46))
    deliver(due)

    assert reminders > 0
    assert len(endpoint.requests) == 1
    assert [state for state in states() if state not in ("not_owed", "expired")] == ["sent"]


def test_while_its_mail_waits_the_mails_own_kind_says_whether_it_may_be_said(client, endpoint, browser):
    event, _token = told(client, browser)
    due = event.occurrences.get().starts_at - dt.timedelta(hours=1)
    plan(now=due - dt.timedelta(hours=47), until=due)
    RSVP.objects.update(wants_mail=False)

    drain(now=due)

    assert set(states()) <= {"not_owed", "expired"}
    assert "not_owed" in states()
    assert endpoint.requests == []


def test_a_push_that_is_late_is_not_sent_when_something_has_changed_since_its_mail(client, endpoint, browser):
    event, _token = told(client, browser)
    endpoint.answer_next(503)
    date = event.occurrences.get()
    move_occurrence(date, start_on=dt.date(2027, 3, 14), start_time=dt.time(18), duration=None, by=None, now=NOW)
    deliver(NOW + dt.timedelta(minutes=3))
    assert states() == ["planned"]

    cancel(event, now=NOW + dt.timedelta(minutes=4))
    Delivery.objects.filter(kind="events.push").update(lease_until=None)
    deliver(NOW + dt.timedelta(minutes=5))

    assert states() == ["not_owed", "sent"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_takes_nothing_more_is_forgotten(client, endpoint, browser, status):
    event, _token = told(client, browser)
    endpoint.answer_next(status)

    cancel(event)
    deliver()

    assert PushSubscription.objects.count() == 0
    assert states() == ["failed"]


def test_whoever_wants_no_mail_or_no_push_gets_none(client, endpoint, browser):
    event, token = told(client, browser)
    second, second_token = told(client, browser, event=make_event(slug="second"))
    set_mail(open_link(token), wants_mail=False, now=NOW)
    answer = act(client, second_token, "push-off")

    for each in (event, second):
        cancel(each)
    deliver()

    assert "No device gets messages about this any more" in answer.text
    assert (endpoint.requests, states()) == ([], [])


def test_with_the_answer_the_device_is_forgotten(client, browser):
    _event, token = told(client, browser)
    erase_rsvps(open_link(token).batch, now=NOW)
    event, token = told(client, browser, event=make_event(slug="second"))
    purge_answers(now=event.occurrences.get().ends_at + dt.timedelta(days=15))

    assert (RSVP.objects.count(), PushSubscription.objects.count()) == (0, 0)


def test_nothing_of_the_browser_or_the_person_is_in_rows_or_logs(client, endpoint, browser, caplog):
    event, token = told(client, browser, name="Quince Canary")
    endpoint.answer_next(500)
    cancel(event)
    deliver()

    rows = " ".join(str(row) for model in (Delivery, PushSubscription) for row in model.objects.values_list())
    sent = " ".join(str(request) for request in endpoint.requests)
    for secret in ("periwinkle", browser.form["key"], AMAL, "Quince", token):
        assert secret not in rows
        assert secret not in caplog.text
    for secret in (AMAL, "Quince", token, "Hands off", "hands-off"):
        assert secret not in sent


def test_only_what_a_browser_names_is_taken(client, endpoint, browser):
    token, _rsvps = confirm(make_event())
    wrong = [
        {**browser.form, "endpoint": "https://elsewhere.example/push"},
        {**browser.form, "endpoint": "https://notlocalhost/push"},
        {**browser.form, "endpoint": browser.endpoint.replace("https", "http")},
        {**browser.form, "endpoint": ""},
        {**browser.form, "key": browser.form["auth"]},
        {**browser.form, "key": "٣" * 87},
        {**browser.form, "auth": browser.form["key"]},
        {},
    ]

    answers = [act(client, token, "push-on", **form) for form in wrong]

    assert {answer.status_code for answer in answers} == {422}
    assert all("has not said how it can be reached" in answer.text for answer in answers)
    assert PushSubscription.objects.count() == 0


def test_an_answer_has_five_devices_at_most(client, endpoint):
    token, _rsvps = confirm(make_event())
    answers = [act(client, token, "push-on", **FakeBrowser(f"{endpoint.url}/{number}").form) for number in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [422]
    assert PushSubscription.objects.count() == 5


def test_it_is_offered_where_it_is_on_and_mail_goes_there(client, settings):
    token, _rsvps = confirm(make_event())
    on = client.get(f"/rsvps/{token}/").text
    settings.WEB_PUSH = False
    off = client.get(f"/rsvps/{token}/").text

    assert ("data-push=" in on, "Google (Chrome" in on) == (True, True)
    assert ("data-push=" in off, "push.js" in off) == (False, False)
    assert act(client, token, "push-on").status_code == 422


def test_while_it_is_off_nothing_is_owed(client, endpoint, browser, settings):
    event, _token = told(client, browser)
    settings.WEB_PUSH = False

    cancel(event)
    deliver()

    assert states() == []
