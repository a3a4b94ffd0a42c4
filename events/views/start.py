"""/start/: the first five steps, for whoever has just set this site up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Organization
from events.first_steps import read_first_steps


@require_safe
def show_start(request: HttpRequest) -> HttpResponse:
    """Strangers see the steps, who may edit also which are done."""
    organizations = Organization.objects.editable_by(request.user)
    is_member = request.user.is_authenticated
    context = {"organizations": organizations, "steps": read_first_steps() if is_member else None}
    return render(request, "events/start.html", context)
