"""A dated step of a campaign as an entry of its own: a day, never a bar."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from events import wall_time
from events.calendars.content import page_url, shortened
from events.calendars.entries import identity_lines
from events.calendars.statement_links import called_for_text, concept_line, link_lines
from events.calendars.text import escape, text_line, uri_line
from events.calendars.times import Clock
from events.models import AnsweredCall, Milestone

CLOCK = Clock("UTC", in_utc=True)


def milestone_lines(milestone: Milestone) -> list[str]:
    """One VEVENT, with labels in the language that is active."""
    campaign = milestone.campaign
    url = page_url(campaign.get_absolute_url())
    answered = list(campaign.answered_calls.all())
    is_cancelled = milestone.state == Milestone.State.CANCELLED
    title = _("%(campaign)s: %(milestone)s") % {"campaign": campaign.title, "milestone": milestone.title}
    return [
        "BEGIN:VEVENT",
        *identity_lines(milestone, milestone.sequence),
        CLOCK.line("DTSTART", milestone.on),
        CLOCK.line("DTEND", milestone.on + wall_time.ONE_DAY),
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        text_line("SUMMARY", _("Cancelled: %(title)s") % {"title": title} if is_cancelled else title),
        text_line("DESCRIPTION", "\n".join(_description(milestone, answered, url))),
        f"CATEGORIES:{escape(campaign.get_kind_display())}",
        uri_line("URL", url),
        *link_lines(answered),
        concept_line(campaign),
        "END:VEVENT",
    ]


def _description(milestone: Milestone, answered: list[AnsweredCall], url: str) -> Iterator[str]:
    yield from called_for_text(answered)
    if answered:
        yield ""
    yield from filter(None, [milestone.note, shortened(milestone.campaign.summary)])
    yield _("Details and changes: %(url)s") % {"url": url}
