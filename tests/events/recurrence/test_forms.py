import datetime as dt

import pytest

from events.recurrence import RuleError, build_rule

TUESDAY = dt.date(2027, 3, 30)


@pytest.mark.parametrize(
    ("repeats", "rule"),
    [
        ("daily", "FREQ=DAILY"),
        ("weekly", "FREQ=WEEKLY;BYDAY=TU"),
        ("monthly-day", "FREQ=MONTHLY;BYMONTHDAY=30"),
        ("monthly-weekday", "FREQ=MONTHLY;BYDAY=5TU"),
        ("monthly-last", "FREQ=MONTHLY;BYDAY=-1TU"),
        ("yearly", "FREQ=YEARLY"),
    ],
)
def test_build_rule_understands_each_choice_of_the_form(repeats, rule):
    built = build_rule(TUESDAY, repeats=repeats, count=1)

    assert (built.rule, built.until_on) == (rule, TUESDAY)


def test_build_rule_without_repeating_is_no_rule():
    assert build_rule(TUESDAY, repeats="") is None


def test_build_rule_ends_after_a_year_by_itself():
    built = build_rule(TUESDAY, repeats="weekly", interval=2, weekdays=[1, 3])

    assert (built.rule, built.until_on) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", dt.date(2028, 3, 30))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"repeats": "hourly"}, "repeats"),
        ({"repeats": "weekly", "weekdays": [7]}, "weekdays"),
        ({"repeats": "weekly", "weekdays": [0]}, "start_on"),
        ({"repeats": "weekly", "until_on": dt.date(2027, 3, 29)}, "until_on"),
        ({"repeats": "weekly", "until_on": dt.date(2029, 3, 31)}, "until_on"),
        ({"repeats": "daily", "until_on": dt.date(2028, 5, 30)}, "until_on"),
        ({"repeats": "weekly", "count": 0}, "count"),
        ({"repeats": "weekly", "count": 2, "until_on": dt.date(2027, 4, 30)}, "count"),
        ({"repeats": "weekly", "interval": 0}, "rule"),
    ],
)
def test_build_rule_names_the_field_it_refuses(values, field):
    with pytest.raises(RuleError) as refused:
        build_rule(TUESDAY, **values)

    assert refused.value.field == field


def test_build_rule_refuses_a_start_in_another_age():
    with pytest.raises(RuleError, match="too far away"):
        build_rule(dt.date(9999, 12, 31), repeats="yearly")
