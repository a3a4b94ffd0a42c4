"""Rules that somebody has set: what they owe, to whom, and what becomes of that when they change."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from events.actions.details import Details
from events.actions.event import post_event
from events.actions.occurrence import cancel_occurrence, move_occurrence, postpone_occurrence
from events.actions.reminder import add_reminder, change_reminder, follow_reminders, remove_reminder
from events.actions.rsvp_link import change_rsvp, choose_reminders, set_mail
from events.actions.schedule import reschedule
from events.actions.whereabouts import Where
from events.models import Occurrence, ReminderRules
from events.reading.reminders import rules_of
from events.reminder_rules import Rule
from events.rsvp_links import open_link
from events.timing import Timing
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, minutes
from tests.events.factories import NOW, make_call, make_event, make_organization

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
SATURDAY = dt.date(2027, 3, 13)
EVENING_BEFORE = Rule("", "days-before-at", 1, at=dt.time(18))
WEEK_BEFORE = Rule("", "days-before", 7)
HOUR_BEFORE = Rule("", "hours-before", 1)
THANKS = Rule("", "days-after-at", 1, at=dt.time(11))


def at(day, hour, minute=0):
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=NEW_YORK).astimezone(dt.UTC)


def subjects(now):
    return [message.subject.partition(":")[0] for message in deliver(now)]


def set_only(owner, *rules, now=NOW, event=None):
    """These and no others."""
    event = event or owner
    for rule in rules_of(event):
        remove_reminder(owner, rule.id, by=None, now=now)
    return [add_reminder(owner, rule, by=None, now=now) for rule in rules]


def fresh(event):
    return type(event).objects.select_related("reminder_rules", "organization__reminder_rules").get(pk=event.pk)


def planned():
    rows = Delivery.objects.planned().filter(kind="events.reminder").order_by("due_at")
    return [f"{row.due_at.astimezone(NEW_YORK):%a %d %H:%M}" for row in rows]


def test_the_day_before_at_an_hour_of_the_wall_clock():
    event = make_event()
    set_only(event, EVENING_BEFORE)
    confirm(event)
    deliver()

    assert subjects(at(12, 17, 59)) == []
    assert subjects(at(12, 18)) == ["Reminder"]
    assert subjects(at(13, 15, 30)) == []


def test_organizations_rules_hold_for_its_events_until_one_has_its_own():
    event = make_event()
    set_only(event.organization, HOUR_BEFORE, event=event)
    confirm(event)
    other = make_event(organization=event.organization)
    add_reminder(other, WEEK_BEFORE, by=None, now=NOW)
    confirm(other, address="two@inbox.example")

    assert planned() == ["Sat 06 17:30", "Sat 13 16:30", "Sat 13 16:30"]


def test_rules_are_for_those_who_answered_so():
    event = make_event()
    set_only(event, Rule("", "days-before", 2, whom=("maybe",)), Rule("", "hours-before", 3, whom=("going",)))
    confirm(event)
    confirm(event, address="two@inbox.example", answer="maybe")

    assert planned() == ["Thu 11 17:30", "Sat 13 14:30"]


def test_another_answer_is_owed_what_is_for_it_from_then_on():
    event = make_event()
    set_only(event, Rule("", "days-before", 2, whom=("maybe",)), Rule("", "hours-before", 3, whom=("going",)))
    token, (rsvp,) = confirm(event)
    deliver()

    change = {"attendance": "in-person", "party_size": 1}
    change_rsvp(open_link(token), rsvp.pk, answer="maybe", **change, now=at(11, 18))
    change_rsvp(open_link(token), rsvp.pk, answer="going", **change, now=at(11, 19))

    assert planned() == ["Sat 13 14:30"]
    assert "Reminder" not in subjects(at(11, 20))
    assert subjects(at(13, 14, 30)) == ["Reminder"]


def test_new_rule_reminds_those_who_have_confirmed_if_its_moment_is_to_come():
    event = make_event()
    confirm(event)
    deliver()

    add_reminder(event, Rule("", "days-before-at", 1, at=dt.time(9)), by=None, now=at(12, 8))
    add_reminder(event, WEEK_BEFORE, by=None, now=at(12, 8))

    assert subjects(at(12, 8, 1)) == []
    assert subjects(at(12, 9)) == ["Reminder"]


def test_changed_rule_takes_back_what_was_planned_and_owes_its_own_moment():
    event = make_event()
    (rule,) = set_only(event, HOUR_BEFORE)
    confirm(event)
    deliver()

    change_reminder(event, rule.id, Rule("", "hours-before", 4), by=None, now=at(13, 10))

    assert subjects(at(13, 10, 1)) == []
    assert planned() == ["Sat 13 13:30"]
    assert subjects(at(13, 13, 30)) == ["Reminder"]
    assert subjects(at(13, 16, 30)) == []


def test_sender_looks_again_before_the_planner_has_seen_another_rule():
    event = make_event()
    (rule,) = set_only(event, HOUR_BEFORE)
    confirm(event)
    deliver()
    ReminderRules.objects.update(tidied_at=NOW)

    remove_reminder(event, rule.id, by=None, now=at(13, 16))
    ReminderRules.objects.update(tidied_at=at(13, 16))

    assert subjects(at(13, 16, 30)) == []
    assert Delivery.objects.get(kind="events.reminder").reason == "another rule"


def test_sent_reminder_is_not_sent_again_where_the_event_takes_over_the_organizations_rules():
    event = make_event()
    confirm(event)
    deliver()
    assert subjects(at(12, 17, 30)) == ["Reminder"]

    add_reminder(event, THANKS, by=None, now=at(12, 17, 40))

    assert subjects(at(12, 17, 45)) == []
    assert subjects(at(13, 15, 30)) == ["Reminder"]


def test_as_the_organization_does_again_owes_what_is_to_come():
    event = make_event()
    confirm(event)
    deliver()
    set_only(event, now=NOW + minutes(5))
    deliver(NOW + minutes(6))
    assert planned() == []

    follow_reminders(event, by=None, now=at(12, 20))

    assert [rule.id for rule in rules_of(fresh(event))] == ["day-before", "two-hours"]
    assert subjects(at(12, 20, 5)) == []
    assert subjects(at(13, 15, 30)) == ["Reminder"]


def test_moment_that_has_passed_when_the_event_moves_is_not_sent_again():
    event = make_event()
    set_only(event, EVENING_BEFORE, HOUR_BEFORE)
    confirm(event)
    deliver()
    assert subjects(at(12, 18)) == ["Reminder"]

    row = Occurrence.objects.get()
    when = {"start_on": SATURDAY, "start_time": dt.time(20), "duration": dt.timedelta(hours=2)}
    move_occurrence(row, **when, by=None, now=at(12, 19))

    assert subjects(at(12, 19, 5)) == ["New time"]
    assert subjects(at(13, 16, 30)) == []
    assert subjects(at(13, 19)) == ["Reminder"]


@pytest.mark.parametrize(("joined", "expected"), [(at(12, 17, 30), ["Reminder"]), (at(12, 17, 31), [])])
def test_confirmation_counts_as_the_next_reminder_when_less_than_a_day_remains(joined, expected):
    event = make_event()
    confirm(event, now=joined)
    deliver(joined)

    assert subjects(at(13, 15, 30)) == expected


def test_what_comes_after_the_reminder_that_the_confirmation_counts_as_is_still_due():
    event = make_event()
    set_only(event, EVENING_BEFORE, HOUR_BEFORE, THANKS)
    confirm(event, now=at(12, 17, 45))

    assert planned() == ["Sat 13 16:30", "Sun 14 11:00"]


def test_late_answer_gets_what_is_still_due():
    event = make_event()
    set_only(event, WEEK_BEFORE, EVENING_BEFORE, HOUR_BEFORE, THANKS)
    confirm(event, now=at(11, 12))

    assert planned() == ["Fri 12 18:00", "Sat 13 16:30", "Sun 14 11:00"]


def test_confirmation_of_the_old_time_reminds_of_nothing():
    event = make_event()
    confirm(event, now=at(13, 9))
    deliver(at(13, 9))

    row = Occurrence.objects.get()
    when = {"start_on": SATURDAY, "start_time": dt.time(20), "duration": dt.timedelta(hours=2)}
    move_occurrence(row, **when, by=None, now=at(13, 10))

    assert subjects(at(13, 10, 1)) == ["New time"]
    assert subjects(at(13, 18)) == ["Reminder"]


def test_thanks_say_what_comes_next_of_the_hosts_and_the_call():
    call = make_call()
    event = make_event(call=call)
    set_only(event, THANKS)
    confirm(event)
    deliver()
    make_event(organization=event.organization, title="Next picket", start_on=dt.date(2027, 3, 20))
    make_event(call=call, title="Elsewhere under the call", start_on=dt.date(2027, 3, 18))
    make_event(title="Of others", start_on=dt.date(2027, 3, 19))
    make_event(organization=event.organization, title="Unannounced", start_on=dt.date(2027, 3, 19), published=False)

    assert deliver(at(14, 10, 59)) == []
    (message,) = deliver(at(14, 11))

    assert message.subject == f"Thank you: {event.title}"
    for body in (message.body, message.alternatives[0][0]):
        assert body.index("Next picket") < body.index("Elsewhere under the call")
        assert "Of others" not in body
        assert "Unannounced" not in body


@pytest.mark.parametrize("verb", [cancel_occurrence, postpone_occurrence])
def test_nobody_is_thanked_for_what_did_not_happen(verb):
    event = make_event()
    set_only(event, THANKS)
    confirm(event)
    deliver()

    verb(Occurrence.objects.get(), by=None, now=at(13, 17))
    deliver(at(13, 17, 10))

    assert subjects(at(14, 11)) == []


def test_thanks_wait_for_an_end_that_came_later_and_for_the_morning():
    event = make_event()
    set_only(event, Rule("", "hours-after", 1))
    confirm(event)
    deliver()
    assert planned() == ["Sat 13 20:30"]
    row = Occurrence.objects.get()
    row.ends_at = at(13, 23)
    row.save()

    assert subjects(at(13, 20, 30)) == []
    assert planned() == ["Sun 14 08:00"]
    assert subjects(at(14, 8)) == ["Thank you"]


def test_late_thanks_keep_the_night_quiet_and_are_dropped_after_some_days():
    event = make_event()
    set_only(event, THANKS)
    confirm(event)
    confirm(event, address="two@inbox.example")
    deliver()

    assert subjects(at(15, 22, 30)) == []
    assert planned() == ["Tue 16 08:00"] * 2
    first = Delivery.objects.planned().first()
    Delivery.objects.filter(pk=first.pk).update(due_at=at(17, 12))
    assert subjects(at(16, 8)) == ["Thank you"]
    assert subjects(at(17, 12)) == []
    first.refresh_from_db()
    assert first.state == "expired"


def test_after_an_outage_only_the_last_of_what_has_piled_up():
    event = make_event()
    set_only(event, Rule("", "hours-before", 6), Rule("", "hours-before", 3), HOUR_BEFORE)
    confirm(event)
    deliver()

    assert subjects(at(13, 15)) == ["Reminder"]
    states = list(Delivery.objects.filter(kind="events.reminder").order_by("due_at").values_list("state", "reason"))
    assert states == [("not_owed", "a later one is due"), ("sent", ""), ("planned", "")]


def test_rule_made_too_late_does_not_stand_before_one_that_waits():
    event = make_event()
    (first,) = set_only(event, Rule("", "hours-before", 6))
    confirm(event)
    deliver()
    add_reminder(event, Rule("", "hours-before", 3), by=None, now=at(13, 14, 45))

    assert subjects(at(13, 15)) == ["Reminder"]
    assert Delivery.objects.get(kind="events.reminder").key.split(":")[2] == first.id


def choose(token, choice, now):
    choose_reminders(open_link(token), choice=choice, now=now)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("none", []),
        ("day-before", ["Fri 12 17:30"]),
        ("two-hours", ["Sat 13 15:30"]),
        ("day-before,two-hours", ["Fri 12 17:30", "Sat 13 15:30"]),
        ("", ["Fri 12 18:00", "Sun 14 11:00"]),
    ],
)
def test_own_choice_replaces_what_the_hosts_have_set(choice, expected):
    event = make_event()
    set_only(event, EVENING_BEFORE, THANKS)
    token, _rsvps = confirm(event)

    choose(token, "day-before,two-hours" if not choice else "", NOW)
    choose(token, choice, NOW + minutes(1))

    assert planned() == expected
    deliver(NOW + minutes(2))
    assert planned() == expected


def test_own_choice_is_not_told_of_what_has_passed():
    token, _rsvps = confirm(make_event())
    deliver()
    choose(token, "two-hours", NOW)
    assert subjects(at(12, 17, 30)) == []

    choose(token, "day-before,two-hours", at(12, 18))

    assert subjects(at(12, 18, 1)) == []
    assert subjects(at(13, 15, 30)) == ["Reminder"]


def test_own_choice_counts_also_after_a_late_confirmation():
    event = make_event()
    token, _rsvps = confirm(event, now=at(13, 9))
    deliver(at(13, 9))

    choose(token, "two-hours", at(13, 9, 5))

    assert subjects(at(13, 15, 30)) == ["Reminder"]


def test_mail_wanted_again_does_not_bring_back_what_was_sent():
    token, _rsvps = confirm(make_event())
    deliver()
    assert subjects(at(12, 17, 30)) == ["Reminder"]

    set_mail(open_link(token), wants_mail=False, now=at(12, 17, 40))
    set_mail(open_link(token), wants_mail=True, now=at(12, 17, 41))

    assert subjects(at(12, 17, 45)) == []
    assert subjects(at(13, 15, 30)) == ["Reminder"]
    assert len(mail.outbox) == 4


def test_edited_zone_reminds_at_the_hour_of_the_new_one():
    timing = Timing(
        start_on=SATURDAY,
        start_time=dt.time(18),
        duration=dt.timedelta(hours=2),
        zone="Europe/Berlin",
        rule="FREQ=WEEKLY;BYDAY=SA",
        until_on=dt.date(2027, 3, 27),
    )
    where, details = Where(attendance="online"), Details(title="Know your rights", kind="teach-in")
    event = post_event(make_organization(), details=details, timing=timing, where=where, by=None, now=NOW)
    confirm(event)
    deliver()
    assert planned() == ["Fri 12 12:00", "Sat 13 10:00"]

    moved = dataclasses.replace(timing, zone="America/New_York")
    reschedule(event, timing=moved, by=None, now=NOW + minutes(1))

    assert subjects(NOW + minutes(5)) == ["New time"]
    assert planned() == ["Fri 12 18:00", "Sat 13 16:00"]
    assert subjects(at(12, 12)) == []
    assert subjects(at(12, 18)) == ["Reminder"]
