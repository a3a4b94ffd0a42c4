"""Pages that only one person may see: in no cache, in no index, and no address of them goes to another site."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.errors import KeysUnavailable

View = Callable[..., HttpResponse]


def secret_page(view: View) -> View:
    """Also says, where the contact key is missing, that answers are closed and why."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except KeysUnavailable as error:
            context = {"title": _("Answers are closed for now"), "text": error.message}
            response = render(request, "events/rsvp_notice.html", context, status=503)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"  # no-referrer would make browsers send "Origin: null"
        return response

    return guarded
