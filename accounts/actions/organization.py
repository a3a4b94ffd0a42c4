"""Organisations: made and reviewed by the operator, changed by their owners."""

import hashlib
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from slugify import slugify

from accounts.confusables import skeleton
from accounts.errors import AccountsError, ChangedMeanwhile, NameRefused, NotAllowed
from accounts.models import Membership, Organization, User
from accounts.models.organization import Role
from accounts.permissions import can_manage, is_operator
from accounts.texts import clean_line, clean_text

EDITED_FIELDS = ("name", "description", "website", "language", "zone")
# Names that a reader would take for the site itself, and words that addresses of pages need.
RESERVED_NAMES = (
    "Convoke", "Admin", "Administrator", "Operator", "Moderator", "Moderation", "Support", "Help", "Security",
    "Staff", "System", "Postmaster", "Abuse", "New", "Edit", "All", "None", "Feed", "API", "Index", "Accounts",
    "Organize", "Organizations", "Example", "Events", "Calls", "Statements", "Campaigns",
)  # fmt: skip


def create_organization(
    *,
    name: str,
    by: User | None,
    now: datetime,
    description: str = "",
    website: str = "",
    language: str | None = None,
    zone: str = "UTC",
    is_example: bool = False,
) -> Organization:
    """Makes an organisation; `by`, an operator, becomes its owner. `by=None` is for commands and the set-up.

    Raises NotAllowed; NameRefused for a reserved name or one that cannot be told apart from another's, naming it;
    AccountsError naming the field for everything else.
    """
    if by is not None and not is_operator(by):
        raise NotAllowed(_("Only the operator of this site can make an organisation."))
    fields = _clean_fields(name=name, description=description, website=website, language=language, zone=zone)
    with transaction.atomic():
        organization = _insert(is_example=is_example, created_at=now, **fields)
        if by is not None:
            Membership.objects.create(user=by, organization=organization, role=Role.OWNER)
    return organization


def update_organization(
    organization: Organization,
    *,
    by: User,
    name: str,
    description: str,
    website: str,
    language: str,
    zone: str,
    now: datetime,
    opened_with: str = "",
) -> Organization:
    """Changes what an organisation says of itself; its slug stays. The apps above that show its name are told
    (settings.AFTER_ORGANIZATION_RENAMED). Raises as `create_organization`, and
    ChangedMeanwhile when `opened_with` (see `fields_digest`) is not what stands there."""
    if not can_manage(by, organization):
        raise NotAllowed(_("Only an owner of the organisation can change this page."))
    fields = _clean_fields(name=name, description=description, website=website, language=language, zone=zone)
    _refuse_look_alike(fields["name"], fields["skeleton"], other_than=organization.pk)
    try:
        with transaction.atomic():
            row = Organization.objects.select_for_update().get(pk=organization.pk)
            if opened_with and opened_with != fields_digest(row):
                raise ChangedMeanwhile({field: getattr(row, field) for field in EDITED_FIELDS})
            Organization.objects.filter(pk=organization.pk).update(**fields)
            if row.name != fields["name"]:
                for path in settings.AFTER_ORGANIZATION_RENAMED:
                    import_string(path)(row, now=now)
    except IntegrityError:  # another organisation took the name since we looked
        raise _look_alike_error(fields["name"], fields["skeleton"])
    finally:
        organization.refresh_from_db()
    return organization


def fields_digest(organization: Organization) -> str:
    """A hash of what the form shows: the version that a form was opened with."""
    values = [getattr(organization, field) for field in EDITED_FIELDS]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def _clean_fields(*, name: str, description: str, website: str, language: str | None, zone: str) -> dict[str, Any]:
    clean_name = _clean_name(name)
    return {
        "name": clean_name,
        "skeleton": skeleton(clean_name),
        "description": clean_text(description, field="description", length=Organization.DESCRIPTION_LENGTH),
        "website": _clean_website(website),
        "language": _clean_language(language or settings.LANGUAGE_CODE),
        "zone": clean_zone(zone),
    }


def _clean_name(name: str) -> str:
    try:
        clean = clean_line(name, field="name", length=Organization.NAME_LENGTH)
    except AccountsError as error:
        raise NameRefused(error.message)
    if not any(character.isalnum() for character in clean):
        raise NameRefused(_("Please give a name with letters or digits."))
    if skeleton(clean) in {skeleton(word) for word in RESERVED_NAMES}:
        raise NameRefused(_("This name is reserved. Please use a longer one."))
    return clean


def _clean_website(website: str) -> str:
    address = clean_line(website, field="website", length=500)
    if not address:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise AccountsError(_("A website's address begins with https://."), field="website")
    if urlsplit(address).username is not None:
        raise AccountsError(_("A website's address must not hold a user name."), field="website")
    return address


def _clean_language(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise AccountsError(_("This site does not know this language."), field="language")
    return language


def clean_zone(zone: str) -> str:
    """The name of an IANA time zone, as it is. Raises AccountsError."""
    if zone not in available_timezones():
        raise AccountsError(_("Please choose a time zone from the list, such as Europe/Madrid."), field="zone")
    return zone


def _insert(**fields: Any) -> Organization:
    """With the first free slug: `-2`, `-3` …; the constraint decides when two are made at once."""
    for number in range(1, 1_000):
        _refuse_look_alike(fields["name"], fields["skeleton"])
        slug = _numbered(slugify(fields["name"], max_length=Organization.SLUG_LENGTH, word_boundary=True), number)
        if Organization.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return Organization.objects.create(slug=slug, **fields)
        except IntegrityError:
            continue
    raise NameRefused(_("Too many organisations have nearly this name. Please use another one."))


def _numbered(slug: str, number: int) -> str:
    slug = slug or "organization"
    ending = "" if number == 1 else f"-{number}"
    return slug[: Organization.SLUG_LENGTH - len(ending)].rstrip("-") + ending


def _refuse_look_alike(name: str, name_skeleton: str, *, other_than: int = 0) -> None:
    if Organization.objects.filter(skeleton=name_skeleton).exclude(pk=other_than).exists():
        raise _look_alike_error(name, name_skeleton)


def _look_alike_error(name: str, name_skeleton: str) -> NameRefused:
    other = Organization.objects.filter(skeleton=name_skeleton).first()
    if other is None or other.name == name:
        return NameRefused(_("There is an organisation of this name already."))
    message = _("This name cannot be told apart from that of another organisation: %(name)s.")
    return NameRefused(message % {"name": other.name})
