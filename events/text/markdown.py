"""Markdown that people wrote, as HTML that is safe to show: no raw HTML, no pictures, no scripts."""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

# No img: a picture from elsewhere tells a third party who reads the page (invariant 10).
TEXT_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
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
    parser = MarkdownIt("commonmark", {"html": False, "linkify": linkifies, "breaks": True}).enable(
        ["linkify", "table", "strikethrough"]
    )
    parser.core.ruler.push("lower_headings", lower_headings)
    return parser


def lower_headings(state: StateCore) -> None:
    """The page's only `<h1>` is its title, and no step of the ladder below it is left out."""
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    steps = {tag: f"h{step}" for step, tag in enumerate(sorted({heading.tag for heading in headings}), start=2)}
    for heading in headings:
        heading.tag = min(steps[heading.tag], "h6")
