"""Which reminders an action sends, and which all actions of an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Organization
from events.actions.reminder import Owner
from events.views.form_pages import form_page
from events.views.organize_event import own_event
from events.views.reminder_page import answer, say_done
from events.views.requests import SignedInRequest


@login_required
@form_page
def reminders_of_event(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, own_event(request, slug))


@login_required
@form_page
def reminders_of_organization(request: SignedInRequest, slug: str) -> HttpResponse:
    """For owners and organizers: what holds for each action that has none of its own."""
    return _page(request, get_object_or_404(Organization.objects.editable_by(request.user), slug=slug))


def _page(request: SignedInRequest, owner: Owner) -> HttpResponse:
    """What a button without a form is refused is said on the page that comes next."""
    page = answer(request, owner, by=request.user)
    if page.done:
        messages.success(request, say_done(page.done))
    elif page.problem:
        messages.error(request, page.problem)
    if request.method == "POST" and not page.form.errors:
        return redirect(request.path)
    return render(request, "events/reminders.html", page.context, status=422 if page.form.errors else 200)
