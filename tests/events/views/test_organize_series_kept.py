"""What the form of a series cannot show is said in words, and stays unless somebody chooses another way to repeat."""

import datetime as dt

import pytest
import time_machine

from events.actions.event import create_event, post_event
from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.models import Announcement, Event
from events.timing import Timing
from tests.events.factories import NOW
from tests.events.series import post_series
from tests.events.views.event_pages import fields_as_shown, own
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

EXTRA = dt.date(2027, 3, 18)
# Tuesday 9 March and every fourth Tuesday, and a Thursday between.
WITH_EXTRA = {"rule": "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "rdates": (EXTRA,)}
HIDDEN_RULES = ["FREQ=MONTHLY;BYDAY=2TU,4TU", "FREQ=MONTHLY;BYMONTHDAY=9,20"]


def make_series(organiser, *, action=post_event, **timing):
    usual = {"start_on": dt.date(2027, 3, 9), "until_on": dt.date(2027, 6, 1)}
    timing = Timing(start_time=dt.time(18), zone="Europe/Madrid", **{**usual, **timing})
    return post_series(timing, organization=organiser.group, action=action)


def save(client, event, page="series/", **typed):
    """As the page shows it, but for what is typed."""
    shown = fields_as_shown(client.get(own(event, page)))
    return client.post(own(event, page), shown | typed)


def dates(event):
    return [
        (f"{row.original_on:%m-%d}", row.state, row.start_time.hour)
        for row in event.occurrences.order_by("original_on")
    ]


@pytest.mark.parametrize("timing", [WITH_EXTRA, *({"rule": rule} for rule in HIDDEN_RULES)])
def test_another_hour_cancels_no_date(client, organiser, timing):
    event = make_series(organiser, **timing)
    before = dates(event)

    save(client, event, start_time="19:00")

    assert dates(event) == [(day, "scheduled", 19) for day, _state, _hour in before]
    assert set(Announcement.objects.values_list("kind", flat=True)) == {"moved"}


@pytest.mark.parametrize("timing", [WITH_EXTRA, *({"rule": rule} for rule in HIDDEN_RULES)])
def test_another_title_leaves_the_dates_of_a_draft(client, organiser, timing):
    event = make_series(organiser, action=create_event, **timing)
    before = list(event.occurrences.order_by("pk").values_list("pk", "original_on"))

    save(client, event, "edit/", title="Picket again")

    assert Event.objects.get().title == "Picket again"
    assert list(event.occurrences.order_by("pk").values_list("pk", "original_on")) == before


def test_another_end_keeps_the_rule_and_the_date_beside_it(client, organiser):
    event = make_series(organiser, rule="FREQ=MONTHLY;BYMONTHDAY=9,20", rdates=(EXTRA,))

    save(client, event, until_on="2027-04-20")

    assert [day for day, state, _hour in dates(event) if state == "scheduled"] == [
        "03-09",
        "03-18",
        "03-20",
        "04-09",
        "04-20",
    ]


@pytest.mark.parametrize("typed", [{"repeats": "monthly-last"}, {"repeats": "weekly", "weekdays": ["1"]}])
def test_another_way_to_repeat_is_another_rule(client, organiser, typed):
    event = make_series(organiser, rule="FREQ=MONTHLY;BYMONTHDAY=30,31", rdates=(EXTRA,), start_on=dt.date(2027, 3, 30))

    save(client, event, **typed)

    assert dict(row[:2] for row in dates(event))["03-18"] == "cancelled"
    assert (
        event.schedules.get().rule
        == {
            "monthly-last": "FREQ=MONTHLY;BYDAY=-1TU",
            "weekly": "FREQ=WEEKLY;BYDAY=TU",
        }[typed["repeats"]]
    )


def test_dates_without_a_rule_take_another_hour_and_another_first_day(client, organiser):
    event = make_series(organiser, rdates=(EXTRA, dt.date(2027, 4, 2)), until_on=None)

    save(client, event, start_time="19:00")
    save(client, event, start_on="2027-03-10")

    assert dates(event) == [
        ("03-09", "cancelled", 19),
        ("03-10", "scheduled", 19),
        ("03-18", "scheduled", 19),
        ("04-02", "scheduled", 19),
    ]


def test_a_day_that_the_rule_does_not_make_is_refused_and_nothing_is_lost(client, organiser):
    event = make_series(organiser, rule=HIDDEN_RULES[0])
    before = dates(event)

    answer = save(client, event, start_on="2027-03-10")

    assert answer.context["form"].errors["start_on"] == ["The first date is not one of the days on which it repeats."]
    assert dates(event) == before


@pytest.mark.parametrize(
    ("timing", "said"),
    [
        (WITH_EXTRA, "It also takes place on 18 March 2027."),
        ({"rule": HIDDEN_RULES[0]}, "It repeats every month on the second Tuesday and the fourth Tuesday."),
        ({"rule": HIDDEN_RULES[1]}, "It repeats every month on day 9 and day 20."),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=-1", "start_on": dt.date(2027, 3, 31)}, "every month on the last day."),
    ],
)
@pytest.mark.parametrize(("action", "page"), [(post_event, "series/"), (create_event, "edit/")])
def test_the_form_says_what_its_fields_cannot_show(client, organiser, timing, said, action, page):
    event = make_series(organiser, action=action, **timing)

    text = text_of(client.get(own(event, page)))

    assert f"{said} The fields below cannot show this." in text


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", "FREQ=MONTHLY;BYMONTHDAY=9", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=YEARLY"]
)
def test_the_form_says_nothing_more_of_what_its_fields_show(client, organiser, rule):
    event = make_series(organiser, rule=rule)

    page = client.get(own(event, "series/"))

    assert (page.status_code, page.context["form"].kept) == (200, None)


def test_a_date_beside_the_rule_that_somebody_cancelled_stays_so(client, organiser):
    event = make_series(organiser, **WITH_EXTRA)
    cancel_occurrence(event.occurrences.get(original_on=EXTRA), by=None, now=NOW)

    page = client.get(own(event, "series/"))
    event.refresh_from_db()
    save(client, event, start_time="19:00")

    assert page.context["form"].kept is None
    assert [state for _day, state, _hour in dates(event)][:3] == ["scheduled", "cancelled", "scheduled"]


def test_what_is_over_stays_and_what_comes_beside_the_rule_is_kept(client, organiser):
    over, coming = dt.date(2027, 3, 11), dt.date(2027, 3, 18)
    event = make_series(organiser, rule=WITH_EXTRA["rule"], rdates=(over, coming))

    with time_machine.travel(NOW + dt.timedelta(days=13), tick=False):
        save(client, event, start_time="19:00")

    # 18 March comes before 6 April, from which the rule goes on.
    assert dates(event)[:4] == [
        ("03-09", "scheduled", 18),
        ("03-11", "scheduled", 18),
        ("03-18", "scheduled", 19),
        ("04-06", "scheduled", 19),
    ]
    running = event.schedules.running().get()
    assert (running.start_on, running.rdates) == (dt.date(2027, 4, 6), ["2027-03-18"])


def test_from_a_date_beside_the_rule_on(client, organiser):
    event = make_series(organiser, **WITH_EXTRA)

    save(client, event, "series/?from=2027-03-18", start_time="19:00")

    assert [(day, hour) for day, _state, hour in dates(event)][:3] == [("03-09", 18), ("03-18", 19), ("04-06", 19)]


def test_where_only_a_date_beside_the_rule_is_left_it_repeats_no_more(client, organiser):
    event = make_series(organiser, rule=WITH_EXTRA["rule"], rdates=(dt.date(2027, 5, 1),), until_on=EXTRA)

    with time_machine.travel(NOW + dt.timedelta(days=13), tick=False):
        save(client, event, start_time="19:00")

    assert dates(event) == [("03-09", "scheduled", 18), ("05-01", "scheduled", 19)]


def test_the_first_date_is_the_first_of_the_rule_whatever_was_moved_before_it(client, organiser):
    event = make_series(organiser, rule="FREQ=WEEKLY;BYDAY=TU")
    moved = event.occurrences.get(original_on="2027-04-06")
    day = dt.date(2027, 3, 3)
    move_occurrence(moved, start_on=day, start_time=dt.time(12), duration=None, by=None, now=NOW)

    save(client, event, start_time="19:00")

    assert {state for _day, state, _hour in dates(event)} == {"scheduled"}


@pytest.mark.parametrize("timing", [WITH_EXTRA, *({"rule": rule} for rule in HIDDEN_RULES)])
def test_what_is_saved_as_it_was_shown_changes_nothing_though_a_date_has_begun(client, organiser, timing):
    event = make_series(organiser, **timing)
    third = event.occurrences.order_by("original_on")[2]
    before = dates(event)

    with time_machine.travel(NOW + dt.timedelta(days=9), tick=False):
        save(client, event)
        save(client, event, f"series/?from={third.date_slug}")

    assert (dates(event), event.schedules.count()) == (before, 1)
    assert not Announcement.objects.exists()
