"""A statement's Markdown as safe HTML, as the plain text that is hashed and quoted, and where each character stands.

Offsets everywhere are Unicode code points in the *text*: the title, LF, then the rendered plain text (NFC, runs of
white space as one space, blocks separated by LF). What a browser shows is made of exactly these characters, so an
offset names the same place in both.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from events.text.markdown import lower_headings

BLOCK_TAGS = frozenset({"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr"})
INLINE_TAGS = frozenset({"em", "strong", "a", "br"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag (`markup`), or characters of the text that begin at `start`."""

    markup: str = ""
    text: str = ""
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level element of the body: a paragraph, a heading, a whole list."""

    pieces: tuple[Piece, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    text: str
    title: Block
    blocks: tuple[Block, ...]


def build_text(title: str, body: str) -> str:
    """The text of a revision with this title and Markdown body."""
    return lay_out(title, body).text


def hash_text(text: str) -> str:
    """SHA-256, in hex, of the UTF-8 bytes that `/statements/<slug>/revisions/<n>.txt` serves."""
    return hashlib.sha256(text.encode()).hexdigest()


def render_body(body: str) -> SafeString:
    """Sanitised HTML of a Markdown body: no HTML of the author's, no images, headings from `<h2>`."""
    html = nh3.clean(
        _markdown(links=_may_link(body)).render(body),
        tags=set(BLOCK_TAGS | INLINE_TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(html)  # nh3 has just cleaned it


@lru_cache(maxsize=32)
def lay_out(title: str, body: str) -> Layout:
    """The text and where each of its characters stands in the HTML."""
    heading = normalize(title)
    chunks = _collapse(_compose(_Chunks.of(render_body(body))))
    placed = tuple(_place(chunks, offset=len(heading) + 1))
    text = heading + "\n" + _text_of(placed)
    return Layout(text, as_block((Piece(text=heading),)), tuple(_top_level(placed)))


def normalize(line: str) -> str:
    """NFC, runs of white space as one space, none at the ends."""
    return unicodedata.normalize("NFC", " ".join(line.split()))


def block_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of each block of a text; the title is the first."""
    bounds, start = [], 0
    for line in text.split("\n"):
        bounds.append((start, start + len(line)))
        start += len(line) + 1
    return bounds


# --- Markdown ------------------------------------------------------------------------------------------------


def _may_link(body: str) -> bool:
    """Looking for bare addresses takes time quadratic in their number; nobody writes that many."""
    return body.count("://") <= 300


@lru_cache(maxsize=2)
def _markdown(*, links: bool) -> MarkdownIt:
    # Pasted text is full of indented lines, dashes under lines and "word.Next": no code, no underlined headings,
    # and only what bears a scheme or an @ becomes a link.
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": links})
    markdown.enable("linkify").disable(["code", "fence", "backticks", "lheading"])
    assert markdown.linkify
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    markdown.core.ruler.push("lower_headings", lower_headings)
    return markdown


# --- From HTML to pieces ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Chunk:
    """A tag as it stood in the HTML, or the characters between two tags."""

    markup: str = ""
    data: str = ""
    ends_block: bool = False
    depth: int = 0  # after this chunk


@dataclass
class _Chunks(HTMLParser):
    chunks: list[_Chunk] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, html: str) -> list[_Chunk]:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.chunks

    def handle_starttag(self, tag: str, attrs: Sequence[object]) -> None:
        if tag not in ("br", "hr"):
            self.depth += 1
        self._add(tag, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        self._add(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.chunks.append(_Chunk(data=unicodedata.normalize("NFC", data), depth=self.depth))

    def _add(self, tag: str, markup: str) -> None:
        self.chunks.append(_Chunk(markup=markup, ends_block=tag in BLOCK_TAGS, depth=self.depth))
        if tag == "br":
            self.chunks.append(_Chunk(data=" ", depth=self.depth))


def _compose(chunks: list[_Chunk]) -> list[_Chunk]:
    """Moves combining marks that follow a tag to the character they belong to, so that the whole is NFC."""
    previous: _Chunk | None = None
    for chunk in chunks:
        if chunk.ends_block:
            previous = None
        if not chunk.data:
            continue
        while previous and chunk.data and not unicodedata.is_normalized("NFC", previous.data + chunk.data):
            previous.data = unicodedata.normalize("NFC", previous.data + chunk.data[0])
            chunk.data = chunk.data[1:]
        previous = chunk if chunk.data else previous
    return chunks


def _collapse(chunks: list[_Chunk]) -> list[_Chunk]:
    """Runs of white space as one space, also across tags, none where a block begins or ends."""
    in_block: list[_Chunk] = []
    for chunk in chunks:
        if chunk.ends_block:
            _strip_end(in_block)
            in_block = []
        elif chunk.data:
            after_space = not in_block or in_block[-1].data.endswith(" ")
            chunk.data = re.sub(r"\s+", " ", chunk.data)
            chunk.data = chunk.data.removeprefix(" ") if after_space else chunk.data
            in_block += [chunk] if chunk.data else []
    return chunks


def _strip_end(chunks: list[_Chunk]) -> None:
    while chunks and not (stripped := chunks[-1].data.rstrip()):
        chunks.pop().data = stripped
    if chunks:
        chunks[-1].data = chunks[-1].data.rstrip()


def _place(chunks: Iterable[_Chunk], *, offset: int) -> Iterator[Piece | None]:
    """Pieces in order; None stands where a top-level element ends."""
    in_block, is_first = False, True
    for chunk in chunks:
        if chunk.markup:
            yield Piece(markup=chunk.markup)
            in_block = in_block and not chunk.ends_block
            if chunk.ends_block and not chunk.depth:
                yield None
        elif chunk.data:
            offset += not in_block and not is_first  # the LF between two blocks
            yield Piece(text=chunk.data, start=offset)
            offset += len(chunk.data)
            in_block, is_first = True, False


def _text_of(pieces: Iterable[Piece | None]) -> str:
    parts: list[str] = []
    end: int | None = None
    for piece in pieces:
        if piece and piece.text:
            parts.append("\n" if end is not None and piece.start > end else "")
            parts.append(piece.text)
            end = piece.end
    return "".join(parts)


def _top_level(pieces: Iterable[Piece | None]) -> Iterator[Block]:
    gathered: list[Piece] = []
    for piece in pieces:
        if piece is not None:
            gathered.append(piece)
            continue
        block = as_block(tuple(gathered))
        if block.end or "<hr>" in (piece.markup for piece in gathered):
            yield block
        gathered = []


def as_block(pieces: tuple[Piece, ...]) -> Block:
    worded = [piece for piece in pieces if piece.text]
    return Block(pieces, worded[0].start, worded[-1].end) if worded else Block(pieces, 0, 0)
