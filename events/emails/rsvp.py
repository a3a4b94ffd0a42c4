"""The mails about an answer: to somebody who comes, or would like to."""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from events import wording
from events.calendars.invitation import render_invitation
from events.calendars.invite import render_invites
from events.contacts.sealing import Contact
from events.date_facts import facts_of, public_url, say_answer, say_last_erasure
from events.emails.letter import letter, list_headers, personal_url, say_quote_of
from events.models import RSVP, Announcement, LeaveLink, Occurrence, Schedule
from events.remembered import Remembered
from events.who_hosts import say_hosts
from notifications.kinds import PUBLISH, Message

Kind = Announcement.Kind

SUBJECTS = {
    Kind.HOUR_SET: gettext_lazy("The hour is set: %(title)s, %(when)s"),
    Kind.MOVED: gettext_lazy("New time: %(title)s, %(when)s"),
    Kind.PLACE_CHANGED: gettext_lazy("New place: %(title)s, %(when)s"),
    Kind.MOVED_ONLINE: gettext_lazy("Now online: %(title)s, %(when)s"),
    Kind.POSTPONED: gettext_lazy("Postponed: %(title)s"),
    Kind.RESCHEDULED: gettext_lazy("There is a new date: %(title)s, %(when)s"),
    Kind.CANCELLED: gettext_lazy("Cancelled: %(title)s, %(old_when)s"),
    Kind.REINSTATED: gettext_lazy("It takes place after all: %(title)s, %(when)s"),
}
ELSEWHERE = {Kind.PLACE_CHANGED, Kind.MOVED_ONLINE}
AT_ANOTHER_TIME = {Kind.MOVED, Kind.RESCHEDULED, Kind.HOUR_SET}


@dataclass(frozen=True)
class Change:
    """What somebody is told at once: the newest `kind`, all `kinds` since they last knew, and what they knew."""

    kind: str
    kinds: frozenset[str]
    old: Remembered
    asks_again: bool


def what_shows(rsvp: RSVP) -> Hashable:
    """All of an answer that a mail without a calendar about it shows, but for whom it goes to."""
    return (
        rsvp.occurrence_id,
        rsvp.language,
        rsvp.answer,
        rsvp.state,
        rsvp.attendance,
        rsvp.party_size,
        rsvp.asked_again_at is not None,
        rsvp.wants_invitation,
    )


def confirmation_mail(rsvps: Sequence[RSVP], *, contact: Contact, now: dt.datetime) -> Message:
    """The link that confirms, or for somebody who has confirmed, the link to their answer. `rsvps` are one batch."""
    is_confirmed = all(rsvp.is_confirmed for rsvp in rsvps)
    context = {"is_confirmed": is_confirmed, "leave_url": personal_url("events:leave", rsvps[0].language)}
    return _mail(
        "confirmation",
        rsvps,
        contact=contact,
        context=context,
        can_be_stopped=False,
        is_confirmed=is_confirmed,
        now=now,
    )


def confirmed_mail(
    rsvps: Sequence[RSVP], *, contact: Contact, schedules: Mapping[int, Schedule], now: dt.datetime
) -> Message:
    """What was confirmed, with the calendar entry of each date. `rsvps` are one batch."""
    return _mail("confirmed", rsvps, contact=contact, schedules=schedules, now=now)


def reminder_mail(rsvp: RSVP, contact: Contact, *, now: dt.datetime) -> Message:
    return _mail("reminder", [rsvp], contact=contact, now=now)


def thanks_mail(rsvp: RSVP, following: Sequence[Occurrence], *, contact: Contact, now: dt.datetime) -> Message:
    """It is over: thank you, and what comes next. `event`, `schedule` and `shown_place` of `following` are loaded."""
    language = rsvp.language
    told = [
        {"title": date.event.title, "facts": facts_of(date, language, now=now, is_confirmed=False)}
        for date in following
    ]
    return _mail("thanks", [rsvp], contact=contact, context={"following": told}, now=now)


def announcement_mail(
    rsvps: Sequence[RSVP],
    *,
    contact: Contact,
    changes: Mapping[int, Change],
    schedules: Mapping[int, Schedule],
    now: dt.datetime,
) -> Message:
    """One change, old and new side by side, with the calendar entry as it is now. `rsvps` are of one batch; `changes`
    has one for each."""
    asks_again = any(changes[rsvp.pk].asks_again and rsvp.asked_again_at is not None for rsvp in rsvps)
    context = {"asks_again": asks_again, "subject": _subject(rsvps, changes[rsvps[0].pk])}
    return _mail(
        "announcement",
        rsvps,
        contact=contact,
        context=context,
        schedules=schedules,
        changes=changes,
        now=now,
    )


def word_mail(rsvp: RSVP, word: Announcement, contact: Contact, *, now: dt.datetime) -> Message:
    """What the host wants to say to those who come, in the host's words."""
    context = {"word": word.word, "is_urgent": word.is_urgent, "hosts": say_hosts(rsvp.occurrence.event, rsvp.language)}
    return _mail("word", [rsvp], contact=contact, context=context, now=now)


def invitation_mail(rsvp: RSVP, *, contact: Contact, schedules: Mapping[int, Schedule], now: dt.datetime) -> Message:
    """The entry that keeps itself up to date, or what takes it away again."""
    is_withdrawn = not rsvp.wants_invitation
    return _mail(
        "invitation",
        [rsvp],
        contact=contact,
        context={"is_withdrawn": is_withdrawn},
        schedules=schedules,
        ends_entry=is_withdrawn,
        now=now,
    )


def change_told_mail(
    rsvp: RSVP, *, contact: Contact, schedules: Mapping[int, Schedule], undo: str, now: dt.datetime
) -> Message:
    """Somebody with the link changed or took back the answer: its owner is told, whoever it was, and can undo it. The
    entry of what is taken back goes from the calendar of who had it kept up to date."""
    is_cancelled = rsvp.state == RSVP.State.CANCELLED
    undo_url = personal_url("events:rsvp-undo", rsvp.language, str(rsvp.occurrence_id), undo) if undo else ""
    ends_entry = is_cancelled and rsvp.wants_invitation
    return _mail(
        "change_told",
        [rsvp],
        contact=contact,
        context={"is_cancelled": is_cancelled, "undo_url": undo_url},
        can_be_stopped=False,
        schedules=schedules if ends_entry else None,
        ends_entry=ends_entry,
        now=now,
    )


def leave_mail(link: LeaveLink, *, contact: Contact) -> Message:
    """The one link behind which all that is held for an address can be seen and erased."""
    url = personal_url("events:leave-link", link.language, contact.token)
    return letter("leave", link.language, contact, {"personal_url": url})


def _mail(
    name: str,
    rsvps: Sequence[RSVP],
    *,
    contact: Contact,
    now: dt.datetime,
    context: dict[str, Any] | None = None,
    can_be_stopped: bool = True,
    schedules: Mapping[int, Schedule] | None = None,
    changes: Mapping[int, Change] | None = None,
    is_confirmed: bool = True,
    ends_entry: bool = False,
) -> Message:
    """A letter about answers to one event: their dates, the sentence that called, the person's own link.
    `can_be_stopped`: a mail program offers to end such mails."""
    first = rsvps[0]
    language = first.language
    occurrences = [rsvp.occurrence for rsvp in rsvps]
    shared: dict[str, Any] = {
        "event": first.occurrence.event,
        "quote": say_quote_of(first.occurrence.event),
        "page_url": public_url(first.occurrence, language),
        "personal_url": personal_url("events:rsvp-detail", language, contact.token),
        "dates": [_date(rsvp, (changes or {}).get(rsvp.pk), is_confirmed=is_confirmed, now=now) for rsvp in rsvps],
        "erased_on": say_last_erasure(occurrences, language, now=now),
        "is_off": not any(occurrence.is_scheduled for occurrence in occurrences),
    }
    ics, method = _calendar_of(rsvps, schedules, contact=contact, ends_entry=ends_entry)
    shared |= {"has_invitation": method != PUBLISH, "sends_invitations": first.wants_invitation}
    headers = None
    if can_be_stopped:
        name_of_list = f"{first.occurrence.event.slug}.events"
        headers = list_headers("events:rsvp-unsubscribe", contact, name=name_of_list)
    return letter(name, language, contact, shared | (context or {}), headers=headers, ics=ics, method=method)


def _calendar_of(
    rsvps: Sequence[RSVP], schedules: Mapping[int, Schedule] | None, *, contact: Contact, ends_entry: bool
) -> tuple[bytes | None, str]:
    """With its METHOD. Whoever wants invitations gets one for each date, in a mail of its own: mail programs look at
    the first entry only. `ends_entry`: the person takes it back."""
    first = rsvps[0]
    if schedules is None or (len(rsvps) > 1 and first.wants_invitation):
        return None, PUBLISH
    if first.invited_as and contact.address and (first.wants_invitation or ends_entry):
        return render_invitation(first, schedules=schedules, address=contact.address, is_withdrawn=ends_entry)
    occurrences = [rsvp.occurrence for rsvp in rsvps]
    return render_invites(occurrences, schedules=schedules, language=first.language), PUBLISH


def _date(rsvp: RSVP, change: Change | None, *, is_confirmed: bool, now: dt.datetime) -> dict[str, Any]:
    facts = facts_of(
        rsvp.occurrence,
        rsvp.language,
        now=now,
        is_confirmed=is_confirmed and rsvp.is_confirmed,
        old=change.old if change else None,
        # An hour or a place that becomes known is not a change of anything.
        hides_old_time=change is not None and change.kinds & AT_ANOTHER_TIME == {Kind.HOUR_SET},
        hides_old_place=change is not None and change.old.awaited_place_of(rsvp.occurrence),
    )
    place_is_new = change is not None and bool(change.kinds & ELSEWHERE)
    return {"facts": facts, "answer": say_answer(rsvp, rsvp.language), "place_is_new": place_is_new}


def _subject(rsvps: Sequence[RSVP], change: Change) -> str:
    language, occurrence, more = rsvps[0].language, rsvps[0].occurrence, len(rsvps) - 1
    today = occurrence.local_day  # its own day: a subject says the date without the year
    with override(language):
        words = {
            "title": occurrence.event.title,
            "when": wording.say_when(occurrence, language, today=today),
            "old_when": wording.say_day(change.old.start_on, language, today=today),
        }
        said = _subject_of(change, occurrence) % words
        if not more:
            return said
        words = {"said": said, "number": wording.say_number(more, language)}
        return ngettext("%(said)s, and %(number)s more date", "%(said)s, and %(number)s more dates", more) % words


def _subject_of(change: Change, occurrence: Occurrence) -> str:
    """Another day is more than another time; what was to come and is known now is no news to anybody's plans."""
    is_other_day = change.old.start_on != occurrence.start_on
    is_place_set = Kind.PLACE_CHANGED in change.kinds and change.old.awaited_place_of(occurrence)
    if is_place_set and change.kinds == {Kind.PLACE_CHANGED, Kind.HOUR_SET}:
        return _("The hour and the place are set: %(title)s, %(when)s")
    if is_place_set and change.kinds == {Kind.PLACE_CHANGED}:
        return _("The place is set: %(title)s, %(when)s")
    if change.kind in ELSEWHERE and change.kinds & AT_ANOTHER_TIME:
        if is_other_day:
            return _("New date and place: %(title)s, %(when)s")
        return _("New time and place: %(title)s, %(when)s")
    if change.kind == Kind.MOVED and is_other_day:
        return _("New date: %(title)s, %(when)s")
    return str(SUBJECTS[Kind(change.kind)])
