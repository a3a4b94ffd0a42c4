"""Names in a text that organisations have claimed, so that nobody else hosts in them unasked."""

from accounts.confusables import skeleton
from accounts.models import Organization
from events.models import Statement


def claimers_of(statement: Statement) -> dict[str, Organization]:
    """By what the eye sees of a name: "Birkdale tenants" is meant to be "Birkdale Tenants". Without the organisation of
    the text itself. One query."""
    claimed = statement.listed_names.filter(claimed_by__isnull=False).exclude(claimed_by=statement.organization_id)
    rows = claimed.select_related("claimed_by")
    return {skeleton(listed.name): listed.claimed_by for listed in rows if listed.claimed_by}


def claimer_of(statement: Statement, name: str) -> Organization | None:
    return claimers_of(statement).get(skeleton(name))
