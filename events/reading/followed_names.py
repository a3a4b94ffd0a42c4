"""What is followed, in words, in a fixed number of queries however much it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.filters import FilterError, OccurrenceFilter
from events.filters.base import SlugFilter
from events.following import PAGE, Followed
from events.models import Occurrence, OldSlug
from events.scopes import say_list

# What a page is about, and what a key of the filter names.
MODELS: dict[str, type[Model]] = {
    key: each.model_of_slug for key, each in OccurrenceFilter.base_filters.items() if isinstance(each, SlugFilter)
}
Named = tuple[str, str]  # a key and a slug
Rows = Mapping[Named, Any]


def names_now(followed: Iterable[Followed], language: str, *, now: dt.datetime) -> dict[Followed, str]:
    """As pages say it: "Upcoming actions (Vigil and This weekend)", or a title. What has another address by now keeps
    its name, what is not public any more has none."""
    followed = set(followed)
    rows = _find({named for one in followed for named in _named_by(one)})
    with override(language):
        return {one: _say(one, rows, language, now=now) for one in followed}


def _named_by(followed: Followed) -> list[Named]:
    match = PAGE.match(followed.path)
    if match is not None:
        return [(match[1].removesuffix("s"), match[2])]
    data = QueryDict(followed.query)
    return [(key, data[key].strip()) for key in MODELS if data.get(key, "").strip()]


def _find(named: set[Named]) -> Rows:
    """What is public, also under an address that it had before."""
    rows = _public(named)
    wanted: dict[str, set[str]] = defaultdict(set)
    for key, slug in named - rows.keys():
        wanted[MODELS[key]._meta.model_name or ""].add(slug)
    if not wanted:
        return rows
    keys = {model._meta.model_name: key for key, model in MODELS.items()}
    old = OldSlug.objects.filter(model__in=wanted, slug__in=set().union(*wanted.values()))
    ids = {(keys[one.model], one.slug): one.object_id for one in old}
    renamed = _public({(key, pk) for (key, _slug), pk in ids.items()}, by="pk")
    return rows | {named: renamed[named[0], pk] for named, pk in ids.items() if (named[0], pk) in renamed}


def _public(named: set[Any], *, by: str = "slug") -> dict[Any, Any]:
    """By key and value of the column `by`; a query for each key that is asked for."""
    wanted: dict[str, list[Any]] = defaultdict(list)
    for key, value in named:
        wanted[key].append(value)
    found: dict[Any, Any] = {}
    for key, values in wanted.items():
        rows: Any = MODELS[key]._default_manager.all()
        rows = rows.public() if hasattr(rows, "public") else rows
        rows = rows.select_related("current") if key == "statement" else rows  # which has the title
        found |= {(key, getattr(row, by)): row for row in rows.filter(**{f"{by}__in": values})}
    return found


def _say(followed: Followed, rows: Rows, language: str, *, now: dt.datetime) -> str:
    named = _named_by(followed)
    if any(one not in rows for one in named):
        return _("A page that is not public any more")
    if PAGE.match(followed.path):
        (row,) = (rows[one] for one in named)
        return str(getattr(row, "title", None) or row)
    chosen = OccurrenceFilter(QueryDict(followed.query), Occurrence.objects.none(), now=now)
    chosen.found = {key: rows[key, slug] for key, slug in named}
    try:
        chosen.check()
    except FilterError:
        return _("A page that is not public any more")
    return say_list(chosen, language)
