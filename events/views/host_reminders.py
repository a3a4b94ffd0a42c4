"""Which reminders an action sends, for its host behind a secret link: the form and buttons that organisers have."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.origins import refuse_foreign_origin
from events.actions.host import use_host_link
from events.hosts import open_host
from events.views.host import show_gone
from events.views.host_path import own_path
from events.views.reminder_page import answer, say_done
from events.views.secret import secret_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_of_host(request: HttpRequest, token: str) -> HttpResponse:
    host = open_host(token)
    if host is None or host.event is None:
        return show_gone(request)
    if request.method == "POST":
        use_host_link(host, now=timezone.now())
    page = answer(request, host.event, by=host)
    if page.done:
        return HttpResponseRedirect(own_path(request, token, page="host-reminders", done=page.done))
    context = page.context | {
        "back_path": own_path(request, token),
        "own_path": own_path(request, token, page="host-reminders"),
        "done": say_done(request.GET.get("done", "")) if request.method != "POST" else "",
        "problem": page.problem,
    }
    has_problem = page.problem or page.form.errors
    return render(request, "events/host_reminders.html", context, status=422 if has_problem else 200)
