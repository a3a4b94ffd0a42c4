"""Tries every cell of both tables of docs/permissions.md, and fails where an address is in none."""

import pkgutil
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from events import urls
from events.hosts import address_of
from events.models import RSVP
from tests.events.permissions.asking import Visitor
from tests.events.permissions.doors import DOORS
from tests.events.permissions.world import HOST, OTHER_HOST, PRIVATE, PROPOSER, ROLES, World
from tests.hostile.world import stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

# Pages and feeds for everybody, the answers of people who come and what they follow (docs/privacy.md), campaigns, and
# what only leads on.
OTHER_ROOMS = {"home", "feeds", "event", "organization", "rsvp", "follow", "campaign"}
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


def read_table(number):
    """The head and the rows of one table of the page."""
    text = (Path(settings.BASE_DIR) / "docs" / "permissions.md").read_text()
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in blocks[number].splitlines()]
    head, _rule, *body = rows
    return head, body


def shown(pattern):
    """`organize/calls/<slug:slug>/` as the page writes it: /organize/calls/<slug>/."""
    route = re.sub(r"[$^]|\\Z", "", str(pattern.pattern))
    return "/" + re.sub(r"<\w+:", "<", GROUP.sub(r"<\1>", route))


@cache
def names():
    """The name of each address of the rooms."""
    rooms = [one.name for one in pkgutil.iter_modules(urls.__path__) if one.name not in OTHER_ROOMS]
    patterns = [pattern for room in rooms for pattern in import_module(f"events.urls.{room}").urlpatterns]
    return {shown(pattern): pattern.name for pattern in patterns}


HEAD, ROWS = read_table(0)
TABLE = {row[0].strip("`"): (row[1].split(), dict(zip(HEAD[2:], row[2:], strict=True))) for row in ROWS}
CELLS = [(path, role) for path, (_methods, cells) in TABLE.items() for role in cells]
PRIVATE_HEAD, PRIVATE_ROWS = read_table(1)
PRIVATE_CELLS = [
    (thing, role, cell) for thing, *cells in PRIVATE_ROWS for role, cell in zip(PRIVATE_HEAD[1:], cells, strict=True)
]


def test_every_address_is_in_the_table_and_every_row_is_an_address():
    assert list(TABLE) == [row[0].strip("`") for row in ROWS]
    assert set(TABLE) == set(names())
    assert set(DOORS) == set(names().values())


def test_every_role_and_every_private_thing_is_in_the_tables():
    assert tuple(HEAD[2:]) == tuple(PRIVATE_HEAD[1:]) == ROLES
    assert [row[0] for row in PRIVATE_ROWS] == list(PRIVATE)


FOUND: dict[str, tuple[dict[str, set[str]], set[str]]] = {}


def look(role):
    """What is said at each address in this role, and what private things were seen; one look serves all cells."""
    if not FOUND:
        FOUND.update(dict.fromkeys(ROLES, ({}, set())))  # what breaks here breaks once, not anew for each cell
        world = World()
        for one in ROLES:
            visitor = Visitor(world, one)
            said = {path: say(visitor, path, *TABLE[path]) for path in TABLE if path in names()}
            FOUND[one] = said, visitor.seen
    return FOUND[role]


def say(visitor, path, methods, cells):
    name = names()[path]
    if cells[visitor.role] != "link":
        return visitor.words(name, DOORS[name], methods)
    without = visitor.words(name, DOORS[name], methods)
    having = visitor.words_with_link(name, DOORS[name], methods, visitor.world.signing_token)
    return {"link"} if (without, having) == ({"no"}, {"yes"}) else without | having


@pytest.mark.parametrize(("path", "role"), CELLS, ids=[f"{path} {role}" for path, role in CELLS])
def test_cell_is_true(path, role):
    said, _seen = look(role)
    cell = TABLE[path][1][role]

    assert said[path] == {"yes" if cell == "own" else cell}


@pytest.mark.parametrize(("thing", "role", "cell"), PRIVATE_CELLS, ids=[f"{t}/{r}" for t, r, _ in PRIVATE_CELLS])
def test_private_thing_is_in_answers_for_exactly_those_who_may_read_it(thing, role, cell):
    _said, seen = look(role)

    assert ("yes" if thing in seen else "no") == cell


# --- What no column can say


def test_what_nobody_of_the_table_reads_is_there_for_its_own():
    world, client = World(), Client()
    client.force_login(world.guest.members.get())

    pages = ["/organize/events/guests/2027-03-13/", "/organize/events/guests/", "/organize/events/unannounced/"]
    text = "".join(client.get(path).text for path in pages)

    assert [sign for sign in ("Thistle Canary", "Wisteria Loft", "Unannounced Vigil") if sign not in text] == []
    hosts = (world.host, world.other_host, world.proposal.host)
    assert [address_of(host) for host in hosts] == [HOST, OTHER_HOST, PROPOSER]


def test_a_link_of_a_host_reaches_nothing_of_another_action():
    """Whatever numbers of the other action are sent with it."""
    world, client = World(), Client()
    date = world.hosted.occurrences.get()
    numbers = {"event": world.hosted.pk, "date": date.pk, "also": RSVP.objects.first().pk, "host": world.host.pk}
    before = stored()

    for action in ("cancel", "also", "word", "text", "renew"):
        path = f"/hosts/{world.other_token}/?date={date.pk}"
        answer = client.post(path, {**numbers, "also_proposal": world.proposal.pk, "action": action, "text": "Hello"})
        assert "Birkdale" not in answer.text

    after = stored()
    for label, pk in (
        ("events.Event", world.hosted.pk),
        ("events.Occurrence", date.pk),
        ("events.Host", world.host.pk),
    ):
        was, stands = ([row for row in rows[label] if row[0] == pk] for rows in (before, after))
        assert (len(was), stands) == (1, was)
    assert after["events.Occurrence"] != before["events.Occurrence"]
    assert after["events.RSVP"] == before["events.RSVP"]
    assert after["events.Proposal"] == before["events.Proposal"]


def test_an_organisation_reaches_nothing_of_others_through_what_is_its_own():
    """Its own call, text and action stand first in the address, numbers and names of others after them."""
    world, client = World(), Client()
    client.force_login(world.guest.members.get())
    call, text, before = world.guest_call.slug, world.guest_call.statement.slug, stored()
    tried = {
        reverse("events:organize-call-proposal", args=[call, world.proposal.pk]): {"answer": "approve"},
        reverse("events:organize-call-pasted", args=[call, world.pasted.pk]): {"step": "publish"},
        reverse("events:organize-call-pasted-discard", args=[call, world.pasted.pk]): {},
        reverse("events:organize-call-table-host-link", args=[call, world.hosted.pk]): {"step": "show"},
        reverse("events:organize-call-table-note", args=[call]): {"event": world.hosted.pk},
        reverse("events:organize-call-table-publish", args=[call]): {"event": world.draft.pk},
        reverse("events:organize-call-table-ask", args=[call]): {"event": world.hosted.pk, "step": "send"},
        reverse("events:organize-call-link-end", args=[call, "guests"]): {},
        reverse("events:organize-call-place", args=["rally-everywhere", text, 1]): {"quote": "We have counted"},
        reverse("events:organize-invitation-withdraw", args=[text, world.invitation.pk]): {},
        reverse("events:organize-signature-withdraw", args=["no-city", world.signature.pk]): {},
        reverse("events:organize-event-host-end", args=["guests", "allies"]): {},
        reverse("events:organize-statement-sign", args=["no-city"]): {"organization": world.ally.pk},
        reverse("events:organize-name-claim", args=[world.listed.pk]): {"organization": world.ally.pk},
    }

    answers = {path: client.post(path, data) for path, data in tried.items()}

    assert stored() == before
    assert [sign for sign in PRIVATE.values() for answer in answers.values() if re.search(sign, answer.text)] == []
    assert {answer.status_code for answer in answers.values()} == {302, 404, 422}
