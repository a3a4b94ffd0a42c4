"""HTTP for feeds: conditional requests, compression, caching; no cookie, no session (RFC 9110, RFC 9111, RFC 5861)."""

import datetime as dt
import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from events.errors import EventsError

COMMON = {
    "Cache-Control": "public, max-age=900, stale-while-revalidate=3600, stale-if-error=86400",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
    "X-Robots-Tag": "noindex",
}
GZIP_WANTED = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?=,|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a feed. `last_modified` is aware; None where nothing in it tells."""

    body: bytes
    content_type: str
    filename: str
    language: str
    last_modified: dt.datetime | None
    is_attachment: bool = False

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    @property
    def gzip_etag(self) -> str:
        return f'{self.etag[:-1]}-gz"'


class Moved(Exception):
    """The address has changed for good; `path` is the new one."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


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
            return _send(request, view(request, **kwargs))
        except EventsError as error:
            return _plain(error.message, 400)
        except Moved as moved:
            query = request.META.get("QUERY_STRING", "")
            return _plain("", 301, Location=moved.path + (f"?{query}" if query else ""))
        except Http404 as missing:
            return _plain(str(missing), 404)

    answer.is_feed = True  # type: ignore[attr-defined]  # what the door lets in before sessions (events/feeds/door.py)
    return answer


def _send(request: HttpRequest, document: Document) -> HttpResponse:
    is_gzip = bool(GZIP_WANTED.search(request.headers.get("Accept-Encoding", "")))
    headers = COMMON | {"ETag": document.gzip_etag if is_gzip else document.etag}
    if document.last_modified is not None:
        headers["Last-Modified"] = http_date(document.last_modified.timestamp())
    if _has_it(request, document):
        return HttpResponseNotModified(headers=headers)
    body = _gzipped(document.body) if is_gzip else document.body
    disposition = "attachment" if document.is_attachment else "inline"
    headers |= {
        "Content-Type": document.content_type,
        "Content-Language": document.language,
        "Content-Length": str(len(body)),
        "Content-Disposition": f'{disposition}; filename="{document.filename}"',
        **({"Content-Encoding": "gzip"} if is_gzip else {}),
    }
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)


def _has_it(request: HttpRequest, document: Document) -> bool:
    """If-None-Match wins over If-Modified-Since (RFC 9110 section 13.2.2) and compares weakly (section 13.1.2)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        known = {tag.removeprefix("W/") for tag in parse_etags(tags)}
        return bool(known & {"*", document.etag, document.gzip_etag})
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and document.last_modified is not None and document.last_modified.timestamp() < since + 1


@lru_cache(maxsize=16)
def _gzipped(body: bytes) -> bytes:
    """The same bytes for the same body, whenever: no time in the header."""
    return gzip.compress(body, 6, mtime=0)


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
    common = COMMON | {"Cache-Control": "public, max-age=60", "Content-Type": "text/plain; charset=utf-8"}
    return HttpResponse(f"{text}\n" if text else "", status=status, headers=common | headers)
