"""Lets feeds in before sessions, languages and cookies are looked at: the same bytes for everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

ENDINGS = (".ics", ".rss", ".json")


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
