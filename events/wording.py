"""How days, hours, zones, numbers and quotes are said: on pages, in mails, feeds and texts to copy alike.

Pure: names come from CLDR (Babel), sentences from the catalogue, nothing from a clock or a database. Days and hours
are wall-clock values of the event's own zone.
"""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from events.wall_time import ends_with_its_last_day

# Arabic as it is written from Beirut to Baghdad: Levantine months (آذار), Arabic-Indic digits.
CLDR_LOCALES = {"en": "en_GB", "ar": "ar_LB"}
QUOTATION_MARKS = {
    **dict.fromkeys(["ar", "ca", "el", "es", "fa", "gl", "it", "pt", "ru", "uk"], ("«", "»")),
    **dict.fromkeys(["cs", "de", "sk", "sl"], ("„", "“")),
    **dict.fromkeys(["hu", "pl", "ro"], ("„", "”")),
    "fr": ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"),
}
UTC_NAMES = ("UTC", "Etc/UTC")
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
ASCII_DIGITS = {ord(digit): str(n % 10) for n, digit in enumerate(ARABIC_INDIC + "۰۱۲۳۴۵۶۷۸۹")}
SOON = dt.timedelta(days=183)  # a day nearer than this is told apart by its month alone


class Moment(Protocol):
    """What an occurrence, or a remembered one, says of its time. `duration` is None where no end is known."""

    @property
    def start_on(self) -> dt.date: ...
    @property
    def start_time(self) -> dt.time | None: ...
    @property
    def hours(self) -> str: ...
    @property
    def duration(self) -> dt.timedelta | None: ...
    @property
    def state(self) -> str: ...


def language_of_page() -> str:
    """Of what is being written: the page, or the mail that has `override` around it."""
    return get_language() or settings.LANGUAGE_CODE


def say_number(number: int, language: str) -> str:
    return say_digits(format_decimal(number, locale=_locale(language), numbering_system="default"), language)


def say_digits(text: str, language: str) -> str:
    """`text` with its ASCII digits as the language writes them."""
    if _locale(language).default_numbering_system != "arab":
        return text
    return text.translate({ord("0") + n: digit for n, digit in enumerate(ARABIC_INDIC)})


def parse_digits(text: str) -> str:
    """`text` with Arabic-Indic digits, eastern ones too, as ASCII digits (invariant 15)."""
    return text.translate(ASCII_DIGITS)


def say_list(words: Sequence[str], language: str) -> str:
    """ "Ashford, Birkdale and Dunmore"; a name of the other direction keeps its own order among them."""
    return join_list([isolated(word, language) for word in words], language)


def join_list(parts: Sequence[str], language: str) -> str:
    """The parts as they are, words or HTML, with what stands between the parts of a list."""
    return format_list(parts, locale=_locale(language))


def say_quote(exact: str, language: str) -> str:
    """The exact characters of a passage, in the quotation marks of its own language."""
    opening, closing = QUOTATION_MARKS.get(_base(language), ("“", "”"))
    return f"{opening}{exact}{closing}"


def say_typed(text: str, language: str) -> tuple[str, str]:
    """What somebody typed about a text of `language`, in quotation marks, and its language: "" where its letters run
    the other way, so that it is another one, and the marks are of those."""
    letters = (unicodedata.bidirectional(letter) for letter in text)
    first = next((one for one in letters if one in ("L", "R", "AL")), None)
    is_rtl = direction_of(language) == "rtl" if first is None else first != "L"
    if is_rtl == (direction_of(language) == "rtl"):
        return say_quote(text, language), language
    return say_quote(text, "ar" if is_rtl else "en"), ""


def isolated(text: str, language: str) -> str:
    """What somebody typed, to stand inside a sentence of `language`: between FSI and PDI (Unicode Bidirectional
    Algorithm) where a letter of it runs the other way."""
    return f"\u2068{text}\u2069" if _runs_against(text, language) else text


def said_as_one(sentence: str, language: str) -> str:
    """A sentence of `language` that may begin with a name of the other direction: between RLI or LRI and PDI where it
    has one, so that nothing takes its direction from its first letter."""
    mark = "\u2067" if direction_of(language) == "rtl" else "\u2066"
    return f"{mark}{sentence}\u2069" if _runs_against(sentence, language) else sentence


def direction_of(language: str) -> str:
    """The value of a `dir` attribute."""
    return "rtl" if _base(language) in RIGHT_TO_LEFT else "ltr"


def say_language(language: str) -> str:
    """A language in its own words: "العربية". A code that CLDR does not know stands for itself."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (ValueError, UnknownLocaleError):
        return language
    return name[:1].upper() + name[1:] if name else language


def say_date(day: dt.date, language: str, *, today: dt.date | None = None) -> str:
    """ "2 February 2027"; given `today`, without the year where that is clear."""
    return _format(day, "d MMMM" + _year(day, today), language)


def say_day(day: dt.date, language: str, *, today: dt.date | None = None) -> str:
    """ "Saturday 13 March 2027"; given `today`, without the year where that is clear."""
    return _format(day, "EEEE d MMMM" + _year(day, today), language)


def say_days(first: dt.date, last: dt.date, language: str, *, today: dt.date | None = None) -> str:
    """ "Saturday 13 – Monday 15 March", or one day where both are the same."""
    if first == last:
        return say_day(first, language, today=today)
    same_month = (first.year, first.month) == (last.year, last.month)
    same_year = first.year == last.year
    start = "EEEE d" if same_month else "EEEE d MMMM" + ("" if same_year else " y")
    with override(language):
        return _("%(first)s – %(last)s") % {
            "first": _format(first, start, language),
            "last": say_day(last, language, today=today if same_year else None),
        }


def say_weekday(day: dt.date, language: str) -> str:
    return _format(day, "EEEE", language)


def say_month(day: dt.date, language: str, *, today: dt.date | None = None) -> str:
    """ "March", with the year where the month alone would not tell."""
    return _format(day, "MMMM" + _year(day, today), language)


def say_time(time: dt.time, language: str) -> str:
    return say_digits(f"{time:%H:%M}", language)


def say_hours(moment: Moment, language: str) -> str:
    """Only the hour, for a list under its day: "17:30", "all day", "hour to come", "postponed"."""
    with override(language):
        if moment.state == "postponed":
            return _("postponed")
        if moment.start_time is not None:
            return say_time(moment.start_time, language)
        return _("all day") if moment.hours == "all-day" else _("hour to come")


def say_when(moment: Moment, language: str, *, today: dt.date | None = None) -> str:
    """Day and hours with the state: the last date of what is postponed is not a date any more, so it is not said."""
    with override(language):
        if moment.state == "postponed":
            return _("Postponed, no new date yet")
        said = say_day_and_hours(moment, language, today=today)
        return _("%(when)s (cancelled)") % {"when": said} if moment.state == "cancelled" else said


def say_day_and_hours(moment: Moment, language: str, *, today: dt.date | None = None) -> str:
    """Day and hours whatever the state: "Saturday 13 March, 17:30 – 19:30"."""
    with override(language):
        if moment.start_time is not None:
            return _say_timed(moment, moment.start_time, language, today)
        days = say_days(moment.start_on, last_day_of(moment), language, today=today)
        if moment.hours == "tba":
            return _("%(days)s, hour to be announced") % {"days": days}
        return days if last_day_of(moment) != moment.start_on else _("%(day)s, all day") % {"day": days}


def last_day_of(moment: Moment) -> dt.date:
    """The last day it touches; what ends at midnight ends on the day before."""
    if moment.duration is None:
        return moment.start_on
    start = dt.datetime.combine(moment.start_on, moment.start_time or dt.time())
    return (start + moment.duration - dt.timedelta(microseconds=1)).date()


def say_zone(zone: str, at: dt.datetime, language: str, *, locality: str = "") -> str:
    """ "Ashford time (UTC−5)": the place's locality, or the zone's city, and the offset at the instant `at`."""
    offset = say_offset(zone, at, language)
    if zone in UTC_NAMES and not locality:
        return offset
    city = locality or say_city(zone, language)
    with override(language):
        return _("%(city)s time (%(offset)s)") % {"city": city, "offset": offset}


def say_clock(zone: str, language: str) -> str:
    """ "New York time", all year."""
    with override(language):
        return "UTC" if zone in UTC_NAMES else _("%(city)s time") % {"city": say_city(zone, language)}


def say_city(zone: str, language: str) -> str:
    """The town that a zone is named after."""
    return get_timezone_location(ZoneInfo(zone), locale=_locale(language), return_city=True)


def say_country(code: str, language: str) -> str:
    """A country by its ISO code; the code itself where CLDR has no name."""
    return str(_locale(language).territories.get(code, code))


def say_offset(zone: str, at: dt.datetime, language: str) -> str:
    """ "UTC−5", "UTC+5:30", "UTC". From left to right, as it is written everywhere: between LRI and PDI where a page
    runs the other way, otherwise its sign and its figures would stand before the letters."""
    seconds = int((at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()).total_seconds())
    hours, rest = divmod(abs(seconds) // 60, 60)
    sign = "−" if seconds < 0 else "+"
    if not seconds:
        return "UTC"
    said = say_digits(f"UTC{sign}{hours}" + (f":{rest:02}" if rest else ""), language)
    return f"\u2066{said}\u2069" if direction_of(language) == "rtl" else said


def _runs_against(text: str, language: str) -> bool:
    against = {"L"} if direction_of(language) == "rtl" else {"R", "AL"}
    return bool(against & {unicodedata.bidirectional(letter) for letter in text})


def _say_timed(moment: Moment, start_time: dt.time, language: str, today: dt.date | None) -> str:
    day = say_day(moment.start_on, language, today=today)
    start = say_time(start_time, language)
    if moment.duration is None:
        return _("%(day)s, %(start)s") % {"day": day, "start": start}
    end = dt.datetime.combine(moment.start_on, start_time) + moment.duration
    words = {"day": day, "start": start, "end": say_time(end.time(), language)}
    if last_day_of(moment) == moment.start_on:
        return _("%(day)s, %(start)s – %(end)s") % words
    if moment.duration < dt.timedelta(days=1):
        return _("%(day)s, %(start)s – %(end)s the next day") % words
    if ends_with_its_last_day(start_time, moment.duration):
        last_day = say_day(last_day_of(moment), language, today=today)
        return _("%(day)s, %(start)s – %(last_day)s") % (words | {"last_day": last_day})
    return _("%(day)s, %(start)s – %(last_day)s, %(end)s") % (
        words | {"last_day": say_day(end.date(), language, today=today)}
    )


def _format(day: dt.date, pattern: str, language: str) -> str:
    return say_digits(format_date(day, pattern, locale=_locale(language)), language)


def _year(day: dt.date, today: dt.date | None) -> str:
    return "" if today is not None and (day.year == today.year or abs(day - today) < SOON) else " y"


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(CLDR_LOCALES.get(_base(language), "en_GB"))
