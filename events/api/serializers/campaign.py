"""Campaigns with their targets, demands and milestones."""

from events.api.serializers.fields import (
    AnsweredCallSerializer,
    OrganizationLinkSerializer,
    PageField,
    PublicSerializer,
)
from events.models import Campaign, Demand, Milestone, Source, Target


class SourceSerializer(PublicSerializer):
    class Meta:
        model = Source
        fields = ["title", "url", "read_on"]


class TargetSerializer(PublicSerializer):
    """`state` since `state_since`: won, dropped and sold are no longer targets."""

    sources = SourceSerializer(many=True, read_only=True)

    class Meta:
        model = Target
        fields = ["name", "kind", "reason", "state", "state_since", "sources"]


class DemandSerializer(PublicSerializer):
    class Meta:
        model = Demand
        fields = ["asked", "of_whom", "status", "status_since"]


class MilestoneSerializer(PublicSerializer):
    class Meta:
        model = Milestone
        fields = ["uid", "title", "note", "on", "state"]


class CampaignSerializer(PublicSerializer):
    organization = OrganizationLinkSerializer(read_only=True)
    targets = TargetSerializer(many=True, read_only=True)
    demands = DemandSerializer(many=True, read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    calls = AnsweredCallSerializer(source="answered_calls", many=True, read_only=True)
    page = PageField()

    class Meta:
        model = Campaign
        fields = [
            "slug",
            "kind",
            "title",
            "summary",
            "description",
            "language",
            "organization",
            "start_on",
            "end_on",
            "outcome",
            "targets",
            "demands",
            "milestones",
            "calls",
            "published_at",
            "page",
        ]
