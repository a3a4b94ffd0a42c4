"""Who stands behind a statement: signatures by an organisation's own act, and names that the text only lists."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization
from events.errors import EditClash, EventsError
from events.models import ListedName, Revision, Signature, SigningConsent, Statement
from events.permissions import check_editor
from events.texts import clean_line

NAME_LENGTH = 200
MOST_NAMES = 1_000


@transaction.atomic
def sign_revision(revision: Revision, *, organization: Organization, by: Any, now: dt.datetime) -> Signature:
    """The organisation endorses this very revision; its signature of an earlier one ends, and nobody is asked any more
    whether it signs. Safe to call twice.

    Raises EventsError where the revision is not the current text of a published statement.
    """
    check_editor(by, organization)
    # Before the statement is held: whoever answers a question locks in this order.
    SigningConsent.objects.waiting().filter(revision=revision, organization=organization).delete()
    statement = check_is_current(revision)
    active = Signature.objects.filter(
        revision__statement=statement, organization=organization, withdrawn_at=None
    ).exclude(role=Signature.Role.ISSUER)
    existing = Signature.objects.filter(revision=revision, organization=organization, withdrawn_at=None).first()
    if existing is not None:
        return existing
    active.update(withdrawn_at=now)
    return Signature.objects.create(
        revision=revision, organization=organization, role=Signature.Role.ENDORSER, signed_by=by, signed_at=now
    )


def check_is_current(revision: Revision) -> Statement:
    """Its statement, held until the transaction ends. Raises EventsError where another text is current now."""
    statement = Statement.objects.select_for_update().get(pk=revision.statement_id)
    if not statement.is_published or statement.current_id != revision.pk:
        raise EventsError(_("Only the current text can be signed. Open the statement again."))
    return statement


def withdraw_signature(signature: Signature, *, by: Any, now: dt.datetime) -> Signature:
    """The organisation no longer stands behind the text. The issuer cannot: it removes or revises its text."""
    check_editor(by, signature.organization)
    if signature.role == Signature.Role.ISSUER:
        raise EventsError(_("Who has issued a statement stands behind it. Publish another revision instead."))
    if signature.withdrawn_at is None:
        signature.withdrawn_at = now
        signature.save(update_fields=["withdrawn_at"])
    return signature


@transaction.atomic
def refuse_correction(signature: Signature, *, by: Any, now: dt.datetime) -> Signature:
    """The organisation has read the correction that is current and does not sign it: its signature stays with what it
    has signed. Safe to call twice. Raises EventsError where there is no such correction."""
    check_editor(by, signature.organization)
    rows = Signature.objects.select_for_update(of=("self",)).select_related("revision__statement")
    signature = rows.get(pk=signature.pk)
    current = signature.revision.statement.current_id
    if signature.refused_id == current:
        return signature
    if not Signature.objects.to_look_at().filter(pk=signature.pk).exists():
        raise EventsError(_("There is no correction that waits for this signature."))
    signature.refused_id = current
    signature.save(update_fields=["refused"])
    return signature


def add_listed_name(statement: Statement, *, name: str, role: str) -> ListedName:
    """After those that stand there; the same name is listed once."""
    names = statement.listed_names.filter(role=role)
    defaults = {"statement": statement, "role": role, "position": names.count()}
    listed, _is_new = names.get_or_create(name=name, defaults=defaults)
    return listed


def names_listed(statement: Statement, *, role: str) -> tuple[list[str], int]:
    """As they stand, and the version of the list: another one as soon as it says something else."""
    names = list(statement.listed_names.filter(role=role).values_list("name", flat=True))
    return names, crc32("\n".join(names).encode())


@transaction.atomic
def list_names(
    statement: Statement, *, names: Sequence[str], role: str, by: Any, version: int | None = None
) -> list[ListedName]:
    """The groups that the text names as hosts or endorsers, in this order, in place of those that stood there.

    A name that its group has claimed stays, and one under which an action is hosted. Raises EventsError naming the
    field `names`, EditClash where the list is not of `version` any more: a group may have been added meanwhile.
    """
    check_editor(by, statement.organization)
    list(Statement.objects.select_for_update().filter(pk=statement.pk).values_list("pk"))  # a new name waits for this
    cleaned = [clean_line(name, field="names", length=NAME_LENGTH) for name in names]
    wanted = list(dict.fromkeys(name for name in cleaned if name))
    if len(wanted) > MOST_NAMES:
        raise EventsError(_("At most %(n)d names can be listed.") % {"n": MOST_NAMES}, field="names")
    standing, current = names_listed(statement, role=role)
    if version is not None and version != current and wanted != standing:
        message = _("The list has changed since you opened it. Both versions are below; nothing is lost.")
        raise EditClash(message, theirs={"names": " · ".join(standing)})
    left = statement.listed_names.filter(role=role, claimed_by=None).exclude(name__in=wanted)
    left.filter(events=None).delete()
    for position, name in enumerate(wanted):
        statement.listed_names.update_or_create(name=name, role=role, defaults={"position": position})
    return list(statement.listed_names.filter(role=role))
