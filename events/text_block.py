"""The plain text that an organiser pastes into a messenger after publishing, moving or cancelling."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from events import wording
from events.calendars.statement_links import readable_url
from events.date_facts import say_where
from events.models import Announcement, AnsweredCall, Event, Occurrence
from events.recurrence import describe_rule
from events.remembered import Remembered
from events.who_hosts import say_host_line

Kind = Announcement.Kind


def text_block(
    occurrence: Occurrence, *, language: str, announcement: Announcement | None = None, whole_series: bool = False
) -> str:
    """In `language`: title, when, where, who, the quote with its link, the address; what was, after an announcement.

    Only what everybody may see. `event` (for_page), `schedule` and `shown_place` are loaded.
    """
    event = occurrence.event
    with override(language):
        lines = [
            _headline(occurrence, announcement),
            "",
            *_when(occurrence, language, announcement, whole_series=whole_series),
            *_where(occurrence, language, announcement),
            say_host_line(event, language),
            *([occurrence.note] if occurrence.note else []),
            *_quote(event),
            "",
            _url(event, occurrence, whole_series=whole_series),
        ]
    return "\n".join(lines)


def _headline(occurrence: Occurrence, announcement: Announcement | None) -> str:
    title = occurrence.event.title
    if announcement is None:
        return title
    was = Remembered.from_json(announcement.old)
    is_other_day, is_place_set = was.start_on != occurrence.start_on, was.awaited_place_of(occurrence)
    heads = {
        Kind.HOUR_SET: _("The hour is set: %(title)s"),
        Kind.MOVED: _("New date: %(title)s") if is_other_day else _("New time: %(title)s"),
        Kind.PLACE_CHANGED: _("The place is set: %(title)s") if is_place_set else _("New place: %(title)s"),
        Kind.MOVED_ONLINE: _("Now online: %(title)s"),
        Kind.POSTPONED: _("Postponed: %(title)s"),
        Kind.RESCHEDULED: _("New date: %(title)s"),
        Kind.CANCELLED: _("Cancelled: %(title)s"),
        Kind.REINSTATED: _("It takes place after all: %(title)s"),
    }
    return heads[Kind(announcement.kind)] % {"title": title}


def _when(occurrence: Occurrence, language: str, announcement: Announcement | None, *, whole_series: bool) -> list[str]:
    lines = [wording.say_when(occurrence, language)]
    if occurrence.start_time is not None and not occurrence.is_postponed:
        lines.append(_zone(occurrence, language))
    if whole_series and occurrence.schedule.rule:
        lines.append(_series(occurrence, language))
    if announcement is not None:
        was, stands = Remembered.from_json(announcement.old), Remembered.of(occurrence)
        is_news = was.time != stands.time or was.state != stands.state
        if is_news and announcement.kind not in (Kind.HOUR_SET, Kind.CANCELLED, Kind.REINSTATED):
            lines.append(_("It was: %(when)s") % {"when": wording.say_day_and_hours(was, language)})
    return lines


def _zone(occurrence: Occurrence, language: str) -> str:
    return wording.say_zone(occurrence.schedule.zone, occurrence.starts_at, language, locality=occurrence.town)


def _series(occurrence: Occurrence, language: str) -> str:
    schedule = occurrence.schedule
    until_on: dt.date = schedule.until_on or schedule.start_on
    said = describe_rule(schedule.rule, start_on=schedule.start_on, until_on=until_on, language=language)
    return _("Repeats: %(rule)s") % {"rule": said}


def _where(occurrence: Occurrence, language: str, announcement: Announcement | None) -> list[str]:
    shown = Remembered.of(occurrence)
    lines = [say_where(shown, language)]
    if shown.online_url:
        lines.append(shown.online_url)
    if announcement is not None and announcement.kind in (Kind.PLACE_CHANGED, Kind.MOVED_ONLINE):
        old = Remembered.from_json(announcement.old)
        was = say_where(old, language)
        if was != lines[0] and not old.awaited_place_of(occurrence):
            lines.append(_("It was: %(where)s") % {"where": was})
    return lines


def _quote(event: Event) -> list[str]:
    answered = next(iter(event.answered_calls.all()), None)
    return _quote_lines(answered) if answered is not None else []


def _quote_lines(answered: AnsweredCall) -> list[str]:
    revision = answered.anchor.revision
    return [
        "",
        wording.say_quote(answered.anchor.exact, revision.language),
        _(", ").join([revision.title, revision.statement.organization.name]),
        readable_url(answered),
    ]


def _url(event: Event, occurrence: Occurrence, *, whole_series: bool) -> str:
    path = event.get_absolute_url() if whole_series else occurrence.get_absolute_url()
    return f"{settings.SITE_URL}{path}"
