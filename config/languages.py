"""In which language a page answers: `?lang=`, the cookie, the account, what the browser asks for, the default."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


class LanguageMiddleware:
    """Answers in the reader's language and says which. Stands after authentication, because accounts have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of_page(request)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of_page(request: HttpRequest) -> str:
    return (
        supported(request.GET.get("lang", ""))
        or supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
        or supported(getattr(request.user, "language", ""))
        or wanted_by_browser(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    )


def language_of_visitor(request: HttpRequest) -> str:
    """What decides beside the address and the account; cheap, because each request for a kept page asks for it."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") if "HTTP_COOKIE" in request.META else ""
    return (cookie and supported(cookie)) or wanted_by_browser(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def supported(code: str) -> str:
    """The language of this site that `code` means ("ar-EG" is "ar"); "" if there is none."""
    try:
        return get_supported_language_variant(code) if code else ""
    except LookupError:
        return ""


@lru_cache(maxsize=500)
def wanted_by_browser(accept_language: str) -> str:
    """The first language of an Accept-Language header that this site has, or its default."""
    wanted = (supported(code) for code, _weight in parse_accept_lang_header(accept_language) if code != "*")
    return next(filter(None, wanted), settings.LANGUAGE_CODE)
