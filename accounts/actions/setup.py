"""The first operator: a single-use link printed on the console, no default password anywhere."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.organization import create_organization
from accounts.addresses import clean_address
from accounts.errors import AccountsError, AddressInvalid, LinkSpent, NotAllowed
from accounts.models import Membership, SetupLink, User
from accounts.models.organization import Role
from accounts.sealing import token_sha256

SETUP_HOURS = 24


def make_setup_link(*, now: datetime) -> str:
    """The path of a new set-up link, good for 24 hours and one use; older links die. Raises NotAllowed when there
    is an operator."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        if User.objects.operators().exists():
            raise NotAllowed(_("This site has an operator already."))
        SetupLink.objects.all().delete()
        SetupLink.objects.create(sha256=token_sha256(token), expires_at=now + timedelta(hours=SETUP_HOURS))
    return reverse("accounts:setup", args=[token])


def open_setup_link(token: str, *, now: datetime) -> SetupLink:
    """The link behind `token`. Raises LinkSpent when it was used, has expired, or there is an operator."""
    link = SetupLink.objects.open(at=now).filter(sha256=token_sha256(token)).first()
    if link is None or User.objects.operators().exists():
        raise LinkSpent(
            _("This link does not work any more. Start the site again: while it has no operator, it prints a new one.")
        )
    return link


def set_up_operator(
    token: str,
    *,
    email: str,
    password: str,
    organization_name: str,
    language: str,
    zone: str,
    now: datetime,
) -> User:
    """Makes the first operator, who owns the first organisation. Raises LinkSpent, or AccountsError naming the field.

    The address counts as confirmed: whoever reads the console rules the machine.
    """
    with transaction.atomic():
        link = open_setup_link(token, now=now)
        if not SetupLink.objects.open(at=now).filter(pk=link.pk).update(used_at=now):
            raise LinkSpent(_("This link has just been used."))
        user = create_confirmed_user(email=email, password=password, language=language, is_operator=True, now=now)
        organization = create_organization(name=organization_name, by=None, language=language, zone=zone, now=now)
        Membership.objects.create(user=user, organization=organization, role=Role.OWNER)
    return user


def create_confirmed_user(
    *, email: str, password: str, language: str, is_operator: bool, now: datetime, name: str = ""
) -> User:
    """A user whose address needs no confirmation. Raises AddressInvalid, or AccountsError for the password."""
    address = clean_address(email).lower()
    if User.objects.filter(email=address).exists():
        raise AddressInvalid(_("There is an account for this address already."))
    user = User(
        email=address,
        name=name,
        language=language,
        is_staff=is_operator,
        is_superuser=is_operator,
        joined_on=now.date(),
    )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountsError(" ".join(error.messages), field="password")
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user
