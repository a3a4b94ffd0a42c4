import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from accounts.origins import refuse_foreign_origin


@refuse_foreign_origin
def answer(request):
    return HttpResponse("done")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "http://127.0.0.1:8000"},  # SITE_URL, where a proxy changes scheme or host
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_own_pages_and_programs_may_post(headers):
    assert answer(RequestFactory().post("/", headers=headers)).content == b"done"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:81"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_foreign_pages_may_not_post_but_may_look(headers):
    with pytest.raises(PermissionDenied):
        answer(RequestFactory().post("/", headers=headers))

    assert answer(RequestFactory().get("/", headers=headers)).content == b"done"


def test_no_token_is_asked_for(settings):
    settings.ROOT_URLCONF = __name__

    assert Client(enforce_csrf_checks=True).post("/answer/").content == b"done"


urlpatterns = [path("answer/", answer)]
