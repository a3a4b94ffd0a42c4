"""Forms that act for nobody signed in carry no CSRF token; a browser says itself which site it comes from.

Every browser of the last years sends Origin with a POST and most send Sec-Fetch-Site; pages cannot forge either.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# "none": no site at all sent it, but the person, for instance by reloading.
OWN_SITES = ("same-origin", "none")


def refuse_foreign_origin(view: View) -> View:
    """Make `view` CSRF-exempt, and answer 403 to what another site's page sends to it."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and is_foreign(request):
            raise PermissionDenied(_("This form was sent from another website. Open the page here and send it again."))
        return view(request, *args, **kwargs)

    return guarded


def is_foreign(request: HttpRequest) -> bool:
    """Whether a page of another origin sent this. Without both headers (programs, very old browsers) it is not."""
    origin = request.headers.get("Origin")
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return (origin is not None and origin not in own) or request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITES
