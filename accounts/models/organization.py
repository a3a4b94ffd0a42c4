"""Who publishes and hosts, and who may act for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import OrganizationQuerySet


class Organization(models.Model):
    """Made or reviewed by the operator. The slug stays when the name changes."""

    NAME_LENGTH = 120
    SLUG_LENGTH = 60
    DESCRIPTION_LENGTH = 10_000

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    slug = models.SlugField(_("address"), max_length=SLUG_LENGTH, unique=True)
    # The name as the eye reads it (Unicode TR39): two names with one skeleton cannot be told apart.
    skeleton = models.CharField(max_length=400, unique=True, editable=False)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    website = models.URLField(_("website"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=16, default="en", choices=settings.ALL_LANGUAGES)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_example = models.BooleanField(_("demo content"), default=False)
    created_at = models.DateTimeField(_("made at"))
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="organizations"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="organization_has_name"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="organization_has_slug"),
            models.CheckConstraint(condition=~models.Q(zone=""), name="organization_has_zone"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ORGANIZER = "organizer", _("Organiser")
    MODERATOR = "moderator", _("Moderator")
    HELPER = "helper", _("Helper (check-in only)")


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="membership_once_per_organization"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"
