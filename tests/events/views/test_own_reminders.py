"""Somebody who comes chooses when they are reminded, on the page behind their link."""

import pytest

from events.actions.reminder import add_reminder, remove_reminder
from events.models import RSVP
from events.reminder_rules import Rule
from notifications.models import Delivery
from tests.events.answers import confirm, join
from tests.events.factories import NOW, make_event
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import SATURDAYS, act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def planned():
    rows = Delivery.objects.planned().filter(kind="events.reminder").order_by("due_at")
    return [row.key.split(":")[2] for row in rows]


def test_page_says_what_the_hosts_have_set(client):
    event = make_event()
    remove_reminder(event, "two-hours", by=None, now=NOW)
    add_reminder(event, Rule("", "hours-after", 2, whom=("maybe",)), by=None, now=NOW)
    token, _rsvps = confirm(event)

    assert "The hosts have set: the day before at the same hour." in text_of(client.get(f"/rsvps/{token}/"))


@pytest.mark.parametrize(
    ("typed", "stored", "rules"),
    [
        ({"reminders": "none"}, "none", []),
        ({"reminders": "own", "two_hours": "on"}, "two-hours", ["two-hours"]),
        ({"reminders": "own", "day_before": "on"}, "day-before", ["day-before"]),
        (
            {"reminders": "own", "two_hours": "on", "day_before": "on"},
            "day-before,two-hours",
            ["day-before", "two-hours"],
        ),
        ({"reminders": "set", "two_hours": "on"}, "", ["day-before", "two-hours"]),
    ],
)
def test_each_choice_is_kept_and_changes_what_is_planned(client, typed, stored, rules):
    token, (rsvp,) = confirm(make_event())

    text = text_of(act(client, token, "reminders", **typed))

    rsvp.refresh_from_db()
    assert (rsvp.reminders, planned()) == (stored, rules)
    assert "Saved: we remind you as you have chosen." in text


def test_the_form_shows_what_was_chosen(client):
    token, _rsvps = confirm(make_event())
    act(client, token, "reminders", reminders="own", two_hours="on")

    form = client.get(f"/rsvps/{token}/").context["own_reminders"]["form"]

    assert (form["reminders"].value(), form["day_before"].value(), form["two_hours"].value()) == ("own", False, True)


@pytest.mark.parametrize("typed", [{}, {"reminders": "own"}, {"reminders": "hourly"}])
def test_nothing_and_nonsense_are_refused(client, typed):
    token, (rsvp,) = confirm(make_event())

    response = act(client, token, "reminders", **typed)

    assert response.status_code == 422
    rsvp.refresh_from_db()
    assert (rsvp.reminders, planned()) == ("", ["day-before", "two-hours"])


def test_choice_holds_for_all_dates_of_the_link_and_goes_with_them(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")
    token, _rsvps = confirm(event, *event.occurrences.all())

    assert "What you choose holds for all dates here." in text_of(act(client, token, "reminders", reminders="none"))

    assert set(RSVP.objects.values_list("reminders", flat=True)) == {"none"}
    assert planned() == []
    act(client, token, "erase")
    assert not RSVP.objects.exists()
    assert not Delivery.objects.filter(recipient__startswith="rsvp:").exists()


def test_who_gave_no_address_or_wants_no_mail_is_not_asked(client):
    event = make_event()
    without = join(event, address=None)
    token, _rsvps = confirm(event)
    act(client, token, "no-mail")

    for one in (without, token):
        assert "When we remind you" not in text_of(client.get(f"/rsvps/{one}/"))


def test_looking_changes_nothing(client):
    token, (rsvp,) = confirm(make_event())

    client.get(f"/rsvps/{token}/", {"action": "reminders", "reminders": "none"})

    rsvp.refresh_from_db()
    assert (rsvp.reminders, rsvp.reminders_since) == ("", None)
