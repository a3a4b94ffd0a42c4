"""Walks a site as a browser or a program would: every link, every form that is sent by GET, every feed, the API."""

import json
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

SITE = "http://127.0.0.1:8000"
STARTS = [
    "/",
    "/start/",
    "/leave/",
    "/organize/",
    "/accounts/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/rel/called-for-by/",
    "/api/v1/",
    "/api/v1/schema/",
    "/.well-known/security.txt",
    "/healthz",
    "/readyz",
    "/no-such-page/",
    *[
        f"/{name}{ending}"
        for name in ("events", "statements", "calls", "campaigns", "organizations")
        for ending in ("/", ".ics", ".rss", ".json")
    ],
]
# What ends a session or belongs to somebody else's program.
SKIPPED = ("/accounts/logout/", "/static/", "/admin/")
MOST_PAGES = 600


class Links(HTMLParser):
    """Where a page leads, and every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        is_posted = tag == "form" and attributes.get("method", "get").lower() == "post"
        names = [] if is_posted else ["href", "src", "action"]
        self.found += [attributes[name] for name in names if name in attributes]


def crawl(client: Client, starts: Iterable[str] = (), *, skip: tuple[str, ...] = ()) -> dict[str, HttpResponse]:
    """Each address that is reached from STARTS and `starts`, and its answer; in English not under ?lang=en too."""
    waiting, answers = [*STARTS, *starts], {}
    while waiting:
        address = waiting.pop()
        if address in answers or address.startswith((*SKIPPED, *skip)) or "lang=en" in address:
            continue
        assert len(answers) < MOST_PAGES, "a trap for crawlers"
        answers[address] = client.get(address)
        waiting += links_of(address, answers[address])
    return answers


def links_of(address: str, response: HttpResponse) -> Iterator[str]:
    """Addresses on this site, without fragments."""
    kind = response.headers.get("Content-Type", "")
    found = [response.headers["Location"]] if "Location" in response.headers else []
    if kind.startswith("text/html"):
        found += Links(response.text).found
    elif "json" in kind and "openapi" not in kind:
        found += [text for text in strings_of(json.loads(response.text)) if text.startswith(SITE)]
    for link in found:
        parts = urlsplit(urljoin(SITE + address, link))
        if f"{parts.scheme}://{parts.netloc}" == SITE:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def strings_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings_of(key)
            yield from strings_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings_of(one)


def said(response: HttpResponse) -> str:
    """All that an answer gives away: address, headers, body; what a calendar folds is one line again."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers}\n{response.text}".replace("\r\n ", "").replace("\n ", "")
