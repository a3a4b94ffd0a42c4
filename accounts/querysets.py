"""Which rows of accounts: reached through relations, time and person passed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

M = TypeVar("M", bound=models.Model)

OWNING_ROLES = ("owner",)
EDITING_ROLES = ("owner", "organizer")
MAIL_BOX_DAYS = 7
MAIL_BUDGET_HOURS = 24


class UserQuerySet(models.QuerySet[M]):
    def active(self) -> UserQuerySet[M]:
        return self.filter(is_active=True)

    def operators(self) -> UserQuerySet[M]:
        return self.active().filter(is_staff=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; the address is the name one signs in with, always lower-cased."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, password, **({"is_staff": True, "is_superuser": True} | fields))

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(email=(username or "").strip().lower())


class OrganizationQuerySet(models.QuerySet[M]):
    def editable_by(self, user: Any) -> OrganizationQuerySet[M]:
        """Those for which the person may publish and host: owners and organizers. An operator is neither."""
        return self._with_role(user, EDITING_ROLES)

    def managed_by(self, user: Any) -> OrganizationQuerySet[M]:
        """Those whose own page and members the person may change: owners; operators, who review them, all."""
        return self.all() if is_operator(user) else self.owned_by(user)

    def owned_by(self, user: Any) -> OrganizationQuerySet[M]:
        """Those that the person owns; an operator none of others."""
        return self._with_role(user, OWNING_ROLES)

    def real(self) -> OrganizationQuerySet[M]:
        """Without demo content."""
        return self.filter(is_example=False)

    def _with_role(self, user: Any, roles: tuple[str, ...]) -> OrganizationQuerySet[M]:
        return self.filter(pk__in=organizations_with_role(user, roles))


def organizations_with_role(user: Any, roles: tuple[str, ...]) -> Any:
    """For `__in`. A subquery, not a join: no row comes twice, whatever is chained to it. Empty for strangers."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ()
    return user.memberships.filter(role__in=roles).values("organization")


def is_operator(user: Any) -> bool:
    return user is not None and user.is_authenticated and user.is_active and user.is_staff


class SingleUseLinkQuerySet(models.QuerySet[M]):
    """Links that open something once, until they expire."""

    def open(self, *, at: datetime) -> SingleUseLinkQuerySet[M]:
        return self.filter(used_at=None, expires_at__gt=at)

    def over(self, *, at: datetime) -> SingleUseLinkQuerySet[M]:
        return self.exclude(used_at=None, expires_at__gt=at)


class DataKeyQuerySet(models.QuerySet[M]):
    def named(self, prefix: str) -> DataKeyQuerySet[M]:
        return self.filter(name__startswith=prefix)

    def made_before(self, day: date) -> DataKeyQuerySet[M]:
        return self.filter(created_on__lt=day)

    def wrapped_by_other_than(self, fingerprints: list[str]) -> DataKeyQuerySet[M]:
        return self.exclude(wrapped_with__in=fingerprints)


class MailBudgetQuerySet(models.QuerySet[M]):
    def spent_before(self, at: datetime) -> MailBudgetQuerySet[M]:
        """Rows that no longer hold anything back at the instant `at`."""
        return self.filter(last_sent_at__lte=at - timedelta(hours=MAIL_BUDGET_HOURS))


class KeptMailQuerySet(models.QuerySet[M]):
    def newest_first(self) -> KeptMailQuerySet[M]:
        return self.order_by("-created_at", "-pk")

    def due_for_purge(self, *, at: datetime) -> KeptMailQuerySet[M]:
        return self.filter(created_at__lt=at - timedelta(days=MAIL_BOX_DAYS))
