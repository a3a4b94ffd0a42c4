"""What a coordinator sends to hosts: the question whether it is still on, the link to look after an action."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.actions import host_check as actions
from events.errors import EventsError
from events.forms.call_table import AskForm
from events.reading.call_table import CallTable
from events.reading.host_reach import Obstacle, Reach, read_reach
from events.reading.table_row import TableRow
from events.views.form_pages import form_page, show_form
from events.views.organize_host_link import Origin, give
from events.views.organize_table import back_to, own_table, query_of, say_number, ticked
from events.views.requests import SignedInRequest
from events.views.secret import secret_page


@login_required
@form_page
def ask_hosts(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who would get it and who cannot; `step=send` asks them. Without ticks: all that the address shows."""
    now = timezone.now()
    table = own_table(request, slug, now=now)
    rows = ticked(request, table) if request.method == "POST" else table.shown
    reached = read_reach(rows, by=request.user, now=now)
    is_sent = request.method == "POST" and request.POST.get("step") == "send"
    form = AskForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            number = actions.ask_hosts(table.call, reached, note=form.cleaned_data["note"], by=request.user, now=now)
        except EventsError as error:
            form.take(error)
        else:
            messages.success(request, _say_asked(number))
            return back_to(table)
    return show_form(request, "events/call_table_ask.html", form, **_asked(table, reached))


@login_required
@secret_page
@form_page
def give_host_link(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    table = own_table(request, slug)
    row = _own_row(table, pk)
    path = reverse("events:organize-call-table", args=[slug]) + query_of(table)
    kept = {"show": table.show, "order": table.order}
    return give(request, row.event, row.link, Origin(path, table.call.title, _("Back to the table"), kept))


def _own_row(table: CallTable, pk: int) -> TableRow:
    row = next((row for row in table.rows if row.event.pk == pk and row.is_own), None)
    if row is None:
        raise Http404
    return row


def _asked(table: CallTable, reached: list[Reach]) -> dict[str, Any]:
    told = [reach for reach in reached if reach.obstacle is None]
    return {
        "table": table,
        "call": table.call,
        "query": query_of(table),
        "told": told,
        "untold": _by_obstacle(reached),
        "people": sum(reach.people for reach in told),
        "unconfirmed": sum(bool(reach.link and not reach.link.confirmed_at) for reach in told),
    }


def _by_obstacle(reached: list[Reach]) -> list[tuple[Obstacle, list[Reach]]]:
    groups = {obstacle: [reach for reach in reached if reach.obstacle == obstacle] for obstacle in Obstacle}
    return [(obstacle, group) for obstacle, group in groups.items() if group]


def _say_asked(number: int) -> str:
    if not number:
        return _("Nobody was asked: all of them were asked a short while ago.")
    said = ngettext(
        "Asked about %(number)s action. What they answer stands in the table.",
        "Asked about %(number)s actions. What they answer stands in the table.",
        number,
    )
    return said % {"number": say_number(number)}
