"""What holds for every request, and headers of every page."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# Nothing here needs any of it; a script that slipped through should not have it either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class PageHeadersMiddleware:
    """For HTML only: feeds and the API, which others may embed and keep, say what holds for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
            response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
            patch_vary_headers(response, ("Cookie", "Accept-Language", "Accept-Encoding"))
        return response


class PlainRequestMiddleware:
    """Refuses NUL in the path and in cookies: no browser sends it, and PostgreSQL takes no text that holds it. In a
    field of a form it is the form that refuses it, by the field's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        escaped = r"\000"  # how a cookie's quoted value would hold it (RFC 2109)
        if "\0" in request.path_info or escaped in request.META.get("HTTP_COOKIE", ""):
            raise BadRequest
        return self.get_response(request)
