"""The webhooks of an organisation, for its owners."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.actions import webhook as actions
from events.errors import EventsError
from events.forms.webhook import WebhookForm
from events.models import Webhook
from events.reading.webhooks import read_hosts, read_log
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.requests import SignedInRequest, read_id
from events.views.secret import secret_page


@login_required
@secret_page
@form_page
def list_webhooks(request: SignedInRequest, organization: str) -> HttpResponse:
    """All of them, and a new one: its secret is shown in the answer to the POST, and nowhere else."""
    owned = get_object_or_404(Organization.objects.owned_by(request.user), slug=organization)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("label", "url", "news")}
        try:
            webhook, secret = actions.add_webhook(owned, **values, by=request.user, now=timezone.now())
            return render(request, "events/webhook_secret.html", {"webhook": webhook, "secret": secret})
        except EventsError as error:
            form.take(error)
    webhooks = list(Webhook.objects.filter(organization=owned))
    hosts = read_hosts(webhooks)
    rows = [(webhook, hosts.get(webhook.pk, "")) for webhook in webhooks]
    return show_form(request, "events/webhook_list.html", form, organization=owned, rows=rows)


@login_required
@secret_page
@form_page
def show_webhook(request: SignedInRequest, organization: str, pk: int) -> HttpResponse:
    """Its log; `action` is a button: ping, again (a message of the log), renew (the secret), off, on, delete."""
    owned = Webhook.objects.owned_by(request.user).select_related("organization")
    webhook = get_object_or_404(owned, organization__slug=organization, pk=pk)
    if request.method == "POST":
        return _renew(request, webhook) if request.POST.get("action") == "renew" else _act(request, webhook)
    context = {
        "webhook": webhook,
        "host": read_hosts([webhook]).get(webhook.pk, ""),
        "news": [news.label for news in Webhook.News if news in webhook.news],
        "log": read_log(webhook),
        "signs_twice_until": _until(webhook),
        "today": timezone.now().date(),
    }
    return render(request, "events/webhook_detail.html", context)


def _renew(request: SignedInRequest, webhook: Webhook) -> HttpResponse:
    """The new secret, in the answer to the POST and nowhere else."""
    with refusal_shown(request):
        secret = actions.renew_secret(webhook, by=request.user, now=timezone.now())
        context = {"webhook": webhook, "secret": secret, "signs_twice_until": _until(webhook)}
        return render(request, "events/webhook_secret.html", {**context, "today": timezone.now().date()})
    return redirect("events:organize-webhook-detail", webhook.organization.slug, webhook.pk)


def _until(webhook: Webhook) -> dt.datetime | None:
    """By the clocks of the organisation; None where one secret signs."""
    if webhook.old_secret_until is None or not webhook.signs_twice(at=timezone.now()):
        return None
    return webhook.old_secret_until.astimezone(ZoneInfo(webhook.organization.zone))


def _act(request: SignedInRequest, webhook: Webhook) -> HttpResponse:
    """One button; what it says next stands on the page that follows."""
    button, message = request.POST.get("action", ""), read_id(request.POST.get("delivery"))
    buttons: dict[str, tuple[Callable[[], None], str]] = {
        "ping": (
            lambda: actions.ping_webhook(webhook, by=request.user, now=timezone.now()),
            _("A test is on its way. Look at this page again in a moment."),
        ),
        "again": (
            lambda: actions.repeat_delivery(webhook, message, by=request.user, now=timezone.now()),
            _("It is on its way once more."),
        ),
        "off": (
            lambda: actions.turn_webhook_off(webhook, by=request.user, now=timezone.now()),
            _("It is turned off: nothing more is sent to it."),
        ),
        "on": (
            lambda: actions.turn_webhook_on(webhook, by=request.user, now=timezone.now()),
            _("It is on. What happened meanwhile is not sent."),
        ),
        "delete": (
            lambda: actions.delete_webhook(webhook, by=request.user, now=timezone.now()),
            _("It is deleted, with its secret and its log."),
        ),
    }
    if button not in buttons:
        raise Http404
    act, said = buttons[button]
    with refusal_shown(request):
        act()
        messages.success(request, said)
    if button == "delete":
        return redirect("events:organize-webhook-list", webhook.organization.slug)
    return redirect("events:organize-webhook-detail", webhook.organization.slug, webhook.pk)
