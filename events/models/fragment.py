"""A calendar entry, written once and served many times."""

from django.db import models

from events.querysets.fragment import FragmentQuerySet


class Fragment(models.Model):
    """One UID (a schedule with all its overrides, or a milestone) in one language. Fresh while `change` equals the
    source's and `rendered_with` the renderer's; never depends on today, the request or a filter. One that cannot be
    rendered has no body and says why, for the operator, until its source changes."""

    uid = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    change = models.PositiveIntegerField()
    rendered_with = models.CharField(max_length=64)
    last_modified = models.DateTimeField()
    zones = models.CharField(max_length=200, blank=True, help_text="IANA names that need a VTIMEZONE, by comma.")
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    failure = models.CharField(max_length=64, blank=True, help_text="The error by which it could not be rendered.")

    objects = FragmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["uid", "language"], name="fragment_once_per_language")]

    def __str__(self) -> str:
        return f"{self.uid} ({self.language})"
