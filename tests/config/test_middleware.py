import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_every_page_carries_the_headers_that_bind_a_browser():
    headers = Client().get("/").headers

    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/events/", "/statements/", "/campaigns/", "/organizations/", "/calendar/"])
def test_public_pages_set_no_cookie_hold_no_token_and_are_the_same_for_two_visitors(path):
    first, second = Client().get(path), Client().get(path)

    assert (first.status_code, first.content) == (200, second.content)
    assert first.cookies == {}
    assert b"csrfmiddlewaretoken" not in first.content
    assert first["ETag"] == second["ETag"]
    assert first["Cache-Control"] == "private, no-cache"


def test_feeds_say_themselves_what_holds_for_them():
    headers = Client().get("/events.ics").headers

    assert headers["Content-Type"].startswith("text/calendar")
    assert "Permissions-Policy" not in headers
    assert "Cross-Origin-Resource-Policy" not in headers
    assert "public" in headers["Cache-Control"]


def test_https_site_adds_what_only_https_can_promise(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000

    headers = Client().get("/", secure=True).headers

    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
