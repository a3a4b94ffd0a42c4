"""The one filter: the same keys with the same meaning for pages, feeds and the API.

It reads only what is shown to all (`shown_place`, `search_text`, never `place`): hidden values take no part
(invariant 1). Relative days stay relative: "weekend" is this weekend whenever it is asked for, in UTC days.
"""

from events.filters.base import FilterError, OneFilter
from events.filters.campaign import CampaignFilter
from events.filters.occurrence import OccurrenceFilter, describe_filter, narrow_occurrences
from events.filters.statement import CallFilter, OrganizationFilter, RevisionFilter, StatementFilter

__all__ = [
    "CallFilter",
    "CampaignFilter",
    "FilterError",
    "OccurrenceFilter",
    "OneFilter",
    "OrganizationFilter",
    "RevisionFilter",
    "StatementFilter",
    "describe_filter",
    "narrow_occurrences",
]
