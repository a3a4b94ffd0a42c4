"""What templates say of days, hours, kinds, quotes and languages: thin doors to events.wording."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import wording
from events.models import AnsweredCall, Campaign
from events.reading.passages import passage_path
from events.text.markdown import render_markdown
from events.wording import language_of_page

register = template.Library()

HOURS = re.compile(r"\d\d:\d\d – \d\d:\d\d")  # in any script's digits
HYPHENATED = re.compile(r"(?<![\w-])(?=[\w-]{3,16}(?![\w-]))\w+(?:-\w+)+")

# A shape beside the word; colour only helps.
SHAPES = {
    **dict.fromkeys(["march", "rally", "picket", "vigil", "strike", "occupation", "protest"], "protest"),
    **dict.fromkeys(["teach-in", "panel", "training"], "teach-in"),
    **dict.fromkeys(["boycott", "divestment", "sanctions", "pressure", "campaign"], "campaign"),
}


@register.simple_tag
def when(occurrence: Any, today: dt.date | None = None) -> SafeString:
    """Day, hours and state in a <time>; `today` leaves out a year that is clear."""
    return _time(machine_time(occurrence), unbroken(wording.say_when(occurrence, language_of_page(), today=today)))


@register.filter
def unbroken(said: str) -> SafeString:
    """Words with an hour and its end: a line may end between the day and the hours, never between the two hours."""
    return mark_safe(HOURS.sub(r'<span class="hours">\g<0></span>', conditional_escape(said)))


@register.simple_tag
def day_and_hours(moment: Any, today: dt.date | None = None) -> SafeString:
    """Day and hours whatever the state (for what was)."""
    return unbroken(wording.say_day_and_hours(moment, language_of_page(), today=today))


@register.simple_tag
def hours(occurrence: Any, zone_differs: bool = False, last_hour: dt.time | None = None) -> SafeString:
    """The hour alone, for a row under its day; "hour to come" and "postponed" stand there softly. `last_hour` where
    the row stands for several; `zone_differs` names the offset where a list has more than one zone."""
    has_hour = occurrence.start_time is not None and occurrence.state != "postponed"
    said = _time(machine_time(occurrence), wording.say_hours(occurrence, language_of_page()))
    if has_hour and last_hour:
        said += format_html(" – {}", wording.say_time(last_hour, language_of_page()))
    if has_hour and zone_differs:
        offset = wording.say_offset(occurrence.zone, occurrence.starts_at, language_of_page())
        said += format_html(' <small class="soft"><bdi>{}</bdi></small>', offset)
    return format_html('<div class="time{}">{}</div>', "" if has_hour else " soft", said)


@register.simple_tag
def zone(occurrence: Any, locality: str | None = "") -> str:
    """ "Ashford time (UTC−5)" at the start of the occurrence."""
    return wording.say_zone(occurrence.zone, occurrence.starts_at, language_of_page(), locality=locality or "")


@register.filter
def clock(time: dt.time) -> str:
    """ "17:30"."""
    return wording.say_time(time, language_of_page())


@register.simple_tag
def day(value: dt.date | dt.datetime, today: dt.date | None = None) -> SafeString:
    """ "Saturday 13 March" in a <time>."""
    return _time(_date(value).isoformat(), wording.say_day(_date(value), language_of_page(), today=today))


@register.simple_tag
def date(value: dt.date | dt.datetime, today: dt.date | None = None) -> SafeString:
    """ "2 February 2027" in a <time>; an instant is said by its UTC day."""
    return _time(_date(value).isoformat(), wording.say_date(_date(value), language_of_page(), today=today))


@register.filter
def date_words(value: dt.date | dt.datetime) -> str:
    """ "2 February 2027" as text alone, for mails and inside sentences; an instant is said by its UTC day."""
    return wording.say_date(_date(value), language_of_page())


@register.simple_tag
def days(first: dt.date, last: dt.date, today: dt.date | None = None) -> str:
    return wording.say_days(first, last, language_of_page(), today=today)


@register.filter
def weekday(value: dt.date) -> str:
    return wording.say_weekday(value, language_of_page())


@register.filter
def month(value: dt.date, today: dt.date | None = None) -> str:
    return wording.say_month(value, language_of_page(), today=today)


@register.filter
def number(value: int) -> str:
    """A count as the language writes it: 2,300 or ٢٬٣٠٠."""
    return wording.say_number(value, language_of_page())


@register.filter
def digits(value: object) -> str:
    """Text whose ASCII digits become the language's; not for codes, addresses and telephone numbers."""
    return wording.say_digits(str(value), language_of_page())


@register.filter
def whole_words(text: str) -> SafeString:
    """ "teach-in" in one line, where a browser would break it at its hyphen; not what would be too long for a cell."""
    found, at = SafeString(), 0
    for word in HYPHENATED.finditer(text):
        found += format_html('{}<span class="whole-word">{}</span>', text[at : word.start()], word[0])
        at = word.end()
    return found + conditional_escape(text[at:])


@register.filter
def listed(words: Any) -> str:
    """ "Ashford, Birkdale and Dunmore"."""
    return wording.say_list([str(word) for word in words], language_of_page())


@register.filter
def shortened(words: Any, limit: int) -> str:
    """ "Ashford, Birkdale, Dunmore and 24 more"."""
    shown, rest = list(words)[:limit], len(words) - limit
    if rest <= 0:
        return listed(shown)
    more = ngettext("%(count)s more", "%(count)s more", rest) % {"count": number(rest)}
    return listed([*shown, more])


@register.filter
def kilometres(distance: float) -> str:
    """ "12 km"."""
    return _("%(number)s km") % {"number": number(round(distance))}


@register.simple_tag
def campaign_day(campaign: Campaign, today: dt.date) -> str:
    """ "day 41"; before it begins and after it ended, the day when."""
    if campaign.end_on and campaign.end_on < today:
        return _("ended on %(day)s") % {"day": wording.say_date(campaign.end_on, language_of_page(), today=today)}
    if campaign.start_on > today:
        return _("begins on %(day)s") % {"day": wording.say_date(campaign.start_on, language_of_page(), today=today)}
    return _("day %(number)s") % {"number": number((today - campaign.start_on).days + 1)}


@register.simple_tag
def demands_met(demands: Any) -> str:
    """ "1 of 3 demands met"."""
    met = sum(demand.status == "met" for demand in demands)
    words = ngettext("%(met)s of %(count)s demand met", "%(met)s of %(count)s demands met", len(demands))
    return words % {"met": number(met), "count": number(len(demands))}


@register.filter
def quoted(exact: str, language: str) -> str:
    """The exact characters of a passage in the quotation marks of its own language."""
    return wording.say_quote(exact, language)


@register.simple_tag
def quote_typed(text: str, language: str) -> SafeString:
    """What somebody typed about a text of `language`, in quotation marks and with a direction of its own."""
    marked, its_language = wording.say_typed(text, language)
    return format_html('<bdi lang="{}">{}</bdi>', its_language, marked)


@register.filter
def passage(answered: AnsweredCall) -> str:
    """Where the passage stands that an action answers, in the revision current when the link was made."""
    return passage_path(answered.anchor, call_slug=answered.call.slug)


@register.filter
def direction(language: str) -> str:
    return wording.direction_of(language)


@register.filter
def language_name(language: str) -> str:
    """A language in its own words: "العربية"."""
    return wording.say_language(language)


@register.filter
def markdown(text: str) -> SafeString:
    return render_markdown(text or "")


@register.filter
def shape(kind: str) -> str:
    """The class beside `kind`: protest, teach-in, campaign or other."""
    return SHAPES.get(kind, "other")


@register.simple_tag(takes_context=True)
def current(context: template.Context, prefix: str) -> str:
    """`aria-current` for a link of the main navigation: this page, or the section it belongs to."""
    path = context["request"].path if "request" in context else ""
    if not path.startswith(prefix):
        return ""
    return mark_safe(' aria-current="page"' if path == prefix else ' aria-current="true"')


@register.simple_tag(takes_context=True)
def lang_url(context: template.Context, language: str) -> str:
    """This page's address in `language`, for canonical and hreflang links: absolute, without other parameters."""
    return f"{settings.SITE_URL}{context['request'].path}?{urlencode({'lang': language})}"


def machine_time(occurrence: Any) -> str:
    """The value of `datetime`: with the offset where the hour is known, else the day."""
    if occurrence.start_time is None:
        return occurrence.start_on.isoformat()
    start = dt.datetime.combine(occurrence.start_on, occurrence.start_time, ZoneInfo(occurrence.zone))
    return start.isoformat(timespec="minutes")


def _time(machine: str, said: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, said)


def _date(value: dt.date | dt.datetime) -> dt.date:
    return value.astimezone(dt.UTC).date() if isinstance(value, dt.datetime) else value
