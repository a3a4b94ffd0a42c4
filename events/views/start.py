"""/start/: the first five steps, for whoever has just set this site up; and the end of the example content."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Organization
from accounts.permissions import is_operator
from events.demo.build import clear_demo, has_examples
from events.models import Campaign, Event, Statement
from events.reading.first_steps import read_first_steps
from events.views.form_pages import ask_first, form_page
from events.views.requests import SignedInRequest


@require_safe
def show_start(request: HttpRequest) -> HttpResponse:
    """Strangers see the steps, people with an account also which are done."""
    is_member = request.user.is_authenticated
    context = {
        "organizations": Organization.objects.editable_by(request.user),
        "steps": read_first_steps() if is_member else None,
        "has_examples": is_operator(request.user) and has_examples(),
    }
    return render(request, "events/start.html", context)


@login_required
@form_page
def remove_examples(request: SignedInRequest) -> HttpResponse:
    """Operators only; what is real stays."""
    if not is_operator(request.user):
        raise Http404
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Remove the examples"),
            lead=_(
                "Everything that is marked “Example” goes for good, and what people answered to it. What is real stays."
            ),
            button=_("Remove the examples"),
            back=reverse("events:start"),
        )
    gone = clear_demo()
    said = ngettext(
        "The examples are gone: %(gone)s action and its statements.",
        "The examples are gone: %(gone)s actions and their statements.",
        gone,
    )
    messages.success(request, said % {"gone": gone} if gone else _("There are no examples."))
    return redirect("events:start")


def say_what_comes_next(request: HttpRequest, made: Event | Statement | Campaign) -> None:
    """Something real is public: on with the first steps, and the made-up ones have done their work. For operators."""
    if not made.is_published or made.is_example or not is_operator(request.user):
        return
    start = reverse("events:start")
    if not read_first_steps().is_done:
        messages.info(request, format_html('<a href="{}">{}</a>', start, _("Go on with the first steps")))
    if has_examples():
        words = _("The examples are still here. Remove them")
        messages.info(request, format_html('<a href="{}#examples">{}</a>', start, words))
