"""A question between two organisations: asked once, again after a no, answered once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from events.models.consent import Consent

Asked = TypeVar("Asked", bound=Consent)


def ask(
    model: type[Asked], *, about: Mapping[str, Any], by: Any, now: dt.datetime, **fields: Any
) -> tuple[Asked, bool]:
    """The question `about` these rows, held until the transaction ends, and whether it is asked just now: what waits
    or is accepted stays as it is. `fields` are written with it. Call it in a transaction."""
    rows = model._default_manager.select_for_update()
    asked = {**fields, "asked_by": by, "asked_at": now}
    row, is_new = rows.get_or_create(**about, defaults=asked)
    if is_new or row.state != Consent.State.REFUSED:
        return row, is_new
    for name, value in {**asked, "state": Consent.State.ASKED, "settled_by": None, "settled_at": None}.items():
        setattr(row, name, value)
    row.save()
    return row, True


def write_answer(row: Consent, *, accepts: bool, by: Any, now: dt.datetime) -> None:
    """The answer, saved; `row` is held."""
    row.state = Consent.State.GIVEN if accepts else Consent.State.REFUSED
    row.settled_by, row.settled_at = by, now
    row.save(update_fields=["state", "settled_by", "settled_at"])
