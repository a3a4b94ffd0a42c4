"""Two doors for feeds: one before Django, which answers from memory what was built a moment ago, and one inside,
before sessions, languages and cookies are looked at. The same bytes for everybody."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from cachetools import LRUCache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from events.feeds.files import keep_as_file
from events.feeds.http import Document, Reply

logger = logging.getLogger(__name__)

ENDINGS = (".ics", ".rss", ".json")
KEPT_SECONDS = 2.0  # how far behind the database a reader may be
KEPT_BYTES = 64 * 1024 * 1024

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Kept(NamedTuple):
    """A document as Django answered it; `beside` are the headers of the middleware. Good until `until` on the
    monotonic clock, and after that for as long as no newer one can be had."""

    document: Document
    beside: tuple[tuple[str, str], ...]
    until: float


class FrontDoor:
    """WSGI, in front of Django. Where Django fails, the last good body goes on: Google and Fastmail drop a feed that
    answers with an error."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._kept: LRUCache[tuple[str, ...], Kept] = LRUCache(KEPT_BYTES, getsizeof=lambda kept: kept.document.size)
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].endswith(ENDINGS) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        key, now = what_a_feed_depends_on(environ), time.monotonic()
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and now < kept.until:
            return send(kept, environ, start_response)
        return self._ask(environ, start_response, key, kept, now)

    @property
    def kept_bytes(self) -> int:
        return int(self._kept.currsize)

    def _ask(
        self, environ: Environ, start_response: StartResponse, key: tuple[str, ...], last: Kept | None, now: float
    ) -> Iterable[bytes]:
        said: list[Any] = []
        answer = self._application(environ, lambda *words: said.extend(words))
        document = getattr(answer, "document", None)
        if document is not None and not document.is_private:
            kept = Kept(document, tuple(_beside(said[1], document.reply(environ))), now + KEPT_SECONDS)
            with self._lock:
                self._keep(key, kept)
            keep_as_file(environ["PATH_INFO"], environ.get("QUERY_STRING", ""), document)
        elif document is None and said[0].startswith("5") and last is not None:
            logger.error("a feed could not be built: its last body is sent")
            _close(answer)
            return send(last, environ, start_response)
        start_response(*said)
        return answer

    def _keep(self, key: tuple[str, ...], kept: Kept) -> None:
        if kept.document.size <= self._kept.maxsize:
            self._kept[key] = kept


def what_a_feed_depends_on(environ: Environ) -> tuple[str, ...]:
    """Over plain http a site on https answers with a redirect, whatever a proxy calls it."""
    names = ("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "QUERY_STRING")
    return tuple(str(environ.get(name, "")) for name in names)


def send(kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    reply = kept.document.reply(environ)
    start_response(STATUS_LINES[reply.status], [*reply.headers.items(), *kept.beside])
    return [reply.body]


STATUS_LINES = {status: f"{status} {HTTPStatus(status).phrase}" for status in (200, 304)}


def _beside(headers: Iterable[tuple[str, str]], reply: Reply) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in headers if name not in reply.headers)


def _close(answer: Iterable[bytes]) -> None:
    if callable(close := getattr(answer, "close", None)):
        close()


class FeedDoor:
    """Middleware. Stands behind the redirect to https and before everything that knows who is asking."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.endswith(ENDINGS):
            try:
                match = resolve(request.path_info)
            except Resolver404:
                return self.get_response(request)
            if getattr(match.func, "is_feed", False):
                return match.func(request, *match.args, **match.kwargs)
        return self.get_response(request)
