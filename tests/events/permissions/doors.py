"""Each address of the table: how it is asked, what an honest person would send to it, and what that would change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from events.reading.proposals import read_queue
from tests.events.permissions.world import CALENDAR, HOST, World
from tests.hostile.forms import CALL, EVENT, STATEMENT

DATE = "2027-03-13"
PROPOSAL = {"town": "Beirut", "start_on": DATE, "kind": "rally", "host_name": "Fenwick Choir", "email": "x@y.example"}
SERIES = {"start_on": DATE, "start_time": "18:00", "repeats": "weekly", "until_on": "2027-05-01"}
WEBHOOK = {"label": "Website", "url": "https://hook.example/in", "news": ["event.published"]}
REMINDER = {"action": "add", "number": "1", "when": "days-before-at", "at": "18:00", "whom": "going"}
REVISION = {**STATEMENT, "note": "A word"}
TRANSLATION = {"title": "Ni una", "body": "Llamamos a todas.", "language": "es", "translated_on": "2027-03-01"}


@dataclass(frozen=True)
class Asked:
    """Who asks, in which world, with which secret link."""

    world: World
    role: str
    token: str


@dataclass(frozen=True)
class Door:
    """`changes` is a model of which an honest POST changes rows; "" where the page can only be read. `sends` may need
    to look first."""

    path: Callable[[Asked], list[Any]]
    changes: str = ""
    sends: Mapping[str, Any] | Callable[[Asked], Mapping[str, Any]] | None = None

    def data(self, asked: Asked) -> Mapping[str, Any]:
        return self.sends(asked) if callable(self.sends) else self.sends or {}


def address(name: str, door: Door, asked: Asked) -> str:
    return reverse(f"events:{name}", args=door.path(asked))


def of_site(_asked: Asked) -> list[Any]:
    return []


def of_token(asked: Asked) -> list[Any]:
    return [asked.token]


def of_statement(asked: Asked) -> list[Any]:
    return [asked.world.statement.slug]


def of_call(asked: Asked) -> list[Any]:
    return [asked.world.call.slug]


def of_event(name: str, *more: Any) -> Callable[[Asked], list[Any]]:
    return lambda asked: [getattr(asked.world, name).slug, *more]


def below(first: Callable[[Asked], list[Any]], name: str, attribute: str = "pk") -> Callable[[Asked], list[Any]]:
    """Something of the world under `first`."""
    return lambda asked: [*first(asked), getattr(getattr(asked.world, name), attribute)]


def numbered(name: str) -> Callable[[Asked], list[Any]]:
    return lambda asked: [getattr(asked.world, name).pk]


def in_own_name(asked: Asked) -> Mapping[str, Any]:
    return {"organization": asked.world.organization_of(asked.role).pk}


def file_in_own_name(asked: Asked) -> Mapping[str, Any]:
    return {**in_own_name(asked), "file": SimpleUploadedFile("a.ics", CALENDAR.encode())}


def many_alike(asked: Asked) -> Mapping[str, Any]:
    (folded,) = read_queue(asked.world.call).folded
    return {"group": folded.group.key, "reason": "One is enough"}


def cells_of_list(asked: Asked) -> Mapping[str, Any]:
    """What the page of the list would send back, with what is missing typed in."""
    client = Client()
    client.force_login(asked.world.editor)
    path = reverse("events:organize-call-pasted", args=[asked.world.call.slug, asked.world.pasted.pk])
    form = client.get(path).context["form"]
    fields = [field for one in (form, *form.rows, *form.known) for field in one]
    typed = {field.html_name: "on" if field.value() is True else field.value() for field in fields if field.value()}
    return typed | {"zone": "America/New_York", "step": "draft"}


def question(kind: str, answer: str) -> Door:
    changes = {"link": "LinkConsent", "co-host": "CoHost", "claim": "NameClaim", "signing": "SigningConsent"}[kind]
    return Door(lambda asked: [kind, asked.world.questions[kind].pk], changes, {"answer": answer})


def proposal(answer: str, changes: str) -> Door:
    return Door(below(of_call, "proposal"), changes, {"answer": answer, "reason": "Which square?"})


def date_of(name: str) -> Callable[[Asked], list[Any]]:
    return of_event(name, DATE)


# By the name of the address. Where several buttons lead to one, each is a door.
DOORS: dict[str, list[Door]] = {
    # Hosts and proposals
    "call-host": [Door(of_call, "Proposal", PROPOSAL)],
    # In capitals, so that what is typed is not taken for something shown.
    "host-new-link": [Door(of_site, "Host", {"email": HOST.upper()})],
    "host-detail": [
        Door(of_token, "Announcement", {"action": "word", "text": "Bring a lamp"}),
        Door(of_token, "Occurrence", {"action": "cancel", "note": "Rain"}),
        Door(of_token, "Host", {"action": "renew"}),
    ],
    "host-sheet": [Door(of_token)],
    "host-still-on": [
        Door(of_token, "HostCheck", {"answer": "on"}),
        Door(of_token, "HostCheck", {"answer": "off"}),
    ],
    # What waits
    "organize-waiting": [Door(of_site)],
    "organize-waiting-answer": [
        question(kind, answer) for kind in ("link", "co-host", "claim", "signing") for answer in ("yes", "no")
    ],
    "organize-trusted-list": [Door(of_site)],
    "organize-trusted-revoke": [Door(numbered("trusted"), "TrustedHost")],
    "organize-call-proposals": [Door(of_call)],
    "organize-call-proposals-back": [Door(of_call, "Proposal", many_alike)],
    "organize-call-proposal": [
        proposal("approve", "Event"),
        proposal("trust", "TrustedHost"),
        proposal("back", "Proposal"),
    ],
    "organize-call-kit": [Door(of_call, "Kit", {"title": "Every hall", "version": "1"})],
    "organize-event-kit": [Door(of_event("hosted"), "Event", {"field": "title"})],
    "organize-call-links": [Door(of_call, "LinkConsent", {"address": "unasked"})],
    "organize-call-link-end": [Door(below(of_call, "guests", "slug"), "AnsweredCall")],
    "organize-event-calls": [Door(of_event("hosted"), "AnsweredCall", {"address": "guest-call"})],
    "organize-event-call-end": [Door(of_event("hosted", "rally-everywhere"), "AnsweredCall")],
    # A whole call pasted
    "organize-call-paste": [Door(of_call, "PastedList", {"source": "Fenwick, March 13, noon: rally at the gate"})],
    "organize-call-pasted": [Door(below(of_call, "pasted"), "ListedAction", cells_of_list)],
    "organize-call-pasted-discard": [Door(below(of_call, "pasted"), "PastedList")],
    # A calendar imported
    "organize-import": [Door(of_site, "CalendarFile", file_in_own_name)],
    "organize-import-file": [Door(numbered("calendar_file"), "ImportedEvent", {"r0-chosen": "on", "step": "draft"})],
    "organize-import-discard": [Door(numbered("calendar_file"), "CalendarFile")],
    # The coordinator's table
    "organize-call-table": [Door(of_call)],
    "organize-call-table-text": [Door(of_call)],
    "organize-call-table-csv": [Door(of_call)],
    "organize-call-table-print": [Door(of_call)],
    "organize-call-table-ask": [Door(of_call, "HostCheck", {"step": "send", "all": "1", "note": "Hour?"})],
    "organize-call-table-note": [Door(of_call, "HostCheck", lambda asked: {"event": asked.world.hosted.pk})],
    "organize-call-table-publish": [Door(of_call, "Event", {"all": "1"})],
    "organize-call-table-host-link": [
        Door(below(of_call, "hosted"), "Host", {"step": "show", "language": "en"}),
        Door(below(of_call, "hosted"), "Host", {"step": "mail", "language": "en", "email": "new@inbox.example"}),
    ],
    # Signing
    "signing": [Door(of_token, "SigningConsent", {"name": "Porters’ Union", "version": "2"})],
    "organize-statement-invitations": [Door(of_statement, "SignatureInvitation", {"addresses": "new@inbox.example"})],
    "organize-invitation-withdraw": [Door(below(of_statement, "invitation"), "SignatureInvitation")],
    "organize-signature-refuse": [Door(below(of_statement, "signature"), "Signature")],
    "organize-name-claim": [Door(numbered("listed"), "NameClaim", in_own_name)],
    "organize-name-release": [Door(numbered("claimed"), "ListedName")],
    # Hosting with others
    "organize-event-hosts": [Door(of_event("hosted"), "CoHost", {"address": "others"})],
    "organize-event-host-end": [Door(of_event("hosted", "allies"), "CoHost")],
    "organize-event-host-link": [Door(of_event("hosted"), "Host", {"step": "show", "language": "en"})],
    # Servers of others
    "organize-webhook-list": [Door(lambda asked: ["callers"], "Webhook", WEBHOOK)],
    "organize-webhook-detail": [
        Door(lambda asked: ["callers", asked.world.webhook.pk], "Webhook", {"action": action})
        for action in ("off", "delete")
    ],
    # Reminders
    "host-reminders": [
        Door(of_token, "ReminderRules", REMINDER),
        Door(of_token, "ReminderRules", {"action": "remove", "rule": "two-hours"}),
    ],
    "organize-event-reminders": [
        Door(of_event("hosted"), "ReminderRules", REMINDER),
        Door(of_event("hosted"), "ReminderRules", {"action": "remove", "rule": "two-hours"}),
    ],
    "organize-organization-reminders": [
        Door(lambda asked: [asked.world.hosted.organization.slug], "ReminderRules", REMINDER),
        Door(
            lambda asked: [asked.world.hosted.organization.slug],
            "ReminderRules",
            {"action": "remove", "rule": "two-hours"},
        ),
    ],
    # Calls
    "call-list": [Door(of_site)],
    "call-detail": [Door(of_call)],
    "organize-call-new": [Door(of_statement, "Call", {**CALL, "quote": "We have counted: it is twenty."})],
    "organize-call-edit": [
        Door(of_call, "Call", {"title": "March everywhere", "asks_for": "protest", "is_open_to_hosts": "on"})
    ],
    "organize-call-unmark": [Door(lambda asked: [asked.world.unanswered.slug], "Call")],
    "organize-call-place": [
        Door(lambda asked: [asked.world.call.slug, asked.world.statement.slug, 3], "Anchor", {"quote": "to rally"})
    ],
    # Statements
    "statement-list": [Door(of_site)],
    "statement-detail": [Door(of_statement)],
    "revision-detail": [Door(lambda asked: [asked.world.statement.slug, 2])],
    "revision-text": [Door(lambda asked: [asked.world.statement.slug, 2])],
    "revision-difference": [Door(lambda asked: [asked.world.statement.slug, 2])],
    "organize-statement-list": [Door(of_site)],
    "organize-statement-new": [Door(of_site, "Statement", STATEMENT)],
    "organize-statement-detail": [Door(of_statement)],
    "organize-statement-edit": [Door(of_statement, "Revision", REVISION)],
    "organize-statement-publish": [Door(of_statement, "Revision")],
    "organize-statement-discard": [Door(of_statement, "Revision")],
    "organize-revision-remove": [
        Door(lambda asked: [asked.world.statement.slug, 1], "Revision", {"removed_reason": "A court order"})
    ],
    "organize-statement-translate": [Door(of_statement, "Statement", TRANSLATION)],
    "organize-statement-names": [
        Door(lambda asked: [asked.world.statement.slug, "host"], "ListedName", {"role": "host", "names": "Choir"})
    ],
    "organize-statement-sign": [Door(of_statement, "Signature", in_own_name)],
    "organize-signature-withdraw": [Door(below(of_statement, "signature"), "Signature")],
    # Actions as those who host them see them
    "start": [Door(of_site)],
    "start-remove-examples": [Door(of_site, "Organization")],
    "organize-home": [Door(of_site)],
    "organize-event-new": [Door(of_site, "Event", EVENT)],
    "organize-event-detail": [Door(of_event("hosted"))],
    "organize-event-edit": [Door(of_event("draft"), "Event", EVENT)],
    "organize-event-publish": [Door(of_event("draft"), "Event")],
    "organize-event-delete": [Door(of_event("draft"), "Event")],
    "organize-event-extend": [Door(of_event("series"), "Schedule")],
    "organize-event-series": [Door(of_event("series"), "Schedule", SERIES)],
    "organize-event-place": [Door(of_event("series"), "Event", {"place": "Town Hall, Ashford"})],
    "organize-event-cancel": [Door(of_event("hosted"), "Occurrence", {"note": "Rain"})],
    "organize-event-retry": [Door(of_event("hosted"), "Delivery")],
    "organize-occurrence-detail": [Door(date_of("hosted"))],
    "organize-occurrence-message": [Door(date_of("hosted"), "Announcement", {"text": "Bring a lamp"})],
    "organize-occurrence-move": [
        Door(date_of("hosted"), "Occurrence", {"start_on": "2027-03-14", "start_time": "18:00"})
    ],
    "organize-occurrence-new-date": [
        Door(date_of("postponed"), "Occurrence", {"start_on": "2027-03-20", "start_time": "18:00"})
    ],
    "organize-occurrence-place": [Door(date_of("hosted"), "Occurrence", {"place": "Town Hall, Ashford"})],
    "organize-occurrence-online": [Door(date_of("hosted"), "Occurrence", {"online_url": "https://meet.example/x"})],
    "organize-occurrence-postpone": [Door(date_of("hosted"), "Occurrence", {"note": "Rain"})],
    "organize-occurrence-cancel": [Door(date_of("hosted"), "Occurrence", {"note": "Rain"})],
    "organize-occurrence-reinstate": [Door(date_of("cancelled"), "Occurrence", {"note": "It stopped raining"})],
}
