import datetime as dt
from types import SimpleNamespace

import pytest

from events import wording

TODAY = dt.date(2027, 3, 1)
SATURDAY = dt.date(2027, 3, 13)
AT = dt.datetime(2027, 3, 13, 22, 30, tzinfo=dt.UTC)


def moment(**fields):
    defaults = {
        "start_on": SATURDAY,
        "start_time": dt.time(17, 30),
        "hours": "timed",
        "duration": dt.timedelta(hours=2),
        "state": "scheduled",
    }
    return SimpleNamespace(**{**defaults, **fields})


ALL_DAY = {"start_time": None, "hours": "all-day"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Saturday 13 March, 17:30 – 19:30"),
        ({"duration": None}, "Saturday 13 March, 17:30"),
        ({"duration": dt.timedelta(hours=6, minutes=30)}, "Saturday 13 March, 17:30 – 00:00"),
        ({"duration": dt.timedelta(hours=9)}, "Saturday 13 March, 17:30 – 02:30 the next day"),
        ({"duration": dt.timedelta(days=2)}, "Saturday 13 March, 17:30 – Monday 15 March, 17:30"),
        ({"duration": dt.timedelta(days=2, hours=6, minutes=30)}, "Saturday 13 March, 17:30 – Monday 15 March"),
        (ALL_DAY | {"duration": dt.timedelta(days=1)}, "Saturday 13 March, all day"),
        (ALL_DAY | {"duration": None}, "Saturday 13 March, all day"),
        (ALL_DAY | {"duration": dt.timedelta(days=3)}, "Saturday 13 – Monday 15 March"),
        (ALL_DAY | {"duration": dt.timedelta(days=20)}, "Saturday 13 March – Thursday 1 April"),
        ({"start_time": None, "hours": "tba", "duration": None}, "Saturday 13 March, hour to be announced"),
        ({"state": "postponed"}, "Postponed, no new date yet"),
        ({"state": "cancelled"}, "Saturday 13 March, 17:30 – 19:30 (cancelled)"),
    ],
)
def test_say_when_says_each_shape_of_time(fields, said):
    assert wording.say_when(moment(**fields), "en", today=TODAY) == said


def test_say_when_says_the_last_day_of_a_clock_that_is_put_forward():
    """Wall clock: 20:00 and five hours later are 01:00, whatever the zone does at 02:00."""
    late = moment(start_time=dt.time(20), duration=dt.timedelta(hours=5))

    assert wording.say_when(late, "en", today=TODAY) == "Saturday 13 March, 20:00 – 01:00 the next day"


def test_year_is_left_out_only_where_it_is_clear():
    far = dt.date(2028, 3, 11)

    assert wording.say_day(SATURDAY, "en") == "Saturday 13 March 2027"
    assert wording.say_day(far, "en", today=TODAY) == "Saturday 11 March 2028"
    assert wording.say_day(dt.date(2026, 12, 31), "en", today=TODAY) == "Thursday 31 December"
    assert wording.say_days(dt.date(2027, 12, 31), dt.date(2028, 1, 2), "en", today=dt.date(2027, 12, 1)) == (
        "Friday 31 December 2027 – Sunday 2 January 2028"
    )


def test_arabic_has_levantine_months_and_its_own_digits():
    assert wording.say_day(SATURDAY, "ar", today=TODAY) == "السبت ١٣ آذار"
    assert wording.say_date(SATURDAY, "ar") == "١٣ آذار ٢٠٢٧"
    assert wording.say_time(dt.time(17, 30), "ar") == "١٧:٣٠"
    assert wording.say_number(2300, "ar") == "٢٬٣٠٠"
    assert wording.say_number(2300, "en") == "2,300"


def test_all_arabic_months_are_the_levantine_ones():
    months = [wording.say_month(dt.date(2027, n, 1), "ar", today=TODAY) for n in range(1, 13)]

    assert " ".join(months[:9]) == "كانون الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول"
    assert months[9:] == ["تشرين الأول", "تشرين الثاني", "كانون الأول"]


@pytest.mark.parametrize(
    ("zone", "locality", "said"),
    [
        ("America/New_York", "", "New York time (UTC−5)"),
        ("America/New_York", "Ashford", "Ashford time (UTC−5)"),
        ("Asia/Kolkata", "", "Kolkata time (UTC+5:30)"),
        ("America/St_Johns", "", "St John’s time (UTC−3:30)"),
        ("UTC", "", "UTC"),
    ],
)
def test_say_zone_names_a_town_and_the_offset(zone, locality, said):
    assert wording.say_zone(zone, AT, "en", locality=locality) == said


def test_offset_is_that_of_the_day():
    assert wording.say_offset("America/New_York", AT, "en") == "UTC−5"
    assert wording.say_offset("America/New_York", AT + dt.timedelta(days=2), "en") == "UTC−4"


def test_offset_keeps_its_order_in_what_runs_from_right_to_left():
    assert wording.say_offset("Asia/Beirut", AT, "ar") == "\u2066UTC+٢\u2069"
    assert wording.say_offset("Asia/Kolkata", AT, "ar") == "\u2066UTC+٥:٣٠\u2069"
    assert wording.say_offset("UTC", AT, "ar") == "UTC"


def test_sentence_that_begins_with_a_name_of_the_other_direction_keeps_its_own():
    assert wording.said_as_one("\u2068Ashford\u2069؛ المكان", "ar") == "\u2067\u2068Ashford\u2069؛ المكان\u2069"
    assert wording.said_as_one("صور؛ المكان", "ar") == "صور؛ المكان"
    assert wording.said_as_one("\u2068صور\u2069; the place", "en") == "\u2066\u2068صور\u2069; the place\u2069"


def test_say_hours_is_a_state_where_there_is_no_hour():
    assert wording.say_hours(moment(), "en") == "17:30"
    assert wording.say_hours(moment(**ALL_DAY), "en") == "all day"
    assert wording.say_hours(moment(start_time=None, hours="tba"), "en") == "hour to come"
    assert wording.say_hours(moment(state="postponed"), "en") == "postponed"


def test_parse_digits_reads_both_arabic_sets():
    assert wording.parse_digits("٢٠٢٧-۰۳-13") == "2027-03-13"


def test_quotation_marks_are_those_of_the_quote_and_its_characters_stay():
    exact = "He said “no” - twice"

    assert wording.say_quote(exact, "en") == f"“{exact}”"
    assert wording.say_quote("ندعو", "ar") == "«ندعو»"
    assert wording.say_quote("wir rufen auf", "de-AT") == "„wir rufen auf“"
    assert wording.say_quote("nous appelons", "fr") == "«\u00a0nous appelons\u00a0»"
    assert wording.say_quote("çağırıyoruz", "tr") == "“çağırıyoruz”"


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("One more clinic", "en", ("“One more clinic”", "en")),
        ("عيادة أخرى", "ar", ("«عيادة أخرى»", "ar")),
        ("عيادة أخرى", "en", ("«عيادة أخرى»", "")),
        ("One more clinic", "ar", ("“One more clinic”", "")),
        ("2027", "ar", ("«2027»", "ar")),
    ],
)
def test_what_is_typed_about_a_text_has_the_quotation_marks_of_its_own_letters(typed, language, said):
    assert wording.say_typed(typed, language) == said


def test_names_of_the_other_direction_keep_their_order_in_a_list():
    towns = ["Ashford", "صور", "Birkdale"]

    assert wording.say_list(towns, "ar") == "\u2068Ashford\u2069 وصور و\u2068Birkdale\u2069"
    assert wording.say_list(towns, "en") == "Ashford, \u2068صور\u2069 and Birkdale"


def test_direction_is_told_by_the_language():
    assert [wording.direction_of(code) for code in ("en", "ar", "ar-LB", "fa", "fr")] == [
        "ltr",
        "rtl",
        "rtl",
        "rtl",
        "ltr",
    ]


def test_language_is_named_in_its_own_words():
    assert wording.say_language("ar") == "العربية"
    assert wording.say_language("fr") == "Français"
    assert wording.say_language("xx-nonsense") == "xx-nonsense"
