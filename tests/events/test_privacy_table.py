"""Tries every cell of the table "Who reads what" in docs/privacy.md."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.urls import reverse

from accounts.models import Membership
from events.actions.host import make_host_link
from events.actions.private_feed import make_private_feed
from events.models import Occurrence
from events.rsvp_links import open_link
from tests.events.answers import confirm
from tests.events.factories import NOW, make_call, make_event, make_organization, make_place, make_user
from tests.events.follows import follow

pytestmark = pytest.mark.django_db

ADDRESS, NAME = "quince7f3a@inbox.example", "Quince Canary"
HOST_ADDRESS = "larkspur9b2c@host.example"
PLACE, LINK = "Laundry Lane 14", "https://meet.example/wisteria"
COMING = 1_987_654_321  # no other number of a page, be it the id of a row
CALENDAR = "Snapdragon Phone"
FOLLOWER, FOLLOWED = "tamarisk5d1e@inbox.example", "Hollyhock"


def read_table():
    """Row, column and what stands in the cell."""
    text = (Path(settings.BASE_DIR) / "docs" / "privacy.md").read_text()
    lines = text.split("## Who reads what")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    head, _rule, *body = rows
    return [(row[0], column, cell) for row in body for column, cell in zip(head[1:], row[1:], strict=True)]


CELLS = read_table()


@dataclass
class World:
    """One answer to one date, and everything about it that could be seen."""

    client: object
    token: str
    event: object
    host_token: str
    feed_token: str
    follow_token: str

    def pages(self, user=None, paths=()):
        """All that a visitor gets from the public addresses and from `paths`; what is refused says nothing either."""
        if user is not None:
            self.client.force_login(user)
        date = self.event.occurrences.get()
        public = [
            "/",
            "/events/",
            self.event.get_absolute_url(),
            date.get_absolute_url(),
            reverse("events:organization-detail", args=[self.event.organization.slug]),
            reverse("events:event-detail-ics", args=[self.event.slug]),
            reverse("events:occurrence-ics", args=[self.event.slug, date.date_slug]),
            "/events.ics",
            "/events.rss",
            "/events.json",
            "/api/v1/events/",
            "/api/v1/occurrences/",
            f"/api/v1/events/{self.event.slug}/",
        ]
        organizing = [
            "/organize/",
            reverse("events:organize-event-detail", args=[self.event.slug]),
            reverse("events:organize-event-edit", args=[self.event.slug]),
            reverse("events:organize-occurrence-detail", args=[self.event.slug, date.date_slug]),
            reverse("events:organize-occurrence-place", args=[self.event.slug, date.date_slug]),
        ]
        return "\n".join(self.text(path) for path in (*public, *organizing, *paths))

    def text(self, path):
        response = self.client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        # What a calendar folds is one line.
        return body.decode().replace("\r\n ", "")


@pytest.fixture
def world(client):
    host = make_organization(owner=make_user())
    event = make_event(
        organization=host,
        call=make_call(),
        attendance="both",
        place=make_place(organization=host, name=PLACE, address_lines="", locality=""),
        shown_place=None,
        place_visibility="confirmed",
        public_area="Ashford",
        online_url=LINK,
    )
    with time_machine.travel(NOW, tick=False):
        token, _rsvps = confirm(event, address=ADDRESS, name=NAME, party_size=7)
        Occurrence.objects.update(going_in_person=COMING)
        mail.outbox.clear()
        by = host.members.get()
        _link, host_token = make_host_link(event, address=HOST_ADDRESS, by=by, language="en", now=NOW)
        feed_token = make_private_feed(open_link(token), name=CALENDAR)
        follow_token, _follow = follow(query=f"q={FOLLOWED}", address=FOLLOWER)
        yield World(client, token, event, host_token, feed_token, follow_token)


def as_member(world, role):
    user = make_user()
    Membership.objects.create(user=user, organization=world.event.organization, role=role)
    return world.pages(user)


def as_coordinator(world):
    """An organiser of those who call, on all pages of their call."""
    call = world.event.answered_calls.get().call
    user = make_user()
    Membership.objects.create(user=user, organization=call.statement.organization, role="organizer")
    names = ("table", "table-text", "table-csv", "table-print", "table-ask", "proposals", "kit", "links", "edit")
    paths = [reverse(f"events:organize-call-{name}", args=[call.slug]) for name in names]
    seen = world.pages(user, paths)
    assert [world.client.get(path).status_code for path in paths] == [200] * len(paths)
    return seen


def as_host(world):
    paths = [f"/hosts/{world.host_token}/", f"/hosts/{world.host_token}/sheet/", f"/hosts/{world.host_token}/still-on/"]
    return "\n".join(world.text(path) for path in paths)


def as_operator(world):
    user = make_user(is_staff=True, is_superuser=True)
    world.client.force_login(user)
    index = world.text("/admin/")
    lists = re.findall(r'href="(/admin/[a-z]+/[a-z]+/)"', index)
    return world.pages(user, paths=lists)


def stolen_copy(world):
    """Every column of every row of the main database."""
    models = [model for model in apps.get_models() if model._meta.label != "accounts.DataKey"]
    return "\n".join(repr(row) for model in models for row in model._default_manager.values())


READERS = {
    "anybody": lambda world: world.pages(),
    "the link": lambda world: world.text(f"/rsvps/{world.token}/"),
    "private calendar": lambda world: world.text(f"/calendars/{world.feed_token}.ics"),
    "follow link": lambda world: world.text(f"/follows/{world.follow_token}/"),
    "host link": as_host,
    "helper of the host": lambda world: as_member(world, "helper"),
    "organiser of the host": lambda world: as_member(world, "organizer"),
    "coordinator": as_coordinator,
    "another organisation": lambda world: world.pages(make_organization(owner=make_user()).members.get()),
    "operator": as_operator,
    "stolen copy": stolen_copy,
}
# What each thing looks like on a page, and in a row.
SIGNS = {
    "address": lambda world: r"quince7f3a",
    "name given": lambda world: r"Quince Canary",
    "answer and number of people": lambda world: r"going, 7 people|'party_size': 7",
    "how many come": lambda world: r"1,?987,?654,?321",
    "secret link of an answer": lambda world: world.token,
    "name of a private calendar": lambda world: CALENDAR,
    "address of a private calendar": lambda world: world.feed_token,
    "place shown only to confirmed people": lambda world: PLACE,
    "online link shown only to confirmed people": lambda world: r"meet\.example/wisteria",
    "address of a host": lambda world: r"larkspur9b2c",
    "secret link of a host": lambda world: world.host_token,
    "address of somebody who follows": lambda world: r"tamarisk5d1e",
    "secret link of a follow": lambda world: world.follow_token,
    "what somebody follows": lambda world: FOLLOWED,
}
MASKS = {"address": "q…@i…", "address of a host": "l…@h…", "address of somebody who follows": "t…@i…"}


def test_table_has_every_reader_and_every_thing():
    assert {column for _row, column, _cell in CELLS} == set(READERS)
    assert {row for row, _column, _cell in CELLS} == set(SIGNS)


SEEN: dict[str, dict[str, bool]] = {}


def look(reader, request):
    """What this reader sees of each thing; one look serves all cells of the column."""
    if reader not in SEEN:
        world = request.getfixturevalue("world")
        seen = READERS[reader](world)
        SEEN[reader] = {thing: re.search(sign(world), seen) is not None for thing, sign in SIGNS.items()}
        SEEN[reader] |= {mask: mask in seen for mask in MASKS.values()}
    return SEEN[reader]


@pytest.mark.parametrize(("thing", "reader", "cell"), CELLS, ids=[f"{row}/{column}" for row, column, _ in CELLS])
def test_cell_is_true(request, thing, reader, cell):
    seen = look(reader, request)

    if cell == "masked":
        assert (seen[thing], seen[MASKS[thing]]) == (False, True)
    else:
        assert ("yes" if seen[thing] else "no") == cell
