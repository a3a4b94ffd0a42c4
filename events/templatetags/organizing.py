"""What the organisers' forms say of themselves: what is set behind each fold, and what people will read."""

from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import wording
from events.accessibility import QUESTIONS
from events.date_facts import say_where
from events.models import Occurrence
from events.reading.event_overview import Planned
from events.recurrence import REPEATS
from events.remembered import Remembered
from events.wall_time import is_zone
from events.wording import language_of_page

register = template.Library()


@register.simple_tag
def verb_url(occurrence: Occurrence, verb: str) -> str:
    return reverse(f"events:organize-occurrence-{verb}", args=[occurrence.event.slug, occurrence.date_slug])


@register.filter
def has_errors_in(form: Form, names: str) -> bool:
    """Whether a fold has to be open."""
    return any(name in form.errors for name in names.split())


@register.filter
def about_words(form: Form) -> str:
    return _("written") if _value(form, "description") or _value(form, "summary") else _("nothing yet")


@register.filter
def about_repeats(form: Form) -> str:
    repeats = dict(REPEATS).get(_value(form, "repeats") or "")
    kept = getattr(form, "kept", None)
    said = (kept.rule_words if kept else "") or str(repeats or "").lower()
    return _("%(repeats)s, all day") % {"repeats": said} if _value(form, "is_all_day") else said


@register.filter
def about_clock(form: Any) -> str:
    """ "New York time"; what is no zone is said as it was typed."""
    zone = form["zone"].value() or form.default_zone
    return clock_words(zone) if is_zone(zone) else zone


@register.filter
def clock_words(zone: str) -> str:
    """ "New York time", not America/New_York."""
    return wording.say_clock(zone, language_of_page())


@register.filter
def about_limits(form: Form) -> str:
    """ "everybody, no limit, place public"."""
    if not _value(form, "takes_rsvps"):
        return _("nobody has to say so")
    seats = _value(form, "capacity_in_person") or _value(form, "capacity_online")
    words = {"limit": _("%(seats)s places") % {"seats": seats} if seats else _("no limit")}
    if _value(form, "hides_place"):
        return _("everybody, %(limit)s, place only for those who confirm") % words
    return _("everybody, %(limit)s, place public") % words


@register.filter
def about_accessibility(form: Any) -> str:
    answered = sum((_value(form, f"access_{key}") or "unknown") != "unknown" for key in QUESTIONS)
    words = {"answered": _number(answered), "all": _number(len(QUESTIONS))}
    return _("%(answered)s of %(all)s answered") % words


@register.filter
def other_place(now_shown: Remembered, then_shown: Remembered) -> bool:
    return now_shown.says_another_place_than(then_shown)


@register.filter
def where_words(shown: Remembered) -> str:
    return say_where(shown, language_of_page())


@register.filter
def planned_words(planned: Planned, zone: str) -> str:
    """ "Saturday 13 March, 15:30: 12 reminders", in the event's own zone."""
    moment = planned.due_at.astimezone(ZoneInfo(zone))
    words = {
        "day": wording.say_day(moment.date(), language_of_page(), today=moment.date()),
        "time": wording.say_time(moment.time(), language_of_page()),
        "number": _number(planned.number),
    }
    if planned.kind == "events.reminder":
        said = ngettext(
            "%(day)s, %(time)s: %(number)s reminder", "%(day)s, %(time)s: %(number)s reminders", planned.number
        )
    else:
        said = ngettext("%(day)s, %(time)s: %(number)s mail", "%(day)s, %(time)s: %(number)s mails", planned.number)
    return said % words


def _value(form: Form, name: str) -> Any:
    return form[name].value() if name in form.fields else None


def _number(number: int) -> str:
    return wording.say_number(number, language_of_page())
