"""What an honest person types into each form, and what comes back when one field of it is hostile."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from tests.events.views.event_pages import FORM as EVENT

STATEMENT = {"title": "Keep the buses", "dated_on": "2027-03-03", "language": "en", "body": "We call on all. Come."}
CALL = {"title": "Count the clinics", "asks_for": "protest", "quote": "We have counted", "window_start_on": ""}
CAMPAIGN = {"title": "Boycott the bank", "kind": "boycott", "start_on": "2027-03-01", "language": "en"}
SOURCE = {"source_title": "Annual report", "source_url": "https://bank.example/report", "read_on": "2027-03-01"}
TARGET = {"name": "Another bank", "kind": "company", "reason": "It pays.", **SOURCE}
RSVP = {
    "dates": ["2027-03-13"],
    "attendance": "in-person",
    "party_size": "1",
    "answer": "going",
    "email": "",
    "name": "",
}

# Who sends it, where to, and what is typed.
HONEST: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "rsvp": ("stranger", "/events/hands-off/rsvp/", RSVP),
    "leave": ("stranger", "/leave/", {"email": "amal@inbox.example"}),
    "event": ("organiser", "/organize/events/new/", EVENT),
    "place": ("organiser", "/organize/events/hands-off/2027-03-13/place/", {"place": "Town Hall, Ashford"}),
    "move": (
        "organiser",
        "/organize/events/hands-off/2027-03-13/move/",
        {"start_on": "2027-03-20", "start_time": "18:00"},
    ),
    "online": ("organiser", "/organize/events/hands-off/2027-03-13/online/", {"online_url": "https://meet.example/x"}),
    "cancel": ("organiser", "/organize/events/hands-off/2027-03-13/cancel/", {"note": "Rain"}),
    "series": (
        "organiser",
        "/organize/events/every-week/series/",
        {"start_on": "2027-03-14", "start_time": "18:00", "repeats": "weekly", "until_on": "2027-05-02"},
    ),
    "statement": ("organiser", "/organize/statements/new/", STATEMENT),
    "import": ("organiser", "/organize/statements/new/", {"source": "Keep the buses\n\n2027-03-03\n\nWe call on all."}),
    "revision": ("organiser", "/organize/statements/no-city/edit/", {**STATEMENT, "note": "A word", "version": "1"}),
    "translation": (
        "organiser",
        "/organize/statements/no-city/translate/",
        {"title": "Ni una clínica", "body": "Llamamos a todas.", "language": "es", "translated_on": "2027-03-01"},
    ),
    "names": ("organiser", "/organize/statements/no-city/names/host/", {"role": "host", "names": "Clinic Friends"}),
    "removal": ("organiser", "/organize/statements/no-city/revisions/1/remove/", {"removed_reason": "A court order"}),
    "call": ("organiser", "/organize/statements/no-city/calls/new/", CALL),
    "campaign": ("organiser", "/organize/campaigns/new/", CAMPAIGN),
    "target": ("organiser", "/organize/campaigns/bank-campaign/targets/new/", TARGET),
    "demand": (
        "organiser",
        "/organize/campaigns/bank-campaign/demands/new/",
        {"asked": "Pay back", "of_whom": "A bank"},
    ),
    "milestone": (
        "organiser",
        "/organize/campaigns/bank-campaign/milestones/new/",
        {"title": "Vote", "on": "2027-05-01"},
    ),
    "group": (
        "organiser",
        "/accounts/organizations/clinic-watch/",
        {"name": "Clinic Watch North", "description": "", "website": "", "language": "en", "zone": "UTC"},
    ),
    "invitation": (
        "organiser",
        "/accounts/organizations/clinic-watch/invitations/",
        {"email": "new@inbox.example", "role": "organizer"},
    ),
    "profile": ("organiser", "/accounts/", {"name": "Mara", "language": "en"}),
    "sign-in": ("stranger", "/accounts/login/", {"login": "mara@inbox.example", "password": "not this one"}),
    "reset": ("stranger", "/accounts/password/reset/", {"email": "mara@inbox.example"}),
}


def send(door: str, clients: Mapping[str, Client], typed: Mapping[str, Any], **more: Any) -> HttpResponse:
    who, path, honest = HONEST[door]
    return clients[who].post(path, {**honest, **typed}, **more)


def problems_in(response: HttpResponse, language: str = "en") -> dict[str, list[str]]:
    """What the page says about each field of its forms; only what can be read on it counts."""
    found: dict[str, list[str]] = {}
    parts = [part for context in response.context or () for part in context if isinstance(part, dict)]
    for value in [value for part in parts for value in part.values()]:
        if isinstance(errors := getattr(value, "errors", None), dict):
            with translation.override(language):
                found |= {
                    name: [text for text in said if escape(text) in response.text] for name, said in errors.items()
                }
    return found
