import datetime as dt

import pytest

from events.actions.occurrence import (
    cancel_occurrence,
    change_place,
    give_new_date,
    move_occurrence,
    move_online,
    postpone_occurrence,
    reinstate_occurrence,
)
from events.actions.whereabouts import Where
from events.errors import EditClash, EventsError
from events.models import RSVP, Announcement, Event, Occurrence
from events.remembered import Remembered
from notifications.models import Topic
from tests.events.answers import join
from tests.events.factories import NOW, make_event, make_place, make_user

pytestmark = pytest.mark.django_db

SATURDAY = dt.date(2027, 3, 13)
SUNDAY = dt.date(2027, 3, 14)
TWO_HOURS = dt.timedelta(hours=2)
LATER = NOW + dt.timedelta(hours=1)


def event_of(**fields):
    event = make_event(**fields)
    return event, event.occurrences.first()


def move(
    occurrence, *, start_on=SATURDAY, start_time=dt.time(17, 30), duration=TWO_HOURS, now=LATER, by=None, **fields
):
    return move_occurrence(
        occurrence, start_on=start_on, start_time=start_time, duration=duration, now=now, by=by, **fields
    )


def told():
    """Kinds of what people were told, the oldest first, with whether they are asked again."""
    return list(Announcement.objects.order_by("id").values_list("kind", "asks_again"))


def figures(occurrence):
    row = Occurrence.objects.select_related("schedule").get(pk=occurrence.pk)
    return (row.moves, row.schedule.sequence, row.schedule.last_modified)


def test_move_occurrence_changes_its_own_start_and_keeps_its_name():
    _event, occurrence = event_of()

    move(occurrence, start_time=dt.time(18))

    row = Occurrence.objects.get()
    assert (row.start_time, row.starts_at.isoformat()) == (dt.time(18), "2027-03-13T23:00:00+00:00")
    assert (row.original_on, row.original_time, row.date_slug) == (SATURDAY, dt.time(17, 30), "2027-03-13")
    assert figures(row) == (1, 1, LATER)
    assert (row.moved_at, told()) == (LATER, [("moved", False)])


def test_move_occurrence_to_another_day_asks_again():
    _event, occurrence = event_of()

    move(occurrence, start_on=SUNDAY, note="  The square is\ntaken. ")

    row = Occurrence.objects.get()
    assert (row.local_day, row.note, told()) == (SUNDAY, "The square is taken.", [("moved", True)])


def test_move_occurrence_keeps_old_and_new_as_they_were_shown():
    _event, occurrence = event_of(place=make_place())

    move(occurrence, start_time=dt.time(18), duration=None)

    announcement = Announcement.objects.get()
    old, new = (Remembered.from_json(stored) for stored in (announcement.old, announcement.new))
    assert (old.start_time, old.duration, old.place) == (
        dt.time(17, 30),
        TWO_HOURS,
        "Clock Tower Square, 112 Market St, Ashford",
    )
    assert (new.start_time, new.duration, new.zone) == (dt.time(18), None, "America/New_York")


def test_move_occurrence_twice_the_same_does_nothing_more():
    event, occurrence = event_of()

    move(occurrence, start_time=dt.time(18), version=event.version)
    move(occurrence, start_time=dt.time(18), version=event.version, now=LATER + dt.timedelta(hours=1))

    assert (figures(occurrence), len(told())) == ((1, 1, LATER), 1)


def test_move_occurrence_there_and_back_counts_both():
    _event, occurrence = event_of()

    move(occurrence, start_time=dt.time(18))
    move(occurrence)

    assert (figures(occurrence)[0], len(told())) == (2, 2)


def test_move_occurrence_of_the_end_alone_is_told_but_reminds_nobody_anew():
    _event, occurrence = event_of()

    move(occurrence, duration=dt.timedelta(hours=3))

    assert (figures(occurrence), told()) == ((0, 1, LATER), [("moved", False)])


def test_move_occurrence_of_a_draft_tells_nobody():
    _event, occurrence = event_of(published=False)

    move(occurrence, start_time=dt.time(18))

    assert (Occurrence.objects.get().moves, figures(occurrence)[1], told()) == (1, 0, [])


def test_move_occurrence_withdraws_what_was_prepared():
    event, occurrence = event_of()
    join(event)

    move(occurrence, start_time=dt.time(18))

    assert Topic.objects.get(name=f"occurrence:{occurrence.pk}").change == 1


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("start_on", {"start_on": dt.date(2027, 2, 1)}),
        ("start_on", {"start_on": dt.date(9999, 1, 1)}),
        ("start_time", {"start_time": None}),
        ("duration", {"duration": -TWO_HOURS}),
        ("hours", {"hours": "later", "start_time": None}),
        ("note", {"note": "x" * 301, "start_time": dt.time(18)}),
    ],
)
def test_move_occurrence_names_the_field_that_it_refuses(field, fields):
    _event, occurrence = event_of()

    with pytest.raises(EventsError) as caught:
        move(occurrence, **fields)

    row = Occurrence.objects.get()
    assert (caught.value.field, row.start_on, row.start_time, told()) == (field, SATURDAY, dt.time(17, 30), [])


def test_move_occurrence_refuses_what_is_over_or_cancelled():
    _event, occurrence = event_of()
    after = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)

    with pytest.raises(EventsError):
        move(occurrence, start_on=dt.date(2027, 5, 1), now=after)
    cancel_occurrence(occurrence, by=None, now=LATER)
    with pytest.raises(EventsError):
        move(occurrence, start_time=dt.time(18))

    assert Occurrence.objects.get().start_on == SATURDAY


def test_move_occurrence_is_for_editors():
    _event, occurrence = event_of()

    with pytest.raises(EventsError):
        move(occurrence, start_time=dt.time(18), by=make_user())

    assert Occurrence.objects.get().start_time == dt.time(17, 30)


def test_move_occurrence_tells_the_second_organiser_what_the_first_did():
    event, occurrence = event_of()
    opened = event.version
    cancel = {"by": None, "now": LATER, "version": opened}
    move(occurrence, start_time=dt.time(18), version=opened)

    with pytest.raises(EditClash) as caught:
        move(occurrence, start_time=dt.time(19), version=opened)
    with pytest.raises(EditClash):
        cancel_occurrence(occurrence, **cancel)

    assert caught.value.theirs["start_time"] == dt.time(18)
    assert (Occurrence.objects.get().start_time, len(told())) == (dt.time(18), 1)


@pytest.mark.parametrize(
    ("zone", "start_on", "start_time", "starts_at", "ends_at"),
    [
        # The clock jumps from 2:00 to 3:00 on 28 March in Berlin: 2:30 is moved forward by the gap.
        ("Europe/Berlin", dt.date(2027, 3, 28), dt.time(2, 30), "2027-03-28T01:30", "2027-03-28T02:30"),
        ("Europe/Berlin", dt.date(2027, 3, 27), dt.time(22), "2027-03-27T21:00", "2027-03-27T23:00"),
        # It shows 2:30 twice on 31 October: the first is meant.
        ("Europe/Berlin", dt.date(2027, 10, 31), dt.time(2, 30), "2027-10-31T00:30", "2027-10-31T03:30"),
        ("America/New_York", dt.date(2027, 11, 6), dt.time(23, 30), "2027-11-07T03:30", "2027-11-07T05:30"),
    ],
)
def test_move_occurrence_into_the_nights_when_clocks_change(zone, start_on, start_time, starts_at, ends_at):
    _event, occurrence = event_of(zone=zone)

    move(occurrence, start_on=start_on, start_time=start_time)

    row = Occurrence.objects.get()
    assert (f"{row.starts_at:%FT%R}", f"{row.ends_at:%FT%R}") == (starts_at, ends_at)
    assert (row.start_on, row.start_time, row.duration) == (start_on, start_time, TWO_HOURS)


def test_hour_that_becomes_known_is_good_news_and_not_a_change():
    _event, occurrence = event_of(hours="tba", duration=None)

    move(occurrence, start_time=dt.time(18), duration=None)
    move(occurrence, start_time=dt.time(18), duration=None)

    row = Occurrence.objects.select_related("schedule").get()
    assert (row.hours, row.start_time, row.has_moved, told()) == ("timed", dt.time(18), False, [("hour-set", False)])
    assert figures(row)[:2] == (1, 1)


def test_postpone_occurrence_keeps_the_last_date_it_had():
    _event, occurrence = event_of()

    postpone_occurrence(occurrence, by=None, now=LATER, note="Flood.")
    postpone_occurrence(occurrence, by=None, now=LATER)

    row = Occurrence.objects.get()
    assert (row.state, row.start_on, row.local_day, row.note) == ("postponed", SATURDAY, SATURDAY, "Flood.")
    assert (figures(row)[:2], told()) == ((1, 1), [("postponed", False)])


@pytest.mark.parametrize(("day", "asks_again"), [(dt.date(2027, 4, 3), True), (SATURDAY, False)])
def test_give_new_date_asks_again_unless_the_day_is_the_old_one(day, asks_again):
    _event, occurrence = event_of()
    postpone_occurrence(occurrence, by=None, now=LATER)
    given = {"start_on": day, "start_time": dt.time(18), "duration": None, "by": None}

    give_new_date(occurrence, now=LATER, **given)
    give_new_date(occurrence, now=LATER, **given)

    row = Occurrence.objects.get()
    assert (row.state, row.start_on, row.start_time, row.moves) == ("scheduled", day, dt.time(18), 2)
    assert told() == [("postponed", False), ("rescheduled", asks_again)]


def test_give_new_date_months_after_the_old_one_is_still_told():
    _event, occurrence = event_of()
    postpone_occurrence(occurrence, by=None, now=LATER)
    months_later = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)

    give_new_date(
        occurrence, start_on=dt.date(2027, 7, 1), start_time=dt.time(18), duration=None, by=None, now=months_later
    )

    assert told()[-1] == ("rescheduled", True)


def test_cancel_occurrence_leaves_the_others_and_the_event():
    event, occurrence = event_of(rule="FREQ=WEEKLY", dates=[SATURDAY, dt.date(2027, 3, 20)])

    cancel_occurrence(occurrence, by=None, now=LATER)
    cancel_occurrence(occurrence, by=None, now=LATER)

    assert list(event.occurrences.values_list("state", flat=True)) == ["cancelled", "scheduled"]
    assert (Event.objects.get().cancelled_at, told()) == (None, [("cancelled", False)])


def test_cancel_occurrence_of_the_only_date_cancels_the_event_and_reinstate_brings_it_back():
    _event, occurrence = event_of()

    cancel_occurrence(occurrence, by=None, now=LATER)
    cancelled_at = Event.objects.get().cancelled_at
    reinstate_occurrence(occurrence, by=None, now=LATER)
    reinstate_occurrence(occurrence, by=None, now=LATER)

    assert (cancelled_at, Event.objects.get().cancelled_at) == (LATER, None)
    assert (Occurrence.objects.get().state, Occurrence.objects.get().moves) == ("scheduled", 2)
    assert told() == [("cancelled", False), ("reinstated", False)]


def test_change_place_of_one_date_is_its_own():
    event, occurrence = event_of(rule="FREQ=WEEKLY", dates=[SATURDAY, dt.date(2027, 3, 20)], place=make_place())

    change_place(occurrence, where=Where(place_line="Town hall, Ashford"), by=None, now=LATER, note="Rain.")

    first, second = event.occurrences.all()
    assert (first.shown_place.name, first.has_own_whereabouts, first.note) == ("Town hall", True, "Rain.")
    assert (second.shown_place.name, second.has_own_whereabouts) == ("Clock Tower Square", False)
    assert (Event.objects.get().shown_place.name, told()) == ("Clock Tower Square", [("place-changed", False)])
    assert figures(first)[:2] == (0, 1)


def test_change_place_of_the_only_date_is_the_events_too():
    _event, occurrence = event_of(place=make_place())

    change_place(occurrence, where=Where(place_line="Town hall, Ashford"), by=None, now=LATER)

    event = Event.objects.get()
    assert (event.shown_place.name, "town hall" in event.search_text) == ("Town hall", True)
    assert Occurrence.objects.get().has_own_whereabouts is False


def test_change_place_never_below_what_is_taken():
    _event, occurrence = event_of(place=make_place())
    Occurrence.objects.update(going_in_person=3)

    with pytest.raises(EventsError) as caught:
        change_place(occurrence, where=Where(place_line="Hut, Ashford", capacity_in_person=2), by=None, now=LATER)

    assert (caught.value.field, told()) == ("capacity_in_person", [])
    assert Occurrence.objects.get().shown_place.name == "Clock Tower Square"


def test_move_online_takes_along_who_was_coming():
    event, occurrence = event_of(place=make_place())
    Occurrence.objects.update(going_in_person=3, going_unreachable=1)
    join(event, address=None)

    move_online(occurrence, online_url="meet.example.org/room", by=None, now=LATER)
    move_online(occurrence, online_url="https://meet.example.org/room", by=None, now=LATER)

    row = Occurrence.objects.get()
    assert (row.attendance, row.place, row.shown_place) == ("online", None, None)
    assert (row.online_url, row.shown_online_url) == ("https://meet.example.org/room", "")
    assert (row.going_in_person, row.going_online, row.going_unreachable) == (0, 3, 2)
    assert (RSVP.objects.get().attendance, told()) == ("online", [("moved-online", False)])
    assert Announcement.objects.get().old["place"] == "Clock Tower Square, 112 Market St, Ashford"


def test_move_online_refuses_what_is_no_web_address():
    _event, occurrence = event_of(place=make_place())

    with pytest.raises(EventsError) as caught:
        move_online(occurrence, online_url="javascript:alert(1)", by=None, now=LATER)

    assert (caught.value.field, Occurrence.objects.get().attendance) == ("online_url", "in-person")
