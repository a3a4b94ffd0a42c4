"""One's own account: where everything about it is found."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import update_profile
from accounts.errors import AccountsError
from accounts.forms import ProfileForm
from accounts.models import Organization
from accounts.permissions import is_operator
from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def account_home(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if form.is_valid():
        try:
            update_profile(user, **form.cleaned_data)
            return redirect("accounts:home")
        except AccountsError as error:
            form.add_refusal(error)
    context = {
        "form": form,
        "memberships": user.memberships.select_related("organization").order_by("organization__name"),
        "managed": Organization.objects.managed_by(user).real().order_by("name")[:100],
        "is_operator": is_operator(user),
        "has_mail_box": settings.SITE_IS_LOCAL,
    }
    return render(request, "accounts/account_home.html", context, status=422 if form.is_bound else 200)
