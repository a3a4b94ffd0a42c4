"""What programs read. Fields are named one by one: what is not named here does not leave."""

from events.api.serializers.campaign import CampaignSerializer
from events.api.serializers.event import EventSerializer, OccurrenceSerializer
from events.api.serializers.organization import OrganizationSerializer
from events.api.serializers.statement import (
    CallSerializer,
    RevisionSerializer,
    RevisionSummarySerializer,
    StatementSerializer,
)

__all__ = [
    "CallSerializer",
    "CampaignSerializer",
    "EventSerializer",
    "OccurrenceSerializer",
    "OrganizationSerializer",
    "RevisionSerializer",
    "RevisionSummarySerializer",
    "StatementSerializer",
]
