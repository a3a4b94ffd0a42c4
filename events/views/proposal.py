"""Host your own: an action proposed under a call on one page. The POST is answered itself: no cookie and no address in
the browser's history may hold what somebody typed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import check_client_limit
from accounts.origins import refuse_foreign_origin
from events import gazetteer
from events.actions.offer import Offer, takes_offers
from events.actions.proposal import propose_action
from events.errors import EventsError
from events.forms.proposal import ProposalForm
from events.models import Call, Kit
from events.reading.passages import passage_for, with_passages
from events.views.secret import secret_page
from events.wording import language_of_page

LONGEST_PREFILLED = 100


@refuse_foreign_origin
@require_http_methods(["GET", "HEAD", "POST"])
def host_call(request: HttpRequest, slug: str) -> HttpResponse:
    """`?town=` is there already. The same answer for a known, an unknown and a limited address."""
    call = get_object_or_404(with_passages(Call.objects.public().for_list()), slug=slug)
    if settings.EMAIL_IS_OFF or not takes_offers(call, now=timezone.now()):
        return _show_closed(request, call)
    if request.method == "POST":
        return _receive(request, call)
    gazetteer.warm_up()
    return show_proposal_form(request, ProposalForm(call=call, kit=kit_of(call), initial=_initial(request)))


@secret_page
def _receive(request: HttpRequest, call: Call) -> HttpResponse:
    if "correct" in request.POST:
        typed = {name: request.POST.get(name, "")[:400] for name in request.POST}
        return show_proposal_form(request, ProposalForm(call=call, kit=kit_of(call), initial=typed))
    form = ProposalForm(request.POST, call=call, kit=kit_of(call))
    if not form.is_valid():
        return show_proposal_form(request, form)
    if not check_client_limit(request, action="propose"):
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return show_proposal_form(request, form, status=429)
    offer, address, language = form.offer(), form.cleaned_data["email"], language_of_page()
    try:
        propose_action(call, offer=offer, address=address, language=language, now=timezone.now())
    except EventsError as error:
        form.take(error)
        return show_proposal_form(request, form)
    return _show_sent(request, form, offer)


def kit_of(call: Call) -> Kit | None:
    return Kit.objects.filter(call=call).first()


def show_proposal_form(request: HttpRequest, form: ProposalForm, *, status: int = 0, **context: Any) -> HttpResponse:
    call = form.call
    form.say_window(today=_today())
    context |= {"form": form, "call": call, "anchor": _passage(call), "kit": form.kit, "today": _today()}
    template = "events/proposal_form.html"
    return render(request, template, context, status=status or (422 if form.errors else 200))


def _show_sent(request: HttpRequest, form: ProposalForm, offer: Offer) -> HttpResponse:
    typed = [(name, value) for name, value in request.POST.items() if name in form.fields]
    context = {"call": form.call, "offer": offer, "address": form.cleaned_data["email"], "typed": typed}
    context |= {"today": _today(), "language_next": form.call.get_absolute_url()}
    return render(request, "events/proposal_sent.html", context)


def _show_closed(request: HttpRequest, call: Call) -> HttpResponse:
    context = {"call": call, "sends_mail": not settings.EMAIL_IS_OFF, "today": _today()}
    return render(request, "events/proposal_closed.html", context, status=404)


def _initial(request: HttpRequest) -> dict[str, str]:
    town = request.GET.get("town", "").strip()
    return {"town": town[:LONGEST_PREFILLED]} if town.isprintable() else {}


def _passage(call: Call) -> Any:
    return passage_for(call, language=language_of_page())


def _today() -> Any:
    return timezone.now().date()
