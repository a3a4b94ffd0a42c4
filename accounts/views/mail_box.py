"""The local mail box in the browser: what was written, and what is planned with its minute. For operators."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import KeysUnavailable
from accounts.mail_box import OpenedMail, opened_mails
from accounts.models import KeptMail
from accounts.permissions import is_operator
from notifications.actions import make_due
from notifications.kinds import message_kinds
from notifications.models import Delivery

MAILS_PER_PAGE = 50
MOST_PLANNED = 100
# A mail is foreign to the site: its own styles, nothing else, and an origin of its own.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)
# Anything else is offered as bytes: a browser must not run what a mail brings.
SAFE_TYPES = {"text/calendar", "text/plain", "application/pdf"}


def local_operators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.SITE_IS_LOCAL or not is_operator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@local_operators_only
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    pages = Paginator(KeptMail.objects.newest_first(), MAILS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    try:
        mails, problem = opened_mails(list(page.object_list)), ""
    except KeysUnavailable as error:
        mails, problem = [], error.message
    planned = Delivery.objects.planned().order_by("due_at", "pk")
    context = {
        "page": page,
        "mails": mails,
        "problem": problem,
        "planned": _described(planned[:MOST_PLANNED]),
        "number_planned": planned.count(),
        "now": timezone.now(),
    }
    return render(request, "accounts/mail_list.html", context)


@local_operators_only
@require_safe
def mail_detail(request: HttpRequest, pk: str) -> HttpResponse:
    mail = _mail(pk)
    return render(request, "accounts/mail_detail.html", {"mail": mail, "kind": kind_label(mail.row.kind)})


@local_operators_only
@require_safe
def mail_html(request: HttpRequest, pk: str) -> HttpResponse:
    response = HttpResponse(_mail(pk).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


@local_operators_only
@require_safe
def mail_attachment(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    attachments = _mail(pk).attachments
    if not 1 <= number <= len(attachments):
        raise Http404
    attachment = attachments[number - 1]
    is_safe = attachment.content_type in SAFE_TYPES
    content_type = attachment.content_type if is_safe else "application/octet-stream"
    response = HttpResponse(attachment.content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii_name(attachment.name)}"'
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@local_operators_only
@require_POST
def mail_make_due(request: HttpRequest, pk: int) -> HttpResponse:
    """As if it were due: the same planner and fences decide whether it goes."""
    make_due(pk, now=timezone.now())
    return redirect("accounts:mail-box")


def kind_label(name: str) -> str:
    """A kind of message in words, where it has some."""
    return str(getattr(message_kinds().get(name), "label", name))


def _described(planned: Iterable[Delivery]) -> list[tuple[Delivery, str, str]]:
    """Each with its kind and what it is about, in the words of the app that owes it."""
    planned = list(planned)
    about: dict[str, str] = {}
    for name in {delivery.kind for delivery in planned}:
        say = getattr(message_kinds().get(name), "about", None)
        about |= say([delivery.topic for delivery in planned if delivery.kind == name]) if say else {}
    return [(delivery, kind_label(delivery.kind), about.get(delivery.topic, "")) for delivery in planned]


def _mail(pk: str) -> OpenedMail:
    try:
        opened = opened_mails([get_object_or_404(KeptMail, pk=pk)])
    except KeysUnavailable:
        raise Http404
    if not opened:
        raise Http404
    return opened[0]


def _ascii_name(name: str) -> str:
    kept = "".join(
        character for character in name if character.isascii() and (character.isalnum() or character in "-_.")
    )
    return kept[:80] or "attachment"
