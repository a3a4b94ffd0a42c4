import datetime as dt

import pytest

from events.recurrence import describe_rule

START = dt.date(2027, 3, 13)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day until 6 April 2027"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days until 6 April 2027"),
        ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday until 6 April 2027"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "every Tuesday and Thursday until 6 April 2027"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "every 2 weeks on Saturday until 6 April 2027"),
        ("FREQ=MONTHLY;BYMONTHDAY=13", "every month on day 13 until 6 April 2027"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day until 6 April 2027"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA", "every 2 months on the second Saturday until 6 April 2027"),
        ("FREQ=YEARLY", "every year on 13 March until 6 April 2027"),
    ],
)
def test_describe_rule_says_it_in_words(rule, words):
    assert describe_rule(rule, start_on=START, until_on=dt.date(2027, 4, 6), language="en") == words
