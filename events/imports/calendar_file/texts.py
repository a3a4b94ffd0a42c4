"""Texts of a calendar as ours: one line, or Markdown that shows exactly what the file says."""

import re
from html.parser import HTMLParser

import nh3
from icalendar.parser import unescape_backslash

from events.imports.plain_markdown import write_paragraph

_TAG = re.compile(r"<(?:p|br|b|i|u|a|ul|ol|li|div|span|strong|em|html|body|h[1-6])\b[^<>]{0,500}>", re.I)
_KEPT_TAGS = {"p", "br", "div", "ul", "ol", "li", "a", "h1", "h2", "h3", "h4", "h5", "h6", "tr"}
_LINKS = {"a": {"href"}}


def plain(value: str) -> str:
    """A TEXT value without its escapes, with LF."""
    return unescape_backslash(value).replace("\r\n", "\n").replace("\r", "\n")


def one_line(value: str) -> str:
    return " ".join(plain(value).split())


def as_markdown(text: str) -> str:
    """A description: simple HTML, as Google writes it, or plain text. A paragraph for each."""
    if _TAG.search(text):
        text = _text_of_html(text)
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    lines = ([" ".join(line.split()) for line in paragraph.split("\n")] for paragraph in paragraphs)
    return "\n\n".join(write_paragraph([line for line in some if line]) for some in lines if any(some))


class _Lines(HTMLParser):
    """Of what nh3 has left: well-formed, and nothing but a few tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._link, self._link_begins = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link, self._link_begins = dict(attrs).get("href") or "", len(self.parts)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("div", "tr"):
            self.parts.append("\n")
        else:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            said = "".join(self.parts[self._link_begins :])
            if self._link and self._link not in said:
                self.parts.append(f" ({self._link})")
            self._link = ""
        elif tag in ("div", "tr"):
            self.parts.append("\n")
        elif tag != "li":
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"[ \t]+", " ", data))


def _text_of_html(text: str) -> str:
    cleaned = nh3.clean(
        text,
        tags=_KEPT_TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=_LINKS,
        url_schemes={"http", "https"},
        link_rel=None,
    )
    lines = _Lines()
    lines.feed(cleaned)
    lines.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(lines.parts))
