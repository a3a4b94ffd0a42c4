"""Clauses with an hour or a day that are not the action's: "RSVP by March 10", "Doors 6:30pm", "rain date: March 20"."""

import re
from collections.abc import Sequence

from events.imports.action_list.access import find_access
from events.imports.action_list.tokens import Phrases, Tokens

Stretch = tuple[int, int]

_ASIDES = Phrases(
    {
        "sentence": (
            "afterwards|after that|afterward|later|followed by|despues|luego|a continuacion|ensuite|puis|depois|em seguida|بعدها|ثم|يليها|rsvp|register|registration|registrations|sign up|sign-up|tickets|ticket|deadline|rain date|raindate|rain plan|in case of rain|if it rains|rain or shine|call 5|phone|text 5"
            "|donation|donations|suggested donation|entry|admission|ages|age|aged|bus|buses|shuttle|carpool|carpools|parking|posted|snow date|drop in|drop-in|bring|please bring|masks|doors close"
            "|inscripcion|inscripciones|reserva|reservas|plazo|aforo|entrada|entrada libre|en caso de lluvia|si llueve|aparcamiento|autobus|autobuses|traer|traigan|trae|traed|edad|edades|telefono|llamar|donativo|apuntarse"
            "|inscription|inscriptions|reservation|reservations|date limite|entree|entree libre|prix libre|participation|tarif|repli|en cas de pluie|s'il pleut|navette|bus au depart|parking|apportez|apporter|covoiturage|renseignements"
            "|التسجيل|التسجيل قبل|الدخول|للحجز|في حال المطر|في حال هطول|في حاله المطر|اخر موعد|احضروا|هاتف|موقف|الحافلات|حافلات|inscricoes|inscricao|entrada franca|em caso de chuva|tragam|traga|levem|estacionamento"
        ),
        "colon": "updated|update|last updated|actualizado|edit",
        "contact": "info|infos|information|informacion|informaciones|contact|contacto|questions|tel|telefono|telephone|phone|معلومات|للتواصل|للاستفسار|هاتف|tlf",
        "clause": "doors|doors open|door|doors at|puertas|apertura de puertas|apertura|ouverture des portes|portes|accueil des|فتح الابواب|تفتح الابواب|abertura das portas|set-up|setup|load-in|montaje",
    }
)
_ENDS = {
    "colon": re.compile(r"[|\t;¦•—:]|[.!?](?=\s)|$"),
    "contact": re.compile(r"[|\t;¦•—]|[.!?](?=\s[^\W\d_])|$"),
    "sentence": re.compile(r"[|\t;¦•—]|\s-\s|[.!?](?=\s)|$"),
    "clause": re.compile(r"[|\t;¦•—,()]|\s-\s|[.!?](?=\s)|$"),
}
_OPENERS = frozenset([".", ";", "|", "—", "¦", "•", "(", ",", "-", "!", "?", "\t", "["])


def find_asides(tokens: Tokens, end: int, emails: Sequence[Stretch] = ()) -> list[Stretch]:
    """Stretches that begin a clause with such words, to its end; with what makes it accessible and from when, too."""
    found: list[Stretch] = []
    for index in range(len(tokens)):
        if tokens[index].start < (found[-1][1] if found else 0) or not _begins_clause(tokens, index):
            continue
        aside = _ASIDES.longest_at(tokens, index)
        stretch = (tokens[index].start, _end_of(tokens, index, aside[0], end)) if aside else None
        if stretch and not (aside and aside[0] == "contact" and "¬" in _seen(tokens, *stretch)):
            found.append(stretch)
    return found or _for_booking(tokens, end, emails) or _access_from(tokens, end)


def _seen(tokens: Tokens, start: int, end: int) -> str:
    return "".join(tokens[index].text for index in range(len(tokens)) if start <= tokens[index].start < end)


def _for_booking(tokens: Tokens, end: int, emails: Sequence[Stretch]) -> list[Stretch]:
    """A clause with an address for bookings, which is not the host's."""
    text = tokens.line.text
    for start, _end in emails:
        cut = [match.end() for match in re.finditer(r"[.;|(•¦](?=\s|\S)", text[tokens.line.start : start])]
        first = tokens.line.start + (cut[-1] if cut else 0)
        if _BOOKING.search(text, first, start):
            closing = re.search(r"[)|;]|\.\s", text[start:end])
            return [(first, start + closing.start() if closing else end)]
    return []


_BOOKING = re.compile(
    r"\b(?:childcare|reserv\w*|book\w*|tickets?|inscri\w+|regist\w+|rsvp|garderie|guarderia)\b|حجز|التسجيل|حضانه"
)


def _begins_clause(tokens: Tokens, index: int) -> bool:
    return index == 0 or tokens.text(index - 1) in _OPENERS


def _end_of(tokens: Tokens, index: int, extent: str, end: int) -> int:
    text, start = tokens.line.text, tokens[index].start
    if tokens.text(index - 1) in ("(", "["):
        closing = text.find(")" if tokens.text(index - 1) == "(" else "]", start, end)
        return closing if closing > 0 else end
    match = _ENDS[extent].search(text, start, end)
    return match.start() if match and match[0] else end


def _access_from(tokens: Tokens, end: int) -> list[Stretch]:
    """ "Quiet room and childcare available from 5:30 pm"."""
    found = find_access(tokens)
    if not found or len(tokens) == 0 or found[0].start != tokens[0].start:
        return []
    text = tokens.line.text
    return (
        [(found[0].start, end)]
        if re.search(r"\b(?:from|desde|a partir|des|de \d|من)\b", text[found[-1].end : end])
        else []
    )
