"""The smallest Django site: no middleware, no database. What granian and Django cost by themselves."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="bare", MIDDLEWARE=[])


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"hello\n" * 500, headers={"Content-Length": "3000"})


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"ok", headers={"Content-Length": "2"})


urlpatterns = [path("", hello), path("ok", ok)]
application = get_wsgi_application()
