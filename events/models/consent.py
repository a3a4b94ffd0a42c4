"""What one side asks and another gives or refuses: to host together, to stand under a call, to be a listed name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.querysets.consent import ClaimQuerySet, CoHostQuerySet, LinkQuerySet, SigningQuerySet


class Consent(models.Model):
    """One question and its answer. A refused one can be asked again."""

    class State(models.TextChoices):
        ASKED = "asked", _("not answered yet")
        GIVEN = "given", _("accepted")
        REFUSED = "refused", _("declined")

    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_given(self) -> bool:
        return self.state == self.State.GIVEN


class CoHost(Consent):
    """Another organisation hosts an event too: its lists and feeds have it, its organisers may edit it."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="co_hosts")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="co_hosted")

    objects = CoHostQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "organization"], name="co_host_once")]

    def __str__(self) -> str:
        return f"organization {self.organization_id} beside event {self.event_id}"


class LinkConsent(Consent):
    """An event of one organisation is to answer a call of another. Asked by the side of the call or of the event; once
    it is given the event answers the call (`AnsweredCall`)."""

    call = models.ForeignKey("events.Call", models.CASCADE, related_name="link_consents")
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="link_consents")
    is_asked_by_call = models.BooleanField(help_text="The organisation of the call asks that of the event.")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "event"], name="link_consent_once")]

    def __str__(self) -> str:
        return f"event {self.event_id} under call {self.call_id}"


class NameClaim(Consent):
    """An organisation says that a listed name is itself; whoever has listed the name looks at it."""

    listed_name = models.ForeignKey("events.ListedName", models.CASCADE, related_name="claims")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["listed_name", "organization"], name="name_claim_once")]

    def __str__(self) -> str:
        return f"organization {self.organization_id} is listed name {self.listed_name_id}"


class SigningConsent(Consent):
    """Somebody behind an invitation wants to sign and is no organiser here. With `organization`: its own organisers
    answer, and a yes is its signature. Without: those who have issued the text answer, and a yes lists `name`."""

    revision = models.ForeignKey("events.Revision", models.CASCADE, related_name="signing_consents")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)

    objects = SigningQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "name"], condition=Q(state="asked"), name="signing_asked_once")
        ]

    def __str__(self) -> str:
        return f"signing revision {self.revision_id}"
