import datetime as dt
import re

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from events.actions.occurrence import move_occurrence
from events.models import RSVP, Occurrence
from notifications.actions import HORIZON, plan
from notifications.kinds import Message, message_kind
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, join, minutes
from tests.events.factories import NOW, make_call, make_event, make_place

pytestmark = pytest.mark.django_db
SATURDAYS = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]


def invites_of(message):
    part = next(part for part in message.attachments if part.get_filename() == "invite.ics")
    return Calendar.from_ical(part.get_payload(decode=True))


def html_of(message):
    return message.alternatives[0][0]


def reminder(event, **wish):
    confirm(event, **wish)
    due = Delivery.objects.filter(kind="events.reminder").order_by("due_at").first().due_at
    return deliver(due)[-1]


def test_reminder_says_what_when_where_and_the_calling_sentence_exactly():
    call = make_call(exact="On March 13 we call on every city to rally")
    message = reminder(make_event(title="Hands off", call=call, place=make_place()), party_size=2)

    body = message.body
    assert message.subject == "Reminder: Hands off, Saturday 13 March, 17:30 – 19:30"
    assert "When: Saturday 13 March, 17:30 – 19:30 · Ashford time (UTC−5)" in body
    assert "Where: Clock Tower Square, 112 Market St, Ashford" in body
    assert "“On March 13 we call on every city to rally”" in body
    assert "No city gives up its clinic, Group" in body
    assert "Look here before you leave" in body
    assert "You answered: going, 2 people." in body
    assert "We erase our copy of your address on 27 March." in body


def test_plain_text_leads_to_the_sentence_by_its_short_address():
    message = reminder(make_event(call=make_call()))

    assert ":~:" not in message.body
    assert re.search(r"/revisions/1/#call-[\w-]+$", message.body, re.MULTILINE)
    assert ":~:text=" in html_of(message)


def test_personal_link_comes_last_under_only_for_you():
    message = reminder(make_event())

    for text in (message.body, html_of(message)):
        public, own = text.split("Only for you.")
        assert "/rsvps/" not in public
        assert "/rsvps/" in own


def test_reminder_is_a_plain_mail_and_a_confirmation_carries_the_calendar_entry():
    message = reminder(make_event())
    assert message.attachments == []

    confirm(make_event(dates=SATURDAYS, rule="FREQ=WEEKLY"), address="two@inbox.example")
    confirmed = deliver()[-1]

    calendar = invites_of(confirmed)
    (entry,) = calendar.walk("VEVENT")
    schedule = Occurrence.objects.order_by("-schedule_id", "original_on").first().schedule
    assert (calendar["METHOD"], entry["UID"]) == ("PUBLISH", schedule.uid)
    assert entry["RECURRENCE-ID"].dt.date() == SATURDAYS[0]
    assert "RRULE" not in entry
    assert "ATTENDEE" not in entry


def test_confirmation_of_several_dates_carries_an_entry_for_each():
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    confirm(event, *event.occurrences.all()[:2])

    message = deliver()[-1]

    assert [entry["RECURRENCE-ID"].dt.date() for entry in invites_of(message).walk("VEVENT")] == SATURDAYS[:2]
    assert len(invites_of(message).walk("VTIMEZONE")) == 1
    assert message.body.count("When:") == 2


def test_mail_in_arabic_reads_from_right_to_left_and_links_to_arabic_pages():
    message = reminder(make_event(), language="ar")

    assert '<html lang="ar" dir="rtl">' in html_of(message)
    assert "?lang=ar" in message.body
    assert "السبت ١٣ آذار" in message.subject
    assert message.extra_headers["Content-Language"] == "ar"


def test_text_of_the_host_cannot_break_out():
    event = make_event(title='<script>alert(1)</script> & "x"\u202e')

    message = reminder(event)

    assert "<script>" not in html_of(message)
    assert '<script>alert(1)</script> & "x"' in message.body


def test_mail_names_no_host_but_the_site():
    place = make_place()
    confirm(make_event(place=place, call=make_call()))
    messages = deliver()

    assert len(messages) == 1
    for message in messages:
        urls = re.findall(r'(?:href|src)="([^"]+)"', html_of(message)) + re.findall(r"https?://\S+", message.body)
        assert urls
        assert all(url.startswith("http://127.0.0.1:8000/") or url == "http://127.0.0.1:8000" for url in urls)
        assert "<img" not in html_of(message)


def test_hidden_place_is_in_the_mails_of_who_has_confirmed_only():
    place = make_place(name="A flat on Laundry Lane")
    event = make_event(
        place=place,
        shown_place=None,
        place_visibility="confirmed",
        public_area="Ashford",
        organization=place.organization,
    )
    join(event)
    (asked,) = deliver()
    message = reminder(event, address="two@inbox.example")

    assert "Laundry" not in asked.body + html_of(asked)
    assert "A flat on Laundry Lane" in message.body


@pytest.mark.parametrize("kind", ["events.confirmation", "events.confirmed", "events.reminder", "events.announcement"])
def test_prepare_asks_as_much_for_three_as_for_one(kind):
    def prepare(number):
        rows = list(Delivery.objects.filter(kind=kind).order_by("pk")[:number])
        with CaptureQueriesContext(connection) as queries, CaptureQueriesContext(connections["keys"]) as of_keys:
            made = message_kind(kind).prepare(rows, now=NOW)
        assert [type(each) for each in made.values()] == [Message] * number
        return (len(queries), len(of_keys))

    for number in range(3):
        event = make_event(call=make_call(), place=make_place(), start_on=SATURDAYS[0])
        join(event, address=f"waits{number}@inbox.example")
        confirm(event, address=f"person{number}@inbox.example")
    if kind == "events.announcement":
        announce_all()
    Delivery.objects.filter(kind="events.confirmation").update(state="planned", settled_at=None)
    waiting = RSVP.objects.filter(state="unconfirmed").values_list("batch", flat=True)
    if kind == "events.confirmation":
        Delivery.objects.filter(kind=kind).exclude(recipient__in=[f"batch:{batch}" for batch in waiting]).delete()

    assert prepare(1) == prepare(3)


def announce_all():
    for occurrence in Occurrence.objects.all():
        move_occurrence(
            occurrence, start_on=SATURDAYS[1], start_time=dt.time(12), duration=None, by=None, now=NOW + minutes(1)
        )
    plan(now=NOW + minutes(2), until=NOW + HORIZON)
