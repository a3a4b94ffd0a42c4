"""The calendar of one person: one VEVENT for each date they come to, rendered for each request."""

import logging
from collections.abc import Iterable, Mapping

from events.calendars.content import Where
from events.calendars.feed import About, join_entries
from events.calendars.fragments import Rendered, merged_zones
from events.calendars.invite import load_schedules, render_for_person
from events.models import RSVP, Schedule

logger = logging.getLogger(__name__)


def render_private_feed(rsvps: Iterable[RSVP], about: About, *, shows_cancelled: bool = False) -> bytes:
    """A date is what the mails about it hold (`events.calendars.invite`), with the place and the link that confirmed
    people see, in the language of its answer; two answers to one date are one entry, the first of them. A maybe is
    TENTATIVE. A date that cannot be rendered is left out, logged by id, and harms no other.

    `rsvps` with date and place loaded, in a fixed number of queries.
    """
    by_date: dict[int, RSVP] = {}
    for rsvp in rsvps:
        by_date.setdefault(rsvp.occurrence_id, rsvp)
    schedules = load_schedules(rsvp.occurrence.schedule_id for rsvp in by_date.values())
    rendered = [entry for rsvp in by_date.values() if (entry := _render(rsvp, schedules)) is not None]
    zones = merged_zones(zone for entry in rendered for zone in entry.zones)
    return join_entries([entry.body for entry in rendered], zones, about, shows_cancelled=shows_cancelled)


def _render(rsvp: RSVP, schedules: Mapping[int, Schedule]) -> Rendered | None:
    date = rsvp.occurrence
    try:
        return render_for_person(
            schedules[date.schedule_id],
            date,
            where=Where.confirmed(date),
            language=rsvp.language,
            is_maybe=rsvp.answer == RSVP.Answer.MAYBE,
        )
    except Exception as error:  # one row, whatever is wrong with it, must not cost the others their calendar
        logger.error("private calendar entry of occurrence %s left out: %s", date.pk, type(error).__name__)
        return None
