"""The answer to a question between organisations, given once; what follows from it is a line in ANSWERED."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from events.actions.asking import write_answer
from events.actions.claim import claim_answered
from events.actions.co_host import co_host_answered
from events.actions.link_consent import link_answered
from events.actions.signing import signing_answered
from events.errors import EventsError
from events.models import CoHost, LinkConsent, NameClaim, SigningConsent
from events.models.consent import Consent

Answered = TypeVar("Answered", bound=Consent)

# Called with the answered row (`is_given` says how), `by` and `now`, in the transaction of the answer. The row is
# held; an event is locked after it, never before.
ANSWERED: dict[type[Consent], Callable[..., None]] = {
    LinkConsent: link_answered,
    CoHost: co_host_answered,
    NameClaim: claim_answered,
    SigningConsent: signing_answered,
}


@transaction.atomic
def settle(consent: Answered, *, accepts: bool, by: Any, now: dt.datetime) -> Answered:
    """Yes or no, by those who are asked (None is a command). The same answer twice is one.

    Raises EventsError if another has answered otherwise, if the question is gone, or if `by` was not asked.
    """
    rows: Any = type(consent)._default_manager
    row: Answered | None = rows.select_for_update().filter(pk=consent.pk).first()
    if row is None:
        raise EventsError(_("The question was taken back in the meantime."))
    if by is not None and not rows.answerable_by(by).filter(pk=row.pk).exists():
        raise EventsError(_("Only those who were asked can answer this."))
    if row.state != Consent.State.ASKED:
        return _answered_before(row, accepts=accepts)
    write_answer(row, accepts=accepts, by=by, now=now)
    ANSWERED[type(row)](row, by=by, now=now)
    return row


def _answered_before(row: Answered, *, accepts: bool) -> Answered:
    if row.is_given == accepts:
        return row
    if row.is_given:
        raise EventsError(_("Somebody else has accepted this already."))
    raise EventsError(_("Somebody else has declined this already."))
