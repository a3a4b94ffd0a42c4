"""What every page on which organisers change something does alike: the form, its refusal, a button's refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from events.errors import EventsError
from events.forms.base import ActionForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


def show_form(request: HttpRequest, template: str, form: ActionForm, **context: Any) -> HttpResponse:
    """422 where something in it was refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def ask_first(request: HttpRequest, *, title: str, lead: str, button: str, back: str, about: str = "") -> HttpResponse:
    """A second look before something goes for good: the same address does it when it is posted to."""
    words = {"title": title, "lead": lead, "button": button, "back": back, "about": about}
    return render(request, "events/confirm.html", words)


@contextmanager
def refusal_shown(request: HttpRequest) -> Iterator[None]:
    """For a button without a form: what an action refuses is said on the page that comes next."""
    try:
        yield
    except EventsError as error:
        messages.error(request, error.message)
