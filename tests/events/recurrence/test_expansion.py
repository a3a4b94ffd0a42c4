import datetime as dt

from events.recurrence import expand


def test_expand_without_a_rule_is_the_one_date():
    assert expand(dt.date(2027, 3, 13)) == [dt.date(2027, 3, 13)]


def test_expand_takes_out_exdates_and_adds_rdates():
    dates = expand(
        dt.date(2027, 3, 2),
        rule="FREQ=WEEKLY;BYDAY=TU",
        until_on=dt.date(2027, 3, 23),
        exdates=[dt.date(2027, 3, 9), dt.date(2027, 3, 31)],
        rdates=[dt.date(2027, 3, 30), dt.date(2027, 3, 31), dt.date(2027, 3, 16)],
    )

    assert dates == [dt.date(2027, 3, day) for day in (2, 16, 23, 30)]


def test_expand_leaves_out_months_without_the_day():
    dates = expand(dt.date(2027, 1, 31), rule="FREQ=MONTHLY;BYMONTHDAY=31", until_on=dt.date(2027, 5, 31))

    assert [date.month for date in dates] == [1, 3, 5]


def test_expand_counts_every_other_week_from_monday():
    dates = expand(dt.date(2027, 3, 7), rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", until_on=dt.date(2027, 3, 31))

    assert dates == [dt.date(2027, 3, 7), dt.date(2027, 3, 15), dt.date(2027, 3, 21), dt.date(2027, 3, 29)]


def test_expand_knows_the_last_weekday_and_the_last_day():
    fridays = expand(dt.date(2027, 1, 29), rule="FREQ=MONTHLY;BYDAY=-1FR", until_on=dt.date(2027, 3, 31))
    days = expand(dt.date(2027, 1, 31), rule="FREQ=MONTHLY;BYMONTHDAY=-1", until_on=dt.date(2027, 3, 31))

    assert [date.day for date in fridays] == [29, 26, 26]
    assert [date.day for date in days] == [31, 28, 31]
