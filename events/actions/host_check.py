"""Is it still on? Asked of those who host, or noted by a coordinator who has heard it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import may_write_to, take_mail_budget
from accounts.models import User
from events.actions.host import seal_new_link
from events.contacts.links import open_addresses
from events.errors import EventsError
from events.messages.host_check import owed_host_check
from events.models import Call, Event, Host, HostCheck, Occurrence
from events.permissions import check_editor, check_event_editor
from events.reading.host_reach import ASK_AGAIN_AFTER, Reach
from events.texts import clean_line, known_language
from notifications.actions import owe

NOTE_LENGTH = 300


def ask_hosts(call: Call, reached: Iterable[Reach], *, note: str = "", by: User, now: dt.datetime) -> int:
    """One mail with one link to each host; returns about how many actions somebody is asked.

    Nobody is asked again within twelve hours, also not by two coordinators at once. `note` is a line of the
    organisation's own, for hosts who have confirmed their address. An address that nobody has confirmed gets at most
    one unanswered mail a day, and whether it had one is told to nobody. Raises EventsError, KeysUnavailable.
    """
    check_editor(by, call.statement.organization)
    note = clean_line(note, field="note", length=NOTE_LENGTH)
    reached = [reach for reach in reached if reach.obstacle is None]
    dates: dict[int | None, Occurrence] = {reach.row.event.pk: reach.row.date for reach in reached}
    links = [reach.link.pk for reach in reached if reach.link is not None]
    wanted = [*links, *_make_member_links(reached, now=now)]
    addresses = open_addresses(Host.objects.filter(pk__in=links))
    with transaction.atomic():
        hosts = _lock_unasked(wanted, now=now)
        checks = {host.pk: _check(host, call, note=note, by=by, now=now) for host in hosts}
        HostCheck.objects.bulk_create(checks.values())
        told = [host for host in hosts if _may_write(host, addresses, now=now)]
        owe([owed_host_check(checks[host.pk], host, dates[host.event_id], now=now) for host in told], now=now)
    return len({host.event_id for host in hosts})


@transaction.atomic
def note_still_on(events: Iterable[Event], *, by: User, now: dt.datetime) -> int:
    """Somebody has said so, by telephone or in passing. Raises EventsError for what is not of the organisation."""
    noted = []
    for event in events:
        check_event_editor(by, event)
        if event.is_cancelled:
            raise EventsError(_("“%(title)s” is cancelled.") % {"title": event.title})
        noted.append(HostCheck(event=event, asked_by=by, answer=HostCheck.Answer.ON, answered_at=now))
    return len(HostCheck.objects.bulk_create(noted))


def _make_member_links(reached: Sequence[Reach], *, now: dt.datetime) -> list[int]:
    """The hosts of the members who are reached; whoever has no link yet gets one."""
    wanted = [(reach.row.event, user) for reach in reached for user in reach.members]
    events = {event.pk for event, _user in wanted}
    rows = Host.objects.filter(event__in=events, user__isnull=False)
    known = {(event, user) for event, user in rows.values_list("event", "user")}
    Host.objects.bulk_create(
        [_member_link(event, user, now=now) for event, user in wanted if (event.pk, user.pk) not in known],
        ignore_conflicts=True,  # another coordinator may be asking the same members
    )
    asked = {(event.pk, user.pk) for event, user in wanted}
    return [pk for pk, event, user in rows.values_list("pk", "event", "user") if (event, user) in asked]


def _member_link(event: Event, user: User, *, now: dt.datetime) -> Host:
    language = user.language or event.organization.language
    host = Host(event=event, user=user, language=known_language(language), created_at=now)
    seal_new_link(host, now=now)
    return host


def _lock_unasked(hosts: Sequence[int], *, now: dt.datetime) -> list[Host]:
    """Held until the transaction ends, in one order; without those whose action was asked about just now."""
    locked = Host.objects.select_for_update(of=("self",)).select_related("event")
    rows = list(locked.filter(pk__in=hosts, event__isnull=False).order_by("pk"))
    lately = HostCheck.objects.filter(event__in={row.event_id for row in rows}, asked_at__gt=now - ASK_AGAIN_AFTER)
    asked = set(lately.values_list("event", flat=True))
    return [row for row in rows if row.event_id not in asked]


def _check(host: Host, call: Call, *, note: str, by: User, now: dt.datetime) -> HostCheck:
    return HostCheck(event=host.event, host=host, call=call, asked_by=by, asked_at=now, note=note)


def _may_write(host: Host, addresses: Mapping[int, str], *, now: dt.datetime) -> bool:
    if host.user_id is not None:
        return True
    address = addresses.get(host.pk)
    if not address:
        return False
    return may_write_to(address) if host.confirmed_at else take_mail_budget(address, now=now)
