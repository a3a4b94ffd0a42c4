"""Something over time: its targets with reasons and sources, its demands, its dated milestones."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_uid
from events.querysets.campaign import CampaignQuerySet, MilestoneQuerySet


class Campaign(models.Model):
    class Kind(models.TextChoices):
        BOYCOTT = "boycott", _("Boycott")
        DIVESTMENT = "divestment", _("Divestment")
        SANCTIONS = "sanctions", _("Sanctions")
        PRESSURE = "pressure", _("Pressure")
        OTHER = "other", _("Campaign")

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="campaigns")
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True, help_text=_("Markdown."))
    language = models.CharField(max_length=12, default="en")
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)
    search_text = models.TextField(blank=True, editable=False)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-start_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(start_on__lte=F("end_on")), name="campaign_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def get_absolute_url(self) -> str:
        return reverse("events:campaign-detail", args=[self.slug])


class Target(models.Model):
    """What a campaign is aimed at. What is over stays findable, with the day since when."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        BRAND = "brand", _("Brand")
        PRODUCT = "product", _("Product")
        INSTITUTION = "institution", _("Institution")

    class State(models.TextChoices):
        NAMED = "named", _("named")
        SUSPENDED = "suspended", _("suspended")
        WON = "won", _("won")
        DROPPED = "dropped", _("dropped")
        SOLD = "sold", _("sold")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NAMED)
    state_since = models.DateField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="target_once_per_campaign"),
            models.CheckConstraint(condition=~Q(reason=""), name="target_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.NAMED, self.State.SUSPENDED)


class Source(models.Model):
    """Where the reason for a target can be checked, and the day it was read."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500)
    read_on = models.DateField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Demand(models.Model):
    """What is asked of whom."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        PARTLY_MET = "partly-met", _("partly met")
        MET = "met", _("met")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="demands")
    asked = models.CharField(max_length=300)
    of_whom = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    status_since = models.DateField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.asked


class Milestone(models.Model):
    """A dated step of a campaign: an all-day entry of calendars, never a bar."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        CANCELLED = "cancelled", _("cancelled")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SCHEDULED)
    uid = models.CharField(max_length=64, unique=True, default=new_uid)
    sequence = models.PositiveIntegerField(default=0)
    change = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    last_modified = models.DateTimeField()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return self.title
