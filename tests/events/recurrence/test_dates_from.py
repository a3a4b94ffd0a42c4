"""Dates that are counted are those that the whole rule makes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.recurrence import Frequency, Rule, RuleError
from events.recurrence.expansion import dates_from, dates_of, last_of_count
from events.recurrence.rule import normal

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2024, 12, 31))
RULES = st.one_of(
    st.builds(Rule, st.sampled_from(Frequency), st.integers(1, 13)),
    st.builds(
        Rule,
        st.just(Frequency.WEEKLY),
        st.integers(1, 6),
        weekdays=st.lists(st.integers(0, 6), unique=True).map(tuple),
    ),
    st.builds(Rule, st.just(Frequency.MONTHLY), st.integers(1, 7), month_days=st.just((29, 31, -1))),
    st.builds(Rule, st.just(Frequency.MONTHLY), st.integers(1, 7), nth_weekdays=st.just(((1, 0), (5, 2), (-1, 6)))),
)


@given(RULES, DAYS, st.integers(-400, 2_000))
def test_from_a_later_day_on_the_dates_are_the_same(rule, start_on, days):
    start_on = next((day for n in range(40) if rule.makes(day := start_on + dt.timedelta(days=n))), start_on)
    rule = normal(rule, start_on=start_on)
    from_on, until_on = start_on + dt.timedelta(days=days), start_on + dt.timedelta(days=2_500)

    whole = [day for day in dates_of(rule, start_on=start_on, until_on=until_on) if day >= from_on]
    assert list(dates_from(rule, start_on=start_on, from_on=from_on, until_on=until_on)) == whole


def test_the_last_of_a_count():
    rule = Rule(Frequency.WEEKLY, weekdays=(1, 3))

    assert last_of_count(rule, start_on=dt.date(2027, 3, 2), count=4) == dt.date(2027, 3, 11)
    with pytest.raises(RuleError, match="COUNT: there are no such dates"):
        last_of_count(rule, start_on=dt.date(2027, 3, 2), count=0)
