"""The secret link by which somebody looks after an action: made, used, made anew, lost and found. Erased as a whole."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import restore_mail_budget, take_mail_budget
from accounts.keys import destroy_keys, pepper
from accounts.models import User
from accounts.sealing import token_sha256
from events.actions.locking import lock_event
from events.contacts.links import find_links, keys_of, seal_link, token_key_for, token_key_of
from events.errors import EventsError
from events.hosts import address_of
from events.messages import host_recipient
from events.messages.host import owed_host_link
from events.models import Event, Host, HostCheck, Proposal
from events.permissions import check_event_editor
from events.texts import clean_contact, known_language
from notifications.actions import forget, owe

LINK_PURPOSE = "host-link"  # a budget of its own: whoever waits for another mail can still cancel an action
TOKEN_FIELDS = ("sealed_token", "token_sha256", "link_made_at")


def make_host_link(
    event: Event, *, by: User | None, language: str, now: dt.datetime, address: str | None = None
) -> tuple[Host, str]:
    """A link for somebody who is to look after `event`. With `address` a mail brings it, and using it confirms the
    address; without one it is passed on by hand: show the token once. An action has one: what there was is dead, with
    its keys, and what it has proposed and answered goes on.

    Raises EventsError naming email, KeysUnavailable.
    """
    check_event_editor(by, event)
    to = clean_contact(address) if address else None
    host = Host(event=event, created_at=now, language=known_language(language), confirmed_at=None if to else now)
    token = seal_new_link(host, address=to, now=now)  # before the transaction: the key is in another database
    with transaction.atomic():
        lock_event(event, by=by)
        replaced = list(Host.objects.of_links().select_for_update().filter(event=event))
        Host.objects.filter(pk__in=[old.pk for old in replaced]).update(event=None)  # an action has one
        host.save(force_insert=True)
        for model in (Proposal, HostCheck):
            model._default_manager.filter(host__in=replaced).update(host=host)
        delete_hosts(replaced, now=now)
        if to is not None and take_mail_budget(to, now=now):
            owe([owed_host_link(host, now=now)], now=now)
    destroy_keys(name for old in replaced for name in keys_of(old))  # what is left when this breaks off is swept
    return host, token


def use_host_link(host: Host, *, now: dt.datetime) -> None:
    """It was used, so its address is right, and the next mail may go; not if the link is older than the word of the
    address's server that there is no such mailbox. Safe to call twice. Raises KeysUnavailable."""
    address = address_of(host)
    if host.confirmed_at is None:
        Host.objects.filter(pk=host.pk, confirmed_at=None).update(confirmed_at=now)
        host.confirmed_at = now
    if host.refused_at is not None and host.refused_at < host.link_made_at:
        Host.objects.filter(pk=host.pk).update(refused_at=None)
        host.refused_at = None
    if address is not None and host.user_id is None and host.refused_at is None:
        _restore_budgets(address)


def write_again(host: Host, *, now: dt.datetime) -> None:
    """Its address is right after all, its host says. Safe to call twice. Raises KeysUnavailable."""
    Host.objects.filter(pk=host.pk).update(refused_at=None)
    host.refused_at = None
    use_host_link(host, now=now)


def _restore_budgets(address: str) -> None:
    restore_mail_budget(address)
    restore_mail_budget(address, purpose=LINK_PURPOSE)


def renew_host_link(host: Host, *, now: dt.datetime) -> str | None:
    """Another link; the old one is dead at once, with its key. Its token where no mail can bring it, to be shown once.

    Raises EventsError where the link is dead already: whoever found it does not get the one made since.
    KeysUnavailable.
    """
    old, old_key = host.token_sha256, token_key_of(host)
    token = seal_new_link(host, now=now)
    made = {name: getattr(host, name) for name in TOKEN_FIELDS}
    with transaction.atomic():
        is_current = Host.objects.filter(pk=host.pk, token_sha256=old).update(**made)
        if is_current and host.can_be_reached:
            owe([owed_host_link(host, now=now)], now=now)
    destroy_keys([old_key if is_current else token_key_of(host)])
    if not is_current:
        raise EventsError(_("This link does not work any more"))
    return None if host.can_be_reached else token


def send_host_links(address: str, *, now: dt.datetime) -> None:
    """One mail with a new link to each action and proposal whose confirmed host has this address; the old ones are
    dead then, with their keys. One that was replaced just now stays as it is. At most once in 24 hours, until one of
    them is used; nobody is told whether there are any.

    Raises EventsError naming email, KeysUnavailable.
    """
    to = clean_contact(address)
    pepper()  # before the transaction: the very first use makes it, in another database
    hosts = find_links(to, Host.objects.confirmed()) or [_nobody(now)]
    old = {host.pk: host.token_sha256 for host in hosts}
    for host in hosts:
        seal_new_link(host, now=now)
    with transaction.atomic():
        may_write = take_mail_budget(to, now=now, purpose=LINK_PURPOSE)
        with transaction.atomic():
            current = _lock_current(hosts, old)
            Host.objects.bulk_update(current or hosts, TOKEN_FIELDS, batch_size=100)
            owe([owed_host_link((current or hosts)[0], now=now)], now=now)
            if not (current and may_write):  # as much work as if a mail went: how long it takes tells nobody
                transaction.set_rollback(True)
    renewed = {host.pk for host in current} if may_write else set()
    destroy_keys(token_key_for(old[host.pk]) if host.pk in renewed else token_key_of(host) for host in hosts)


def _lock_current(hosts: Sequence[Host], tokens: Mapping[int, str]) -> list[Host]:
    """Those of `hosts` whose link is still the one in `tokens`, held until the transaction ends."""
    rows = Host.objects.select_for_update().filter(pk__in=tokens).order_by("pk")
    known = dict(rows.values_list("pk", "token_sha256"))
    return [host for host in hosts if known.get(host.pk) == tokens[host.pk]]


def erase_hosts(hosts: Iterable[Host], *, now: dt.datetime) -> int:
    """The links with their addresses, and the proposals that are not published; what is public stays. Keys first."""
    hosts = list(hosts)
    destroy_keys(name for host in hosts for name in keys_of(host))
    with transaction.atomic():
        delete_hosts(hosts, now=now)
    return len(hosts)


def delete_hosts(hosts: Iterable[Host], *, now: dt.datetime) -> None:
    """Their rows and what was owed to them, without their keys."""
    pks = [host.pk for host in hosts]
    forget([host_recipient(pk) for pk in pks], now=now)
    Host.objects.filter(pk__in=pks).delete()


def seal_new_link(host: Host, *, now: dt.datetime, address: str | None = None) -> str:
    """A new token, unsaved; without `address` the one that is held stays. Call it before your own transaction: it
    makes keys. Raises KeysUnavailable."""
    token = secrets.token_urlsafe(32)
    seal_link(host, token=token, address=address)
    host.link_made_at = now
    return token


def _nobody(now: dt.datetime) -> Host:
    """A host who is in no row and whom nothing is written for. The key store does as much as for somebody."""
    return Host(language=settings.LANGUAGE_CODE, link_made_at=now, token_sha256=token_sha256(secrets.token_urlsafe(32)))
