import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.wall_time import derive, instant, is_zone, wall_clock, zone_names

NEW_YORK = "America/New_York"
SPRING, AUTUMN = dt.date(2027, 3, 14), dt.date(2027, 11, 7)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_derive_gives_the_instants_of_an_hour():
    derived = derive(
        dt.date(2027, 3, 13),
        start_time=dt.time(17, 30),
        hours="timed",
        duration=dt.timedelta(hours=2),
        zone=NEW_YORK,
    )

    assert (derived.starts_at, derived.ends_at) == (utc(2027, 3, 13, 22, 30), utc(2027, 3, 14, 0, 30))
    assert derived.local_day == dt.date(2027, 3, 13)


@pytest.mark.parametrize(
    ("day", "starts_at", "ends_at"),
    [
        (SPRING - dt.timedelta(days=1), utc(2027, 3, 14, 3), utc(2027, 3, 14, 10)),  # seven hours
        (AUTUMN - dt.timedelta(days=1), utc(2027, 11, 7, 2), utc(2027, 11, 7, 11)),  # nine hours
    ],
)
def test_derive_lets_a_night_end_at_six_whatever_the_clock_does(day, starts_at, ends_at):
    derived = derive(day, start_time=dt.time(22), hours="timed", duration=dt.timedelta(hours=8), zone=NEW_YORK)

    assert (derived.starts_at, derived.ends_at) == (starts_at, ends_at)


def test_derive_without_an_end_takes_three_hours():
    derived = derive(SPRING, start_time=dt.time(1), hours="timed", duration=None, zone=NEW_YORK)

    assert derived.ends_at - derived.starts_at == dt.timedelta(hours=3)


@pytest.mark.parametrize("hours", ["all-day", "tba"])
@pytest.mark.parametrize(
    ("duration", "ends_at"),
    [
        (None, utc(2027, 3, 15, 4)),
        (dt.timedelta(hours=5), utc(2027, 3, 15, 4)),
        (dt.timedelta(days=1), utc(2027, 3, 15, 4)),
        (dt.timedelta(days=1, hours=1), utc(2027, 3, 16, 4)),
        (dt.timedelta(days=3), utc(2027, 3, 17, 4)),
    ],
)
def test_derive_without_an_hour_runs_from_midnight_to_midnight(hours, duration, ends_at):
    derived = derive(SPRING, start_time=None, hours=hours, duration=duration, zone=NEW_YORK)

    assert (derived.starts_at, derived.ends_at) == (utc(2027, 3, 14, 5), ends_at)


def test_instant_moves_a_skipped_hour_forward_and_takes_the_first_of_a_repeated_one():
    skipped = instant(dt.datetime.combine(SPRING, dt.time(2, 30)), NEW_YORK)
    repeated = instant(dt.datetime.combine(AUTUMN, dt.time(1, 30)), NEW_YORK)

    assert (skipped, repeated) == (utc(2027, 3, 14, 7, 30), utc(2027, 11, 7, 5, 30))
    assert wall_clock(skipped, NEW_YORK) == dt.datetime.combine(SPRING, dt.time(3, 30))


def test_derive_never_ends_before_it_starts_in_a_skipped_hour():
    derived = derive(SPRING, start_time=dt.time(2, 30), hours="timed", duration=dt.timedelta(minutes=30), zone=NEW_YORK)

    assert derived.ends_at == derived.starts_at + dt.timedelta(minutes=1)


def test_derive_believes_the_tzdata_package_about_morocco():
    """Since 20 September 2026 Morocco keeps +00; older files of a system say +01."""
    derived = derive(
        dt.date(2027, 3, 20), start_time=dt.time(18), hours="timed", duration=None, zone="Africa/Casablanca"
    )

    assert derived.starts_at == utc(2027, 3, 20, 18)


def test_is_zone_knows_iana_names_and_no_paths():
    assert is_zone("America/Argentina/Buenos_Aires")
    assert not is_zone("../../etc/passwd")
    assert not is_zone("")
    assert not is_zone("Factory")


@settings(deadline=None)
@given(
    zone=st.sampled_from(sorted(zone_names())),
    day=st.dates(dt.date(2024, 1, 1), dt.date(2040, 1, 1)),
    time=st.one_of(st.none(), st.times()),
    minutes=st.one_of(st.none(), st.integers(1, 60 * 24 * 20)),
)
def test_derive_always_ends_after_it_starts(zone, day, time, minutes):
    duration = None if minutes is None else dt.timedelta(minutes=minutes)

    derived = derive(day, start_time=time, hours="timed" if time else "all-day", duration=duration, zone=zone)

    assert derived.starts_at < derived.ends_at
