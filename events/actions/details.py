"""What an event says of itself: checked texts, the calls that it answers, the campaign that it belongs to."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.accessibility import ANSWERS, QUESTIONS
from events.errors import EventsError
from events.models import Anchor, Call, Campaign, Event, LinkConsent
from events.search import search_text_of
from events.texts import clean_choice, clean_language, clean_line, clean_text
from events.who_hosts import hosts_of

TITLE_LENGTH = 200
SUMMARY_LENGTH = 300
DESCRIPTION_LENGTH = 20_000
SAFETY_LENGTH = 10_000
MOST_CALLS = 10
COLUMNS = (
    "title",
    "kind",
    "summary",
    "description",
    "language",
    "safety",
    "accessibility",
    "takes_rsvps",
    "shows_count",
    "shows_full",
    "campaign",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """`description` and `safety` are Markdown; `accessibility` maps questions to yes, no or unknown."""

    title: str
    kind: str
    summary: str = ""
    description: str = ""
    language: str = "en"
    safety: str = ""
    accessibility: Mapping[str, str] = field(default_factory=dict)
    takes_rsvps: bool = True
    shows_count: bool = False
    shows_full: bool = False
    campaign: Campaign | None = None
    calls: Sequence[Call] = ()

    @classmethod
    def of(cls, event: Event) -> Self:
        """As they stand."""
        calls = tuple(answered.call for answered in event.answered_calls.select_related("call"))
        return cls(**{name: getattr(event, name) for name in COLUMNS}, calls=calls)

    def checked(self, organization: Organization, *, event: Event | None = None) -> Self:
        """Tidied; calls that `event` answers already may stay. Raises EventsError naming the field."""
        clean = replace(
            self,
            title=clean_line(self.title, field="title", length=TITLE_LENGTH, required=True),
            summary=clean_line(self.summary, field="summary", length=SUMMARY_LENGTH),
            description=clean_text(self.description, field="description", length=DESCRIPTION_LENGTH),
            safety=clean_text(self.safety, field="safety", length=SAFETY_LENGTH),
            accessibility=_clean_accessibility(self.accessibility),
            calls=tuple(dict.fromkeys(self.calls)),
        )
        clean._check_choices()
        if self.campaign is not None and self.campaign.organization_id != organization.pk:
            raise EventsError(_("This campaign belongs to another organisation."), field="campaign")
        standing = set(event.answered_calls.values_list("call", flat=True)) if event else set()
        for call in self.calls:
            if call.pk not in standing:
                check_call(call, organization, event=event)
        return clean

    def _check_choices(self) -> None:
        clean_choice(self.kind, field="kind", among=Event.Kind.values)
        clean_language(self.language)
        if len(self.calls) > MOST_CALLS:
            raise EventsError(_("It can answer at most %(max)s calls.") % {"max": MOST_CALLS}, field="calls")


def write_details(event: Event, details: Details) -> None:
    """The columns, without saving."""
    for name in COLUMNS:
        setattr(event, name, getattr(details, name))


def write_search_text(event: Event) -> None:
    """Only what everybody may read: a hidden place takes no part in the search. The title is first and the description
    last, where a kit finds them. Needs shown_place and what `hosts_of` needs."""
    names = dict.fromkeys([event.organization.name, *(host.name for host in hosts_of(event))])
    event.search_text = search_text_of(
        event.title,
        event.summary,
        *names,
        event.town,
        event.shown_place.one_line if event.shown_place else "",
        event.public_area,
        event.description,
    )


def write_calls(event: Event | Campaign, calls: Sequence[Call], *, now: dt.datetime) -> bool:
    """Links stay as they are; a new one quotes the revision that is current now. Returns whether anything changed."""
    linked = {answered.call_id: answered for answered in event.answered_calls.all()}
    wanted = list(dict.fromkeys(call.pk for call in calls))
    if list(linked) == wanted:
        return False
    event.answered_calls.exclude(call__in=wanted).delete()
    for position, pk in enumerate(wanted):
        if pk in linked:
            event.answered_calls.filter(call=pk).update(position=position)
        else:
            anchor = _anchor_now(pk)
            event.answered_calls.create(call_id=pk, anchor=anchor, position=position, linked_at=now)
    return True


def _anchor_now(call_id: int) -> Anchor:
    """Where the call stands in the revision that is current. Raises EventsError if it stands there no longer."""
    anchors = Anchor.objects.filter(call=call_id, revision=F("call__statement__current"))
    anchor = anchors.exclude(state=Anchor.State.LOST).first()
    if anchor is None:
        raise EventsError(_("The passage of this call no longer stands in the statement."), field="calls")
    return anchor


def check_call(call: Call, organization: Organization, *, event: Event | None = None) -> None:
    statement = call.statement
    if not statement.is_published:
        raise EventsError(_("The statement of this call is not published yet."), field="calls")
    if statement.organization_id != organization.pk and not call.is_open_to_hosts:
        raise EventsError(_("Only the organisation that calls may answer this call."), field="calls")
    if event is not None and LinkConsent.objects.taken_off().filter(call=call, event=event).exists():
        raise EventsError(_("Those who call have taken this action off. Ask them on its page."), field="calls")


def _clean_accessibility(answers: Mapping[str, Any]) -> dict[str, str]:
    for question, answer in answers.items():
        if question not in QUESTIONS or answer not in ANSWERS:
            raise EventsError(
                _("“%(value)s” is not an answer that we know.") % {"value": answer}, field="accessibility"
            )
    return {question: answers[question] for question in QUESTIONS if answers.get(question, "unknown") != "unknown"}
