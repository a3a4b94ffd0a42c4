"""Addresses: streets with a house's number, and lines as they stand on letters."""

import re
from collections.abc import Iterable

from events.gazetteer.regions import is_known_region
from events.imports.action_list.lines import Line
from events.imports.action_list.venues import has_venue_word
from events.imports.action_list.words import either, words

STREETS_AFTER_NAME = words("streets", "after_name")
STREETS_AFTER_NUMBER = words("streets", "after_number")
_BEFORE_NUMBER = words("streets", "before_number")
# What may bear a date as its name, too: "Plaza 25 de Mayo", "rue du 8 mai", "شارع 6 أكتوبر".
STREETS = STREETS_AFTER_NUMBER | _BEFORE_NUMBER | words("places", "dated")

_WORD = r"[^\W\d_][\w.'-]{0,30}"
_UNIT = (
    rf"(?:,?\s(?:{either(words('streets', 'units', '#'))})(?!\w)\s?#?\w{{0,6}})?"
    r"(?:,\s\d{1,2}\.?\s?[oa]\b(?:\s[a-z]\b)?)?"
)
_LETTERED = r"(?:[a-z]\d[a-z]\s?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})"
_POSTAL = rf"(?:\d{{4,5}}(?:-\d{{3,4}})?|{_LETTERED})"
_DATED = r"(?:\d{1,2}(?:er)?[\s-](?:de\s|d')?[^\W\d_]{3,12}(?:[\s-]\d{4})?)"
_PART = rf"(?:\d{{1,2}}\sde\s{_WORD}|\d{{1,3}}|{_WORD})"
_ADDRESSES = (
    # 112 Market St, 40 Quay Rd., 9B Old Mill Lane, Suite 4
    rf"(?<![\w.:/$£€-])(?:unit\s\d{{1,3}},\s)?\d{{1,5}}(?:-\d{{1,5}})?[a-z]?\s(?:{_WORD}\s){{1,4}}?"
    rf"(?:{either(STREETS_AFTER_NAME)})\b\.?(?:\s(?:n|s|e|w|north|south|east|west|ne|nw|se|sw)\b\.?)?{_UNIT}",
    # 12 bis, rue des Tanneurs; 14, rue du 8-Mai
    r"(?<![\w.:/$£€-])\d{1,4}(?:-\d{1,4})?(?:\s?(?:bis|ter|[a-c])\b)?,?\s"
    rf"(?:{either(STREETS_AFTER_NUMBER)})\s(?:du\s{_DATED}|\d{{1,3}}\b|{_WORD}(?:\s{_WORD}){{0,4}})",
    # Calle del Río, 14; Av. 13 de Septiembre 900; C/ Faro, 7, bajo; Calle 45 n.º 19-30
    rf"(?<!\w)(?:{either(_BEFORE_NUMBER)})(?!\w)\s?(?:{_PART}\s){{0,5}}?{_PART},?\s"
    rf"(?:(?:{either(words('streets', 'number', '#'))})\s?)?"
    rf"\d{{1,5}}(?:-\d{{1,4}})?[a-z]?\b(?!\s?(?:h|hs|horas|de|pm|am)\b|[:.]\d){_UNIT}",
    # Mühlgasse 7
    rf"(?<![\w-])[^\W\d_]{{3,20}}(?:{either(words('streets', 'suffixes'))})\s\d{{1,4}}[a-z]?\b"
    r"(?!\s?(?:h|uhr)\b|[:.]\d)",
    # شارع النهر 14, شارع ٢٢ تشرين، بناية ١٨
    rf"(?:\d{{1,4}}\s?,?\s)?\b(?:{either(words('streets', 'alone'))})\s(?:\d{{1,2}}\s)?[^\W\d_]{{1,20}}"
    rf"(?:\s[^\W\d_]{{1,20}}){{0,3}}(?:,?\s(?:{either(words('streets', 'house'))})\s\d{{1,4}}|\s\d{{1,4}})?",
)
_ADDRESS = re.compile("|".join(f"(?:{pattern})" for pattern in _ADDRESSES))
# What every address has: a number, or such a street.
_ADDRESSED = re.compile(rf"\d|{either(words('streets', 'alone'))}")
_TOWN = rf"{_WORD}(?:,? +{_WORD}){{0,4}}"
_CODED = re.compile(
    rf"\d{{4,5}},? {_TOWN}|{_TOWN}(?:,? +\(?[^\W\d_]{{2,12}}\)?)?,? +{_LETTERED}"
    rf"|{_TOWN},? [a-z]{{2}} \d{{5}}(?:-\d{{4}})?"
)
_BOX = re.compile(rf"(?:{either(words('streets', 'boxes'))})\s?\d{{1,6}}")
_RURAL = re.compile(rf"\d{{1,5}},? (?:{either(words('streets', 'rural'))})\b.{{0,30}}")


def find_addresses(line: Line, start: int, end: int, *, taken: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Streets with a house's number, outside of the stretches that are taken."""
    found: list[tuple[int, int]] = []
    text = line.text
    if not _ADDRESSED.search(text, start, end):
        return found
    for taken_start, taken_end in taken:
        text = f"{text[:taken_start]}{'¬' * (taken_end - taken_start)}{text[taken_end:]}"
    for match in _ADDRESS.finditer(text, start, end):
        first, last = match.start(), match.end()
        while last > first and line.text[last - 1] in " ,":
            last -= 1
        found.append((first, last))
    return found


def is_postal(line: Line, start: int, end: int) -> bool:
    """ "35000 Rennes", "Carrow Falls, NB E1C 4Z5": a town with its code and nothing else."""
    text = line.text[start:end]
    if not _CODED.fullmatch(text) or (has_venue_word(line, start, end) and not re.match(r"\d{5} ", text)):
        return False
    return all(line.is_capital(start + match.start()) for match in re.finditer(r"(?<![\w'-])[^\W\d_]{4,}", text))


def is_postal_tail(line: Line, start: int, end: int) -> bool:
    """A line that begins as an address and ends with its town, or is a town with its code."""
    text = line.text[start:end]
    if is_postal(line, start, end) or _BOX.fullmatch(text):
        return True
    addresses = find_addresses(line, start, end)
    if not addresses or addresses[0][0] != start:
        return bool(_RURAL.fullmatch(text))
    rest = line.text[addresses[0][1] : end].strip(" ,.-")
    return not rest or (
        len(rest) < 50 and all(_is_postal_part(line, addresses[0][1], part) for part in rest.split(","))
    )


def _is_postal_part(line: Line, after: int, part: str) -> bool:
    """A town, a region, a code, or a number of the house."""
    at = line.text.index(part, after)
    words = [word for word in re.split(r"\s+", part.strip()) if word]
    is_code = any(character.isdecimal() for character in part)
    return 0 < len(words) <= 5 and (
        is_code or all(line.is_capital(at + part.index(word)) or len(word) <= 3 for word in words)
    )


def find_town_in_postal(line: Line, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The town and the region at the end of an address: "…, Carrow Falls, NB E1A 1B1", "44999 Vernes-sur-Aune"."""
    text = line.text
    match = re.search(
        rf"(?:,\s|^)\s*({_WORD}(?: {_WORD}){{0,3}}?),?\s+\(?([a-z]{{2,3}}|[^\W\d_]{{4,}})\)?(?:\s+{_POSTAL})?$",
        text[start:end],
    )
    if match and _is_region(line, start + match.start(2), start + match.end(2), match[0].rstrip()[-1]):
        return _capital(line, start + match.start(1), start + match.end(1)), (
            start + match.start(2),
            start + match.end(2),
        )
    match = re.search(rf"(?:,\s|^)(?:{_POSTAL}\s)?({_WORD}(?: {_WORD}){{0,3}})$", text[start:end])
    if match and match.start(1) > 0:
        return _capital(line, start + match.start(1), start + match.end(1)), None
    return None, None


def _capital(line: Line, start: int, end: int) -> tuple[int, int] | None:
    first = re.match(r"[^\W\d_]+", line.text[start:end])
    return (start, end) if first and first[0] not in STREETS_AFTER_NAME and line.is_capital(start) else None


def _is_region(line: Line, start: int, end: int, last: str) -> bool:
    written = line.exact(start, end)
    return written.isupper() or is_known_region(written) or line.text[start - 1] == "("
