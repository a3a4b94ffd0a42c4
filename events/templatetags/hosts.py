"""Who hosts an action, on pages and in mails: thin doors to events.who_hosts."""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Organization
from events import who_hosts, wording
from events.models import Event
from events.who_hosts import HostedBy
from events.wording import language_of_page

register = template.Library()


@register.simple_tag
def hosts(event: Event) -> SafeString:
    """For a row of a list: "A and B", "A, B and 2 others"."""
    names = [format_html("<bdi>{}</bdi>", host.name) for host in who_hosts.hosts_of(event)]
    return _joined(who_hosts.named_briefly(names, language_of_page()))


@register.simple_tag
def all_hosts(event: Event) -> SafeString:
    """Each with its page, where it has one."""
    return _joined([_linked(host) for host in who_hosts.hosts_of(event)])


@register.filter
def hosts_words(event: Event) -> str:
    """All of them as text alone."""
    return who_hosts.say_hosts(event, language_of_page())


@register.filter
def readers_words(event: Event) -> str:
    """Whose organisers see names, as text alone."""
    return wording.say_list(who_hosts.readers_of_names(event), language_of_page())


@register.filter
def listed_by(event: Event) -> Organization | None:
    return who_hosts.listed_by(event)


def _linked(host: HostedBy) -> SafeString:
    if host.organization is None:
        return format_html("<bdi>{}</bdi>", host.name)
    url = reverse("events:organization-detail", args=[host.organization.slug])
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, host.name)


def _joined(parts: Sequence[str]) -> SafeString:
    return mark_safe(wording.join_list(parts, language_of_page()))
