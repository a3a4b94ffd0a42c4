"""An event lives through everything its organiser can do; after each step its calendar is exactly its rows, its
counters have risen by the rules, and no other event's bytes have changed."""

import contextlib
import datetime as dt
import random
from dataclasses import replace

import pytest

from events.actions.details import Details
from events.actions.event import cancel_event, edit_event, post_event
from events.actions.occurrence import (
    cancel_occurrence,
    change_place,
    give_new_date,
    move_occurrence,
    postpone_occurrence,
    reinstate_occurrence,
)
from events.actions.schedule import extend_schedule, reschedule
from events.actions.whereabouts import Where
from events.calendars.feed import wrap_calendar
from events.calendars.refresh import gather, zones_of
from events.calendars.vtimezone import render_vtimezone
from events.errors import EventsError
from events.models import Schedule
from events.timing import Timing
from tests.events.calendars.tellers import told_by_recurring_ical_events, told_by_row
from tests.events.factories import NOW, make_event, make_organization, make_user

MATERIAL = ("DTSTART", "DTEND", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "STATUS", "LOCATION", "CONFERENCE", "GEO")
ZONES = ["America/New_York", "Asia/Gaza", "Africa/Cairo", "Australia/Lord_Howe"]


class Walk:
    """One event and its organiser; `now` goes on a little with each step."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.now = NOW
        self.taken = []
        self.by = make_user()
        organization = make_organization(owner=self.by)
        self.timing = Timing(
            start_on=dt.date(2027, 3, 9),
            start_time=dt.time(22),
            zone=self.random.choice(ZONES),
            duration=dt.timedelta(hours=8),
            rule="FREQ=WEEKLY;BYDAY=TU",
            until_on=dt.date(2027, 4, 20),
        )
        details = Details(title="Night vigil", kind="vigil")
        where = Where(place_line="Clock Tower Square, Ashford")
        self.event = post_event(
            organization, details=details, timing=self.timing, where=where, by=self.by, now=self.now
        )

    def step(self):
        self.now += dt.timedelta(hours=self.random.choice([0, 1, 30]))
        steps = [self.move, self.move, self.cancel, self.postpone, self.settle, self.reinstate, self.place, self.rename]
        step = self.random.choice([*steps, self.reschedule, self.follow, self.extend, self.end])
        with contextlib.suppress(EventsError):  # refused: then nothing has changed, which is checked too
            step()
            self.taken.append(step.__name__)
        self.event.refresh_from_db()

    def row(self):
        return self.random.choice(list(self.event.occurrences.order_by("id")))

    def when(self, row):
        return {
            "start_on": row.start_on + dt.timedelta(days=self.random.randint(0, 5)),
            "start_time": self.random.choice([dt.time(22), dt.time(1, 30), dt.time(9)]),
            "duration": self.random.choice([None, dt.timedelta(hours=8), dt.timedelta(hours=1)]),
            "by": self.by,
            "now": self.now,
        }

    def move(self):
        row = self.row()
        move_occurrence(row, **self.when(row))

    def settle(self):
        row = self.row()
        give_new_date(row, **self.when(row))

    def cancel(self):
        cancel_occurrence(self.row(), note="A storm", by=self.by, now=self.now)

    def postpone(self):
        postpone_occurrence(self.row(), by=self.by, now=self.now)

    def reinstate(self):
        reinstate_occurrence(self.row(), by=self.by, now=self.now)

    def place(self):
        where = Where(place_line=self.random.choice(["Old hall, Ashford", "New hall, Birkdale"]))
        change_place(self.row(), where=where, by=self.by, now=self.now)

    def rename(self):
        details = replace(Details.of(self.event), title=self.random.choice(["Vigil", "Night vigil", "Watch"]))
        edit_event(self.event, details=details, by=self.by, now=self.now)

    def reschedule(self):
        self.change(start_time=self.random.choice([dt.time(21), dt.time(1, 30)]))

    def follow(self):
        days = self.random.choice([14, 21])
        start_on = self.timing.start_on + dt.timedelta(days=days)
        self.change(from_on=start_on, start_on=start_on, rule="FREQ=WEEKLY;BYDAY=TU,FR")

    def change(self, from_on=None, **fields):
        timing = replace(self.timing, **fields)
        reschedule(self.event, timing=timing, from_on=from_on, by=self.by, now=self.now)
        self.timing = timing

    def extend(self):
        extend_schedule(self.event, by=self.by, now=self.now)

    def end(self):
        if self.random.random() < 0.2:
            cancel_event(self.event, note="No longer needed", by=self.by, now=self.now)


def read():
    changes = dict(Schedule.objects.public().values_list("uid", "change"))
    return {fragment.uid: fragment for fragment in gather(changes, language="en").fragments}


def check_rows(fragments):
    for schedule in Schedule.objects.public():
        rows = [row for row in schedule.occurrences.select_related("schedule") if row.date_slug]
        if not rows:
            assert schedule.uid not in fragments
            continue
        fragment = fragments[schedule.uid]
        zones = [render_vtimezone(zone.name, zone.first_year, zone.last_year) for zone in zones_of([fragment])]
        told = told_by_recurring_ical_events(wrap_calendar(bytes(fragment.body), zones))
        assert told == sorted(told_by_row(row) for row in rows)


def check_counters(before, after, sequences):
    """Whatever bytes change, LAST-MODIFIED rises; what RFC 5546 calls material raises SEQUENCE; nothing ever falls."""
    for uid, fragment in after.items():
        sequence = Schedule.objects.get(uid=uid).sequence
        if uid in before:
            old = before[uid]
            assert sequence >= sequences[uid]
            assert fragment.last_modified >= old.last_modified
            if bytes(fragment.body) != bytes(old.body):
                assert fragment.last_modified >= old.last_modified + dt.timedelta(seconds=1)
            if material_of(fragment) != material_of(old):
                assert sequence > sequences[uid]
        sequences[uid] = sequence


def material_of(fragment):
    lines = bytes(fragment.body).replace(b"\r\n ", b"").decode().split("\r\n")
    return [line for line in lines if line.startswith(MATERIAL)]


@pytest.mark.parametrize("seed", range(12))
def test_a_calendar_follows_its_event_through_everything(db, seed):
    bystander = make_event(rule="FREQ=WEEKLY;BYDAY=SA", dates=[dt.date(2027, 3, 13), dt.date(2027, 3, 20)])
    walk = Walk(seed)
    uid = bystander.schedules.get().uid
    before, sequences = {}, {}
    untouched = bytes(read()[uid].body)

    for _step in range(12):
        after = read()
        check_rows(after)
        check_counters(before, after, sequences)
        assert bytes(after[uid].body) == untouched
        before = after
        walk.step()
    assert len(set(walk.taken)) >= 4, "hardly anything happened on this walk"


def test_a_date_that_people_knew_never_vanishes_from_a_calendar(db):
    """What falls away stays as cancelled: a subscriber's calendar would keep showing it otherwise."""
    walk = Walk(0)
    known = {row.original_on for row in walk.event.occurrences.all()}
    walk.change(start_on=dt.date(2027, 3, 11), rule="FREQ=WEEKLY;BYDAY=TH")

    [fragment] = read().values()
    told = told_by_recurring_ical_events(wrap_calendar(bytes(fragment.body), []))

    assert len([one for one in told if one[2] == "CANCELLED"]) == len(known) == 7
    assert len([one for one in told if one[2] == "CONFIRMED"]) == 6
