"""The first operator's page, behind a link that works once."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import set_up_operator
from accounts.actions.setup import open_setup_link
from accounts.errors import AccountsError, LinkSpent
from accounts.forms import SetUpForm
from accounts.limits import check_limit

SIGN_IN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST" and not check_limit(request, action="setup"):
        return link_spent(request, LinkSpent(_("Too many tries. Please wait a minute.")), status=429)
    try:
        open_setup_link(token, now=now)
        form = SetUpForm(request.POST or None, initial={"language": translation.get_language()})
        if form.is_valid():
            user = set_up_operator(token, now=now, **form.cleaned_data)
            login(request, user, backend=SIGN_IN_BACKEND)
            return redirect("events:start")
    except LinkSpent as error:
        return link_spent(request, error)
    except AccountsError as error:
        form.add_refusal(error)
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.is_bound else 200)


def link_spent(request: HttpRequest, error: AccountsError, *, status: int = 410) -> HttpResponse:
    return render(request, "accounts/link_spent.html", {"reason": error.message}, status=status)
