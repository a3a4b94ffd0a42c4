"""What the table of a call says of one action, in one language: on the page, on paper, in the file alike.

Of a place only what everybody may know: a hidden one is named nowhere here.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from events import wording
from events.models import Announcement, Event, HostCheck, Occurrence
from events.models.event import Attendance
from events.reading.call_table import CallTable
from events.reading.table_row import NEW, SAYS_NO, TEXTS, TableRow
from events.who_hosts import hosts_of

Kind = Announcement.Kind
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RowWords:
    """`town` is the title of what has none. `hours`, `place` and `check` are what stands in the cell also where
    something is missing."""

    town: str
    day: str
    hours: str
    place: str
    host: str
    missing: str
    check: str
    asked: str
    changed: str


def say_rows(table: CallTable, language: str) -> list[tuple[TableRow, RowWords]]:
    """The rows that are shown, each with its words."""
    teller = _Teller(language, table.today, ZoneInfo(table.call.statement.organization.zone))
    with override(language):
        return [(row, teller.say(row)) for row in table.shown]


@dataclass(frozen=True, slots=True)
class _Teller:
    """`today` is the day in `zone`; `language` is active while it says something."""

    language: str
    today: dt.date
    zone: ZoneInfo

    def say(self, row: TableRow) -> RowWords:
        return RowWords(
            town=row.date.town or row.event.title,
            day=self._day(row),
            hours=_say_hours(row, self.language),
            place=say_place(row.date),
            host=say_hosts(row.event, self.language),
            missing=wording.say_list(_missing(row, self.language), self.language),
            check=self._check(row),
            asked=_("asked %(day)s") % {"day": self._moment(row.asked_at)} if row.waits_for_answer else "",
            changed=self._changed(row),
        )

    def _day(self, row: TableRow) -> str:
        """ "13 March", "13 March and 4 more dates"."""
        day = wording.say_date(row.date.start_on, self.language, today=self.today)
        if not row.later:
            return day
        words = {"day": day, "number": wording.say_number(row.later, self.language)}
        return ngettext("%(day)s and %(number)s more date", "%(day)s and %(number)s more dates", row.later) % words

    def _check(self, row: TableRow) -> str:
        if row.answer == HostCheck.Answer.ON:
            return _("yes, %(day)s") % {"day": self._moment(row.answered_at)}
        if row.answer == HostCheck.Answer.OFF:
            return _("no, %(day)s") % {"day": self._moment(row.answered_at)}
        return _("not answered") if row.asked_at else _("not asked yet")

    def _changed(self, row: TableRow) -> str:
        """ "hour and place, today"; that something was new some days ago is no news."""
        kinds, day = row.changed.kinds, row.changed.at.astimezone(self.zone).date()
        if kinds == (NEW,) and day < self.today - ONE_DAY:
            return "–"
        what = wording.say_list([str(_CHANGES[kind]) for kind in kinds], self.language)
        return _("%(what)s, %(day)s") % {"what": what, "day": self._moment(row.changed.at)}

    def _moment(self, at: dt.datetime | None) -> str:
        """ "today", "yesterday", "9 March"; empty for no moment."""
        if at is None:
            return ""
        day = at.astimezone(self.zone).date()
        if day == self.today:
            return _("today")
        if day == self.today - ONE_DAY:
            return _("yesterday")
        return wording.say_date(day, self.language, today=self.today)


def say_actions(table: CallTable, language: str) -> str:
    """ "34 actions in 27 towns." """
    actions, towns = len(table.counted), table.towns
    words = {"actions": wording.say_number(actions, language)}
    if towns < 2:
        return ngettext("%(actions)s action.", "%(actions)s actions.", actions) % words
    number = wording.say_number(towns, language)
    words["towns"] = ngettext("%(number)s town", "%(number)s towns", towns) % {"number": number}
    return ngettext("%(actions)s action in %(towns)s.", "%(actions)s actions in %(towns)s.", actions) % words


def say_missing(language: str, **numbers: int) -> str:
    """ "6 without an hour, 4 without a place and 9 not confirmed this week."; empty where nothing is missing."""
    said = [words for _name, words in missing_parts(language, **numbers)]
    return _("%(parts)s.") % {"parts": wording.say_list(said, language)} if said else ""


def missing_parts(language: str, *, hours: int, places: int, dates: int, unconfirmed: int) -> list[tuple[str, str]]:
    """Each number that is not zero, by its name and in words. In the language that is active, which is `language`."""
    parts = {
        "hours": (hours, ngettext("%(number)s without an hour", "%(number)s without an hour", hours)),
        "places": (places, ngettext("%(number)s without a place", "%(number)s without a place", places)),
        "dates": (
            dates,
            ngettext("%(number)s postponed without a date", "%(number)s postponed without a date", dates),
        ),
        "unconfirmed": (
            unconfirmed,
            ngettext("%(number)s not confirmed this week", "%(number)s not confirmed this week", unconfirmed),
        ),
    }
    return [
        (name, words % {"number": wording.say_number(number, language)})
        for name, (number, words) in parts.items()
        if number
    ]


def say_hosts(event: Event, language: str) -> str:
    """ "listed: Birkdale Mothers", "Clinic Workers United, with Students for Public Health"."""
    first, *others = hosts_of(event)
    name = wording.isolated(first.name, language)
    host = _("listed: %(name)s") % {"name": name} if first.is_listed and first.organization is None else name
    if not others:
        return host
    names = wording.say_list([other.name for other in others], language)
    return _("%(host)s, with %(others)s") % {"host": host, "others": names}


def say_place(date: Occurrence) -> str:
    """The place without its town."""
    if date.attendance == Attendance.ONLINE:
        return _("online")
    place = _("to come") if date.place_is_pending else _shown_place(date)
    return _("%(place)s, and online") % {"place": place} if date.attendance == Attendance.BOTH else place


def _shown_place(date: Occurrence) -> str:
    if date.shown_place is None:
        return date.public_area or _("told to people who have confirmed")
    return date.shown_place.line_without_town


def _say_hours(row: TableRow, language: str) -> str:
    date = row.date
    if date.is_postponed:
        return _("postponed")
    if date.start_time is None:
        return _("all day") if date.hours == "all-day" else _("to come")
    return wording.say_time(date.start_time, language)


def _missing(row: TableRow, language: str) -> list[str]:
    said = {_("date"): row.lacks_date, _("hour"): row.lacks_hour, _("place"): row.lacks_place}
    missing = [word for word, is_so in said.items() if is_so]
    if row.is_open and row.open_questions:
        number = wording.say_number(row.open_questions, language)
        words = ngettext(
            "%(number)s question of accessibility", "%(number)s questions of accessibility", row.open_questions
        )
        missing.append(words % {"number": number})
    return missing


_CHANGES = {
    NEW: gettext_lazy("new"),
    TEXTS: gettext_lazy("text"),
    SAYS_NO: gettext_lazy("says no"),
    Kind.HOUR_SET: gettext_lazy("hour"),
    Kind.MOVED: gettext_lazy("time"),
    Kind.PLACE_CHANGED: gettext_lazy("place"),
    Kind.MOVED_ONLINE: gettext_lazy("online now"),
    Kind.POSTPONED: gettext_lazy("postponed"),
    Kind.RESCHEDULED: gettext_lazy("new date"),
    Kind.CANCELLED: gettext_lazy("cancelled"),
    Kind.REINSTATED: gettext_lazy("takes place after all"),
    Kind.WORD: gettext_lazy("a word from the host"),
    Kind.URGENT: gettext_lazy("an urgent message from the host"),
}
