import gzip

import pytest
from django.test import Client

from config.page_cache import KEPT_BYTES, KEPT_SECONDS, KeptPages, Page


@pytest.fixture(autouse=True)
def counting_pages(settings):
    settings.ROOT_URLCONF = "tests.config.pages"


@pytest.fixture
def client() -> Client:
    """One process' site: its cache lives as long as this client's handler."""
    return Client()


def test_page_is_rendered_once_and_the_same_bytes_for_all(client):
    first, second = client.get("/page/"), client.get("/page/")

    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert first.headers == second.headers


def test_anonymous_page_sets_no_cookie_and_says_what_it_depends_on(client):
    response = client.get("/page/")

    assert response.cookies == {}
    assert response["Cache-Control"] == "private, no-cache"
    assert {part.strip() for part in response["Vary"].split(",")} == {"Cookie", "Accept-Language", "Accept-Encoding"}


def test_known_bytes_are_not_sent_again(client):
    etag = client.get("/page/")["ETag"]

    response = client.get("/page/", headers={"If-None-Match": f'"other", {etag}'})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == "private, no-cache"
    assert client.get("/page/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_compressed_form_has_its_own_etag(client):
    plain = client.get("/page/")
    packed = client.get("/page/", headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"][:-1] + '-gzip"'
    assert packed["Content-Length"] == str(len(packed.content))
    refused = client.get("/page/", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert refused.content == plain.content


def test_page_is_kept_for_two_seconds_at_most(client, monkeypatch):
    now = 1000.0
    monkeypatch.setattr("config.page_cache.time.monotonic", lambda: now)
    first = client.get("/page/").content
    now += KEPT_SECONDS - 0.01
    assert client.get("/page/").content == first

    now += 0.02

    assert client.get("/page/").content != first


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/other/", {}),
        ("/page/?q=1", {}),
        ("/page/", {"Accept-Language": "ar-EG, en;q=0.5"}),
        ("/page/", {"Cookie": "language=ar"}),
        ("/page/", {"Host": "localhost"}),
    ],
)
def test_another_address_language_or_host_is_another_page(client, path, headers):
    first = client.get("/page/").content

    assert client.get(path, headers=headers).content != first


def test_strange_cookies_and_unknown_languages_change_nothing(client):
    first = client.get("/page/").content

    for headers in ({"Cookie": "a=b"}, {"Cookie": "language=xx"}, {"Accept-Language": "xx, en"}):
        assert client.get("/page/", headers=headers).content == first


@pytest.mark.parametrize("cookie", ["sessionid=x", "messages=x"])
@pytest.mark.django_db
def test_who_may_be_somebody_gets_a_page_of_their_own(client, cookie):
    kept = client.get("/page/").content

    own = client.get("/page/", headers={"Cookie": cookie})

    assert own.content != kept
    assert own.headers.get("ETag") is None
    assert client.get("/page/").content == kept


@pytest.mark.parametrize("path", ["/secret/", "/with-token/", "/plain/", "/streamed/"])
def test_what_is_not_a_public_page_is_not_kept(path):
    first, second = (b"".join(Client().get(path)) for _ in range(2))
    one_client = Client()

    assert first != second
    assert b"".join(one_client.get(path)) != b"".join(one_client.get(path))


def test_missing_page_is_not_kept(client):
    assert client.get("/missing/").status_code == 404
    assert "ETag" not in client.get("/missing/").headers


def test_whatever_is_posted_empties_the_cache(client):
    first = client.get("/page/").content

    client.post("/change/")

    assert client.get("/page/").content != first


def test_head_is_answered_from_a_kept_page(client):
    etag = client.get("/page/")["ETag"]

    assert client.head("/page/")["ETag"] == etag
    assert client.head("/page/").content == b""


def page_of(size: int, *, too_old_at: float) -> Page:
    return Page(b"x" * size, {}, too_old_at)


def test_memory_is_bounded_and_what_is_too_old_goes():
    pages = KeptPages()
    pages.keep(("old",), page_of(10, too_old_at=1), now=0)
    pages.keep(("a",), page_of(KEPT_BYTES - 10, too_old_at=9), now=0)
    assert pages.get(("old",), now=0) is not None

    pages.keep(("b",), page_of(10, too_old_at=9), now=2)

    assert [pages.get((name,), now=0) is not None for name in ("old", "a", "b")] == [False, True, True]
    pages.keep(("c",), page_of(20, too_old_at=9), now=2)
    assert [pages.get((name,), now=2) is not None for name in ("a", "b", "c")] == [False, True, True]


def test_a_page_larger_than_everything_is_not_kept():
    pages = KeptPages()

    pages.keep(("a",), page_of(KEPT_BYTES + 1, too_old_at=9), now=0)

    assert pages.get(("a",), now=0) is None
