"""Following a list or a page by mail, and the page behind the link. A POST is answered itself: no cookie and no address
in the browser's history may hold what somebody typed."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.limits import check_client_limit
from accounts.origins import refuse_foreign_origin
from events.actions import follow as verbs
from events.errors import EventsError
from events.filters import FilterError
from events.follow_links import OpenFollow, open_follow
from events.follow_words import say_pace
from events.following import EVENTS, Followed, read_followed, zone_of
from events.forms.follow import FollowForm, PaceForm
from events.forms.person import OwnCalendarForm
from events.reading.followed_names import names_now
from events.views.also_asked import AlsoAsked, confirm_ticked
from events.views.requests import read_id
from events.views.secret import secret_page
from events.wording import language_of_page


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def create_follow(request: HttpRequest) -> HttpResponse:
    """The same answer for a known, an unknown and a limited address. GET shows the form for the list that its address
    names: a page as `path`, and the keys of the one filter."""
    if settings.EMAIL_IS_OFF:
        return _notice(
            request, _("Follow by e-mail"), _("This site sends no mail, so nothing can be followed by mail.")
        )
    now = timezone.now()
    try:
        followed = _read_asked(request, now=now)
        likely: dict[str, Any] = {"likely_zone": zone_of(followed, now=now), "now": now}
    except FilterError as error:
        return _notice(request, _("This filter could not be understood"), error.message, status=422)
    except (EventsError, Http404) as error:
        return _notice(request, _("Follow by e-mail"), str(error), status=422)
    asked = {"path": followed.path, "query": followed.query}
    if request.method != "POST":
        return _show_form(request, FollowForm(initial=asked, **likely), followed)
    if "correct" in request.POST:
        return _show_form(request, FollowForm(initial=request.POST.dict(), **likely), followed)
    form = FollowForm(request.POST, initial=asked, **likely)
    is_within_limit = check_client_limit(request, action="follow")
    if not form.is_valid():
        return _show_form(request, form, followed, status=422)
    if not is_within_limit:
        form.add_error(None, _("Too many requests came from your network just now. Try again in a few minutes."))
        return _show_form(request, form, followed, status=429)
    wish = form.wish()
    try:
        verbs.ask_to_follow(wish, now=now)
    except EventsError as error:
        form.take(error)
        return _show_form(request, form, followed, status=422)
    context = {
        "address": form.cleaned_data["email"],
        "typed": [(name, form[name].value()) for name in form.fields],
        "name": _say(followed),
        "followed": followed,
        "pace": say_pace(wish.how_often, wish.zone, language_of_page()),
    }
    return render(request, "events/follow_sent.html", context)


@refuse_foreign_origin
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_follow(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: mail scanners follow links."""
    link = open_follow(token)
    if link is None:
        return _show_gone(request, status=404)
    page = FollowPage(request, token, link)
    if request.method == "POST":
        try:
            page.done = page.act()
        except EventsError as error:
            page.problem = error.message
        reopened = open_follow(token)
        if reopened is None:
            return _show_gone(request)
        page.link = reopened
    return page.show()


@csrf_exempt  # RFC 8058: the mail provider posts without cookies, from anywhere; the token is what counts
@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program: nothing is followed any more, and nothing is held."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("events:follow-detail", args=[token]) + "#stop")
    link = open_follow(token)
    if link is not None:
        verbs.end_follow(link, now=timezone.now())
    return _show_gone(request)


@dataclass
class FollowPage:
    """What stands behind the link, and what the pressed button does."""

    request: HttpRequest
    token: str
    link: OpenFollow
    problem: str = ""
    done: str = ""
    pace: PaceForm | None = None
    calendar: OwnCalendarForm = field(default_factory=OwnCalendarForm)
    new_path: str = field(default="", repr=False)

    @property
    def also(self) -> AlsoAsked:
        return AlsoAsked(self.link.address, self.link.rsvps, self.link.proposals, self.link.follows)

    def act(self) -> str:
        """Returns a sentence about it, empty where something has to be mended. Raises EventsError."""
        now, data = timezone.now(), self.request.POST
        match data.get("action"):
            case "confirm":
                verbs.confirm_follows([self.link.follow], address=self.link.address, now=now)
                confirm_ticked(self.request, self.also, now=now)
                return _("Confirmed. We write when there is something new.")
            case "change":
                return self._change()
            case "stop":
                verbs.end_follow(self.link, now=now)
                return ""
            case "make-calendar":
                return self._make_calendar()
            case "end-calendar":
                name = verbs.end_follow_feed(self.link, read_id(data.get("calendar")))
                return _("The calendar “%(name)s” is ended: its address shows nothing any more.") % {"name": name}
        raise EventsError(_("Nothing was chosen."))

    def _change(self) -> str:
        form = PaceForm(self.request.POST, follow=self.link.follow, now=timezone.now())
        self.pace = form
        if form.is_valid():
            verbs.change_follow(self.link, **form.cleaned_data, now=timezone.now())
            self.pace = None
            return _("It is changed.")
        return ""

    def _make_calendar(self) -> str:
        self.calendar = OwnCalendarForm(self.request.POST)
        if not self.calendar.is_valid():
            return ""
        try:
            token = verbs.make_follow_feed(self.link, name=self.calendar.cleaned_data["name"])
        except EventsError as error:
            self.calendar.take(error)
            return ""
        self.calendar = OwnCalendarForm()
        self.new_path = reverse("events:private-calendar", args=[token])
        return _("Your calendar is made. Its address stands below, this once.")

    def show(self) -> HttpResponse:
        now, link, follow = timezone.now(), self.link, self.link.follow
        language = language_of_page()
        followed = Followed.of(follow)
        own_path = reverse("events:follow-detail", args=[self.token])
        asked = self.request.GET.get("lang", "")
        context: dict[str, Any] = {
            "link": link,
            "follow": follow,
            "name": _say(followed),
            "page": followed.page(),
            "feed": followed.feed(language if language != settings.LANGUAGE_CODE else ""),
            "others": self.also.rows(now=now),
            "proposals": link.proposals,
            "follows": self.also.followed(now=now),
            "pace": self.pace or PaceForm(follow=follow, now=now),
            "feeds": link.feeds(),
            "calendar": self.calendar,
            "new_path": self.new_path,
            "own_path": own_path + (f"?lang={asked}" if asked in dict(settings.LANGUAGES) else ""),
            "today": now.date(),
            "problem": self.problem,
            "done": self.done,
        }
        is_wrong = self.problem or self.calendar.errors or (self.pace and self.pace.errors)
        return render(self.request, "events/follow_detail.html", context, status=422 if is_wrong else 200)


def _show_form(request: HttpRequest, form: FollowForm, followed: Followed, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "name": _say(followed), "page": followed.page()}
    return render(request, "events/follow_form.html", context, status=status)


def _read_asked(request: HttpRequest, *, now: dt.datetime) -> Followed:
    """What a form names, or an address: there every key but these two is one of the filter. Raises EventsError."""
    asked = (request.POST if request.method == "POST" else request.GET).copy()
    path, query = asked.pop("path", [EVENTS])[-1], asked.pop("query", [""])[-1]
    if request.method != "POST":
        query = "&".join(filter(None, [query, asked.urlencode()]))
    return read_followed(path, query, now=now)


def _say(followed: Followed) -> str:
    return names_now([followed], language_of_page(), now=timezone.now())[followed]


def _show_gone(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    if status == 200:
        return _notice(request, _("You do not follow this any more"), _("Your address is erased, and no mail comes."))
    text = _("You have stopped following, or it was never confirmed and is erased. Nothing is held here.")
    return _notice(request, _("This link does not work any more"), text, status=status)


def _notice(request: HttpRequest, title: str, text: str, *, status: int = 200) -> HttpResponse:
    return render(request, "events/rsvp_notice.html", {"title": title, "text": text}, status=status)
