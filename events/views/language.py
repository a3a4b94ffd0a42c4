"""The language of pages, chosen by a form: a cookie that holds two letters and names nobody."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.origins import refuse_foreign_origin

YEAR = 365 * 24 * 3600


@refuse_foreign_origin
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Sets the cookie and leads back to where the form stood."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        message = _("language: this site does not have that language.")
        return HttpResponseBadRequest(message, content_type="text/plain; charset=utf-8")
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _back(request: HttpRequest) -> str:
    """The path of `next` without its `lang`, which would win over the cookie; home if it leads elsewhere."""
    target = request.POST.get("next", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return "/"
    parts = urlsplit(target)
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key != "lang"])
    return parts.path + (f"?{query}" if query else "")
