"""Something at a time: the event, its time rule, its dates, the calls it answers, its changes."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.identifiers import new_uid
from events.querysets.event import (
    AnnouncementQuerySet,
    AnsweredCallQuerySet,
    EventQuerySet,
    OccurrenceQuerySet,
    ScheduleQuerySet,
)


class Attendance(models.TextChoices):
    """How one takes part."""

    IN_PERSON = "in-person", _("In person")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In person and online")


class Visibility(models.TextChoices):
    """Who is shown a place or a link."""

    PUBLIC = "public", _("Everybody")
    CONFIRMED = "confirmed", _("Only people who have confirmed")


class Hours(models.TextChoices):
    TIMED = "timed", _("At an hour")
    ALL_DAY = "all-day", _("All day")
    TO_BE_ANNOUNCED = "tba", _("The hour will be announced")


class Whereabouts(models.Model):
    """Where something happens. `place` and `online_url` are what the host entered; pages, filters, feeds and the API
    read `shown_place` and `shown_online_url`, which the actions write and which are empty while hidden."""

    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.IN_PERSON)
    place = models.ForeignKey("events.Place", models.PROTECT, null=True, related_name="+")
    place_is_pending = models.BooleanField(default=False, help_text=_("The place will be announced."))
    place_visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    public_area = models.CharField(max_length=120, blank=True, help_text=_("Shown to all while the place is hidden."))
    shown_place = models.ForeignKey("events.Place", models.PROTECT, null=True, related_name="+")
    town = models.CharField(max_length=100, blank=True, help_text=_("Shown to all, also before the place is known."))
    country = models.CharField(max_length=2, blank=True, help_text="Of the town: ISO 3166-1 alpha-2.")
    online_url = models.URLField(max_length=500, blank=True)
    online_visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.CONFIRMED)
    shown_online_url = models.URLField(max_length=500, blank=True)
    capacity_in_person = models.PositiveIntegerField(null=True)
    capacity_online = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def is_online(self) -> bool:
        return self.attendance in (Attendance.ONLINE, Attendance.BOTH)

    @property
    def is_in_person(self) -> bool:
        return self.attendance in (Attendance.IN_PERSON, Attendance.BOTH)

    def capacity_for(self, attendance: str) -> int | None:
        """Places for people who come in person or online; None where there is no limit."""
        return self.capacity_online if attendance == Attendance.ONLINE else self.capacity_in_person


class Event(Whereabouts):
    """Public while `published_at` is set; cancelled as a whole while `cancelled_at` is set (it stays visible)."""

    class Kind(models.TextChoices):
        MARCH = "march", _("March")
        RALLY = "rally", _("Rally")
        PICKET = "picket", _("Picket")
        VIGIL = "vigil", _("Vigil")
        STRIKE = "strike", _("Strike")
        OCCUPATION = "occupation", _("Occupation")
        TEACH_IN = "teach-in", _("Teach-in")
        PANEL = "panel", _("Panel")
        SCREENING = "screening", _("Film screening")
        MEETING = "meeting", _("Meeting")
        TRAINING = "training", _("Training")
        OTHER = "other", _("Action")

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="events")
    campaign = models.ForeignKey("events.Campaign", models.SET_NULL, null=True, related_name="events")
    listed_host = models.ForeignKey("events.ListedName", models.SET_NULL, null=True, related_name="events")
    kit = models.ForeignKey("events.Kit", models.SET_NULL, null=True, related_name="events")
    inherited = models.JSONField(default=list, blank=True, help_text="The fields that it has from its kit.")
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True, help_text=_("Markdown."))
    language = models.CharField(max_length=12, default="en")
    takes_rsvps = models.BooleanField(default=True)
    shows_count = models.BooleanField(default=False)
    shows_full = models.BooleanField(default=False)
    accessibility = models.JSONField(default=dict, blank=True, help_text=_("Question to yes, no or unknown."))
    safety = models.TextField(blank=True, help_text=_("Markdown: what to bring, legal support, stewards, photographs."))
    search_text = models.TextField(blank=True, editable=False)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["published_at"], name="event_published")]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def host_name(self) -> str:
        """Who hosts: the group that is listed for it, otherwise the organisation. Both are loaded."""
        return self.listed_host.name if self.listed_host else self.organization.name

    def get_absolute_url(self) -> str:
        return reverse("events:event-detail", args=[self.slug])


class Schedule(models.Model):
    """The time rule of an event. Wall clock and IANA zone are the truth; instants are derived.

    `rule` is an RRULE value without UNTIL and COUNT ("FREQ=WEEKLY;BYDAY=TU"); empty for a single date. `duration` is
    wall-clock time from start to end, for all-day and to be announced a number of whole days; None is no known end.
    `change` is raised by everything a calendar shows, SEQUENCE by what RFC 5546 section 2.1.4 calls material,
    `private_sequence` by what only confirmed people see."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="schedules")
    uid = models.CharField(max_length=64, unique=True, default=new_uid)
    sequence = models.PositiveIntegerField(default=0)
    private_sequence = models.PositiveIntegerField(default=0)
    change = models.PositiveIntegerField(default=1)
    start_on = models.DateField()
    start_time = models.TimeField(null=True)
    hours = models.CharField(max_length=8, choices=Hours.choices, default=Hours.TIMED)
    zone = models.CharField(max_length=64)
    duration = models.DurationField(null=True)
    rule = models.CharField(max_length=200, blank=True)
    until_on = models.DateField(null=True)
    exdates = models.JSONField(default=list, blank=True, help_text="ISO dates that were never published.")
    rdates = models.JSONField(default=list, blank=True, help_text="ISO dates beside the rule.")
    ended_on = models.DateField(null=True, help_text="Its last day, once another schedule has taken over.")
    created_at = models.DateTimeField()
    last_modified = models.DateTimeField()

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["event", "start_on", "id"]
        indexes = [models.Index(fields=["last_modified"], name="schedule_modified")]
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(ended_on=None), name="schedule_one_running_per_event"
            ),
            models.CheckConstraint(
                condition=(Q(hours="timed") & Q(start_time__isnull=False))
                | (~Q(hours="timed") & Q(start_time__isnull=True)),
                name="schedule_hour_exactly_if_timed",
            ),
            models.CheckConstraint(
                condition=Q(duration=None) | Q(duration__gt=dt.timedelta(0)),
                name="schedule_duration_positive",
            ),
            models.CheckConstraint(condition=Q(rule="") | Q(until_on__gte=F("start_on")), name="schedule_rule_ends"),
        ]

    def __str__(self) -> str:
        return self.uid

    @property
    def is_series(self) -> bool:
        return bool(self.rule or self.rdates)


class Occurrence(Whereabouts):
    """One date of a schedule. `original_on` and `original_time` (00:00 without an hour) name it for ever; `date_slug`
    names it in URLs from its first publication on. `starts_at`, `ends_at` and `local_day` are derived for sorting,
    windows and purge, and never shown. The whereabouts are the event's unless `has_own_whereabouts`."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences")
    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="occurrences")
    original_on = models.DateField()
    original_time = models.TimeField(default=dt.time(0, 0))
    date_slug = models.CharField(max_length=16, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SCHEDULED)
    start_on = models.DateField(help_text="While postponed: the last day it had.")
    start_time = models.TimeField(null=True)
    hours = models.CharField(max_length=8, choices=Hours.choices, default=Hours.TIMED)
    duration = models.DurationField(null=True)
    has_own_whereabouts = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True, help_text=_("Why it was moved or cancelled, for everybody."))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    local_day = models.DateField()
    moves = models.PositiveIntegerField(default=0, help_text="Raised when its own start or state changes.")
    moved_at = models.DateTimeField(null=True)
    going_in_person = models.PositiveIntegerField(default=0)
    going_online = models.PositiveIntegerField(default=0)
    going_unreachable = models.PositiveIntegerField(default=0, help_text="Without an address; counted apart.")
    maybe = models.PositiveIntegerField(default=0)
    purged_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(null=True, help_text="When it became public, if that was after its event did.")

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["local_day", "starts_at", "id"]
        indexes = [
            models.Index(fields=["local_day", "starts_at", "id"], name="occurrence_agenda"),
            models.Index(fields=["starts_at"], name="occurrence_start"),
            models.Index(fields=["ends_at"], name="occurrence_end"),
            models.Index(fields=["added_at"], condition=Q(added_at__isnull=False), name="occurrence_added"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "original_on", "original_time"], name="occurrence_original_once"
            ),
            models.UniqueConstraint(fields=["event", "date_slug"], name="occurrence_slug_once_per_event"),
            models.CheckConstraint(
                condition=(Q(hours="timed") & Q(start_time__isnull=False))
                | (~Q(hours="timed") & Q(start_time__isnull=True)),
                name="occurrence_hour_exactly_if_timed",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="occurrence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(capacity_in_person=None) | Q(going_in_person__lte=F("capacity_in_person")),
                name="occurrence_never_overbooked",
            ),
            models.CheckConstraint(
                condition=Q(capacity_online=None) | Q(going_online__lte=F("capacity_online")),
                name="occurrence_never_overbooked_online",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.original_on.isoformat()}"

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.SCHEDULED

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_postponed(self) -> bool:
        return self.state == self.State.POSTPONED

    @property
    def zone(self) -> str:
        return self.schedule.zone

    @property
    def has_moved(self) -> bool:
        """Whether its start differs from the original one; an hour that was to be announced is not a change."""
        if self.start_on == self.original_on and self.schedule.hours == Hours.TO_BE_ANNOUNCED:
            return False
        return (self.start_on, self.start_time or dt.time(0, 0)) != (self.original_on, self.original_time)

    def is_over(self, *, at: dt.datetime) -> bool:
        return self.ends_at <= at

    def is_past(self, *, at: dt.datetime) -> bool:
        """Over for good: what is postponed waits for another day."""
        return self.is_over(at=at) and not self.is_postponed

    def get_absolute_url(self) -> str:
        return reverse("events:occurrence-detail", args=[self.event.slug, self.date_slug])


class AnsweredCall(models.Model):
    """An event or a campaign answers a call. The anchor is of the revision current when the link was made, so what is
    quoted stays what was said then."""

    call = models.ForeignKey("events.Call", models.CASCADE, related_name="answered_by")
    anchor = models.ForeignKey("events.Anchor", models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="answered_calls")
    campaign = models.ForeignKey("events.Campaign", models.CASCADE, null=True, related_name="answered_calls")
    position = models.PositiveIntegerField(default=0)
    linked_at = models.DateTimeField()

    objects = AnsweredCallQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["linked_at"], name="answered_call_linked")]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "event"], condition=Q(event__isnull=False), name="event_answers_call_once"
            ),
            models.UniqueConstraint(
                fields=["call", "campaign"],
                condition=Q(campaign__isnull=False),
                name="campaign_answers_call_once",
            ),
            models.CheckConstraint(
                condition=Q(event=None, campaign__isnull=False) | Q(event__isnull=False, campaign=None),
                name="answered_by_exactly_one",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.call_id} answered by event {self.event_id or '-'} campaign {self.campaign_id or '-'}"


class Announcement(models.Model):
    """One change that concerns many, with old and new as they were shown; unfolded into deliveries by the planner.
    A word of the host, urgent or not, changes nothing: it stands in `new` beside what was shown, and goes with the
    answers."""

    class Kind(models.TextChoices):
        HOUR_SET = "hour-set", _("The hour is set")
        MOVED = "moved", _("New time")
        PLACE_CHANGED = "place-changed", _("New place")
        MOVED_ONLINE = "moved-online", _("Now online")
        POSTPONED = "postponed", _("Postponed")
        RESCHEDULED = "rescheduled", _("There is a new date")
        CANCELLED = "cancelled", _("Cancelled")
        REINSTATED = "reinstated", _("It takes place after all")
        WORD = "word", _("A word from the host")
        URGENT = "urgent", _("An urgent message from the host")

    event = models.ForeignKey(Event, models.CASCADE, related_name="announcements")
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="announcements")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    asks_again = models.BooleanField(default=False, help_text="The day is another one: people are asked again.")
    created_at = models.DateTimeField()
    unfolded_to = models.BigIntegerField(default=0, help_text="The greatest RSVP id that has its delivery.")
    unfolded_at = models.DateTimeField(null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(unfolded_at=None), name="announcement_to_unfold"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of occurrence {self.occurrence_id}"

    @property
    def word(self) -> str:
        return str(self.new.get("word", ""))

    @property
    def is_urgent(self) -> bool:
        return self.kind == self.Kind.URGENT


class OldSlug(models.Model):
    """A slug that something had after publication: it answers 301, or 410 once the thing itself is gone."""

    model = models.CharField(max_length=20)
    slug = models.SlugField(max_length=60)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="old_slug_once")]

    def __str__(self) -> str:
        return f"{self.model}/{self.slug}"
