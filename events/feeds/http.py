"""HTTP for feeds: conditional requests, compression, caching; no cookie, no session (RFC 9110, RFC 9111, RFC 5861)."""

import datetime as dt
import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import NamedTuple

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from events.errors import EventsError
from events.scopes import Gone, Moved

COMMON = {
    "Cache-Control": "public, max-age=900, stale-while-revalidate=3600, stale-if-error=86400",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
    "X-Robots-Tag": "noindex",
}
# What is one person's own: for their program alone, for no page of another site, in no index, and its address, which
# is a secret, goes nowhere.
PRIVATE = {
    "Cache-Control": "private, max-age=900",
    "Vary": "Accept-Encoding",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
RETRY_SECONDS = 600
GZIP_WANTED = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?=,|$)", re.IGNORECASE)
GZIP_LEVEL = 6
BESIDE_BYTES = 6_000


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Document:
    """The bytes of a feed, and what is sent with them. `last_modified` is aware; None where nothing in it tells.
    What `is_private` is kept by nobody but the program that asks (PRIVATE)."""

    body: bytes
    content_type: str
    filename: str
    language: str
    last_modified: dt.datetime | None
    is_attachment: bool = False
    is_private: bool = False

    @property
    def size(self) -> int:
        """Octets of memory, about: in both forms, with headers and answers."""
        return 2 * len(self.body) + BESIDE_BYTES

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    @cached_property
    def gzip_etag(self) -> str:
        return f'{self.etag[:-1]}-gz"'

    @cached_property
    def gzipped(self) -> bytes:
        """The same bytes for the same body, whenever: no time in the header."""
        return gzip.compress(self.body, GZIP_LEVEL, mtime=0)

    def reply(self, environ: Mapping[str, str]) -> Reply:
        """What a GET or HEAD with this WSGI environment gets."""
        is_gzip = bool(GZIP_WANTED.search(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if self._is_known(environ):
            return self._unchanged_gzip if is_gzip else self._unchanged
        whole = self._whole_gzip if is_gzip else self._whole
        return whole if environ["REQUEST_METHOD"] != "HEAD" else whole._replace(body=b"")

    def _is_known(self, environ: Mapping[str, str]) -> bool:
        """If-None-Match wins over If-Modified-Since (RFC 9110 section 13.2.2) and compares weakly (section 13.1.2)."""
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags in self._tags or bool(self._tags & {tag.removeprefix("W/") for tag in parse_etags(tags)})
        since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        return since is not None and self.last_modified is not None and self.last_modified.timestamp() < since + 1

    @cached_property
    def _tags(self) -> frozenset[str]:
        return frozenset({"*", self.etag, self.gzip_etag})

    @cached_property
    def _unchanged(self) -> Reply:
        return Reply(304, self._headers(self.etag), b"")

    @cached_property
    def _unchanged_gzip(self) -> Reply:
        return Reply(304, self._headers(self.gzip_etag), b"")

    @cached_property
    def _whole(self) -> Reply:
        return Reply(200, self._headers(self.etag) | self._about(self.body), self.body)

    @cached_property
    def _whole_gzip(self) -> Reply:
        about = self._about(self.gzipped) | {"Content-Encoding": "gzip"}
        return Reply(200, self._headers(self.gzip_etag) | about, self.gzipped)

    def _headers(self, etag: str) -> dict[str, str]:
        headers = (PRIVATE if self.is_private else COMMON) | {"ETag": etag}
        if self.last_modified is not None:
            headers["Last-Modified"] = http_date(self.last_modified.timestamp())
        return headers

    def _about(self, body: bytes) -> dict[str, str]:
        disposition = "attachment" if self.is_attachment else "inline"
        return {
            "Content-Type": self.content_type,
            "Content-Language": self.language,
            "Content-Length": str(len(body)),
            "Content-Disposition": f'{disposition}; filename="{self.filename}"',
        }


class DocumentResponse(HttpResponse):
    """What Django answers with a document; the door keeps it for those who ask next (events/feeds/door.py)."""

    def __init__(self, document: Document, request: HttpRequest) -> None:
        reply = document.reply(request.META)
        super().__init__(reply.body, status=reply.status, headers=dict(reply.headers))
        if reply.status == 304:
            del self.headers["Content-Type"]
        self.document = document


FeedView = Callable[..., Document]


def feed(view: FeedView) -> Callable[..., HttpResponse]:
    """A view that returns a Document; what goes wrong is answered in plain text that names it."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if request.method == "OPTIONS":
            return _preflight()
        if request.method not in ("GET", "HEAD"):
            return _plain("This address can only be read.", 405, Allow="GET, HEAD, OPTIONS")
        try:
            return DocumentResponse(view(request, **kwargs), request)
        except EventsError as error:
            return _plain(error.message, 400)
        except Moved as moved:
            query = request.META.get("QUERY_STRING", "")
            return _plain("", 301, Location=moved.path + (f"?{query}" if query else ""))
        except Gone as gone:
            return _plain(str(gone), 410)
        except Http404 as missing:
            return _plain(str(missing), 404)

    answer.is_feed = True  # type: ignore[attr-defined]  # what the door lets in before sessions (events/feeds/door.py)
    return answer


def private_feed(view: FeedView) -> Callable[..., HttpResponse]:
    """As `feed`, for what is one person's own: also refusals are `private`, and no other site may ask for it. While
    the database is away it says so by 503: nobody holds a body that could be sent instead."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return _say_privately("This address can only be read.", 405, Allow="GET, HEAD")
        try:
            return DocumentResponse(view(request, **kwargs), request)
        except Http404 as missing:
            return _say_privately(str(missing), 404)
        except OperationalError:
            return _say_privately("Not now.", 503, **{"Retry-After": str(RETRY_SECONDS)})

    answer.is_feed = True  # type: ignore[attr-defined]
    return answer


def _preflight() -> HttpResponse:
    """Browsers ask before they send If-None-Match to another site."""
    allowed = {
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
    }
    return _plain("", 204, **allowed)


def _plain(text: str, status: int, **headers: str) -> HttpResponse:
    """An error is kept a minute at most: it may be mended by then."""
    return _say(text, status, COMMON | {"Cache-Control": "public, max-age=60"} | headers)


def _say_privately(text: str, status: int, **headers: str) -> HttpResponse:
    return _say(text, status, PRIVATE | {"Cache-Control": "private, max-age=60"} | headers)


def _say(text: str, status: int, headers: Mapping[str, str]) -> HttpResponse:
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    return HttpResponse(f"{text}\n" if text else "", status=status, headers=plain | dict(headers))
