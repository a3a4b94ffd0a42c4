"""A pasted text or a Markdown file becomes a statement: title, date, body, language, and a report line by line.

What came along from a web page (buttons, navigation, bylines, captions of pictures) is left out, and the report says
what was left out and why, so that the editor can put back what was taken for furniture by mistake.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.imports.language_guess import guess_language
from events.imports.page_furniture import (
    begins_related,
    dated_kind,
    is_breadcrumbs,
    is_byline,
    is_caption,
    is_kicker,
    is_sentence,
    says_caption,
    why_furniture,
)
from events.imports.pasted_text import decode_text
from events.imports.plain_markdown import LONG_LINE, is_heading, is_prose, write_heading, write_paragraph
from events.text.rendering import normalize
from events.written_dates import read_date_line

TITLE_LENGTH = 300


class Verdict(StrEnum):
    TITLE = "title"
    DATE = "date"
    HEADING = "heading"
    TEXT = "text"
    DROPPED = "dropped"


@dataclass(slots=True)
class Line:
    """One line of the source (`number` from 1) and what became of it."""

    number: int
    text: str
    verdict: Verdict = Verdict.TEXT
    reason: Promise | str = ""

    def drop(self, reason: Promise | str) -> None:
        self.verdict, self.reason = Verdict.DROPPED, reason


@dataclass(slots=True)
class ImportedStatement:
    """`title` is empty and `dated_on` None where the source does not show one."""

    title: str = ""
    dated_on: date | None = None
    body: str = ""
    language: str = "en"
    lines: list[Line] = field(default_factory=list)

    @property
    def paragraph_count(self) -> int:
        return self.body.count("\n\n") + 1 if self.body else 0

    @property
    def dropped(self) -> list[Line]:
        return [line for line in self.lines if line.verdict is Verdict.DROPPED]


def read_statement(source: bytes | str, *, name: str = "") -> ImportedStatement:
    """Reads UTF-8 bytes or a text of at most MAX_BYTES; `name` is the file's, if there is one.

    Raises UnreadableText, naming the field `source`.
    """
    text = decode_text(source)
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1) if line]
    is_markdown = name.lower().endswith((".md", ".markdown")) or _looks_like_markdown(text)
    found = ImportedStatement(lines=lines)
    _read_front_matter(found)
    _unwrap_headings(lines)
    _drop_furniture(lines)
    _read_head(found, _paragraphs(lines))
    _read_foot(found)
    _drop_captions(found, _paragraphs(lines))
    found.body = _write_body(_paragraphs(lines), is_markdown=is_markdown)
    found.language = guess_language(found.title + "\n" + found.body)
    return found


# --- Which lines belong together -------------------------------------------------------------------------------


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Groups of lines of text between blank lines, without what has been understood already."""
    groups: list[list[Line]] = []
    last = -1
    for line in lines:
        if not line.text.strip():
            continue
        if line.verdict in (Verdict.TEXT, Verdict.HEADING):
            if line.number != last + 1:
                groups.append([])
            groups[-1].append(line)
            last = line.number
    return groups


def _looks_like_markdown(text: str) -> bool:
    return bool(
        re.search(r"^#{1,6} \S|^---\n(?:\w+:.*\n)+---$|\[[^\]\n]{1,200}\]\(https?://|^\*\*[^*\n]+\*\*", text, re.M)
    )


def _read_front_matter(found: ImportedStatement) -> None:
    lines = found.lines
    if not lines or lines[0].text.strip() != "---":
        return
    end = next((i for i, line in enumerate(lines[1:30], start=1) if line.text.strip() == "---"), 0)
    for line in lines[: end + 1] if end else ():
        key, _colon, value = line.text.partition(":")
        value = value.strip().strip("\"'")
        line.drop(gettext_lazy("about the file"))
        if key.strip().lower() == "title" and value:
            found.title, line.verdict, line.reason = normalize(value), Verdict.TITLE, ""
        elif key.strip().lower() == "date" and (day := read_date_line(value[:10]) or read_date_line(value)):
            found.dated_on, line.verdict, line.reason = day, Verdict.DATE, ""


def _unwrap_headings(lines: Sequence[Line]) -> None:
    """A line underlined with = or - becomes a heading with #."""
    for line, rule in itertools.pairwise(lines):
        is_pair = rule.number == line.number + 1 and line.verdict is rule.verdict is Verdict.TEXT
        if is_pair and line.text.strip() and re.fullmatch(r"={3,}|-{3,}", rule.text.strip()):
            line.text = ("# " if rule.text.strip()[0] == "=" else "## ") + line.text.strip()
            rule.drop(gettext_lazy("the line under a heading"))


def _drop_furniture(lines: Sequence[Line]) -> None:
    for line in lines:
        stripped = normalize(line.text)
        if line.verdict is not Verdict.TEXT:
            continue
        if not stripped:
            line.drop(gettext_lazy("an empty line of spaces"))
        elif reason := why_furniture(stripped):
            line.drop(reason)


# --- Title and date --------------------------------------------------------------------------------------------


def _read_head(found: ImportedStatement, paragraphs: Sequence[list[Line]]) -> None:
    """Title, date and byline: what stands before the first paragraph."""
    head = list(_head_lines(paragraphs))
    for line, with_place in [*((line, False) for line in head), *((line, True) for line in head[1:])]:
        if found.dated_on is None and (day := read_date_line(normalize(line.text), with_place=with_place)):
            found.dated_on, line.verdict = day, Verdict.DATE
    for line in head[1:]:
        if found.dated_on is None and (day := dated_kind(normalize(line.text))):
            found.dated_on, line.verdict = day, Verdict.DATE
    for line in head:
        if line.verdict is Verdict.TEXT and (reason := _why_not_head(normalize(line.text))):
            line.drop(reason)
    _read_title(found, [line for line in head if line.verdict is Verdict.TEXT])


def _why_not_head(text: str) -> Promise | str:
    if read_date_line(text):
        return gettext_lazy("a second date")
    if is_byline(text):
        return gettext_lazy("the writer’s name")
    return gettext_lazy("a picture’s caption") if says_caption(text) else ""


def _head_lines(paragraphs: Sequence[list[Line]]) -> Iterator[Line]:
    for paragraph in paragraphs:
        for index, line in enumerate(paragraph):
            following = paragraph[index + 1].text if index + 1 < len(paragraph) else ""
            text = normalize(line.text)
            # A paragraph: long, or wrapped by hand into lines of which the next goes on in the middle.
            is_heading = line.text.startswith("# ")
            if (
                (len(text) > LONG_LINE and not is_heading)
                or following[:1].islower()
                or (is_sentence(text) and len(text) > 80)
            ):
                return
            yield line


def _read_title(found: ImportedStatement, candidates: list[Line]) -> None:
    while len(candidates) > 1 and (reason := _why_not_title(normalize(candidates[0].text))):
        candidates.pop(0).drop(reason)
    marked = next((line for line in candidates if line.text.startswith("# ")), None)
    chosen = marked or (candidates[0] if candidates else None)
    if found.title or chosen is None:
        title = found.title
    else:
        title = normalize(chosen.text.lstrip("#*").rstrip("#*"))
        chosen.verdict = Verdict.TITLE
    found.title = title[:TITLE_LENGTH]
    for line in candidates:
        text = normalize(line.text.lstrip("# "))
        if line is not chosen and title and (text == title or _is_browser_title(text, title)):
            line.drop(gettext_lazy("repeats the title"))


def _why_not_title(text: str) -> Promise | str:
    if is_kicker(text):
        return gettext_lazy("says what kind of text it is")
    return gettext_lazy("the way through the site") if is_breadcrumbs(text) else ""


def _is_browser_title(text: str, title: str) -> bool:
    """ "Our clinics stay | Clinic Workers United"."""
    return text.startswith(title) and bool(re.match(r"\s+[|·–—-]\s+\S", text[len(title) :]))


def _drop_captions(found: ImportedStatement, paragraphs: Sequence[list[Line]]) -> None:
    related = False
    for index, paragraph in enumerate(paragraphs):
        texts = [normalize(line.text) for line in paragraph]
        related = (related or (index > 0 and begins_related(texts[0]))) and not is_prose(texts)
        for line, text in zip(paragraph, texts, strict=True):
            if related:
                line.drop(gettext_lazy("the page’s list of other texts"))
            elif len(paragraph) == 1 and is_caption(text, dated_on=found.dated_on):
                line.drop(gettext_lazy("a picture’s caption"))


def _read_foot(found: ImportedStatement) -> None:
    """A date or a writer's name alone on one of the last lines."""
    for line in [line for line in found.lines if line.verdict is Verdict.TEXT][-2:]:
        text = normalize(line.text)
        day = read_date_line(text, with_place=True)
        if day and found.dated_on is None:
            found.dated_on, line.verdict = day, Verdict.DATE
        elif is_byline(text):
            line.drop(gettext_lazy("the writer’s name"))


# --- The body --------------------------------------------------------------------------------------------------


def _write_body(paragraphs: Sequence[list[Line]], *, is_markdown: bool) -> str:
    if is_markdown:
        return "\n\n".join("\n".join(line.text.rstrip() for line in paragraph) for paragraph in paragraphs)
    plain = [[normalize(line.text) for line in paragraph] for paragraph in paragraphs]
    written = []
    for index, texts in enumerate(plain):
        following = plain[index + 1] if index + 1 < len(plain) else []
        if is_heading(texts) and following and is_prose(following):
            paragraphs[index][0].verdict = Verdict.HEADING
            written.append(write_heading(texts[0]))
        else:
            written.append(write_paragraph(texts))
    return "\n\n".join(written)
