import logging

import pytest
from django.test import Client

from config.logs import RouteInsteadOfPath, WithoutErrorTexts

ADDRESS = "mara@example.org"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing here"), ("ar", 'dir="rtl"')])
def test_missing_page_is_a_page_of_the_site(client, language, words):
    response = client.get("/no-such-page/", headers={"Accept-Language": language})

    assert response.status_code == 404
    assert words in response.content.decode()
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_broken_page_says_whose_fault_it_is_and_logs_the_route_only(client, settings, caplog):
    settings.ROOT_URLCONF = "tests.config.pages"

    response = client.get(f"/broken/{ADDRESS}/")

    assert response.status_code == 500
    assert "Something broke here" in response.content.decode()
    assert ADDRESS not in response.content.decode()


def test_wrong_host_is_a_plain_page(client):
    response = client.get("/no-such-page/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "This request cannot be answered" in response.content.decode()


@pytest.mark.django_db
def test_form_without_token_says_how_to_go_on():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()


def logged(settings, error: Exception) -> str:
    """What stands in the log after a view raised `error`."""
    try:
        try:
            raise KeyError(ADDRESS)
        except KeyError:
            raise error
    except type(error) as caught:
        info = (type(caught), caught, caught.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (ADDRESS,), info)
    record.status_code = 500
    record.request = type("Request", (), {"resolver_match": type("Match", (), {"route": "rsvps/<str:token>/"})})
    RouteInsteadOfPath().filter(record)
    return WithoutErrorTexts("{message}", style="{").format(record)


def test_log_names_route_type_and_lines_but_no_value(settings):
    text = logged(settings, ValueError(ADDRESS))

    assert text.startswith("500 at rsvps/<str:token>/\n")
    assert "ValueError\nafter\nTraceback" in text
    assert text.endswith("KeyError")
    assert "raise KeyError(ADDRESS)" in text
    assert ADDRESS not in text
