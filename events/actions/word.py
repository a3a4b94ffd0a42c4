"""The host writes to those who come: through the site, without learning who they are."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.locking import lock_occurrence
from events.errors import EventsError
from events.models import Announcement, Occurrence
from events.permissions import Editor
from events.remembered import Remembered
from events.texts import clean_text
from notifications.doorbell import ring_for_plan_on_commit

WORD_LENGTH = 1_000
MOST_A_DAY = {False: 3, True: 12}  # by whether they are urgent
ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def write_word(
    occurrence: Occurrence, *, text: str, is_urgent: bool = False, by: Editor, now: dt.datetime
) -> Announcement:
    """A mail to everybody who has confirmed that they come to this date; at most three in 24 hours for one action, and
    twelve that are urgent, which go ahead of all other news. The same word again within that time is sent once.

    Raises EventsError naming text.
    """
    event, row = lock_occurrence(occurrence, by=by)
    text = clean_text(text, field="text", length=WORD_LENGTH, required=True)
    if not event.is_published:
        raise EventsError(_("It is not public yet: nobody can have said that they come."))
    if row.is_past(at=now):
        raise EventsError(_("This date is over: nobody is written to any more."))
    kind = Announcement.Kind.URGENT if is_urgent else Announcement.Kind.WORD
    lately = event.announcements.filter(kind=kind, created_at__gt=now - ONE_DAY)
    same = next((word for word in lately if word.word == text and word.occurrence_id == row.pk), None)
    if same is not None:
        return same
    if lately.count() >= MOST_A_DAY[is_urgent]:
        raise EventsError(_too_many(is_urgent), field="text")
    stands = Remembered.of(row).as_json()
    word = Announcement.objects.create(
        event=event,
        occurrence=row,
        kind=kind,
        old=stands,
        new=stands | {"word": text},
        created_at=now,
    )
    ring_for_plan_on_commit()
    return word


def _too_many(is_urgent: bool) -> str:
    if is_urgent:
        return _(
            "Twelve urgent messages in a day are enough: people stop reading them. Change the action’s page instead."
        )
    return _("Three words in a day are enough. Write again tomorrow.")
