"""Pages for people who are not signed in: rendered once, kept for two seconds, the same bytes for all.

It stands before all other middleware: what it keeps has passed them. Anything that is posted to this process empties
it, so whoever changed something sees the change; another process' change is seen after two seconds at most.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from config.languages import language_of_visitor

KEPT_SECONDS = 2.0
KEPT_BYTES = 16 * 1024 * 1024
SAFE_METHODS = ("GET", "HEAD")
WITHOUT_BODY = ("Cache-Control", "Vary", "Content-Security-Policy")
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))")

GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass
class Page:
    """One rendered page and when (on the monotonic clock) it is too old."""

    body: bytes
    headers: dict[str, str]
    too_old_at: float

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:32]

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page as this request wants it: compressed or not, or 304. Either form has an ETag of its own."""
        is_gzip = ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
        etag = f'"{self.etag}-gzip"' if is_gzip else f'"{self.etag}"'
        if (known := request.META.get("HTTP_IF_NONE_MATCH")) and etag in parse_etags(known):
            return HttpResponseNotModified(headers=self.headers_without_body | {"ETag": etag})
        body = self.gzipped if is_gzip else self.body
        headers = self.headers | {"ETag": etag, "Content-Length": str(len(body))}
        if is_gzip:
            headers["Content-Encoding"] = "gzip"
        return HttpResponse(body, headers=headers)

    @cached_property
    def headers_without_body(self) -> dict[str, str]:
        return {name: self.headers[name] for name in WITHOUT_BODY if name in self.headers}


class KeptPages:
    """Pages by what they depend on, the oldest first; never more than KEPT_BYTES of them."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], *, now: float) -> Page | None:
        page = self._pages.get(key)
        return page if page is not None and now < page.too_old_at else None

    def keep(self, key: tuple[str, ...], page: Page, *, now: float) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._pages and self._oldest_must_go(now):
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _oldest_must_go(self, now: float) -> bool:
        return self._bytes > KEPT_BYTES or next(iter(self._pages.values())).too_old_at < now

    def _drop(self, key: tuple[str, ...]) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= len(page.body)


class PageCacheMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.pages = KeptPages()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self._change(request)
        if is_personal(request):
            return self.get_response(request)
        now = time.monotonic()
        key = what_a_page_depends_on(request)
        page = self.pages.get(key, now=now)
        if page is None:
            response = self.get_response(request)
            if request.method != "GET" or not is_same_for_all(response):
                return response
            page = Page(response.content, kept_headers(response), too_old_at=now + KEPT_SECONDS)
            self.pages.keep(key, page, now=now)
        return page.answer(request)

    def _change(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            self.pages.clear()


def is_personal(request: HttpRequest) -> bool:
    """Whether the answer may be for one person only: signed in, or with a message that waits."""
    if "HTTP_COOKIE" not in request.META:
        return False
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.COOKIES.get("messages"))


def what_a_page_depends_on(request: HttpRequest) -> tuple[str, ...]:
    meta = request.META
    host = meta.get("HTTP_HOST", "")
    return (request.scheme or "", host, request.path, meta.get("QUERY_STRING", ""), language_of_visitor(request))


def is_same_for_all(response: HttpResponse) -> bool:
    """A whole page that sets no cookie and that nobody declared to be secret."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Content-Type", "").startswith("text/html")
        and "no-store" not in response.get("Cache-Control", "")
        and not response.has_header("Content-Encoding")
    )


def kept_headers(response: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in response.items() if name not in ("Content-Length", "ETag")}
