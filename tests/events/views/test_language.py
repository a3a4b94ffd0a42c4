import pytest


def choose(client, **data):
    return client.post("/language/", {"language": "ar", "next": "/events/", **data})


@pytest.mark.django_db
def test_language_is_kept_in_a_cookie_and_leads_back(client):
    answer = choose(client, next="/events/?kind=vigil&lang=en")

    assert (answer.status_code, answer.url) == (302, "/events/?kind=vigil")
    assert answer.cookies["language"].value == "ar"
    assert '<html lang="ar" dir="rtl">' in client.get("/").text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""])
def test_only_paths_of_this_site_are_led_back_to(client, target):
    assert choose(client, next=target).url == "/"


@pytest.mark.parametrize("language", ["xx", "", "ar\r\nSet-Cookie: a=b"])
def test_unknown_language_is_refused(client, language):
    answer = choose(client, language=language)

    assert answer.status_code == 400
    assert answer.cookies == {}


def test_get_changes_nothing(client):
    answer = client.get("/language/?language=ar")

    assert (answer.status_code, answer.cookies) == (405, {})


@pytest.mark.parametrize("headers", [{"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}])
def test_foreign_forms_are_refused(client, headers):
    answer = client.post("/language/", {"language": "ar", "next": "/"}, **headers)

    assert answer.status_code == 403
    assert answer.cookies == {}
