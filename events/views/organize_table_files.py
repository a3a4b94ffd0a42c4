"""The rows of the table to take away: text to paste, a file, a page to print."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.table_exports import table_csv, table_text
from events.views.organize_table import own_table, passage_of, table_context
from events.views.requests import SignedInRequest
from events.wording import language_of_page


@login_required
@require_safe
def send_text(request: SignedInRequest, slug: str) -> HttpResponse:
    table = own_table(request, slug)
    text = table_text(table, anchor=passage_of(table.call))
    return _private(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@login_required
@require_safe
def send_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    table = own_table(request, slug)
    answer = HttpResponse(table_csv(table, language_of_page()), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{table.today.isoformat()}.csv"'
    return _private(answer)


@login_required
@require_safe
def show_to_print(request: SignedInRequest, slug: str) -> HttpResponse:
    table = own_table(request, slug)
    return render(request, "events/call_table_print.html", table_context(request, table))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
