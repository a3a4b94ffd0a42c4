"""A date in words: when, where, what was, until when its answers are kept; the same on pages and in mails."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from events import wording
from events.models import RSVP, Occurrence
from events.models.event import Attendance
from events.remembered import Remembered
from events.retention import erased_on


@dataclass(frozen=True, slots=True)
class DateFacts:
    """`old_when` and `old_where` are empty where nothing changed. `url` is the public page; drafts have none."""

    when: str
    zone: str
    where: str
    online_url: str
    note: str
    url: str
    erased_on: str
    old_when: str = ""
    old_where: str = ""


def facts_of(
    occurrence: Occurrence,
    language: str,
    *,
    now: dt.datetime,
    is_confirmed: bool,
    old: Remembered | None = None,
    hides_old_time: bool = False,
    hides_old_place: bool = False,
) -> DateFacts:
    """For somebody whose answer is confirmed with the place and the link that others are not shown.

    `event`, `schedule`, `place` and `shown_place` are loaded. An hour or a place that was not known before has no
    old one (`hides_old_time`, `hides_old_place`).
    """
    shown = Remembered.of(occurrence)
    seen = _as_confirmed(shown, occurrence) if is_confirmed else shown
    today = now.astimezone(ZoneInfo(occurrence.schedule.zone)).date()
    with override(language):
        return DateFacts(
            when=_say_when(occurrence, language, today=today),
            zone=_say_zone(occurrence, language),
            where=say_where(seen, language),
            online_url=seen.online_url if occurrence.is_online else "",
            note=occurrence.note,
            url=public_url(occurrence, language) if occurrence.date_slug else "",
            erased_on=wording.say_date(erased_on(occurrence), language, today=today),
            old_when="" if hides_old_time else _say_old_when(shown, old, language, today=today),
            old_where="" if hides_old_place else _say_old_where(shown, old, language),
        )


def _say_old_where(shown: Remembered, old: Remembered | None, language: str) -> str:
    return say_where(old, language) if old and shown.says_another_place_than(old) else ""


def say_last_erasure(occurrences: Sequence[Occurrence], language: str, *, now: dt.datetime) -> str:
    """The day on which the last answer to one of these dates is erased."""
    return wording.say_date(max(map(erased_on, occurrences)), language, today=now.astimezone(dt.UTC).date())


def public_url(occurrence: Occurrence, language: str) -> str:
    return f"{settings.SITE_URL}{occurrence.get_absolute_url()}?lang={language}"


def say_where(seen: Remembered, language: str) -> str:
    """ "Clock Tower Square, 112 Market St, Ashford and online"; what is hidden or to come is said as such."""
    with override(language):
        if seen.attendance == Attendance.ONLINE:
            return _("Online")
        place = seen.place or _say_area(seen, language)
        if seen.place_is_pending:
            place = _say_pending(seen, language)
        if seen.attendance == Attendance.BOTH:
            said = _("%(place)s, and online") % {"place": wording.isolated(place, language)}
            return wording.said_as_one(said, language)
        return place


def say_answer(rsvp: RSVP, language: str) -> str:
    """ "going, 2 people, online"."""
    words = {"number": wording.say_number(rsvp.party_size, language)}
    with override(language):
        if rsvp.answer == RSVP.Answer.MAYBE:
            said = ngettext("maybe, %(number)s person", "maybe, %(number)s people", rsvp.party_size) % words
        else:
            said = ngettext("going, %(number)s person", "going, %(number)s people", rsvp.party_size) % words
        if rsvp.attendance == RSVP.Attendance.ONLINE and rsvp.occurrence.is_in_person:
            return _("%(answer)s, online") % {"answer": said}
        return said


def _as_confirmed(shown: Remembered, occurrence: Occurrence) -> Remembered:
    place = occurrence.place.one_line if occurrence.place is not None else ""
    return replace(shown, place=place, online_url=occurrence.online_url)


def _say_area(seen: Remembered, language: str) -> str:
    if seen.area:
        said = _("%(area)s; the exact place is told to people who have confirmed")
        return wording.said_as_one(said % {"area": wording.isolated(seen.area, language)}, language)
    return _("The exact place is told to people who have confirmed")


def _say_pending(seen: Remembered, language: str) -> str:
    if seen.area:
        said = _("%(area)s; the place will be announced") % {"area": wording.isolated(seen.area, language)}
        return wording.said_as_one(said, language)
    return _("The place will be announced")


def _say_when(occurrence: Occurrence, language: str, *, today: dt.date) -> str:
    if occurrence.is_cancelled:
        return _("Cancelled")
    return wording.say_when(occurrence, language, today=today)


def _say_zone(occurrence: Occurrence, language: str) -> str:
    """Empty where no hour is said."""
    if occurrence.start_time is None or not occurrence.is_scheduled:
        return ""
    return wording.say_zone(occurrence.schedule.zone, occurrence.starts_at, language, locality=occurrence.town)


def _say_old_when(shown: Remembered, old: Remembered | None, language: str, *, today: dt.date) -> str:
    """What is struck through: the date it had, also where the date is the same and only the state is another."""
    if old is None or (old.time == shown.time and old.state == shown.state):
        return _say_cancelled_date(shown, language, today=today)
    return wording.say_day_and_hours(old, language, today=today)


def _say_cancelled_date(shown: Remembered, language: str, *, today: dt.date) -> str:
    if shown.state != Occurrence.State.CANCELLED:
        return ""
    return wording.say_day_and_hours(shown, language, today=today)
