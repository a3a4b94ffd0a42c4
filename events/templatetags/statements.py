"""What templates of statements and calls say: where a passage stands, what follows the title."""

from collections.abc import Sequence

from django import template
from django.conf import settings

from events.models import Anchor, Call, Revision
from events.reading.passages import passage_path

register = template.Library()


@register.simple_tag
def passage_url(anchor: Anchor, call: Call) -> str:
    """The passage in its own revision; reads `anchor.revision.statement`."""
    return passage_path(anchor, call_slug=call.slug)


@register.simple_tag
def site_url(path: str) -> str:
    """The whole address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


@register.filter
def after_title(text: str) -> str:
    """The text of a revision without its title, as one line."""
    return text.partition("\n")[2].replace("\n", " ")


@register.filter
def last_number(revisions: Sequence[Revision]) -> int:
    return revisions[-1].number if revisions else 0
