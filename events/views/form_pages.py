"""What every page on which organisers change something does alike: the form, its refusal, a button's refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.errors import EventsError
from events.forms.base import ActionForm
from events.models import Campaign, Event

form_page = require_http_methods(["GET", "HEAD", "POST"])


def show_form(request: HttpRequest, template: str, form: ActionForm, **context: Any) -> HttpResponse:
    """422 where something in it was refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def ask_first(request: HttpRequest, *, title: str, lead: str, button: str, back: str, about: str = "") -> HttpResponse:
    """A second look before something goes for good: the same address does it when it is posted to."""
    words = {"title": title, "lead": lead, "button": button, "back": back, "about": about}
    return render(request, "events/confirm.html", words)


def delete_draft(
    request: HttpRequest, draft: Event | Campaign, *, lead: str, back: str, delete: Callable[[], object]
) -> HttpResponse:
    """After a second look; what is public by now is shown instead."""
    if request.method != "POST" and not draft.is_published:
        words = {"title": _("Delete this draft"), "button": _("Delete it for good")}
        return ask_first(request, **words, lead=lead, back=back, about=draft.title)
    if request.method == "POST":
        with refusal_shown(request):
            delete()
            messages.success(request, _("The draft is deleted."))
            return redirect("events:organize-home")
    return redirect(back)


@contextmanager
def refusal_shown(request: HttpRequest) -> Iterator[None]:
    """For a button without a form: what an action refuses is said on the page that comes next."""
    try:
        yield
    except EventsError as error:
        messages.error(request, error.message)
