"""Pages that count how often they were rendered, for the tests of what stands around every page."""

from itertools import count

from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

renderings = count(1)


def page(request, **kwargs):
    return HttpResponse(f"<p>{get_language()} {next(renderings)}</p>" + "filling " * 100)


def words(request):
    return HttpResponse(gettext("Yes"))


@never_cache
def secret(request):
    return page(request)


def with_token(request):
    return HttpResponse(get_token(request) and f"<form>{next(renderings)}")


def plain(request):
    return HttpResponse(f"{next(renderings)}", content_type="text/plain")


def streamed(request):
    return StreamingHttpResponse([f"{next(renderings)}"])


def broken(request, name):
    raise ZeroDivisionError(name)


def change(request):
    return redirect("/page/")


urlpatterns = [
    path("page/", page),
    path("other/", page),
    path("words/", words),
    path("secret/", secret),
    path("with-token/", with_token),
    path("plain/", plain),
    path("streamed/", streamed),
    path("broken/<str:name>/", broken),
    path("change/", change),
    path("", include("events.urls")),  # the frame of the error pages links to them
]
