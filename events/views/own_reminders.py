"""The part of the page behind a link that is about when its person is reminded."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.rsvp_link import choose_reminders
from events.errors import EventsError
from events.forms.reminder import OwnRemindersForm
from events.models import RSVP
from events.reading.reminders import rules_of
from events.reminder_rules import rules_for
from events.reminder_words import say_rules
from events.rsvp_links import OpenLink
from events.wording import language_of_page


class OwnReminders:
    """What was chosen, where it has to be mended."""

    form: OwnRemindersForm | None = None

    @staticmethod
    def is_asked_by(request: HttpRequest) -> bool:
        return request.POST.get("action") == "reminders"

    def act(self, request: HttpRequest, link: OpenLink) -> str:
        """Does what was chosen and returns a sentence about it."""
        form = OwnRemindersForm(request.POST, chosen=link.rsvp.reminders)
        if not form.is_valid():
            self.form = form
            return ""
        try:
            choose_reminders(link, choice=form.choice(), now=timezone.now())
        except EventsError as error:
            form.take(error)
            self.form = form
            return ""
        return _("Saved: we remind you as you have chosen.")

    def section(self, link: OpenLink) -> dict[str, Any] | None:
        """What the page shows; None where nobody is reminded of anything."""
        confirmed = [rsvp for rsvp in link.batch if rsvp.is_confirmed]
        if not confirmed or link.address is None or not confirmed[0].wants_mail:
            return None
        form = self.form or OwnRemindersForm(chosen=confirmed[0].reminders)
        return {"form": form, "as_set": _as_set(confirmed[0])}


def _as_set(rsvp: RSVP) -> str:
    return say_rules(rules_for(rules_of(rsvp.occurrence.event), answer=rsvp.answer), language_of_page())
