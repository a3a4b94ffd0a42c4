"""Lost the link: type the address, get one mail with a new link to each action. And the sheet to print."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import check_limit
from accounts.origins import refuse_foreign_origin
from events.actions.host import send_host_links
from events.date_facts import facts_of, public_url
from events.errors import EventsError
from events.forms.rsvp import LeaveForm
from events.hosts import open_host
from events.reading.host_page import open_date
from events.views.host import show_gone
from events.views.secret import secret_page
from events.wording import language_of_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def send_new_links(request: HttpRequest) -> HttpResponse:
    """The same answer whether or not anybody has this address."""
    if settings.EMAIL_IS_OFF:
        context = {"title": _("Your link, once more"), "text": _("This site sends no mail. Ask those who call.")}
        return render(request, "events/host_notice.html", context)
    form = LeaveForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _show_form(request, form)
    if not check_limit(request, action="host-link"):
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return _show_form(request, form, status=429)
    try:
        send_host_links(form.cleaned_data["email"], now=timezone.now())
    except EventsError as error:
        form.take(error)
        return _show_form(request, form)
    return render(request, "events/host_link_sent.html", {"address": form.cleaned_data["email"]})


@secret_page
@require_safe
def show_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """What everybody may know, on one page of paper."""
    host = open_host(token)
    if host is None or host.event is None or not host.event.is_published:
        return show_gone(request)
    occurrence = open_date(host.event, chosen=request.GET.get("date", ""), now=timezone.now())
    language = language_of_page()
    context = {
        "event": host.event,
        "occurrence": occurrence,
        "facts": facts_of(occurrence, language, now=timezone.now(), is_confirmed=False),
        "answered": next(iter(host.event.answered_calls.all()), None),
        "url": public_url(occurrence, language).partition("?")[0],
        "qr": _qr_code(settings.SITE_URL + occurrence.get_absolute_url()),
        "token": token,
        "today": timezone.now().date(),
    }
    return render(request, "events/host_sheet.html", context)


def _show_form(request: HttpRequest, form: LeaveForm, *, status: int = 0) -> HttpResponse:
    return render(request, "events/host_link_form.html", {"form": form}, status=status or (422 if form.errors else 200))


def _qr_code(url: str) -> SafeString:
    """Dark on white also where the page is dark: phones do not read the negative."""
    return mark_safe(segno.make(url, micro=False).svg_inline(border=4, light="#fff", omitsize=True))
