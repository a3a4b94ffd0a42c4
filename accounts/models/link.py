"""Single-use links. Only their SHA-256 is stored."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.organization import Organization, Role
from accounts.querysets import SingleUseLinkQuerySet


class SetupLink(models.Model):
    """The link with which the first operator is made; a newer one replaces it."""

    sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SingleUseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("set-up link")

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(models.Model):
    """An invitation into an organisation. The address is sealed with a key of its own, "invitation:<id>"."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invitations_made"
    )
    sealed_address = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SingleUseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
