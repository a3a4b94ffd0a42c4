import datetime as dt

import pytest
import time_machine
from django.core import mail

from accounts.models import Membership
from events.actions.host import make_host_link
from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.messages.unsent import UNSENT
from events.models import RSVP, Host, Occurrence
from events.reading.reminders import reminders_of, rules_of
from notifications.actions import HORIZON, plan
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW, make_co_host, make_event, make_organization, make_user
from tests.events.proposals import host_event

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)
QUARTER = LATER + minutes(15)


def cancelled_event(number=3):
    """An action that an organisation and another host, with so many who are to be told that it is cancelled."""
    owner, helper, ally = make_user(email="owner@org.example"), make_user(), make_user(email="ally@org.example")
    organization = make_organization(owner=owner)
    Membership.objects.create(user=helper, organization=organization, role="helper")
    event = make_event(organization=organization, title="Hands off", slug="hands-off")
    make_co_host(event=event, organization=make_organization(owner=ally), state="given", settled_at=NOW)
    for each in range(number):
        confirm(event, address=f"person{each}@inbox.example")
    deliver(LATER)
    cancel_occurrence(event.occurrences.get(), by=None, now=LATER)
    plan(now=LATER, until=LATER + HORIZON)
    return event


def news():
    return Delivery.objects.filter(kind="events.announcement").order_by("pk")


def alarms(now):
    """What hosts are told; nothing else goes out meanwhile."""
    waiting = Delivery.objects.planned().exclude(kind="events.unsent")
    held = list(waiting.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=held).update(lease_until=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    sent = deliver(now)
    Delivery.objects.filter(pk__in=held).update(lease_until=None)
    return sorted(sent, key=lambda message: message.to)


def test_everybody_who_hosts_is_told_how_many_have_not_gone_after_a_quarter_of_an_hour():
    cancelled_event()
    gone, failed = news()[0], news()[1]
    Delivery.objects.filter(pk=gone.pk).update(state="sent", settled_at=LATER)
    Delivery.objects.filter(pk=failed.pk).update(state="failed", settled_at=LATER, last_code="550")

    assert alarms(QUARTER - minutes(1)) == []
    mails = alarms(QUARTER)

    assert [message.to for message in mails] == [["ally@org.example"], ["owner@org.example"]]
    assert {message.subject for message in mails} == {"2 mails have not gone: Hands off"}
    assert "2 of 3 mails (news about a change) have not gone a quarter of an hour after they were due. " in (
        mails[0].body.replace("\n", " ")
    )
    assert "1 waits and is tried again. 1 has failed." in mails[0].body
    assert "/organize/events/hands-off/" in mails[0].body
    assert not any("inbox.example" in str(message.message()) for message in mails)
    assert alarms(QUARTER + minutes(30)) == []  # once for each notice


def test_host_behind_a_link_is_told_with_that_link_below_the_rest():
    token, _host = host_event()
    event = Host.objects.get().event
    confirm(event)
    deliver(LATER)
    cancel_occurrence(event.occurrences.get(), by=None, now=LATER)
    plan(now=LATER, until=LATER + HORIZON)

    (message,) = [message for message in alarms(QUARTER) if "/hosts/" in message.body]

    assert message.to == [mail.outbox[0].to[0]]
    assert "1 of 1 mail " in message.body
    assert message.body.index("Only for you") < message.body.index(f"/hosts/{token}/")


def test_what_has_gone_meanwhile_is_not_told():
    cancelled_event()
    plan(now=QUARTER, until=QUARTER + HORIZON)
    news().update(state="sent", settled_at=QUARTER, lease_until=None, claim_token=None)

    assert alarms(QUARTER) == []
    assert set(Delivery.objects.filter(kind="events.unsent").values_list("state", "reason")) == {
        ("not_owed", "all have gone by now")
    }


def test_reminders_are_told_of_too_and_moments_apart():
    event = make_event(organization=make_organization(owner=make_user()))
    confirm(event)
    deliver(LATER)
    date = Occurrence.objects.get()
    first = reminders_of(date, rules_of(event))[0].due_at

    assert alarms(first + minutes(14)) == []
    (message,) = alarms(first + minutes(16))

    assert "the reminder" in message.body


def test_one_change_of_many_dates_is_one_alarm():
    days = [dt.date(2027, 3, 13), dt.date(2027, 3, 20)]
    event = make_event(organization=make_organization(owner=make_user()), dates=days, rule="FREQ=WEEKLY")
    for number, date in enumerate(event.occurrences.all()):
        confirm(event, date, address=f"person{number}@inbox.example")
    deliver(LATER)
    for date in event.occurrences.all():
        move_occurrence(date, start_on=date.start_on, start_time=dt.time(20), duration=None, by=None, now=LATER)

    plan(now=LATER, until=LATER + HORIZON)
    (message,) = alarms(QUARTER + minutes(2))

    assert "2 of 2 mails" in message.body


def test_plan_costs_the_same_for_any_number_that_is_late(django_assert_num_queries):
    cancelled_event(number=1)
    with django_assert_num_queries(7):
        assert sum(len(rows) for rows in UNSENT.plan(now=QUARTER, until=QUARTER)) == 2
    event = Occurrence.objects.get().event
    Delivery.objects.bulk_create(
        [
            Delivery(**{**row, "id": None, "key": f"{row['key']}0{copy}", "message_id": f"<{copy}@x>"})
            for row in news().values()
            for copy in range(3)
        ]
    )
    with django_assert_num_queries(7):
        assert sum(len(rows) for rows in UNSENT.plan(now=QUARTER, until=QUARTER)) == 2
    assert event.title == "Hands off"


def test_pages_of_organisers_and_of_the_host_say_it(client):
    event = cancelled_event()
    _host, token = make_host_link(
        event, by=event.organization.members.get(email="owner@org.example"), language="en", now=NOW
    )

    with time_machine.travel(QUARTER, tick=False):
        client.force_login(event.organization.members.get(email="owner@org.example"))
        paths = ["/organize/events/hands-off/", "/organize/events/hands-off/2027-03-13/", f"/hosts/{token}/"]
        pages = [client.get(path).content.decode() for path in paths]
    with time_machine.travel(QUARTER - minutes(1), tick=False):
        before = client.get(paths[0]).content.decode()

    said = "3 of 3 mails (news about a change) have not gone a quarter of an hour after they were due."
    assert [said in page for page in pages] == [True, True, True]
    assert "quarter of an hour" not in before


def test_organiser_tries_again_what_failed(client):
    event = cancelled_event()
    news().update(state="failed", settled_at=LATER, last_code="550 5.7.1", reason="the server refused the message")

    with time_machine.travel(QUARTER, tick=False):
        client.force_login(event.organization.members.get(email="owner@org.example"))
        page = client.get("/organize/events/hands-off/").content.decode()
        answer = client.post("/organize/events/hands-off/retry/", follow=True)
        again = client.post("/organize/events/hands-off/retry/", follow=True)

    assert "the mail server refused the message" in page
    assert "/organize/events/hands-off/retry/" in page
    assert "3 mails are tried again." in answer.content.decode()
    assert "Nothing that failed can be tried again" in again.content.decode()
    assert len([message for message in deliver(QUARTER) if message.subject.startswith("Cancelled")]) == 3


def test_what_has_no_mailbox_stays_failed_and_is_not_said_to_be_tried_again(client):
    event = cancelled_event()
    news().update(state="failed", settled_at=LATER, last_code="550 5.1.1", reason="the server refused the recipient")
    RSVP.objects.filter(pk=RSVP.objects.order_by("pk").first().pk).update(wants_mail=False)

    with time_machine.travel(QUARTER, tick=False):
        client.force_login(event.organization.members.get(email="owner@org.example"))
        answer = client.post("/organize/events/hands-off/retry/", follow=True)
        RSVP.objects.update(wants_mail=False)
        news().update(state="failed", settled_at=LATER)
        again = client.post("/organize/events/hands-off/retry/", follow=True)

    assert "2 mails are tried again." in answer.content.decode()
    assert "there is no such mailbox" in again.content.decode()
    assert set(news().values_list("state", flat=True)) == {"failed"}
