"""Rows that have a key of their own: links of /leave/, invitations to sign, follows, pasted lists, calendar files."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from accounts.keys import destroy_keys
from events.actions.purge.batches import batches
from events.actions.webhook import forget_old_secrets
from events.contacts.links import Keyed, key_for
from events.messages import follow_recipient, leave_recipient, signing_recipient
from events.models import CalendarFile, Follow, FollowedList, LeaveLink, PastedList, SignatureInvitation
from events.querysets.follow import FollowQuerySet
from events.retention import LIST, UNCONFIRMED
from notifications.actions import forget

RECIPIENTS = {LeaveLink: leave_recipient, SignatureInvitation: signing_recipient}


def purge_links(*, now: dt.datetime, dry_run: bool = False) -> dict[str, int]:
    invitations = SignatureInvitation.objects.over(at=now)
    unconfirmed = Follow.objects.unconfirmed().filter(created_at__lte=now - UNCONFIRMED)
    ended = Follow.objects.filter(state=Follow.State.ENDED, ended_at__lte=now - UNCONFIRMED)
    lists = PastedList.objects.filter(created_at__lte=now - LIST)
    files = CalendarFile.objects.filter(created_at__lte=now - LIST)
    return {
        "links of /leave/": _purge(LeaveLink, LeaveLink.objects.over(at=now), dry_run, now=now),
        "invitations to sign": _purge(SignatureInvitation, invitations, dry_run, now=now),
        "follows that nobody confirmed": _purge_follows(unconfirmed, dry_run, now=now),
        "follows of what is gone": _purge_follows(ended, dry_run, now=now),
        "lists that nobody follows": _purge_followed(dry_run),
        "pasted lists": _purge(PastedList, lists, dry_run, now=now),
        "calendar files": _purge(CalendarFile, files, dry_run, now=now),
        "old secrets of webhooks": forget_old_secrets(now=now, dry_run=dry_run),
    }


def _purge_follows(due: FollowQuerySet, dry_run: bool, *, now: dt.datetime) -> int:
    """What is confirmed meanwhile stays, so here the rows go before their keys; one that is left is swept."""
    if dry_run:
        return due.count()
    number = 0
    for rows in batches(due, "pk"):
        with transaction.atomic():  # waits for whoever is just confirming one
            ids = list(due.select_for_update().filter(pk__in=[pk for (pk,) in rows]).values_list("pk", flat=True))
            forget([follow_recipient(pk) for pk in ids], now=now)
            Follow.objects.filter(pk__in=ids).delete()
        destroy_keys(key_for(Follow, pk) for pk in ids)
        number += len(ids)
    return number


def _purge_followed(dry_run: bool) -> int:
    unfollowed = FollowedList.objects.followed_by_nobody()
    return unfollowed.count() if dry_run else unfollowed.delete()[0]


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
