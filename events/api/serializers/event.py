"""Events and their dates. Places and links are those that everybody may see; `place` itself is not read here."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.api.serializers.fields import AnsweredCallSerializer, HostedSerializer, PageField, PublicSerializer
from events.models import Campaign, Event, Occurrence, Place, Schedule

WHEREABOUTS = ["attendance", "place", "place_is_pending", "public_area", "town", "country", "online_url"]


class PlaceSerializer(PublicSerializer):
    class Meta:
        model = Place
        fields = [
            "name",
            "address_lines",
            "locality",
            "region",
            "country",
            "latitude",
            "longitude",
            "accessibility",
        ]


@extend_schema_field({"type": "array", "items": {"type": "string", "format": "date"}})
class DaysField(serializers.JSONField):
    pass


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "enum": ["yes", "no", "unknown"]}})
class AnswersField(serializers.JSONField):
    pass


class ScheduleSerializer(PublicSerializer):
    """`rule` is an RRULE without its end, which `until_on` says; times are wall-clock times of `zone`. What has become
    of a single date since (moved, cancelled, elsewhere) is said by the event's `occurrences_url` alone."""

    rdates = DaysField(read_only=True, help_text="Dates beside the rule.")
    exdates = DaysField(read_only=True, help_text="Dates of the rule that never were.")

    class Meta:
        model = Schedule
        fields = [
            "uid",
            "start_on",
            "start_time",
            "hours",
            "zone",
            "duration",
            "rule",
            "until_on",
            "rdates",
            "exdates",
            "ended_on",
        ]


class EventSerializer(HostedSerializer):
    """`place` and `online_url` are null or empty while only people who confirmed may know them. `organization` is whose
    event it is; `hosts` are those that are named as hosts; `occurrences_url` has all its dates."""

    campaign = serializers.SerializerMethodField()
    place = PlaceSerializer(source="shown_place", read_only=True, allow_null=True)
    online_url = serializers.CharField(source="shown_online_url", read_only=True)
    calls = AnsweredCallSerializer(source="answered_calls", many=True, read_only=True)
    schedules = ScheduleSerializer(many=True, read_only=True)
    accessibility = AnswersField(read_only=True, help_text="What is answered; other questions are unknown.")
    occurrences_url = serializers.SerializerMethodField()
    page = PageField()

    class Meta:
        model = Event
        fields = [
            "slug",
            "title",
            "kind",
            "summary",
            "description",
            "language",
            "organization",
            "hosts",
            "campaign",
            *WHEREABOUTS,
            "takes_rsvps",
            "accessibility",
            "safety",
            "calls",
            "schedules",
            "published_at",
            "cancelled_at",
            "occurrences_url",
            "page",
        ]

    def get_occurrences_url(self, event: Event) -> str:
        return f"{settings.SITE_URL}{reverse('events:api:occurrence-list')}?event={event.slug}"

    def get_campaign(self, event: Event) -> str | None:
        return public_slug(event.campaign)


class OccurrenceEventSerializer(HostedSerializer):
    campaign = serializers.SerializerMethodField()
    calls = AnsweredCallSerializer(source="answered_calls", many=True, read_only=True)

    class Meta:
        model = Event
        fields = ["slug", "title", "kind", "summary", "language", "organization", "hosts", "campaign", "calls"]

    def get_campaign(self, event: Event) -> str | None:
        return public_slug(event.campaign)


class OccurrenceSerializer(PublicSerializer):
    """One date. `date` names it for ever; `start_on` and `start_time` are wall-clock values of `zone`, null while it
    is postponed without a new date. `starts_at` and `ends_at` are instants with the offset of `zone`, null where the
    hour or the end is not known."""

    date = serializers.CharField(source="date_slug", read_only=True)
    event = OccurrenceEventSerializer(read_only=True)
    start_on = serializers.SerializerMethodField()
    start_time = serializers.SerializerMethodField()
    zone = serializers.CharField(read_only=True)
    starts_at = serializers.SerializerMethodField()
    ends_at = serializers.SerializerMethodField()
    place = PlaceSerializer(source="shown_place", read_only=True, allow_null=True)
    online_url = serializers.CharField(source="shown_online_url", read_only=True)
    page = PageField()

    class Meta:
        model = Occurrence
        fields = [
            "id",
            "date",
            "event",
            "state",
            "hours",
            "original_on",
            "start_on",
            "start_time",
            "zone",
            "duration",
            "starts_at",
            "ends_at",
            "has_moved",
            *WHEREABOUTS,
            "note",
            "page",
        ]

    def get_start_on(self, occurrence: Occurrence) -> dt.date | None:
        return None if occurrence.is_postponed else occurrence.start_on

    def get_start_time(self, occurrence: Occurrence) -> dt.time | None:
        return None if occurrence.is_postponed else occurrence.start_time

    def get_starts_at(self, occurrence: Occurrence) -> dt.datetime | None:
        known = occurrence.start_time is not None and not occurrence.is_postponed
        return occurrence.starts_at.astimezone(ZoneInfo(occurrence.zone)) if known else None

    def get_ends_at(self, occurrence: Occurrence) -> dt.datetime | None:
        known = self.get_starts_at(occurrence) is not None and occurrence.duration is not None
        return occurrence.ends_at.astimezone(ZoneInfo(occurrence.zone)) if known else None


def public_slug(campaign: Campaign | None) -> Any:
    """A draft's name does not leave either."""
    return campaign.slug if campaign is not None and campaign.is_published else None
