"""How a call is answered by many: what it gives them, who they are, what they propose, what they were asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_id
from events.models.event import Attendance, Hours
from events.models.imported import HeldText
from events.querysets.hosting import HostQuerySet, ListedActionQuerySet, ProposalQuerySet


class Kit(models.Model):
    """What a call gives the actions under it. `Event.inherited` names the fields that an action has from here; they
    follow every change of the kit until the host writes something else."""

    FIELDS = ("title", "description", "safety")

    call = models.OneToOneField("events.Call", models.CASCADE, related_name="kit")
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True, help_text=_("Markdown."))
    safety = models.TextField(blank=True, help_text=_("Markdown: what to bring, legal support, stewards, photographs."))
    questions = models.JSONField(default=list, blank=True, help_text="Keys of events.accessibility.QUESTIONS asked.")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"kit of call {self.call_id}"

    @property
    def given(self) -> dict[str, str]:
        """What it gives, by field; without a title of its own that of the call, which is loaded."""
        return {"title": self.title or self.call.title, "description": self.description, "safety": self.safety}


class Host(models.Model):
    """Somebody who looks after one action by a secret link, without an account.

    `sealed_address` is sealed with the key "host:<id>" of its own, `sealed_token` with "host-link:<its SHA-256>", which
    dies with the link. With `user` the host is a member of the organisation and is written to at the address of the
    account; without either, the link is passed on by hand.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="hosts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=12)
    sealed_address = models.BinaryField(null=True)
    sealed_token = models.BinaryField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    link_made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, help_text="When the address was confirmed by opening its link.")
    refused_at = models.DateTimeField(null=True, help_text="When its mail server refused the address for good.")

    objects = HostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(user=None, event__isnull=False), name="host_link_once_per_event"
            ),
            models.UniqueConstraint(fields=["event", "user"], name="host_member_once_per_event"),
        ]

    def __str__(self) -> str:
        return f"host {self.pk}"

    @property
    def can_be_reached(self) -> bool:
        return self.user_id is not None or self.sealed_address is not None


class Proposal(models.Model):
    """An action that a stranger proposes under a call. Once approved it is an event, and its host has the link."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        WAITING = "waiting", _("waits for review")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent-back", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    call = models.ForeignKey("events.Call", models.CASCADE, related_name="proposals")
    host = models.OneToOneField(Host, models.CASCADE, related_name="proposal")
    event = models.OneToOneField("events.Event", models.SET_NULL, null=True, related_name="proposal")
    host_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12)
    town = models.CharField(max_length=100)
    country = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=64)
    start_on = models.DateField()
    hours = models.CharField(max_length=8, choices=Hours.choices, default=Hours.TIMED)
    start_time = models.TimeField(null=True)
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.IN_PERSON)
    place = models.CharField(max_length=400, blank=True, help_text="Empty: to be announced.")
    online_url = models.URLField(max_length=500, blank=True)
    accessibility = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    reason = models.CharField(max_length=500, blank=True, help_text=_("Why it was sent back; the host reads it."))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(hours="timed") & Q(start_time__isnull=False))
                | (~Q(hours="timed") & Q(start_time__isnull=True)),
                name="proposal_hour_exactly_if_timed",
            ),
            models.CheckConstraint(condition=~Q(state="sent-back") | ~Q(reason=""), name="proposal_sent_back_says_why"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class TrustedHost(models.Model):
    """Whose next proposals to an organisation need no review. `address_hash` is an HMAC under a key derived from the
    data key "trust:<organisation>": it finds the same mailbox within one organisation and nowhere else."""

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="trusted_hosts")
    name = models.CharField(max_length=200)
    address_hash = models.CharField(max_length=64)
    trusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    trusted_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "address_hash"], name="trusted_host_once"),
        ]

    def __str__(self) -> str:
        return f"trusted host {self.pk}"


class HostCheck(models.Model):
    """ "Is it still on?": asked of a host, or said unasked (`asked_at` null)."""

    class Answer(models.TextChoices):
        ON = "on", _("yes")
        OFF = "off", _("no")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="checks")
    host = models.ForeignKey(Host, models.SET_NULL, null=True, related_name="checks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    call = models.ForeignKey("events.Call", models.SET_NULL, null=True, related_name="+")  # under which it was asked
    note = models.CharField(max_length=300, blank=True, help_text="Of those who ask, for confirmed hosts.")
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="host_check_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk} of event {self.event_id}"


class PastedList(HeldText):
    """A list of actions as somebody pasted it, while it is being looked through. Text and answers may hold addresses of
    hosts: both are sealed with the key "list:<id>" and erased once the list is settled, or after 14 days."""

    call = models.ForeignKey("events.Call", models.CASCADE, related_name="pasted_lists")

    def __str__(self) -> str:
        return f"pasted list {self.pk}"


class ListedAction(models.Model):
    """An action that came from a pasted list: `cells` as they were taken over last, so that the same list pasted again
    tells what the text has changed from what a host has."""

    call = models.ForeignKey("events.Call", models.CASCADE, related_name="listed_actions")
    event = models.OneToOneField("events.Event", models.CASCADE, related_name="listed_action")
    cells = models.JSONField()
    taken_at = models.DateTimeField()

    objects = ListedActionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"listed action {self.pk}"
