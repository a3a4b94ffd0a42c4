"""Markdown that people wrote, as HTML that is safe to show: no raw HTML, no pictures, no scripts."""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No img: a picture from elsewhere tells a third party who reads the page (invariant 10).
TEXT_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "ul",
}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel", "geo"}


# linkify takes time with the square of them: seconds for a description that is nothing but "a://".
MOST_ADDRESSES = 200


def render_markdown(text: str) -> SafeString:
    """HTML of `text`; links get rel="noopener nofollow ugc". Line breaks are kept, addresses become links."""
    html = nh3.clean(
        _parser(linkifies=text.count("//") <= MOST_ADDRESSES).render(text),
        tags=TEXT_TAGS | TABLE_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener nofollow ugc",
    )
    return mark_safe(html)  # nh3's allow-list has just been applied


@cache
def _parser(*, linkifies: bool) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": linkifies, "breaks": True}).enable(
        ["linkify", "table", "strikethrough"]
    )
