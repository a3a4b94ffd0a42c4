"""What kind of action the categories of an entry name, where they name one and nothing else."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.translation import override

from events.models import Event


def kind_of(categories: Iterable[str]) -> str:
    """Empty unless exactly one kind is named; "Action", which says nothing, is none."""
    found = {_words().get(" ".join(category.split()).casefold(), "") for category in categories} - {""}
    return found.pop() if len(found) == 1 else ""


@cache
def _words() -> dict[str, str]:
    """Our own words for each kind in each of our languages, and its code."""
    words = {kind: kind for kind in Event.Kind.values if kind != Event.Kind.OTHER}
    for language, _name in settings.ALL_LANGUAGES:
        with override(language):
            words |= {str(Event.Kind(kind).label).casefold(): kind for kind in words.values()}
    return words
