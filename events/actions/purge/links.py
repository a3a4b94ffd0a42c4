"""Rows that have a key of their own: links of /leave/, invitations to sign, pasted lists, calendar files."""

import datetime as dt

from django.db.models import QuerySet

from accounts.keys import destroy_keys
from events.actions.purge.batches import batches
from events.contacts.links import Keyed, key_for
from events.messages import leave_recipient, signing_recipient
from events.models import CalendarFile, LeaveLink, PastedList, SignatureInvitation
from events.retention import LIST
from notifications.actions import forget

RECIPIENTS = {LeaveLink: leave_recipient, SignatureInvitation: signing_recipient}


def purge_links(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    invitations = SignatureInvitation.objects.over(at=now)
    lists = PastedList.objects.filter(created_at__lte=now - LIST)
    files = CalendarFile.objects.filter(created_at__lte=now - LIST)
    return {
        "links of /leave/": _purge(LeaveLink, LeaveLink.objects.over(at=now), dry_run, now=now),
        "invitations to sign": _purge(SignatureInvitation, invitations, dry_run, now=now),
        "pasted lists": _purge(PastedList, lists, dry_run, now=now),
        "calendar files": _purge(CalendarFile, files, dry_run, now=now),
    }


def _purge(model: type[Keyed], due: QuerySet[Keyed], dry_run: bool, *, now: dt.datetime) -> int:
    if dry_run:
        return due.count()
    number = 0
    for rows in batches(due, "pk"):
        ids = [pk for (pk,) in rows]
        destroy_keys(key_for(model, pk) for pk in ids)
        if recipient := RECIPIENTS.get(model):
            forget([recipient(pk) for pk in ids], now=now)
        number += model._default_manager.filter(pk__in=ids).delete()[0]
    return number
