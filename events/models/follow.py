""" "Tell me": a filter or a page that somebody without an account follows by mail, and calendars of one's own of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_id
from events.querysets.follow import FollowedListQuerySet, FollowQuerySet


class Follow(models.Model):
    """Address and token are sealed with a key of its own ("follow:<id>"), so nothing in two rows tells that they are
    one person's.

    `path` is that of a page ("/calls/rally/"), of which "/events/" has a `query`: the one filter in its canonical form,
    where relative days stay relative. `told_until` is the instant up to which it was told what is new: what it is told
    next is later than that. `look_at` is when a digest is due next; null is at once."""

    class HowOften(models.TextChoices):
        AT_ONCE = "at-once", _("At once")
        DAILY = "daily", _("Once a day, at 08:00")
        WEEKLY = "weekly", _("Once a week, on Monday at 08:00")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        ENDED = "ended", _("what it followed is gone")

    PATH_LENGTH = 80
    QUERY_LENGTH = 1_000

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    path = models.CharField(max_length=PATH_LENGTH)
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)
    how_often = models.CharField(max_length=8, choices=HowOften.choices, default=HowOften.AT_ONCE)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    sealed_address = models.BinaryField()
    sealed_token = models.BinaryField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="unconfirmed") | Q(confirmed_at__isnull=False, told_until__isnull=False),
                name="follow_confirmed_when",
            ),
            models.CheckConstraint(condition=Q(query="") | Q(path="/events/"), name="follow_filters_events_only"),
        ]
        indexes = [
            models.Index(fields=["look_at"], condition=Q(state="confirmed"), name="follow_due"),
            models.Index(fields=["path", "query"], condition=Q(state="confirmed"), name="follow_by_filter"),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_at_once(self) -> bool:
        return self.how_often == self.HowOften.AT_ONCE


class FollowedList(models.Model):
    """What one followed filter, or page, holds in one language: so that an action which comes into it by an edit is
    told as new there, once. Of nobody: it goes when nobody follows it any more.

    `events` are the actions that were ever seen in it and are not over, up to `looked_until`; `entered` says of those
    that came into it after they were public when that was noticed, `entered_at` when that was last."""

    path = models.CharField(max_length=Follow.PATH_LENGTH)
    query = models.CharField(max_length=Follow.QUERY_LENGTH, blank=True)
    language = models.CharField(max_length=12)
    events = models.JSONField(default=list)
    entered = models.JSONField(default=dict)
    entered_at = models.DateTimeField(null=True)
    looked_until = models.DateTimeField()

    objects = FollowedListQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "query", "language"], name="followed_list_once")]

    def __str__(self) -> str:
        return f"followed list {self.pk}"


class FollowFeed(models.Model):
    """A calendar of one's own of what somebody follows, at a secret address that is shown once and ends alone."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    follow = models.ForeignKey(Follow, models.CASCADE, related_name="feeds")
    sealed_name = models.BinaryField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    last_used_on = models.DateField(null=True, help_text="The day (UTC) on which the calendar was last fetched.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"follow feed {self.pk}"
