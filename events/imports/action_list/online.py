"""Links and addresses of a line, and whether one can take part from elsewhere."""

import re
from collections.abc import Iterator

from events.imports.action_list.lines import Line
from events.imports.action_list.tokens import Phrases, Tokens

Stretch = tuple[int, int]

_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"|¦;]{1,500}|(?<![\w@.])(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,12}/[^\s<>\"|¦;]{1,400}"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_PHONE = re.compile(
    r"(?:(?:tel|tfno|telefono|telephone|phone|tlf|whatsapp|هاتف|تلفون|واتساب|call|sms|text)\b\.?\s?:?\s*)?"
    r"(?<![\w/:.])(?:\+\s?\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?(?:\d{2,4}[ .-]){1,5}\d{2,4}(?![\w/:]|\.\d)"
)
_LABELLED_PHONE = re.compile(
    r"\b(?:tel|tfno|telefono|telephone|phone|tlf|هاتف|تلفون)\b\.?\s?:?\s*[+\d][\d ()./-]{4,20}\d"
)
_CALLS = re.compile(r"\+\s?\d[\d ().-]{5,18}\d")
_DATE = re.compile(r"(?<![\d.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([.-])\d{1,2}\1\d{2,4})(?![.-]?\d)")
_PRICE = re.compile(
    r"[$€£]\s?\d+(?:[.,]\d{1,2})?|\b\d+(?:[.,]\d{1,2})?\s?(?:[$€£]|euros?\b|eur\b|usd\b|dh\b|mad\b|pesos\b|dollars?\b|دينار|درهم|ليره|جنيه|ريال)"
)
_ONLINE = Phrases(
    {
        "online": (
            "online|on-line|virtual|virtually|zoom|via zoom|on zoom|zoom link|livestream|live stream|live-stream|livestreamed|webinar|en linea|en ligne|por internet|por zoom|par zoom|sur zoom|visio|en visio|visioconference"
            "|en visioconference|par visio|virtuel|virtuelle|telematica|telematico|videoconferencia|por videoconferencia|jitsi|teams|google meet|streaming|en streaming|en direct sur|webinaire|webinario|عبر الانترنت|عبر الإنترنت|عبر زوم|علي زوم|علي زووم|عبر زووم|زووم|زوم"
            "|اونلاين|اون لاين|افتراضي|افتراضيه|عن بعد|عبر تطبيق زوم|عبر منصه زوم|علي الانترنت|a distance|a distancia|remoto|remota|pela internet|pelo zoom|عبر البث المباشر|distanciel|en distanciel|via jitsi|by video|video call|remote"
        ),
        "both": (
            "and on zoom|and live at|and live on|and streamed|hybrid|hybride|hibrido|hibrida|in person and online|in-person and online|online and in person|online and in-person|in person & online|in person or online|in-person & online|in person + online|in-person + online"
            "|presencial y online|presencial y en linea|presencial y virtual|presencial y por zoom|online y presencial|presencial e online|presencial e virtual|en presentiel et en ligne|presentiel et en ligne|presentiel et distanciel|en presentiel et en visio|sur place et en ligne"
            "|presentiel et visio|presentiel + visio|also online|also on zoom|also livestreamed|and online|and on zoom|and zoom|& online|& zoom|+ online|+ zoom|or online|or on zoom|or zoom|y online|y por zoom|y en linea|et en ligne|et en visio|et sur zoom|tambien online|tambien por zoom|tambien en linea"
            "|aussi en ligne|egalement en ligne|وعبر الانترنت|وعبر زوم|وعبر زووم|حضوريا وعبر زووم|حضوري وعبر زووم|وعن بعد|ايضا عبر زوم|حضوري وعن بعد|حضوريا وعن بعد|حضوريا وعبر الانترنت|حضوري وعبر الانترنت|حضوريا وعبر زوم|حضوري وعبر زوم|هجين|مدمج|e online|tambem online|livestream too|with livestream|with a livestream|streamed live"
        ),
    }
)


def find_links(line: Line) -> list[Stretch]:
    return [_trimmed(line.text, match.start(), match.end()) for match in _URL.finditer(line.text, line.start, line.end)]


def find_emails(line: Line) -> list[Stretch]:
    return [match.span() for match in _EMAIL.finditer(line.text, line.start, line.end)]


def find_numbers(line: Line) -> list[Stretch]:
    """Telephones and prices: digits that are no hours."""
    found = []
    for pattern in (_LABELLED_PHONE, _CALLS, _PHONE, _PRICE):
        for match in pattern.finditer(line.text, line.start, line.end):
            digits = sum(character.isdigit() for character in match[0])
            if pattern is _PRICE or (7 <= digits <= 15 and not _DATE.search(match[0])):
                found.append(match.span())
    return found


def find_attendance(tokens: Tokens) -> Iterator[tuple[str, int, int]]:
    """ "online" or "both", with where it is said."""
    index = 0
    while index < len(tokens):
        found = _ONLINE.longest_at(tokens, index)
        if found is None:
            index += 1
            continue
        yield found[0], tokens[index].start, tokens[found[1] - 1].end
        index = found[1]


def _trimmed(text: str, start: int, end: int) -> Stretch:
    """Without the punctuation of the sentence that it stands in."""
    while end > start and (text[end - 1] in ".,;:!?'*_" or (text[end - 1] == ")" and "(" not in text[start:end])):
        end -= 1
    return start, end
