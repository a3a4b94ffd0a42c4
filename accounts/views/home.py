"""One's own account: where everything about it is found."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Organization
from accounts.permissions import is_operator
from accounts.requests import SignedInRequest


@require_safe
@never_cache
@login_required
def account_home(request: SignedInRequest) -> HttpResponse:
    context = {
        "memberships": request.user.memberships.select_related("organization").order_by("organization__name"),
        "managed": Organization.objects.managed_by(request.user).real().order_by("name")[:100],
        "is_operator": is_operator(request.user),
    }
    return render(request, "accounts/account_home.html", context)
