"""What comes from elsewhere: held while it is looked through, and remembered so that it is known again."""

from django.conf import settings
from django.db import models

from events.identifiers import new_id
from events.querysets.hosting import ListedActionQuerySet


class HeldText(models.Model):
    """A text as somebody brought it in, while it is being looked through: sealed with a key of its own, erased once it
    is settled, or after 14 days."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    sealed_text = models.BinaryField()
    sealed_answers = models.BinaryField(null=True, help_text="What was corrected or answered: JSON.")
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-created_at"]


class CalendarFile(HeldText):
    """A calendar file between preview and take-over; it may hold addresses. Its key is "calendar-file:<id>"."""

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="calendar_files")

    def __str__(self) -> str:
        return f"calendar file {self.pk}"


class ImportedEvent(models.Model):
    """An event that came from a calendar file, by the UID that it has there: `cells` as it was read and made last, so
    that the same file tells what has changed in it from what somebody has edited here. `calendar` is what the file
    calls itself: another one says nothing about what is missing in it."""

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="imported_events")
    uid = models.CharField(max_length=255)
    calendar = models.CharField(max_length=200, blank=True)
    event = models.OneToOneField("events.Event", models.CASCADE, related_name="imported_event")
    cells = models.JSONField()
    taken_at = models.DateTimeField()

    objects = ListedActionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "uid"], name="imported_event_once_per_organization"),
        ]

    def __str__(self) -> str:
        return f"imported event {self.pk}"
