"""Hostile addresses and headers: pages, filter, feeds, API, paging, slugs, tokens, hosts, origins, content types.

Each is answered with a status that says whose fault it is, names the key where there is one, and changes nothing.
"""

import io
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from config.wsgi import application
from events.models import Event
from tests.hostile.cursors import cursor
from tests.hostile.forms import RSVP
from tests.hostile.world import give_password, stored

ARABIC = re.compile(r"[\u0621-\u064a]")
LONG = "x" * 5_000

# The address, the status, the key that is named.
ADDRESSES = [
    # The filter on pages
    ("/events/?after=tomorrow", 400, "after"),
    ("/events/?after=%00", 400, "after"),
    ("/events/?after=0000-00-00", 400, "after"),
    ("/events/?before=9999-12-31", 400, "before"),
    ("/events/?kind=riot", 400, "kind"),
    ("/events/?kind=rally&kind=%00", 400, "kind"),
    ("/events/?when=yesterday", 400, "when"),
    ("/events/?online=perhaps", 400, "online"),
    ("/events/?language=../etc", 400, "language"),
    ("/events/?q=%00", 400, "q"),
    (f"/events/?q={LONG}", 400, "q"),
    ("/events/?call=draft-event", 400, "call"),
    ("/events/?statement=draft-statement", 400, "statement"),
    ("/events/?campaign=draft-campaign", 400, "campaign"),
    ("/events/?organization=..%2F..%2Fetc", 400, "organization"),
    ("/?after=x", 400, "after"),
    ("/calls/?kind=war", 400, "kind"),
    ("/statements/?before=x", 400, "before"),
    ("/campaigns/?organization=nobody", 400, "organization"),
    ("/organizations/?language=%22%3E%3Cscript%3E", 400, "language"),
    ("/calendar/?when=never", 400, "when"),
    ("/calendar/?colour=red", 400, "colour"),
    # Pages of lists
    ("/?page=garbage", 400, "page"),
    ("/?page=2027-02-30_00:00_1", 400, "page"),
    ("/events/?page=2027-03-01_25:00_1", 400, "page"),
    (f"/events/?page=2027-03-01_12:00_{'9' * 30}", 400, "page"),
    ("/calls/rally-everywhere/?page=%00", 400, "page"),
    ("/calls/?page=%FF", 400, "page"),
    (f"/campaigns/?page={cursor(['2027-13-01', 1])}", 400, "page"),
    (f"/campaigns/?page={cursor([None, 1])}", 400, "page"),
    (f"/campaigns/?page={cursor(['2027-01-01', True])}", 400, "page"),
    (f"/organizations/?page={cursor([chr(0xD800), 1])}", 400, "page"),
    (f"/organizations/?page={cursor(['a' + chr(0), 1])}", 400, "page"),
    (f"/statements/?page={'A' * 500}", 400, "page"),
    # Feeds: one list of errors in plain text
    ("/events.ics?after=x", 400, "after"),
    ("/events.rss?kind=riot", 400, "kind"),
    ("/events.json?online=2", 400, "online"),
    ("/events.ics?near=Ashford&radius_km=0", 400, "radius_km"),
    ("/events.ics?lang=xx", 400, "lang"),
    ("/events.ics?lang=%00", 400, "lang"),
    ("/campaigns.rss?when=today", 400, "when"),
    ("/events/hands-off.ics?q=x", 400, "q"),
    ("/events/hands-off/0000-00-00.ics", 404, ""),
    ("/events/draft-event.ics", 404, ""),
    ("/events/..%2F..%2Fsecrets.ics", 404, ""),
    # The API: problem details
    ("/api/v1/events/?after=x", 400, "after"),
    ("/api/v1/events/?colour=red", 400, "colour"),
    ("/api/v1/occurrences/?q=%00", 400, "q"),
    ("/api/v1/events/?limit=0", 400, "limit"),
    ("/api/v1/events/?limit=101", 400, "limit"),
    (f"/api/v1/events/?limit={'9' * 5000}", 400, "limit"),
    ("/api/v1/events/?limit=-1", 400, "limit"),
    ("/api/v1/events/?limit=1&limit=x", 400, "limit"),
    ("/api/v1/events/?page=%5B%5D", 400, "page"),
    (f"/api/v1/events/?page={cursor(1)}", 400, "page"),
    (f"/api/v1/events/?page={cursor({'id': 1})}", 400, "page"),
    (f"/api/v1/events/?page={cursor([[1]])}", 400, "page"),
    (f"/api/v1/occurrences/?page={cursor(['0001-01-01', '0001-01-01T00:00:00+14:00', 1])}", 400, "page"),
    (f"/api/v1/occurrences/?page={cursor(['9999-12-31', '9999-12-31T23:59:59-14:00', 1])}", 400, "page"),
    (f"/api/v1/occurrences/?page={cursor(['2027-03-01', '2027-03-01T12:00:00', 1])}", 400, "page"),
    (f"/api/v1/occurrences/?page={cursor(['2027-03-01', 5, 1])}", 400, "page"),
    ("/api/v1/events/?format=xml", 404, ""),
    ("/api/v1/events/none-such/", 404, ""),
    ("/api/v1/events/draft-event/", 404, ""),
    ("/api/v1/events/..%2f..%2f/", 404, ""),
    ("/api/v1/events/%00/", 400, ""),
    ("/api/v1/revisions/999999999999999999/", 404, ""),
    ("/api/v1/revisions/-1/", 404, ""),
    # Slugs, numbers, dates, tokens
    ("/events/../../etc/passwd", 404, ""),
    ("/events/%2e%2e%2f%2e%2e%2fetc%2fpasswd/", 404, ""),
    ("/events/hands-off%00/", 400, ""),
    ("/events/hands-off%0d%0aSet-Cookie:x=1/", 404, ""),
    ("/events/HANDS-OFF/", 404, ""),
    ("/events/hands-off/2027-13-45/", 404, ""),
    ("/events/hands-off/2027-03-13T9999/", 404, ""),
    ("/events/hands-off/٢٠٢٧-٠٣-١٣/", 404, ""),
    (f"/statements/no-city/revisions/{'9' * 30}/", 404, ""),
    (f"/statements/no-city/revisions/{'9' * 5_000}.txt", 404, ""),
    ("/statements/no-city/revisions/-1/", 404, ""),
    ("/statements/no-city/revisions/1/changes/?from=-1", 404, ""),
    (f"/events/{LONG}/", 404, ""),
    (f"/rsvps/{'A' * 42}/", 404, ""),
    (f"/rsvps/{LONG}/", 404, ""),
    ("/rsvps/%00/", 400, ""),
    ("/rsvps/%FF%FE%ED%A0%80/", 404, ""),
    ("/rsvps/../admin/", 404, ""),
    (f"/calendars/{'A' * 43}.ics", 404, ""),
    (f"/calendars/{LONG}.ics", 404, ""),
    ("/calendars/%00.ics", 400, ""),
    ("/calendars/%FF%FE%ED%A0%80.ics", 404, ""),
    ("/calendars/' OR 1=1 --.ics", 404, ""),
    ("/leave/' OR 1=1 --/", 404, ""),
    ("/leave/%F0%9F%98%80/", 404, ""),
    ("/accounts/setup/x/", 410, ""),
    ("/accounts/invitations/%E2%80%A8/", 410, ""),
    ("/accounts/password/reset/key/zzzzzzzzzzzzzzzzzzzzzzzzz-abc/", 200, ""),
    ("/accounts/confirm-email/abc:def:ghi/", 200, ""),
    ("/static/%2e%2e/%2e%2e/etc/passwd", 404, ""),
    ("/.well-known/../config/settings.py", 404, ""),
    ("/no/such/page/", 404, ""),
]


def names(response: HttpResponse, key: str) -> bool:
    """By a link to the field with that key, by the key before a sentence, or in problem details."""
    return any(name in response.text for name in (f'href="#id_{key}"', f"{key}: ", f'"key":"{key}"'))


@pytest.mark.parametrize(
    ("address", "status", "key"), ADDRESSES, ids=[f"{n}-{row[0][:60]}" for n, row in enumerate(ADDRESSES)]
)
def test_address_is_refused_by_name_and_changes_nothing(world, stranger, address, status, key):
    before = stored()

    response = stranger.get(address)
    arabic = stranger.get(address, headers={"Accept-Language": "ar"})

    assert (response.status_code, arabic.status_code) == (status, status)
    assert key == "" or names(response, key)
    assert "<script>" not in response.text
    if response["Content-Type"].startswith("text/html"):
        assert (arabic["Content-Language"], bool(ARABIC.search(arabic.text))) == ("ar", True)
    assert stored() == before
    assert response.cookies == {} or "/accounts/" in address


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": 'W/"x", \x00, """'},
        {"If-None-Match": '"' + LONG},
        {"If-Modified-Since": "Thu, 99 Foo 0000 99:99:99 GMT"},
        {"If-Modified-Since": "Sun Nov  6 08:49:37 0000"},
        {"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 +9999"},
        {"Accept-Encoding": "gzip;q=banana, *;q=0, " + ", " * 3_000},
        {"Accept-Language": LONG},
        {"Accept-Language": "ar;q=NaN, " + "ar-" * 2_000},
        {"Cookie": f"language={LONG}; sessionid={LONG}"},
        {"Cookie": "language=\x00\xff; =; ;;;"},
        {"Range": "bytes=0-" + "9" * 500},
    ],
    ids=range(11),
)
@pytest.mark.parametrize("path", ["/", "/events.ics", "/api/v1/events/", "/events/hands-off.ics"])
def test_odd_headers_are_passed_over(world, stranger, path, headers):
    response = stranger.get(path, headers=headers)

    assert response.status_code == 200
    assert response.has_header("Content-Encoding") or "Hands off our clinics" in response.text


@pytest.mark.parametrize("path", ["/", "/organize/"])
def test_nul_in_a_cookie_is_refused(world, path):
    response = Client(raise_request_exception=False).get(path, headers={"Cookie": r'sessionid="aaaaaaaaaaaaaaaa\000"'})

    assert response.status_code == 400


@pytest.mark.parametrize("name", ["rot13", "idna", "utf-7", "unicode_escape", "utf-16", "none-such", "x"])
@pytest.mark.parametrize("content_type", ["text/html; charset={}", "text/html;Charset = {}", "a/b; charset*=utf-8''{}"])
def test_everything_is_read_as_utf_8_whatever_it_says_of_itself(world, name, content_type):
    """Through the whole application: Django asks for the decoder before any middleware sees the request."""
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "QUERY_STRING": "q=%5Cud800%C3",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "CONTENT_TYPE": content_type.format(name),
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }

    application(environ, lambda status, headers: said.append(status))

    assert said == ["200 OK"]


# --- Hosts and origins


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000@evil.example", "\x00", "evil.example:80\r\nX: y", ""])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_forged_host_is_refused_in_the_reader_s_language(world, stranger, host, language):
    response = stranger.get("/events/", headers={"Host": host, "Accept-Language": language})

    assert response.status_code == 400
    assert f'<html lang="{language}"' in response.text
    assert "evil" not in response.text


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Forwarded", "X-Original-Host", "X-Host"])
def test_forged_forwarding_reaches_no_page_and_no_feed(world, stranger, header):
    for path in ("/", "/events/hands-off/", "/events.ics", "/events.rss", "/api/v1/events/", "/accounts/login/"):
        response = stranger.get(path, headers={header: "evil.example"})
        assert (response.status_code, "evil.example" in response.text) == (200, False)


FOREIGN = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
OPEN_FORMS = {
    "/events/hands-off/rsvp/": RSVP,
    "/leave/": {"email": "amal@inbox.example"},
    "/language/": {"language": "ar", "next": "/"},
}


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", OPEN_FORMS)
def test_form_of_another_site_is_refused_in_the_reader_s_language(world, stranger, path, headers):
    before = stored()

    response = stranger.post(path, OPEN_FORMS[path], headers=headers | {"Accept-Language": "ar"})

    assert (response.status_code, '<html lang="ar" dir="rtl"' in response.text) == (403, True)
    assert response.cookies == {}
    assert stored() == before


@pytest.mark.parametrize("path", ["/organize/events/new/", "/organize/events/hands-off/publish/", "/accounts/login/"])
def test_form_of_an_organiser_needs_its_token(world, path):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.owner)
    before = stored()

    assert client.post(path, {"title": "x"}).status_code == 403
    assert stored() == before


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "\t//evil.example",
        "/\t/evil.example",
        "%2f%2fevil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "/\x00/evil.example",
        "https://127.0.0.1:8000@evil.example/",
    ],
)
def test_nobody_is_led_elsewhere(world, stranger, target):
    typed = give_password(world.owner) | {"next": target}

    answers = [
        stranger.post("/language/", {"language": "ar", "next": target}),
        stranger.post("/accounts/login/", typed),
        stranger.get("/accounts/login/", {"next": target}),
    ]

    assert all(answer.status_code in (200, 302) for answer in answers)
    for place in (answer.headers.get("Location", "/") for answer in answers):
        assert urlsplit(urljoin("http://127.0.0.1:8000/accounts/login/", place)).netloc == "127.0.0.1:8000"
        assert not {"\t", "\\"} & set(place)  # which browsers drop, or take for a slash


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_what_breaks_says_so_in_the_reader_s_language(stranger, settings, language, direction):
    settings.ROOT_URLCONF = "tests.config.pages"

    response = stranger.get("/broken/quince/", headers={"Accept-Language": language})

    assert (response.status_code, f'<html lang="{language}" dir="{direction}"' in response.text) == (500, True)
    assert bool(ARABIC.search(response.text)) == (language == "ar")
    assert "quince" not in response.text


# --- Bodies of another kind


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"dates": ["2027-03-13"], "party_size": 1}', "application/json", 422),
        (b"dates=2027-03-13&party_size=1", "text/plain", 422),
        (b"\x00" * 1000, "application/octet-stream", 422),
        (b"", "application/x-www-form-urlencoded", 422),
        (b"%", "application/x-www-form-urlencoded", 422),
        (b"dates=%ED%A0%80&name=%FF", "application/x-www-form-urlencoded", 422),
        (b"no parts", "multipart/form-data", 400),
        (b"no parts", "multipart/form-data; boundary=", 400),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x", 422),
        (b"&".join(b"a%d=1" % number for number in range(11_000)), "application/x-www-form-urlencoded", 400),
        (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 400),
    ],
    ids=range(11),
)
def test_body_of_another_kind_is_refused(world, stranger, body, content_type, status):
    before = stored()

    response = stranger.post(
        "/events/hands-off/rsvp/", body, content_type=content_type, headers={"Accept-Language": "ar"}
    )

    assert (response.status_code, '<html lang="ar"' in response.text) == (status, True)
    assert stored() == before


def test_first_and_last_of_what_is_sent_twice_never_mix(world, stranger):
    """A field that is sent twice counts once: the last, as everywhere in Django."""
    response = stranger.post("/events/hands-off/rsvp/", RSVP | {"party_size": ["10", "2"]})

    assert response.status_code == 200
    assert list(Event.objects.get(slug="hands-off").occurrences.values_list("going_unreachable", flat=True)) == [2]
