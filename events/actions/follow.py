"""To be told what is new: asked for, confirmed, changed and ended, without an account."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import restore_mail_budget, take_mail_budget
from accounts.sealing import token_sha256
from events.actions.private_feed import check_new_feed, clean_feed_name
from events.contacts.follows import erase_follows, find_follows, seal_feed_name
from events.contacts.links import seal_link
from events.errors import EventsError
from events.follow_links import OpenFollow
from events.follow_times import next_digest
from events.following import Followed, read_followed, zone_of
from events.messages.follow import owed_confirmation
from events.messages.follow_lists import begin_list
from events.models import Follow, FollowFeed
from events.texts import clean_choice, clean_contact, known_language
from events.wall_time import is_zone
from notifications.actions import owe


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowWish:
    """What somebody asks for: the `path` of a page and, of the list of actions, its `query` as it stands in the
    address. `zone` is what the browser says, if anything."""

    path: str
    query: str = ""
    how_often: str = Follow.HowOften.AT_ONCE
    zone: str = ""
    address: str = field(repr=False)
    language: str = "en"


def ask_to_follow(wish: FollowWish, *, now: dt.datetime) -> None:
    """Nothing counts until the link in the mail is used, and nobody is told what is known of the address: at most one
    mail goes per mailbox and 24 hours over all forms. Raises EventsError naming email or how_often, KeysUnavailable."""
    followed = read_followed(wish.path, wish.query, now=now)
    clean_choice(wish.how_often, field="how_often", among=Follow.HowOften.values)
    address = clean_contact(
        wish.address, without_mail=_("This site sends no mail, so nothing can be followed by mail.")
    )
    follow = Follow(
        path=followed.path,
        query=followed.query,
        how_often=wish.how_often,
        zone=wish.zone if is_zone(wish.zone) else zone_of(followed, now=now),
        language=known_language(wish.language),
        created_at=now,
    )
    seal_link(follow, token=secrets.token_urlsafe(32), address=address)  # before the transaction: another database
    with transaction.atomic():
        may_write = take_mail_budget(address, now=now)
        follow.save(force_insert=True)
        with transaction.atomic():
            owe([owed_confirmation(follow, now=now)], now=now)
            if not may_write:  # as much work as if a mail went: how long it takes tells nobody that it does not
                transaction.set_rollback(True)


def confirm_follows(follows: Iterable[Follow], *, address: str | None, now: dt.datetime) -> int:
    """Of one mailbox. Whoever follows the same already follows it as was typed last. Safe to call twice; returns how
    many are confirmed now. Raises KeysUnavailable."""
    wanted = [follow.pk for follow in follows]
    with transaction.atomic():
        rows = list(Follow.objects.unconfirmed().select_for_update().filter(pk__in=wanted).order_by("created_at", "pk"))
        for row in rows:
            row.state, row.confirmed_at, row.told_until = Follow.State.CONFIRMED, now, now
            _set_pace(row, how_often=row.how_often, zone=row.zone, now=now)
            row.save(update_fields=["state", "confirmed_at", "told_until", "how_often", "zone", "look_at"])
        if address is not None and rows:
            restore_mail_budget(address)
    for row in rows:
        begin_list(Followed.of(row), row.language, now=now)
    if address is not None:
        _erase_older(rows, address, now=now)
    return len(rows)


def change_follow(link: OpenFollow, *, how_often: str, zone: str, now: dt.datetime) -> None:
    """Raises EventsError naming the field."""
    clean_choice(how_often, field="how_often", among=Follow.HowOften.values)
    if not is_zone(zone):
        raise EventsError(_("Choose a time zone from the list."), field="zone")
    with transaction.atomic():
        row = _lock(link)
        _set_pace(row, how_often=how_often, zone=zone, now=now)
        row.save(update_fields=["how_often", "zone", "look_at"])
        restore_mail_budget(link.address)


def end_follow(link: OpenFollow, *, now: dt.datetime) -> None:
    """Erased at once, with its key. Safe to call twice."""
    erase_follows([link.follow.pk], now=now)
    restore_mail_budget(link.address)


def make_follow_feed(link: OpenFollow, *, name: str) -> str:
    """A calendar of one's own of what is followed; its token, which nobody can be shown again.

    Raises EventsError naming the field, KeysUnavailable."""
    name = clean_feed_name(name)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = _lock(link)
        if not row.is_confirmed:
            raise EventsError(_("Confirm first that you follow this."))
        check_new_feed(name, [known for _feed, known in link.feeds()])
        feed = FollowFeed(follow=row, token_sha256=token_sha256(token))
        seal_feed_name(feed, name)
        feed.save(force_insert=True)
    return token


def end_follow_feed(link: OpenFollow, number: int) -> str:
    """Its address opens nothing any more; returns its name. Raises EventsError, KeysUnavailable."""
    feed, name = next(((feed, name) for feed, name in link.feeds() if feed.pk == number), (None, ""))
    if feed is None:
        raise EventsError(_("This calendar is no longer there."))
    FollowFeed.objects.filter(pk=feed.pk).delete()
    return name


def _set_pace(row: Follow, *, how_often: str, zone: str, now: dt.datetime) -> None:
    """Without saving. What is new since the last mail comes with the next, whatever the pace is by then."""
    row.how_often, row.zone = how_often, zone
    row.look_at = None if row.is_at_once else next_digest(how_often, zone=zone, after=now)


def _erase_older(rows: Iterable[Follow], address: str, *, now: dt.datetime) -> None:
    """What the same mailbox followed already, found by opening those who follow the same."""
    rows = list(rows)
    newest = {(row.path, row.query): row.pk for row in rows}
    for (path, query), pk in newest.items():
        same = Follow.objects.confirmed().filter(path=path, query=query).exclude(pk=pk)
        erase_follows([follow.pk for follow in find_follows(address, same)], now=now)


def _lock(link: OpenFollow) -> Follow:
    """Raises EventsError."""
    row = Follow.objects.select_for_update().filter(pk=link.follow.pk).exclude(state=Follow.State.ENDED).first()
    if row is None:
        raise EventsError(_("You do not follow this any more."))
    return row
