"""The addresses of a host's pages, in the language of the mail that led there, and what was done on it."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def own_path(request: HttpRequest, token: str, *, page: str = "host-detail", **query: str) -> str:
    """`page` is the name of the address; `query` parts that are empty are left out."""
    language = request.GET.get("lang", "")
    known = {"lang": language if language in dict(settings.LANGUAGES) else ""} | query
    asked = urlencode({name: value for name, value in known.items() if value})
    return reverse(f"events:{page}", args=[token]) + (f"?{asked}" if asked else "")


def done_path(request: HttpRequest, token: str, done: str, *, date: str = "") -> str:
    """Where a POST leads to: the page says in a sentence of its own what `done` stands for."""
    return own_path(request, token, done=done, date=date)
