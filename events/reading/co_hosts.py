"""Who hosts an action with others: accepted, asked, declined or ended; and which organisations could be asked."""

from dataclasses import dataclass

from accounts.models import Organization
from events.models import CoHost, Event
from events.search import query_words, search_text_of

MOST_ENDED = 50
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class CoHosts:
    """`found` are the organisations that the words of a search meet."""

    hosting: list[CoHost]
    asked: list[CoHost]
    ended: list[CoHost]
    found: list[Organization]


def read_co_hosts(event: Event, *, query: str = "") -> CoHosts:
    rows = event.co_hosts.select_related("organization")
    ended = rows.filter(state=CoHost.State.REFUSED).order_by("-settled_at", "-id")
    return CoHosts(
        hosting=list(rows.given()),
        asked=list(rows.waiting()),
        ended=list(ended[:MOST_ENDED]),
        found=find_organizations(event, query),
    )


def find_organizations(event: Event, query: str) -> list[Organization]:
    """Those that neither host it nor are asked; compared in Python: SQLite folds only ASCII letters."""
    words = query_words(query)
    if not words:
        return []
    others = Organization.objects.exclude(pk=event.organization_id)
    others = others.exclude(pk__in=event.co_hosts.standing().values("organization"))
    names = others.order_by("name", "pk").values_list("pk", "name", "slug")
    found = [pk for pk, *texts in names if all(f" {word}" in search_text_of(*texts) for word in words)]
    return list(Organization.objects.filter(pk__in=found[:MOST_FOUND]).order_by("name", "pk"))
