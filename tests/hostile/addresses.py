"""Every address that the site knows, one example of each pattern."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from tests.hostile.world import World

# Slugs by what stands before them in the address.
SLUGS = {
    "events": "hands-off",
    "statements": "no-city",
    "calls": "rally-everywhere",
    "campaigns": "bank-campaign",
    "organizations": "clinic-watch",
}
VALUES = {
    "date": "2027-03-13",
    "number": "1",
    "statement": "no-city",
    "part": "targets",
    "role": "host",
    "event": "hands-off",
    "call": "rally-everywhere",
    "kind": "link",
    "organization": "clinic-watch",
    "pk": "1",
    "occurrence": "1",
    "sealed": "A",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "uidb36": "1",
    "key": "set-password",
    "content_type_id": "1",
    "object_id": "1",
    "app_label": "accounts",
    "url": "nothing",
    "other": "nothing",
}
GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)")
PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for one in (resolver or get_resolver()).url_patterns:
        route = before + re.sub(r"[$^]|\\Z", "", str(one.pattern))
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        else:
            yield route


def addresses(world: World, *, token: str) -> list[str]:
    """An address for each route. KeyError for a part that nobody has thought of yet."""
    values: dict[str, Any] = VALUES | {"token": token}

    def value(match: re.Match[str]) -> str:
        if match["name"] == "slug":
            return next(slug for name, slug in SLUGS.items() if match.string[: match.start()].endswith(f"{name}/"))
        return str(values["uuid" if match.groupdict().get("kind") == "uuid" else match["name"]])

    found = ["/" + PART.sub(value, GROUP.sub(value, route)) for route in routes()]
    wanted = {"/targets/1/": f"/targets/{world.campaign.targets.get().pk}/"}
    wanted["/occurrences/1/"] = f"/occurrences/{world.event.occurrences.get().pk}/"
    for general, own in wanted.items():
        found = [address.replace(general, own) for address in found]
    return found
