"""Headers of every page."""

from collections.abc import Callable

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
