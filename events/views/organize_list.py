"""A call whose actions stand in a mail or on a page: pasted, looked through on one page, taken over."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events import gazetteer, wording
from events.actions import pasted_list as actions
from events.actions.pasted_list import ListGone
from events.actions.taking import Outcome
from events.errors import EditClash, EventsError
from events.forms.pasted_list import PastedListForm, PasteForm
from events.models import PastedList
from events.reading.pasted_list import ListOverview, read_overview
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.organize_call import own_call
from events.views.requests import SignedInRequest
from events.views.secret import secret_page
from events.wall_time import zone_names
from events.wording import language_of_page


@login_required
@secret_page
@form_page
def paste_list(request: SignedInRequest, slug: str) -> HttpResponse:
    call = own_call(request, slug)
    gazetteer.warm_up()
    now = timezone.now()
    form = PasteForm(request.POST or None, request.FILES or None, call=call, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            pasted = actions.keep_list(call, text=form.text, by=request.user, now=now)
            return redirect("events:organize-call-pasted", slug, pasted.pk)
        except EventsError as error:
            form.take(error)
    return show_form(request, "events/list_paste.html", form, call=call, lists=call.pasted_lists.all()[:20])


@login_required
@secret_page
@form_page
def take_list(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What was understood, to be corrected; one button makes drafts of it, the other publishes them at once."""
    call = own_call(request, slug)
    pasted = PastedList.objects.filter(call=call, pk=pk).first()
    overview = read_overview(pasted, now=timezone.now()) if pasted else None
    if pasted is None or overview is None:
        return _gone(request, slug)
    pasted.call = call
    form = _form(request, pasted, overview)
    if request.method != "POST":
        return _show(request, pasted, form)
    if not form.is_valid():
        return _keep(request, pasted, form)
    return _take(request, pasted, form)


@login_required
@require_POST
def discard_list(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    call = own_call(request, slug)
    pasted = get_object_or_404(PastedList.objects.select_related("call__statement__organization"), call=call, pk=pk)
    with refusal_shown(request):
        actions.discard_list(pasted, by=request.user)
        messages.success(request, _("The list is erased. What was taken over of it stays."))
    return redirect("events:organize-call-paste", slug)


def _form(request: SignedInRequest, pasted: PastedList, overview: ListOverview, **kwargs: Any) -> PastedListForm:
    today = timezone.now().date()
    return PastedListForm(request.POST or None, overview=overview, version=pasted.version, today=today, **kwargs)


def _keep(request: SignedInRequest, pasted: PastedList, form: PastedListForm) -> HttpResponse:
    """Something cannot be read: nothing is made, everything typed is kept."""
    try:
        version = form.cleaned_data.get("version")
        stands = actions.keep_answers(pasted, answers=form.answers(), by=request.user, version=version)
    except ListGone:
        return _gone(request, pasted.call.slug)
    except EditClash as clash:
        return _show_anew(request, pasted, clash=clash)
    form.carry_version(stands.version)
    return _show(request, pasted, form)


def _take(request: SignedInRequest, pasted: PastedList, form: PastedListForm) -> HttpResponse:
    publishes = request.POST.get("step") == "publish"
    try:
        outcome = actions.take_list(
            pasted,
            new=form.new_actions(),
            known=form.known_actions(),
            names=form.names(),
            publishes=publishes,
            answers=form.answers(),
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )
    except ListGone:
        return _gone(request, pasted.call.slug)
    except EditClash as clash:
        return _show_anew(request, pasted, clash=clash)
    except EventsError as error:
        form.take(error)
        return _show(request, pasted, form)
    _say_outcome(request, outcome, publishes=publishes)
    if outcome.refused:
        return _show_anew(request, pasted, refused=outcome.refused)
    return redirect("events:organize-call-table", pasted.call.slug)


def _show_anew(
    request: SignedInRequest,
    pasted: PastedList,
    *,
    refused: Mapping[int, EventsError] | None = None,
    clash: EditClash | None = None,
) -> HttpResponse:
    """As it stands now: what was made meanwhile is known, what was refused or not sent stands as it was typed."""
    pasted.refresh_from_db(fields=["version", "sealed_answers"])
    overview = read_overview(pasted, now=timezone.now())
    if overview is None:
        return _gone(request, pasted.call.slug)
    form = _form(request, pasted, overview, refused=refused)
    form.carry_version(pasted.version)
    if clash is not None:
        form.add_error(None, clash.message)
    return _show(request, pasted, form)


def _gone(request: SignedInRequest, slug: str) -> HttpResponse:
    messages.info(request, _("This list is no longer kept: it was taken over, or it is older than 14 days."))
    return redirect("events:organize-call-table", slug)


def _show(request: SignedInRequest, pasted: PastedList, form: PastedListForm) -> HttpResponse:
    problems = list(form.problems())
    context = {
        "form": form,
        "call": pasted.call,
        "pasted": pasted,
        "overview": form.overview,
        "problems": problems,
        "zones": sorted(zone_names()),
        "today": timezone.now().date(),
    }
    return render(request, "events/list_detail.html", context, status=422 if problems else 200)


def _say_outcome(request: SignedInRequest, outcome: Outcome, *, publishes: bool) -> None:
    for said in _sentences(outcome, publishes=publishes):
        messages.success(request, said)


def _sentences(outcome: Outcome, *, publishes: bool) -> list[str]:
    made, changed, refused = len(outcome.made), len(outcome.changed), len(outcome.refused)
    words = {"made": _number(made), "changed": _number(changed), "names": _number(outcome.names)}
    said = []
    if refused:
        words |= {"done": _number(made + changed), "all": _number(made + changed + refused)}
        said.append(_("%(done)s of %(all)s are done. What could not be done stands below, and why.") % words)
    elif made and publishes:
        said.append(ngettext("%(made)s action is public now.", "%(made)s actions are public now.", made) % words)
    elif made:
        said.append(ngettext("%(made)s draft is made.", "%(made)s drafts are made.", made) % words)
    if changed:
        said.append(ngettext("%(changed)s action is changed.", "%(changed)s actions are changed.", changed) % words)
    if outcome.names:
        said.append(ngettext("%(names)s name is listed.", "%(names)s names are listed.", outcome.names) % words)
    return said or [_("Nothing was new: everything stands as it was.")]


def _number(number: int) -> str:
    return wording.say_number(number, language_of_page())
