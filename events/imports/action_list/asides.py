"""Clauses with an hour or a day that are not the action's: "RSVP by March 10", "Doors 6:30pm", "rain date: March 20"."""

import re

from events.imports.action_list.access import find_access
from events.imports.action_list.tokens import Phrases, Tokens

Stretch = tuple[int, int]

_ASIDES = Phrases(
    {
        "sentence": (
            "rsvp|register|registration|registrations|sign up|sign-up|tickets|ticket|deadline|rain date|raindate|rain plan|in case of rain|if it rains|rain or shine|call 5|phone|tel|tel.|telephone|text 5"
            "|donation|donations|suggested donation|entry|admission|ages|age|aged|bus|buses|shuttle|carpool|carpools|parking|updated|update|last updated|posted|snow date|drop in|drop-in|bring|please bring|masks|doors close"
            "|inscripcion|inscripciones|reserva|reservas|plazo|aforo|entrada|entrada libre|en caso de lluvia|si llueve|aparcamiento|autobus|autobuses|actualizado|traer|traigan|trae|traed|edad|edades|telefono|llamar|donativo|apuntarse"
            "|inscription|inscriptions|reservation|reservations|date limite|entree|entree libre|prix libre|participation|tarif|repli|en cas de pluie|s'il pleut|navette|bus au depart|parking|apportez|apporter|mis a jour|covoiturage|renseignements"
            "|التسجيل|التسجيل قبل|الدخول|للحجز|في حال المطر|في حال هطول|في حاله المطر|اخر موعد|احضروا|هاتف|موقف|الحافلات|حافلات|تحديث|inscricoes|inscricao|entrada franca|em caso de chuva|tragam|traga|levem|estacionamento|atualizado"
        ),
        "clause": "doors|doors open|door|doors at|puertas|apertura de puertas|apertura|ouverture des portes|portes|accueil des|فتح الابواب|تفتح الابواب|abertura das portas|set-up|setup|load-in|montaje",
    }
)
_ENDS = {
    "sentence": re.compile(r"[|\t;¦•—]|\s-\s|[.!?](?=\s)|$"),
    "clause": re.compile(r"[|\t;¦•—,()]|\s-\s|[.!?](?=\s)|$"),
}
_OPENERS = frozenset([".", ";", "|", "—", "¦", "•", "(", ",", "-", "!", "?", "\t", "["])


def find_asides(tokens: Tokens, end: int) -> list[Stretch]:
    """Stretches that begin a clause with such words, to its end; with what makes it accessible and from when, too."""
    found: list[Stretch] = []
    for index in range(len(tokens)):
        if tokens[index].start < (found[-1][1] if found else 0) or not _begins_clause(tokens, index):
            continue
        aside = _ASIDES.longest_at(tokens, index)
        if aside:
            found.append((tokens[index].start, _end_of(tokens, index, aside[0], end)))
    return found or _access_from(tokens, end)


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
    return [(found[0].start, end)] if re.search(r"\b(?:from|desde|a partir|des|من)\b", text[found[-1].end : end]) else []
