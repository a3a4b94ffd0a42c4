"""The table of a call: its coordinator's home. What is missing, who was asked, what has changed."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from events import wording
from events.actions import host_check as actions
from events.actions.pasted_list import publish_drafts
from events.models import Anchor, Call
from events.reading.call_table import CallTable, Order, Show, read_table
from events.reading.host_reach import read_reach
from events.reading.passages import passage_for, with_passages
from events.reading.table_row import TableRow
from events.table_words import missing_parts, say_actions, say_missing, say_rows
from events.views.form_pages import refusal_shown
from events.views.requests import SignedInRequest
from events.wording import language_of_page

MOST_TICKED = 1_000
_FILTERS = {
    Show.ALL: gettext_lazy("All"),
    Show.MISSING: gettext_lazy("Hour or place to come"),
    Show.UNCONFIRMED: gettext_lazy("Not confirmed this week"),
    Show.CHANGED: gettext_lazy("Changed since yesterday"),
    Show.DRAFTS: gettext_lazy("Drafts"),
}


@login_required
@require_safe
def show_table(request: SignedInRequest, slug: str) -> HttpResponse:
    table = own_table(request, slug)
    return render(request, "events/call_table.html", table_context(request, table))


@login_required
@require_POST
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """The drafts among those ticked."""
    table = own_table(request, slug)
    with refusal_shown(request):
        drafts = [row.event for row in ticked(request, table) if row.is_draft]
        published = publish_drafts(table.call, drafts, by=request.user, now=timezone.now())
        for event, error in published.refused:
            messages.error(request, _("“%(title)s”: %(problem)s") % {"title": event.title, "problem": error.message})
        number = len(published.events)
        said = ngettext("%(number)s action is public now.", "%(number)s actions are public now.", number)
        messages.success(request, said % {"number": say_number(number)} if number else _("No draft was ticked."))
    return back_to(table)


@login_required
@require_POST
def note_still_on(request: SignedInRequest, slug: str) -> HttpResponse:
    """Somebody has said so on the telephone."""
    table = own_table(request, slug)
    with refusal_shown(request):
        events = [row.event for row in ticked(request, table)]
        number = actions.note_still_on(events, by=request.user, now=timezone.now())
        said = ngettext("Noted: %(number)s action is on.", "Noted: %(number)s actions are on.", number)
        messages.success(request, said % {"number": say_number(number)} if number else _("Nothing was ticked."))
    return back_to(table)


def own_table(request: SignedInRequest, slug: str, *, now: dt.datetime | None = None) -> CallTable:
    """The call's table in the order and with the rows that the address, or the form, names."""
    calls = with_passages(Call.objects.editable_by(request.user)).select_related("statement__organization")
    call = get_object_or_404(calls.select_related("statement__current"), slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    show = next((show for show in Show if show == asked.get("show")), Show.ALL)
    order = next((order for order in Order if order == asked.get("order")), Order.TOWN)
    return read_table(call, user=request.user, now=now or timezone.now(), show=show, order=order)


def ticked(request: SignedInRequest, table: CallTable) -> list[TableRow]:
    """The rows that are ticked; all that are shown where the box for all is."""
    if request.POST.get("all"):
        return table.shown
    wanted = set(request.POST.getlist("event")[:MOST_TICKED])
    return [row for row in table.shown if str(row.event.pk) in wanted]


def table_context(request: SignedInRequest, table: CallTable) -> dict[str, Any]:
    language = language_of_page()
    missing = {
        "hours": sum(row.lacks_hour for row in table.rows),
        "places": sum(row.lacks_place for row in table.rows),
        "dates": sum(row.lacks_date for row in table.rows),
        "unconfirmed": table.number(Show.UNCONFIRMED),
    }
    return {
        "table": table,
        "call": table.call,
        "anchor": passage_of(table.call),
        "rows": say_rows(table, language),
        "actions": say_actions(table, language),
        "missing": say_missing(language, **missing),
        "missing_parts": [
            (Show.UNCONFIRMED if name == "unconfirmed" else Show.MISSING, words)
            for name, words in missing_parts(language, **missing)
        ],
        "has_drafts": any(row.is_draft for row in table.shown),
        "to_ask": _number_to_ask(table, request.user),
        "filters": [(show, _FILTERS[show], table.number(show)) for show in Show],
        "query": query_of(table),
        "today": table.today,
    }


def _number_to_ask(table: CallTable, user: User) -> int:
    """Of how many unconfirmed actions somebody would get a mail now."""
    unconfirmed = [row for row in table.rows if row.is_unconfirmed]
    return sum(reach.obstacle is None for reach in read_reach(unconfirmed, by=user, now=timezone.now()))


def passage_of(call: Call) -> Anchor | None:
    return passage_for(call, language=call.statement.language)


def query_of(table: CallTable) -> str:
    """The end of an address that shows the same rows in the same order."""
    chosen = [("show", table.show, Show.ALL), ("order", table.order, Order.TOWN)]
    said = "&".join(f"{name}={value}" for name, value, default in chosen if value != default)
    return f"?{said}" if said else ""


def back_to(table: CallTable) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("events:organize-call-table", args=[table.call.slug]) + query_of(table))


def say_number(number: int) -> str:
    return wording.say_number(number, language_of_page())
