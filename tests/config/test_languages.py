import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture(autouse=True)
def counting_pages(settings):
    settings.ROOT_URLCONF = "tests.config.pages"


def language_of(client: Client, path: str = "/page/", **headers: str) -> str:
    response = client.get(path, headers=headers)
    answered = response.content.decode()[3:5]
    assert response["Content-Language"] == answered
    return answered


def test_default_is_english():
    assert language_of(Client()) == "en"
    assert language_of(Client(), Accept_Language="xx, *") == "en"


@pytest.mark.parametrize("wanted", ["ar", "ar-EG", "fr, ar;q=0.8, en;q=0.5", "AR"])
def test_browser_is_asked_for_its_languages(wanted):
    assert language_of(Client(), Accept_Language=wanted) == "ar"


def test_cookie_beats_browser_and_address_beats_cookie():
    assert language_of(Client(), Accept_Language="ar", Cookie="language=en") == "en"
    assert language_of(Client(), "/page/?lang=ar", Accept_Language="en", Cookie="language=en") == "ar"


@pytest.mark.parametrize("nonsense", ["xx", "", "../..", "en\x00", "a" * 1000])
def test_nonsense_in_the_address_is_passed_over(nonsense):
    response = Client().get("/page/", {"lang": nonsense}, headers={"Accept-Language": "ar"})

    assert response["Content-Language"] == "ar"


@pytest.mark.django_db
def test_account_beats_browser_but_not_the_cookie(client):
    user = User.objects.create_user(email="editor@example.org", password="a long enough one")
    user.language = "ar"
    user.save()
    client.force_login(user)

    assert language_of(client, Accept_Language="en") == "ar"
    client.cookies["language"] = "en"
    assert language_of(client) == "en"


def test_no_language_is_left_behind_for_the_next_answer_of_the_thread():
    language_of(Client(), Accept_Language="ar")

    assert Client().get("/page/", headers={"Host": "wrong.example"}).status_code == 400
    assert language_of(Client()) == "en"
