"""What an entry says, apart from its times: status, title, text, place. Labels in the language that is active."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _

from events.calendars.statement_links import called_for_text, concept_line, link_lines
from events.calendars.text import escape, parameter, text_line, uri_line
from events.models import AnsweredCall, Event, Occurrence, Place
from events.models.event import Hours, Whereabouts
from events.text.rendering import build_text
from events.who_hosts import say_host_line
from events.wording import language_of_page

DESCRIPTION_LENGTH = 600
GEO_DIGITS = 5  # about a metre


@dataclass(frozen=True, slots=True)
class Where:
    """Where it is, as far as the reader may know: place and link are None and empty while hidden from them."""

    is_in_person: bool
    is_online: bool
    place: Place | None
    url: str
    area: str
    is_pending: bool

    @classmethod
    def public(cls, where: Whereabouts) -> Self:
        return cls._of(where, where.shown_place, where.shown_online_url)

    @classmethod
    def confirmed(cls, where: Whereabouts) -> Self:
        """For the mails of people who have confirmed; for nothing else."""
        return cls._of(where, where.place, where.online_url)

    @classmethod
    def _of(cls, where: Whereabouts, place: Place | None, url: str) -> Self:
        place = place if where.is_in_person and not where.place_is_pending else None
        url = url if where.is_online else ""
        area = where.public_area or where.town
        return cls(where.is_in_person, where.is_online, place, url, area, where.place_is_pending)


@dataclass(frozen=True, slots=True)
class Facts:
    """What may differ from date to date. `note` says why it was moved, postponed or cancelled; `is_maybe` that the
    reader has said no more than maybe."""

    state: str
    hours: str
    note: str
    where: Where
    is_maybe: bool = False


def content_lines_of(event: Event, facts: Facts, *, url: str) -> list[str]:
    """All properties of a VEVENT but its times and what its schedule counts. `url` is the page that tells more."""
    answered = list(event.answered_calls.all())
    return [
        f"STATUS:{_status(facts)}",
        text_line("SUMMARY", _summary(event.title, facts)),
        text_line("DESCRIPTION", "\n".join(_description(event, facts, answered, url))),
        f"CATEGORIES:{escape(event.get_kind_display())}",
        *_where_lines(facts.where),
        uri_line("URL", url),
        *link_lines(answered),
        *([concept_line(event.campaign)] if event.campaign and event.campaign.is_published else []),
    ]


def _status(facts: Facts) -> str:
    if facts.state == Occurrence.State.CANCELLED:
        return "CANCELLED"
    is_open = facts.state == Occurrence.State.POSTPONED or facts.hours == Hours.TO_BE_ANNOUNCED
    return "TENTATIVE" if is_open or facts.is_maybe else "CONFIRMED"


def _summary(title: str, facts: Facts) -> str:
    words = {"title": title}
    if facts.state == Occurrence.State.CANCELLED:
        return _("Cancelled: %(title)s") % words
    if facts.state == Occurrence.State.POSTPONED:
        return _("Postponed: %(title)s") % words
    if facts.hours == Hours.TO_BE_ANNOUNCED:
        return _("%(title)s (time to be announced)") % words
    return title


def _description(event: Event, facts: Facts, answered: Sequence[AnsweredCall], url: str) -> Iterator[str]:
    yield from called_for_text(answered)
    if answered:
        yield ""
    yield from _state_text(facts)
    yield from _where_text(facts.where)
    yield from filter(None, [event.summary, shortened(build_text("", event.description).strip())])
    yield say_host_line(event, language_of_page())
    yield _("Details and changes: %(url)s") % {"url": url}


def _state_text(facts: Facts) -> Iterator[str]:
    if facts.state == Occurrence.State.CANCELLED:
        yield _("This action is cancelled.")
    elif facts.state == Occurrence.State.POSTPONED:
        yield _("This action is postponed. There is no new date yet; this is the last date it had.")
    elif facts.hours == Hours.TO_BE_ANNOUNCED:
        yield _("The hour will be announced.")
    if facts.note:
        yield facts.note


def _where_text(where: Where) -> Iterator[str]:
    if where.is_in_person and where.is_pending:
        yield _("The place will be announced.")
    elif where.is_in_person and where.place is None and where.area:
        yield _("The exact place is told to people who have confirmed.")
    if where.url:
        yield _("Online: %(url)s") % {"url": where.url}
    elif where.is_online:
        yield _("The link to take part online is sent to people who have confirmed.")


def _where_lines(where: Where) -> Iterator[str]:
    """LOCATION, GEO and CONFERENCE: only ever of what is shown to everybody."""
    place = where.place
    if said := location_of(where):
        yield text_line("LOCATION", said)
    if place is not None and place.latitude is not None and place.longitude is not None:
        latitude, longitude = (f"{number:.{GEO_DIGITS}f}" for number in (place.latitude, place.longitude))
        yield f"GEO:{latitude};{longitude}"
        title = parameter(place.one_line)
        yield f"X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=100;X-TITLE={title}:geo:{latitude},{longitude}"
    if where.url:
        yield uri_line(f"CONFERENCE;VALUE=URI;LABEL={parameter(_('Take part online'))}", where.url)


def location_of(where: Where) -> str:
    """The place in one line, as far as it is known to the reader."""
    said = where.area if where.is_in_person else ""
    if where.place is not None:
        said = where.place.one_line
    elif not said and where.is_in_person and where.is_pending:
        said = _("Place to be announced")
    if not where.is_online:
        return said
    return _("%(place)s and online") % {"place": said} if said else _("Online")


def shortened(text: str) -> str:
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rsplit(None, 1)[0] + " …"


def page_url(path: str) -> str:
    return settings.SITE_URL + path
