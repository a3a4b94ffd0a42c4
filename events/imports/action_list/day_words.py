"""Names of months and weekdays in many languages, as they are folded."""

from collections.abc import Callable, Iterator
from functools import cache

from babel.dates import get_day_names, get_month_names

from events.imports.action_list.lines import fold

_LOCALES = ("en", "ar", "ar_LB", "ar_DZ", "ar_MA", "ar_TN", "es", "fr", "de", "pt", "it", "ca", "nl", "tr")
_OTHER_MONTHS = {
    "sept": 9, "juin": 6, "جانفي": 1, "فيفري": 2, "افريل": 4, "جوان": 6, "جويليه": 7, "اوت": 8, "غشت": 8, "شتنبر": 9,
    "نونبر": 11, "دجنبر": 12, "شباط": 2, "اذار": 3, "نيسان": 4, "ايار": 5, "حزيران": 6, "تموز": 7, "اب": 8, "ايلول": 9,
    "كانون الثاني": 1, "كانون الاول": 12, "تشرين الاول": 10, "تشرين الثاني": 11,
}  # fmt: skip
# Abbreviations that are common words elsewhere ("out" is October in Portuguese).
_TOO_COMMON = frozenset(["out", "set", "des", "ago", "mag", "giu", "ott", "lug", "do"])
_SHORT = {"tues": 1, "thur": 3, "thurs": 3, "weds": 2}
ENGLISH_SHORT = frozenset(_SHORT)


@cache
def months() -> dict[str, int]:
    """Month numbers by name; a name that means two months in two languages is left out."""
    return _numbers(get_month_names, _OTHER_MONTHS)


@cache
def weekdays() -> dict[str, int]:
    """Weekdays (Monday is 0) by their full names."""
    return _numbers(get_day_names, {}, widths=("wide",))


@cache
def short_weekdays() -> dict[str, int]:
    """Abbreviations too: they are weekdays only beside a day of the month."""
    return _numbers(get_day_names, _SHORT) | weekdays()


def _numbers(
    source: Callable[..., object], others: dict[str, int], *, widths: tuple[str, ...] = ("wide", "abbreviated")
) -> dict[str, int]:
    numbers = dict(others)
    twofold: set[str] = set()
    for number, name in _names(source, widths):
        for variant in {name, name.removesuffix("-feira")}:
            if numbers.setdefault(variant, number) != number:
                twofold.add(variant)
    return {
        name: number
        for name, number in numbers.items()
        if name not in twofold - set(others) and name not in _TOO_COMMON
    }


def _names(source: Callable[..., object], widths: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for locale in _LOCALES:
        for width in widths:
            for context in ("format", "stand-alone"):
                for number, name in dict(source(width, context, locale)).items():  # type: ignore[call-overload]
                    folded = fold(name).strip(".")
                    if len(folded) > 1:
                        yield number, folded
