"""Error pages that are made before anybody has asked for the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views import defaults

from config.languages import language_of_visitor


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A wrong host or an odd request is refused outside of LanguageMiddleware."""
    language = getattr(request, "LANGUAGE_CODE", None) or language_of_visitor(request)
    with translation.override(language):
        response = defaults.bad_request(request, exception)
    response.headers.setdefault("Content-Language", language)
    return response
