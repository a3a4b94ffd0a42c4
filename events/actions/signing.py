"""Organisations are asked to sign: a mail, one link, and in whose name it is used."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import restore_mail_budget, take_mail_budget
from accounts.addresses import clean_address, normalize_address
from accounts.confusables import skeleton
from accounts.errors import AddressInvalid
from accounts.keys import destroy_keys
from accounts.limits import check_organization_limit
from accounts.models import Organization
from accounts.sealing import token_sha256
from events import wording
from events.actions.asking import ask
from events.actions.signature import NAME_LENGTH, add_listed_name, check_is_current, sign_revision
from events.contacts.links import key_of, open_links, seal_link
from events.errors import EventsError
from events.messages import signing_recipient
from events.messages.notice import owed_notices
from events.messages.signing import owed_invitation
from events.models import ListedName, Revision, Signature, SignatureInvitation, SigningConsent, Statement
from events.permissions import check_editor
from events.texts import clean_line
from events.wording import language_of_page
from notifications.actions import forget, owe
from notifications.models import Delivery

MOST_AT_ONCE = 20
MOST_OPEN = 200
NOT_ARRIVED = {Delivery.State.FAILED, Delivery.State.EXPIRED}


@dataclass(frozen=True)
class OpenInvitation:
    """What stands behind a link. Lives only while one page is answered: never stored, never logged (so no repr)."""

    row: SignatureInvitation
    statement: Statement
    revision: Revision
    address: str = field(repr=False)


def invite_to_sign(statement: Statement, *, addresses: Sequence[str], by: Any, language: str, now: dt.datetime) -> int:
    """One mail with one link to each mailbox; how many invitations are open now. Whether a mail went is told to nobody:
    none goes to an address that wants none, nor today to one that has another unanswered. Inviting it again another day
    sends what was never sent or did not arrive, and nothing twice.

    Raises EventsError naming `addresses`, KeysUnavailable.
    """
    check_editor(by, statement.organization)
    if not statement.is_published:
        raise EventsError(_("Publish the text first: nobody can sign what nobody can read."))
    wanted, open_rows = _clean_addresses(addresses), list(statement.signature_invitations.open(at=now))
    standing = _by_mailbox(open_rows)
    new = [box for box in wanted if box not in standing]
    if len(open_rows) + len(new) > MOST_OPEN:
        raise EventsError(_("At most %(n)d invitations can be open at once.") % {"n": MOST_OPEN}, field="addresses")
    if not check_organization_limit(statement.organization_id, action="invite-to-sign", number=len(wanted)):
        raise EventsError(_("That is enough for today. Invite more tomorrow."), field="addresses")
    rows = {box: _sealed(statement, wanted[box], by=by, language=language, now=now) for box in new}
    with transaction.atomic():
        for row in rows.values():
            row.save(force_insert=True)
        _send({box: (standing | rows)[box] for box in wanted}, wanted, now=now)
    return len(open_rows) + len(rows)


def _send(rows: Mapping[str, SignatureInvitation], addresses: Mapping[str, str], *, now: dt.datetime) -> None:
    """The mail of each invitation, once; one that did not arrive goes again."""
    recipients = {signing_recipient(row.pk) for row in rows.values()}
    tries: dict[str, list[str]] = defaultdict(list)
    for recipient, state in Delivery.objects.for_recipients(recipients).values_list("recipient", "state"):
        tries[recipient].append(state)
    before = {box: tries[signing_recipient(row.pk)] for box, row in rows.items()}
    waiting = {box: row for box, row in rows.items() if set(before[box]) <= NOT_ARRIVED}
    owe(
        [
            owed_invitation(row, tries=len(before[box]), now=now)
            for box, row in waiting.items()
            if take_mail_budget(addresses[box], now=now)
        ],
        now=now,
    )


def withdraw_invitation(invitation: SignatureInvitation, *, by: Any, now: dt.datetime) -> None:
    """The link dies at once, the address with it."""
    check_editor(by, invitation.statement.organization)
    _erase(invitation, now=now)


def open_invitation(token: str, *, now: dt.datetime) -> OpenInvitation | None:
    """None where it was used, withdrawn, or is too old. Raises KeysUnavailable."""
    rows = SignatureInvitation.objects.open(at=now).filter(statement__published_at__isnull=False)
    loaded = rows.select_related("statement__organization", "statement__current")
    row = loaded.filter(token_sha256=token_sha256(token)).first()
    contact = open_links([row]).get(row.pk) if row else None
    if row is None or row.statement.current is None or contact is None or contact.address is None:
        return None
    return OpenInvitation(row, row.statement, row.statement.current, contact.address)


def close_invitation(token: str, *, now: dt.datetime) -> None:
    """Its organisation has signed with an account: nothing of it stays. Safe to call twice. Raises KeysUnavailable."""
    opened = open_invitation(token, now=now)
    if opened is not None:
        restore_mail_budget(opened.address)
        _erase(opened.row, now=now)


def ask_to_sign(opened: OpenInvitation, *, revision: Revision, name: str, now: dt.datetime) -> SigningConsent | None:
    """For those without an account. An organisation of this site is asked itself whether it signs; a group that has no
    page here is looked at by those who have issued the text, who may list its name. None where it stands there already.

    Raises EventsError naming `name`, or where `revision` is not the current text.
    """
    name = clean_line(name, field="name", length=NAME_LENGTH, required=True)
    organization = Organization.objects.filter(skeleton=skeleton(name)).first()
    with transaction.atomic():
        row = None if _stands_already(revision, organization, name) else _asked(revision, organization, name, now=now)
        check_is_current(revision)  # after the question: whoever answers one locks in this order
        restore_mail_budget(opened.address)
    _erase(opened.row, now=now)
    return row


def signing_answered(row: SigningConsent, *, by: Any, now: dt.datetime) -> None:
    """What follows from the answer: a signature of an organisation of this site, or a listed name. Raises EventsError
    where the text has changed since it was asked."""
    if not row.is_given:
        return
    if row.organization is not None:
        sign_revision(row.revision, organization=row.organization, by=by, now=now)
    else:
        add_listed_name(row.revision.statement, name=row.name, role=ListedName.Role.ENDORSER)


def _asked(revision: Revision, organization: Organization | None, name: str, *, now: dt.datetime) -> SigningConsent:
    shown = organization.name if organization else name
    about = {"revision": revision, "organization": organization, "name": shown}
    # A yes of which nothing stands any more: it has withdrawn since, or its name was taken off.
    SigningConsent.objects.given().filter(**about).delete()
    row, is_new = ask(SigningConsent, about=about, by=None, now=now)
    if is_new:
        answering = organization or revision.statement.organization
        owe(owed_notices("signing", row.pk, answering, now=now), now=now)
    return row


def _stands_already(revision: Revision, organization: Organization | None, name: str) -> bool:
    if organization is None:
        return revision.statement.listed_names.filter(name=name, role=ListedName.Role.ENDORSER).exists()
    return Signature.objects.standing().filter(revision=revision, organization=organization).exists()


def _by_mailbox(rows: Sequence[SignatureInvitation]) -> dict[str, SignatureInvitation]:
    """By the one spelling of each address."""
    contacts = open_links(rows)
    addresses = {row: contacts[row.pk].address for row in rows if row.pk in contacts}
    return {normalize_address(address): row for row, address in addresses.items() if address}


def _clean_addresses(addresses: Sequence[str]) -> dict[str, str]:
    """Each mailbox once, by its one spelling. Raises EventsError naming `addresses` and the line that is none."""
    if settings.EMAIL_IS_OFF:
        raise EventsError(_("This site sends no mail."), field="addresses")
    typed = {number: line.strip() for number, line in enumerate(addresses, start=1) if line.strip()}
    if not typed:
        raise EventsError(_("Write at least one address."), field="addresses")
    if len(typed) > MOST_AT_ONCE:
        raise EventsError(_("At most %(n)d addresses at once.") % {"n": MOST_AT_ONCE}, field="addresses")
    return {normalize_address(address): address for address in (_clean(*line) for line in typed.items())}


def _clean(number: int, line: str) -> str:
    try:
        return clean_address(line)
    except AddressInvalid as error:
        words = {"number": wording.say_number(number, language_of_page()), "why": error.message}
        raise EventsError(_("Line %(number)s: %(why)s") % words, field="addresses") from error


def _sealed(statement: Statement, address: str, *, by: Any, language: str, now: dt.datetime) -> SignatureInvitation:
    """Unsaved; makes its key."""
    row = SignatureInvitation(statement=statement, language=language, invited_by=by, created_at=now)
    seal_link(row, token=secrets.token_urlsafe(32), address=address)
    return row


def _erase(invitation: SignatureInvitation, *, now: dt.datetime) -> None:
    destroy_keys([key_of(invitation)])
    with transaction.atomic():
        forget([signing_recipient(invitation.pk)], now=now)
        SignatureInvitation.objects.filter(pk=invitation.pk).delete()
