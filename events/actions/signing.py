"""Organisations are asked to sign: a mail, one link, and in whose name it is used."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import restore_mail_budget, take_mail_budget
from accounts.addresses import clean_address
from accounts.confusables import skeleton
from accounts.errors import AddressInvalid
from accounts.keys import destroy_keys
from accounts.models import Organization
from events.actions.asking import ask
from events.actions.signature import NAME_LENGTH, add_listed_name, sign_revision
from events.contacts.links import find_links, key_of, open_links, seal_link
from events.contacts.sealing import token_sha256
from events.errors import EventsError
from events.messages import signing_recipient
from events.messages.notice import owed_notices
from events.messages.signing import owed_invitation
from events.models import ListedName, Revision, Signature, SignatureInvitation, SigningConsent, Statement
from events.permissions import check_editor
from events.texts import clean_line
from notifications.actions import forget, owe

MOST_AT_ONCE = 20
MOST_OPEN = 200


def invite_to_sign(statement: Statement, *, addresses: Sequence[str], by: Any, language: str, now: dt.datetime) -> int:
    """A mail with one link to each mailbox that has no open invitation; how many are open now. Whether a mail went is
    told to nobody: to an address that wants none, or has one of today unanswered, none goes.

    Raises EventsError naming `addresses`, KeysUnavailable.
    """
    check_editor(by, statement.organization)
    if not statement.is_published:
        raise EventsError(_("Publish the text first: nobody can sign what nobody can read."))
    standing = list(statement.signature_invitations.all())
    wanted = [to for to in _clean_addresses(addresses) if not find_links(to, standing)]
    if len(standing) + len(wanted) > MOST_OPEN:
        raise EventsError(_("At most %(n)d invitations can be open at once.") % {"n": MOST_OPEN}, field="addresses")
    rows = [(to, _sealed(statement, to, by=by, language=language, now=now)) for to in wanted]
    with transaction.atomic():
        for to, row in rows:
            row.save(force_insert=True)
            if take_mail_budget(to, now=now):
                owe([owed_invitation(row, now=now)], now=now)
    return len(standing) + len(rows)


def withdraw_invitation(invitation: SignatureInvitation, *, by: Any, now: dt.datetime) -> None:
    """The link dies at once, the address with it."""
    check_editor(by, invitation.statement.organization)
    _erase([invitation], now=now)


def open_invitation(token: str) -> tuple[SignatureInvitation, str] | None:
    """The invitation behind a link and the address it went to; None where it was used, withdrawn, or is too old.
    Raises KeysUnavailable."""
    rows = SignatureInvitation.objects.select_related("statement__organization", "statement__current")
    row = rows.filter(token_sha256=token_sha256(token), statement__published_at__isnull=False).first()
    contact = open_links([row]).get(row.pk) if row else None
    return (row, contact.address) if row and contact and contact.address else None


def close_invitation(token: str, *, now: dt.datetime) -> None:
    """Its organisation has signed with an account: nothing of it stays. Safe to call twice. Raises KeysUnavailable."""
    opened = open_invitation(token)
    if opened is not None:
        invitation, address = opened
        restore_mail_budget(address)
        _erase([invitation], now=now)


def ask_to_sign(invitation: SignatureInvitation, *, address: str, name: str, now: dt.datetime) -> SigningConsent | None:
    """For those without an account. An organisation of this site is asked itself whether it signs; a group that has no
    page here is looked at by those who have issued the text, who may list its name. None where it has signed already.

    Raises EventsError naming `name`.
    """
    name = clean_line(name, field="name", length=NAME_LENGTH, required=True)
    revision = _current(invitation)
    organization = Organization.objects.filter(skeleton=skeleton(name)).first()
    with transaction.atomic():
        row = None if _stands_already(revision, organization, name) else _asked(revision, organization, name, now=now)
        restore_mail_budget(address)
    _erase([invitation], now=now)
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
    row, is_new = ask(SigningConsent, about=about, by=None, now=now)
    if is_new:
        answering = organization or revision.statement.organization
        owe(owed_notices("signing", row.pk, answering, now=now), now=now)
    return row


def _stands_already(revision: Revision, organization: Organization | None, name: str) -> bool:
    if organization is None:
        return revision.statement.listed_names.filter(name=name, role=ListedName.Role.ENDORSER).exists()
    return Signature.objects.standing().filter(revision=revision, organization=organization).exists()


def _current(invitation: SignatureInvitation) -> Revision:
    revision = invitation.statement.current
    if revision is None or revision.is_removed:
        raise EventsError(_("This text can no longer be signed."))
    return revision


def _clean_addresses(addresses: Sequence[str]) -> list[str]:
    if settings.EMAIL_IS_OFF:
        raise EventsError(_("This site sends no mail."), field="addresses")
    typed = list(dict.fromkeys(line.strip() for line in addresses if line.strip()))
    if not typed:
        raise EventsError(_("Write at least one address."), field="addresses")
    if len(typed) > MOST_AT_ONCE:
        raise EventsError(_("At most %(n)d addresses at once.") % {"n": MOST_AT_ONCE}, field="addresses")
    try:
        return list(dict.fromkeys(clean_address(address) for address in typed))
    except AddressInvalid as error:
        raise EventsError(_("One of them is no e-mail address."), field="addresses") from error


def _sealed(statement: Statement, address: str, *, by: Any, language: str, now: dt.datetime) -> SignatureInvitation:
    row = SignatureInvitation(statement=statement, language=language, invited_by=by, created_at=now)
    seal_link(row, token=secrets.token_urlsafe(32), address=address)
    return row


def _erase(rows: Iterable[SignatureInvitation], *, now: dt.datetime) -> None:
    rows = list(rows)
    with transaction.atomic():
        forget([signing_recipient(row.pk) for row in rows], now=now)
        SignatureInvitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    destroy_keys(key_of(row) for row in rows)
