"""Who hosts an event, as its readers are told: the listed group or the organisation, and those that host with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import Organization
from events import wording
from events.models import Event

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class HostedBy:
    """`organization` is None for a listed name that nobody has claimed."""

    name: str
    organization: Organization | None
    is_listed: bool = False


def hosts_of(event: Event) -> list[HostedBy]:
    """The first, then those that host with it, in the order in which they were asked. `organization`,
    `listed_host__claimed_by` and `co_hosts` (`prefetch_co_hosts`) are loaded."""
    first = _first(event)
    consents = event.co_hosts.all() if event.pk else ()
    others = [consent.organization for consent in consents if consent.is_given]
    return [first, *(HostedBy(other.name, other) for other in others if other != first.organization)]


def readers_of_names(event: Event) -> list[str]:
    """The organisations whose organisers see the names that people give with their answers. A listed group that is
    none here is not among them: whoever looks after its action by a link sees counts."""
    others = [host.organization for host in hosts_of(event) if host.organization is not None]
    return list(dict.fromkeys(organization.name for organization in [event.organization, *others]))


def listed_by(event: Event) -> Organization | None:
    """Who has listed the group that hosts it: an organisation other than the group itself."""
    listed = event.listed_host
    return event.organization if listed and listed.claimed_by_id != event.organization_id else None


def say_hosts(event: Event, language: str) -> str:
    """All of them: "Birkdale Mothers, Dockers and Nurses"."""
    return wording.say_list([host.name for host in hosts_of(event)], language)


def say_host_line(event: Event, language: str) -> str:
    """ "Hosts: Dockers and Nurses"; of a group that is only listed also by whom."""
    lister, names = listed_by(event), [host.name for host in hosts_of(event)]
    words = {"names": wording.say_list(names, language)}
    with override(language):
        if lister is None:
            return ngettext("Host: %(names)s", "Hosts: %(names)s", len(names)) % words
        words |= {"first": wording.isolated(names[0], language), "lister": wording.isolated(lister.name, language)}
        if len(names) == 1:
            return _("Host: %(first)s, listed by %(lister)s") % words
        return _("Hosts: %(names)s; %(first)s is listed by %(lister)s") % words


def named_briefly(names: Sequence[str], language: str) -> Sequence[str]:
    """For a list of actions: two names at most, and how many more there are ("2 others")."""
    more = len(names) - MOST_NAMED
    if more <= 0:
        return names
    with override(language):
        said = ngettext("%(number)s other", "%(number)s others", more)
    return [*names[:MOST_NAMED], said % {"number": wording.say_number(more, language)}]


def _first(event: Event) -> HostedBy:
    if event.listed_host:
        return HostedBy(event.listed_host.name, event.listed_host.claimed_by, is_listed=True)
    return HostedBy(event.organization.name, event.organization)
