"""Behind the link of an invitation: the text, and in whose name one signs it. GET changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import check_client_limit
from accounts.models import Organization
from accounts.origins import refuse_foreign_origin
from events.actions.signing import OpenInvitation, ask_to_sign, open_invitation
from events.errors import EventsError
from events.forms.signing import NameForm, revision_read
from events.forms.statement import SignForm
from events.text.rendering import render_body
from events.views.form_pages import show_form
from events.views.secret import secret_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_signing(request: HttpRequest, token: str) -> HttpResponse:
    """Who has an account signs on the organisers' page; others say who they are, and are asked after."""
    opened = open_invitation(token, now=timezone.now())
    if opened is None:
        return render(request, "events/signing_gone.html", status=404)
    form = NameForm(request.POST or None, initial={"version": opened.revision.number})
    if request.method == "POST" and form.is_valid():
        answer = _receive(request, form, opened)
        if answer is not None:
            return answer
    return show_form(request, "events/signing.html", form, token=token, **_context(request, opened))


def _receive(request: HttpRequest, form: NameForm, opened: OpenInvitation) -> HttpResponse | None:
    if not check_client_limit(request, action="sign"):
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return None
    try:
        revision = revision_read(opened.revision, form)
        asked = ask_to_sign(opened, revision=revision, name=form.cleaned_data["name"], now=timezone.now())
    except EventsError as error:
        form.take(error, version=opened.revision.number)
        return None
    return render(request, "events/signing_asked.html", {"statement": opened.statement, "asked": asked})


def _context(request: HttpRequest, opened: OpenInvitation) -> dict[str, Any]:
    own = Organization.objects.editable_by(request.user).exclude(pk=opened.statement.organization_id)
    version = {"version": opened.revision.number}
    return {
        "statement": opened.statement,
        "revision": opened.revision,
        "text": render_body(opened.revision.body),
        "sign_form": SignForm(organizations=own, initial=version) if own.exists() else None,
        "today": timezone.now().date(),
    }
