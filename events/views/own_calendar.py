"""The part of the page behind a link that is about calendars of one's own."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events.actions.private_feed import add_to_private_feed, make_private_feed, revoke_private_feed
from events.errors import EventsError
from events.forms.person import OwnCalendarForm
from events.private_feeds import feeds_of
from events.rsvp_links import OpenLink
from events.views.requests import read_id

ACTIONS = ("make-calendar", "add-to-calendar", "end-calendar")


@dataclass
class OwnCalendar:
    """What was typed, and the path of a calendar that was made just now: the one time that it is shown."""

    form: OwnCalendarForm = field(default_factory=OwnCalendarForm)
    new_path: str = field(default="", repr=False)

    @staticmethod
    def is_asked_by(request: HttpRequest) -> bool:
        return request.POST.get("action") in ACTIONS

    def act(self, request: HttpRequest, link: OpenLink) -> str:
        """Does what the pressed button says and returns a sentence about it. Raises EventsError."""
        if request.POST["action"] == "make-calendar":
            return self._make(request, link)
        number = read_id(request.POST.get("calendar"))
        if request.POST["action"] == "add-to-calendar":
            name = add_to_private_feed(link, number).name
            return _("It is in your calendar “%(name)s” now.") % {"name": name}
        name = revoke_private_feed(link, number).name
        return _("The calendar “%(name)s” is ended: its address shows nothing any more.") % {"name": name}

    def _make(self, request: HttpRequest, link: OpenLink) -> str:
        self.form = OwnCalendarForm(request.POST)
        if not self.form.is_valid():
            return ""
        try:
            token = make_private_feed(link, name=self.form.cleaned_data["name"])
        except EventsError as error:
            self.form.take(error)
            return ""
        self.form = OwnCalendarForm()
        self.new_path = reverse("events:private-calendar", args=[token])
        return _("Your calendar is made. Its address stands below, this once.")

    def section(self, link: OpenLink) -> dict[str, Any] | None:
        """What the page shows; None where there is nothing to put into a calendar and none to be ended."""
        feeds = [(feed, feed.lacks(link.batch)) for feed in feeds_of(link.held)]
        counts = any(rsvp.is_confirmed for rsvp in link.batch)
        if not feeds and not counts:
            return None
        can_grow = link.address is not None
        return {"feeds": feeds, "form": self.form if counts else None, "new_path": self.new_path, "can_grow": can_grow}
