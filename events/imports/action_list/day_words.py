"""Names of months and weekdays in the languages that are read, as they are folded."""

from collections.abc import Callable, Iterator
from functools import cache

from babel.dates import get_day_names, get_month_names

from events.imports.action_list.lines import fold
from events.imports.action_list.words import locales, numbers, words

_WIDTHS = ("wide", "abbreviated")
_OTHER_MONTHS = numbers("months")
_OTHER_WEEKDAYS = numbers("weekdays")
_TOO_COMMON = words("days", "too_common")


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
    return _numbers(get_day_names, _OTHER_WEEKDAYS) | weekdays()


@cache
def foreign_weekdays() -> frozenset[str]:
    """Those that are not English: beside them "3/4" is the third of April."""
    names = {name for locale in locales() if locale != "en" for _number, name in _names(get_day_names, _WIDTHS, locale)}
    return frozenset(names - {name for _number, name in _names(get_day_names, _WIDTHS, "en")})


def _numbers(
    source: Callable[..., object], others: dict[str, int], *, widths: tuple[str, ...] = _WIDTHS
) -> dict[str, int]:
    found = dict(others)
    twofold: set[str] = set()
    for number, name in (pair for locale in locales() for pair in _names(source, widths, locale)):
        for variant in {name, name.removesuffix("-feira")}:
            if found.setdefault(variant, number) != number:
                twofold.add(variant)
    return {
        name: number for name, number in found.items() if name not in twofold - set(others) and name not in _TOO_COMMON
    }


def _names(source: Callable[..., object], widths: tuple[str, ...], locale: str) -> Iterator[tuple[int, str]]:
    for width in widths:
        for context in ("format", "stand-alone"):
            for number, name in dict(source(width, context, locale)).items():  # type: ignore[call-overload]
                folded = fold(name).strip(".")
                if len(folded) > 1:
                    yield number, folded
