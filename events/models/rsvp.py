"""One person's answer to one date, and the link that finds all that is held. There is no table of persons."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_id
from events.querysets.rsvp import FormerLinkQuerySet, LeaveLinkQuerySet, PrivateFeedEntryQuerySet, RSVPQuerySet


class RSVP(models.Model):
    """Address, name and token are sealed with the data key of the occurrence; what stands beside them says nothing
    about a person. `address_hash` is an HMAC under a key derived from that data key: it finds duplicates within one
    occurrence and dies with the key. Rows made in one go share a random `batch`."""

    class Answer(models.TextChoices):
        GOING = "going", _("I’m coming")
        MAYBE = "maybe", _("Maybe")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        FULL = "full", _("full when it was confirmed")
        CANCELLED = "cancelled", _("cancelled")

    class Attendance(models.TextChoices):
        IN_PERSON = "in-person", _("In person")
        ONLINE = "online", _("Online")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    occurrence = models.ForeignKey("events.Occurrence", models.CASCADE, related_name="rsvps")
    batch = models.BigIntegerField(db_index=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.GOING)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.IN_PERSON)
    party_size = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=12)
    wants_mail = models.BooleanField(default=True, help_text="False: no more mail about this; the answer stands.")
    reminders = models.CharField(max_length=24, blank=True, help_text="A key of reminder_rules.OWN_CHOICES; '' as set.")
    reminders_since = models.DateTimeField(null=True, help_text="Only later ones are owed: the answer or this changed.")
    wants_invitation = models.BooleanField(default=False, help_text="Its calendar entry is kept up to date by mail.")
    invited_as = models.CharField(
        max_length=400, blank=True, help_text="UID and RECURRENCE-ID of that entry, for good."
    )
    invitation_step = models.PositiveSmallIntegerField(default=0, help_text="How often that entry was taken back.")
    sealed_address = models.BinaryField(null=True)
    sealed_name = models.BinaryField(null=True)
    sealed_token = models.BinaryField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    address_hash = models.CharField(max_length=64, null=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    asked_again_at = models.DateTimeField(null=True, help_text="The day changed: can they still come?")
    settled_at = models.DateTimeField(null=True, help_text="When it was cancelled or found full.")

    objects = RSVPQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "address_hash"], name="rsvp_address_once_per_occurrence"),
            models.CheckConstraint(condition=Q(party_size__range=(1, 10)), name="rsvp_party_of_one_to_ten"),
            models.CheckConstraint(
                condition=Q(address_hash=None, sealed_address=None)
                | Q(address_hash__isnull=False, sealed_address__isnull=False),
                name="rsvp_address_sealed_and_hashed",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="rsvp_confirmed_when"
            ),
        ]
        indexes = [models.Index(fields=["occurrence", "state", "id"], name="rsvp_by_state")]

    def __str__(self) -> str:
        return f"rsvp {self.id}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def can_be_reached(self) -> bool:
        return self.address_hash is not None


class FormerLink(models.Model):
    """The link of an answer that is gone while others made in one go with it are not: mails about all of them carry
    it, so it opens those that are left, and ends with the last. It says nothing about a person."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    batch = models.BigIntegerField(db_index=True)

    objects = FormerLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"former link of batch {self.batch}"


class PrivateFeedEntry(models.Model):
    """One answer in one calendar of one's own. Such a calendar has no row: it is its entries, and ends with the last.

    Its key is the SHA-256 of its token. It stands here sealed with the data key of the date, so that the page behind
    the answer finds it; what is sealed with the key itself is the name. `slot` is an HMAC under it, of one of as many
    numbers as there may be entries: whoever has the token finds them all, and from a copy of the rows nobody can tell
    which belong together."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    rsvp = models.ForeignKey(RSVP, models.CASCADE, related_name="feed_entries")
    slot = models.CharField(max_length=64, unique=True)
    sealed_key = models.BinaryField()
    sealed_name = models.BinaryField()
    last_used_on = models.DateField(null=True, help_text="The day (UTC) on which the calendar was last fetched.")

    objects = PrivateFeedEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"private feed entry {self.id}"


class LeaveLink(models.Model):
    """The one link of a mail from /leave/: address and token, sealed with the key "leave:<id>" for 48 hours."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    language = models.CharField(max_length=12)
    sealed_address = models.BinaryField()
    sealed_token = models.BinaryField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_index=True)

    objects = LeaveLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"leave link {self.id}"
