"""Who is coming is told to nobody, nobody learns who is known, nobody is flooded (invariants 9, 12, 13)."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts import limits
from accounts.models import Membership
from events.models import RSVP
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, join
from tests.events.factories import make_organization, make_user
from tests.events.follows import follow
from tests.hostile.crawl import crawl, said
from tests.hostile.forms import RSVP as FORM
from tests.hostile.world import give_password

COMING = 200


def address(number):
    return f"quince{number:03}canary@inbox.example"


def name(number):
    return f"Wisteria{number:03}Canary"


@pytest.fixture
def crowd(world):
    """Two hundred people with addresses and names, some confirmed, some not, at three actions."""
    for number in range(COMING - 10):
        event = [world.event, world.series, world.small][number % 3]
        join(event, address=address(number), name=name(number))
    for number in range(COMING - 10, COMING):
        confirm(world.event, address=address(number), name=name(number))
    mail.outbox.clear()
    assert RSVP.objects.count() == COMING
    return world


def as_role(world, role):
    client, user = Client(), make_user()
    Membership.objects.create(user=user, organization=world.group, role=role)
    client.force_login(user)
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_two_hundred_people_are_seen_by_those_alone_who_may(crowd):
    readers = {
        "stranger": Client(),
        "another organisation": signed_in(make_organization(owner=make_user()).members.get()),
        "operator": signed_in(make_user(is_staff=True, is_superuser=True)),
        "helper": as_role(crowd, "helper"),
        "organizer": as_role(crowd, "organizer"),
    }

    read = {reader: "\n".join(map(said, crawl(client).values())) for reader, client in readers.items()}

    addresses = {reader: len(set(re.findall(r"quince\d{3}canary", text))) for reader, text in read.items()}
    names = {reader: len(set(re.findall(r"Wisteria\d{3}Canary", text))) for reader, text in read.items()}
    assert addresses == dict.fromkeys(readers, 0)
    assert {reader for reader, seen in names.items() if seen} == {"organizer"}


# --- The same answer


def bytes_of(response, typed):
    """Everything that comes back, without what was typed and the token against forged forms."""
    body = response.text.replace(typed, "@")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    return response.status_code, sorted(response.items()), sorted(response.cookies), body


@pytest.fixture
def known(world):
    """An organiser, somebody confirmed who also follows something, somebody not yet, the last who got a place; as long
    as those of strangers."""
    world.owner.email = "organiser@inbox.example"
    give_password(world.owner)
    confirm(world.event, address="confirmed@inbox.example")
    join(world.event, address="notsofar1@inbox.example")
    follow(query="kind=vigil", address="confirmed@inbox.example")
    for number in range(3):
        confirm(world.small, address=f"hasplace{number}@inbox.example")
    return [world.owner.email, "confirmed@inbox.example", "notsofar1@inbox.example", "hasplace0@inbox.example"]


DOORS = [
    ("/events/hands-off/rsvp/", "email", FORM),
    ("/events/small-room/rsvp/", "email", FORM),
    ("/leave/", "email", {}),
    ("/follows/", "email", {"path": "/events/", "query": "kind=vigil", "how_often": "daily"}),
    ("/accounts/password/reset/", "email", {}),
    ("/accounts/login/", "login", {"password": "not this one"}),
    ("/accounts/login/code/", "email", {}),
]


@pytest.mark.parametrize(("path", "field", "form"), DOORS, ids=[f"{n}-{door[0]}" for n, door in enumerate(DOORS)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_known_and_unknown_addresses_get_the_same_bytes(known, path, field, form, language):
    answers = []
    for typed in [*known, *known, "stranger1@inbox.example", "neverseen@inbox.example"]:
        client = Client(headers={"Accept-Language": language})
        first = client.post(path, form | {field: typed})
        after = client.get(first["Location"]) if "Location" in first else first
        answers.append((bytes_of(first, typed), bytes_of(after, typed)))

    assert [answer == answers[0] for answer in answers] == [True] * len(answers)


def test_over_the_limit_the_known_and_the_unknown_still_get_the_same_bytes(known, stranger):
    for _ in range(50):
        stranger.post("/events/hands-off/rsvp/", FORM)

    answers = [
        bytes_of(stranger.post("/events/hands-off/rsvp/", FORM | {"email": typed}), typed)
        for typed in [*known, "stranger1@inbox.example"]
    ]

    assert [answer == answers[0] for answer in answers] == [True] * len(answers)


# --- Floods

SPELLINGS = [
    "victim@gmail.com",
    "Victim@Gmail.com",
    "VICTIM@GMAIL.COM",
    "v.i.c.t.i.m@gmail.com",
    "victim+{n}@gmail.com",
    "vic.tim+{n}@googlemail.com",
    "victim@googlemail.com",
    " victim@gmail.com ",
    "victim@gmail.com.",
    "ｖｉｃｔｉｍ@gmail.com",
    '"victim"@gmail.com',
    "mailto:victim@gmail.com",
    "vic\u200btim@gmail.com",
    "victim@gmail。com",
    "\u202evictim@gmail.com",
]


def test_three_hundred_posts_over_twenty_actions_are_one_mail(world, settings):
    """From many networks, so that no limit of a client helps."""
    settings.TRUSTED_PROXY_COUNT = 1
    events = [world.make_event(slug=f"action-{number}") for number in range(20)]

    for number in range(300):
        typed = SPELLINGS[number % len(SPELLINGS)].replace("{n}", str(number))
        client = Client(headers={"X-Forwarded-For": f"10.{number % 250}.{number // 250}.1"})
        response = client.post(f"/events/{events[number % 20].slug}/rsvp/", FORM | {"email": typed})
        assert (response.status_code, typed) == (200, typed)
    deliver()

    assert len(mail.outbox) == 1
    assert Delivery.objects.filter(kind="events.confirmation").count() == 1


@pytest.mark.parametrize(
    ("path", "form", "most"),
    [("/leave/", {"email": "victim+{n}@gmail.com"}, 1), ("/accounts/password/reset/", {"email": "{owner}"}, 3)],
)
def test_other_forms_have_budgets_of_their_own(world, settings, path, form, most):
    settings.TRUSTED_PROXY_COUNT = 1
    give_password(world.owner)

    for number in range(60):
        typed = {key: value.format(n=number, owner=world.owner.email) for key, value in form.items()}
        Client(headers={"X-Forwarded-For": f"10.{number}.0.1"}).post(path, typed)
    deliver()

    assert len(mail.outbox) <= most


@pytest.fixture
def slow_refill(monkeypatch):
    """However long the test takes, no bucket fills meanwhile."""
    monkeypatch.setattr(limits, "PER_CLIENT", limits.Rate(limits.PER_CLIENT.burst, seconds=3600))


@pytest.mark.usefixtures("slow_refill")
def test_the_limit_of_a_client_holds_whatever_it_says_of_itself(world):
    """Nothing stands in front of this site, so the header is hearsay."""
    answers = []
    for number in range(60):
        headers = {"X-Forwarded-For": f"10.0.{number}.1", "X-Real-IP": f"10.1.{number}.1", "User-Agent": f"a{number}"}
        answers.append(Client(headers=headers).post("/events/hands-off/rsvp/", FORM).status_code)

    assert (answers.count(200), answers.count(429)) == (limits.PER_CLIENT.burst, 60 - limits.PER_CLIENT.burst)
    assert RSVP.objects.count() == limits.PER_CLIENT.burst


def test_a_list_of_addresses_is_not_written_to(world, stranger, monkeypatch):
    """One network, another address each time: none of them gets more than one mail, but they are many."""
    monkeypatch.setitem(limits.PER_CLIENT_AND_ACTION, "rsvp-mail", limits.Rate(burst=20, seconds=3600))
    answers = [
        stranger.post("/events/hands-off/rsvp/", FORM | {"email": f"victim{number}@inbox.example"})
        for number in range(50)
    ]
    deliver()

    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 30
    assert "Too many requests came from your network" in answers[-1].text
    assert len(mail.outbox) == 20
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/events/hands-off/rsvp/", FORM | {"email": "amal@inbox.example"}).status_code == 200


@pytest.mark.usefixtures("slow_refill")
def test_neighbours_in_a_network_are_one_client(world, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    answers = [
        Client(headers={"X-Forwarded-For": f"forged, 2001:db8:1:2::{number:x}"})
        .post("/events/hands-off/rsvp/", FORM)
        .status_code
        for number in range(40)
    ]

    assert answers.count(429) == 40 - limits.PER_CLIENT.burst


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/login/code/"])
def test_a_page_with_a_token_is_kept_for_nobody(world, path):
    """Not even for a visitor whose browser has the cookie already, so that the answer sets none."""
    first = Client()
    first.get(path)
    shared = Client()
    shared.handler = first.handler  # the same process, with the pages that it keeps

    tokens = [
        re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', one.get(path).text) for one in (first, first, shared)
    ]

    assert all(tokens)
    assert len({found[0] for found in tokens}) == 3
