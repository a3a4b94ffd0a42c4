import contextlib
import datetime as dt
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.recurrence import RuleError, expand, parse_rrule

TUESDAY = dt.date(2027, 3, 2)


@pytest.mark.parametrize(
    ("text", "rule", "until_on"),
    [
        ("FREQ=WEEKLY;COUNT=10", "FREQ=WEEKLY;BYDAY=TU", dt.date(2027, 5, 4)),
        ("rrule:freq=weekly;count=1;", "FREQ=WEEKLY;BYDAY=TU", TUESDAY),
        ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU", dt.date(2028, 2, 29)),
        ("FREQ=WEEKLY;BYDAY=TH,TU;UNTIL=20270312", "FREQ=WEEKLY;BYDAY=TU,TH", dt.date(2027, 3, 11)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=5", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", dt.date(2027, 3, 8)),
        ("FREQ=DAILY;INTERVAL=3;COUNT=3", "FREQ=DAILY;INTERVAL=3", dt.date(2027, 3, 8)),
        ("FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;BYMONTHDAY=2", dt.date(2027, 5, 2)),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", "FREQ=MONTHLY;BYDAY=1TU", dt.date(2027, 4, 6)),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1;COUNT=2", "FREQ=MONTHLY;BYDAY=1TU", dt.date(2027, 4, 6)),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=2;COUNT=2", "FREQ=YEARLY", dt.date(2028, 3, 2)),
        ("FREQ=WEEKLY;WKST=SU;COUNT=2", "FREQ=WEEKLY;BYDAY=TU", dt.date(2027, 3, 9)),
    ],
)
def test_parse_rrule_keeps_what_engines_agree_on(text, rule, until_on):
    parsed = parse_rrule(text, start_on=TUESDAY)

    assert (parsed.rule, parsed.until_on) == (rule, until_on)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "“”"),
        ("FREQ=SECONDLY", "FREQ: “SECONDLY”"),
        ("FREQ=HOURLY;COUNT=5", "FREQ: “HOURLY”"),
        ("INTERVAL=2", "FREQ: it is missing"),
        ("FREQ=WEEKLY;FREQ=DAILY", "FREQ: it is there twice"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=100", "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=99999999999999", "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=٢x", "INTERVAL"),
        ("FREQ=WEEKLY;COUNT=0", "COUNT"),
        ("FREQ=WEEKLY;COUNT=401", "COUNT"),
        ("FREQ=WEEKLY;COUNT=400", "COUNT: the last date would be"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270401", "COUNT: not together"),
        ("FREQ=WEEKLY;UNTIL=20270301", "UNTIL: it ends before"),
        ("FREQ=WEEKLY;UNTIL=20290303", "UNTIL: at most two years"),
        ("FREQ=DAILY;UNTIL=20290301", "UNTIL: that is more than 400"),
        ("FREQ=WEEKLY;UNTIL=2027-04-01", "UNTIL: “2027-04-01”"),
        ("FREQ=WEEKLY;UNTIL=20270231", "UNTIL: “20270231”"),
        ("FREQ=WEEKLY;UNTIL=20270401T250000Z", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY: “XX”"),
        ("FREQ=WEEKLY;BYDAY=2TU", "BYDAY: a number"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=TU", "BYDAY: with FREQ=DAILY"),
        ("FREQ=MONTHLY;BYDAY=TU", "BYDAY: with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYDAY=6TU", "BYDAY: only 1 to 5"),
        ("FREQ=MONTHLY;BYDAY=1TU;BYMONTHDAY=2", "BYDAY: not together"),
        ("FREQ=MONTHLY;BYDAY=1TU;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=2", "BYMONTHDAY: not kept with FREQ=WEEKLY"),
        ("FREQ=YEARLY;BYMONTH=4", "BYMONTH"),
        ("FREQ=YEARLY;BYMONTHDAY=3", "BYMONTHDAY"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "WKST"),
        ("FREQ=WEEKLY;BYHOUR=9,10", "BYHOUR: we do not keep"),
        ("FREQ=WEEKLY;BYDAY=WE", "first date"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12", "first date"),
        ("FREQ=WEEKLY" + ";" * 300, "200 characters"),
    ],
)
def test_parse_rrule_names_the_part_it_refuses(text, part):
    with pytest.raises(RuleError, match=re.escape(part)):
        parse_rrule(text, start_on=TUESDAY)


def test_parse_rrule_reads_until_with_an_hour_in_the_zone_of_the_event():
    evening, new_york = dt.time(22, 0), "America/New_York"

    last = parse_rrule("FREQ=WEEKLY;UNTIL=20270317T020000Z", start_on=TUESDAY, start_time=evening, zone=new_york)
    before = parse_rrule("FREQ=WEEKLY;UNTIL=20270317T015959Z", start_on=TUESDAY, start_time=evening, zone=new_york)

    assert (last.until_on, before.until_on) == (dt.date(2027, 3, 16), dt.date(2027, 3, 9))


FREQUENCIES = ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"]
ENDS = ["COUNT=400", "UNTIL=20280101", "UNTIL=99991231T235959Z"]
DAYS = ["BYDAY=TU", "BYDAY=5TU,-1TU", "BYMONTHDAY=31,30,29,-1", "BYSETPOS=-1", "BYMONTH=2"]
PARTS = st.sampled_from([*FREQUENCIES, *ENDS, *DAYS, "INTERVAL=99"])


@settings(deadline=None)
@given(
    text=st.one_of(st.text(max_size=250), st.lists(PARTS, min_size=1, max_size=5).map(";".join)),
    start_on=st.dates(),
)
def test_parse_rrule_answers_soon_whatever_it_is_given(text, start_on):
    started = time.process_time()

    with contextlib.suppress(RuleError):
        parsed = parse_rrule(text, start_on=start_on)
        dates = expand(start_on, rule=parsed.rule, until_on=parsed.until_on)
        assert 1 <= len(dates) <= 400
        assert (dates[0], dates[-1]) == (start_on, parsed.until_on)
    assert time.process_time() - started < 10
