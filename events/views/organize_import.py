"""A calendar kept elsewhere: its file chosen, looked through on one page, taken over as drafts."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Organization
from events import gazetteer, wording
from events.actions import calendar_file as actions
from events.actions.calendar_file import ListGone
from events.actions.taking import Outcome
from events.errors import EditClash, EventsError
from events.forms.calendar_file import CalendarFileForm, UploadForm, zones_typed
from events.models import CalendarFile
from events.reading.calendar_file import open_file, read_overview
from events.views.form_pages import form_page, refusal_shown, show_form
from events.views.requests import SignedInRequest
from events.views.secret import secret_page
from events.wall_time import zone_names
from events.wording import language_of_page

BEGUN = 20


@login_required
@secret_page
@form_page
def choose_file(request: SignedInRequest) -> HttpResponse:
    organizations = Organization.objects.editable_by(request.user)
    if not organizations:
        return render(request, "events/organize_nobody.html", status=403)
    gazetteer.warm_up()
    form = UploadForm(request.POST or None, request.FILES or None, organizations=organizations)
    if request.method == "POST" and form.is_valid():
        try:
            held = actions.keep_file(form.chosen_organization, text=form.text, by=request.user, now=timezone.now())
            return redirect("events:organize-import-file", held.pk)
        except EventsError as error:
            form.take(error)
    files = CalendarFile.objects.filter(organization__in=organizations).select_related("organization")
    return show_form(request, "events/import_new.html", form, files=files[:BEGUN])


@login_required
@secret_page
@form_page
def take_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was understood, entry by entry; one button makes drafts of what is ticked."""
    held = _own_files(request).filter(pk=pk).first()
    if held is None:
        return _gone_or_not_found(request, pk)
    if request.method != "POST" or request.POST.get("step") == "look":
        return _show(request, held)
    return _take(request, held)


@login_required
@require_POST
def discard_file(request: SignedInRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(_own_files(request), pk=pk)
    with refusal_shown(request):
        actions.discard_file(held, by=request.user)
        messages.success(request, _("The file is erased. What was taken over of it stays."))
    return redirect("events:organize-import")


def _own_files(request: SignedInRequest) -> QuerySet[CalendarFile]:
    own = Organization.objects.editable_by(request.user)
    return CalendarFile.objects.filter(organization__in=own).select_related("organization")


def _form(
    request: SignedInRequest, held: CalendarFile, *, refused: Mapping[int, EventsError] | None = None, bound: bool
) -> CalendarFileForm | None:
    """None where the key of the file is gone."""
    opened = open_file(held)
    if opened is None:
        return None
    calendar, answers = opened
    now = timezone.now()
    overview = read_overview(calendar, held.organization, zones=answers, now=now)
    typed = answers | (zones_typed(request.POST, overview.questions) if request.method == "POST" else {})
    if typed != answers:
        overview = read_overview(calendar, held.organization, zones=typed, now=now)
    data = request.POST if bound else None
    return CalendarFileForm(data, overview=overview, version=held.version, typed=typed, refused=refused)


def _take(request: SignedInRequest, held: CalendarFile) -> HttpResponse:
    form = _form(request, held, bound=True)
    if form is None:
        return _gone(request)
    if not form.is_valid():
        return _page(request, held, form)
    try:
        outcome = actions.take_file(
            held,
            new=form.new_entries(),
            known=form.known_actions(),
            answers=form.answers(),
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )
    except ListGone:
        return _gone(request)
    except EditClash as clash:
        held.refresh_from_db()
        form = _form(request, held, bound=True)
        if form is None:
            return _gone(request)
        form.carry_version(held.version)
        form.add_error(None, clash.message)
        return _page(request, held, form)
    for said in _sentences(outcome):
        messages.success(request, said)
    if outcome.refused:
        held.refresh_from_db()
        return _show(request, held, refused=outcome.refused)
    return redirect("events:organize-home")


def _show(
    request: SignedInRequest, held: CalendarFile, *, refused: Mapping[int, EventsError] | None = None
) -> HttpResponse:
    form = _form(request, held, refused=refused, bound=False)
    return _gone(request) if form is None else _page(request, held, form)


def _page(request: SignedInRequest, held: CalendarFile, form: CalendarFileForm) -> HttpResponse:
    problems = list(form.problems())
    context = {
        "form": form,
        "held": held,
        "overview": form.overview,
        "problems": problems,
        "zones": sorted(zone_names()),
        "today": timezone.now().date(),
    }
    return render(request, "events/import_file.html", context, status=422 if problems else 200)


def _gone_or_not_found(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever presses the button twice is told; of what is not theirs nothing is said."""
    if not Organization.objects.editable_by(request.user).exists() or CalendarFile.objects.filter(pk=pk).exists():
        raise Http404
    return _gone(request)


def _gone(request: SignedInRequest) -> HttpResponse:
    messages.info(request, _("This file is no longer kept: it was taken over, or it is older than 14 days."))
    return redirect("events:organize-import")


def _sentences(outcome: Outcome) -> list[str]:
    made, changed, refused = len(outcome.made), len(outcome.changed), len(outcome.refused)
    words = {"made": _number(made), "changed": _number(changed)}
    said = []
    if refused:
        words |= {"done": _number(made + changed), "all": _number(made + changed + refused)}
        said.append(_("%(done)s of %(all)s are done. What could not be done stands below, and why.") % words)
    elif made:
        said.append(ngettext("%(made)s draft is made.", "%(made)s drafts are made.", made) % words)
    if changed:
        said.append(ngettext("%(changed)s action is changed.", "%(changed)s actions are changed.", changed) % words)
    return said or [_("Nothing was new: everything stands as it was.")]


def _number(number: int) -> str:
    return wording.say_number(number, language_of_page())
