"""All that waits for the one who is signed in: a sentence each, and its two buttons."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.reading.waiting import read_waiting
from events.views.requests import SignedInRequest


@login_required
@require_safe
def show_waiting(request: SignedInRequest) -> HttpResponse:
    context = {"waiting": read_waiting(request.user), "today": timezone.now().date()}
    return render(request, "events/waiting.html", context)
