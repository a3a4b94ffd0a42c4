"""What the text says is still to come: "TBA", "location TBA", "hora por confirmar", "يحدد لاحقاً"."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Phrases, Tokens

_TO_COME = Phrases(
    {
        "tba": (
            "communique ulterieurement|communique plus tard|communique prochainement|communique bientot|communique sous peu|communiques ulterieurement|communiques plus tard|communiques prochainement|communiques bientot|communiques sous peu|communiquee ulterieurement|communiquee plus tard|communiquee prochainement|communiquee bientot|communiquee sous peu|communiquees ulterieurement|communiquees plus tard|communiquees prochainement|communiquees bientot|communiquees sous peu|precise ulterieurement|precise plus tard|precise prochainement|precise bientot|precise sous peu|precises ulterieurement|precises plus tard|precises prochainement|precises bientot|precises sous peu|precisee ulterieurement|precisee plus tard|precisee prochainement|precisee bientot|precisee sous peu|precisees ulterieurement|precisees plus tard|precisees prochainement|precisees bientot|precisees sous peu|annonce ulterieurement|annonce plus tard|annonce prochainement|annonce bientot|annonce sous peu|annonces ulterieurement|annonces plus tard|annonces prochainement|annonces bientot|annonces sous peu|annoncee ulterieurement|annoncee plus tard|annoncee prochainement|annoncee bientot|annoncee sous peu|annoncees ulterieurement|annoncees plus tard|annoncees prochainement|annoncees bientot|annoncees sous peu|tba|tbd|tbc|t.b.a|t.b.d|t.b.c|to be announced|to be confirmed|to be determined|to be decided|to follow|coming soon"
            "|is to be announced|will be announced|will be announced soon|to be announced soon|not yet confirmed|not yet known"
            "|por confirmar|por definir|por anunciar|por determinar|por concretar|a confirmar|a definir|a determinar|a anunciar|pendiente"
            "|pendiente de confirmar|se anunciara|se confirmara|se anunciara pronto|por confirmarse|sin confirmar|se avisara|proximamente"
            "|a preciser|a confirmer|a determiner|a definir|a venir|a annoncer|non confirme|bientot precise|sera precise|seront precises"
            "|sera communique|sera annonce|precise plus tard|communique plus tard|sera precise ulterieurement|ulterieurement"
            "|يحدد لاحقا|تحدد لاحقا|يعلن لاحقا|تعلن لاحقا|سيعلن لاحقا|يعلن عنه لاحقا|يعلن عنها لاحقا|سيعلن عنه لاحقا|سيعلن عنها لاحقا"
            "|سيحدد لاحقا|ستحدد لاحقا|لم يحدد بعد|لم تحدد بعد|يحدد فيما بعد|يحددان لاحقا|سيتم تحديده لاحقا|سيتم تحديدها لاحقا|قيد التاكيد"
            "|سيتم الاعلان عنه لاحقا|سيتم الاعلان عنها لاحقا|لاحقا|يعلن عنهما لاحقا|سيعلن عنهما لاحقا|تحدد فيما بعد|a anunciar em breve|a combinar|em definicao"
        )
    }
)
_TOPICS = Phrases(
    {
        "hour": (
            "time|hour|hours|hora|hour|heure|horaire|horaires|horario|start time|الوقت|الساعه|الموعد|التوقيت|الزمان|وقت|ساعه|موعد|when|cuando|quand|hora exacta"
            "|exact time|متي"
        ),
        "place": (
            "place|location|venue|address|lugar|sitio|ubicacion|lieu|endroit|adresse|meeting point|punto de encuentro|point de rendez-vous"
            "|المكان|مكان|الموقع|العنوان|نقطه التجمع|local|room|salle|sala|where|donde|ou|اين|lloc|القاعه|قاعه|punto"
            "|lieu de rendez-vous|rendez-vous|اماكن|direccion"
        ),
        "day": "date|day|fecha|dia|jour|التاريخ|اليوم|تاريخ|data",
        "all": "details|detalles|details|detalhes|التفاصيل|programme|program|programa|info|more info|mas info",
    }
)
_JOINTS = frozenset(
    {
        "&",
        "and",
        "y",
        "et",
        "e",
        "/",
        "+",
        ",",
        "و",
        ":",
        "is",
        "will",
        "be",
        "exact",
        "the",
        "-",
        "still",
        "of",
        "le",
        "la",
        "el",
        "l",
        "'",
        "مع",
        "sera",
    }
)
_FARTHEST = 7


@dataclass(frozen=True, slots=True)
class PendingSpan:
    """`topics`: of "hour", "place", "day", "all"; none where the text only says "TBA"."""

    start: int
    end: int
    topics: frozenset[str]


def find_pending(tokens: Tokens) -> Iterator[PendingSpan]:
    """All that is said to come, in order, with the words that say what."""
    index = free = 0
    while index < len(tokens):
        found = _TO_COME.longest_at(tokens, index)
        if found is None or _is_within_word(tokens, index, found[1]):
            index += 1
            continue
        first, topics = _topics_before(tokens, index, free)
        last, after = _topics_after(tokens, found[1]) if not topics else (found[1], frozenset())
        last = _said_twice(tokens, last)
        yield PendingSpan(tokens[first].start, tokens[last - 1].end, topics | after)
        index = free = last


def _said_twice(tokens: Tokens, last: int) -> int:
    """The same once more: "à confirmer / TBC", "/ Time TBC"."""
    if tokens.text(last) != "/":
        return last
    for at in range(last + 1, last + 4):
        if found := _TO_COME.longest_at(tokens, at):
            return found[1]
    return last


def _is_within_word(tokens: Tokens, first: int, last: int) -> bool:
    """ "a venir" is to come only at the end of what is said."""
    return (
        tokens.text(first) in ("a", "to", "coming")
        and tokens.text(last).isalpha()
        and tokens.text(last) not in _JOINTS | {"by"}
    )


def _topics_before(tokens: Tokens, index: int, free: int) -> tuple[int, frozenset[str]]:
    """Walks back over "time & place", "hora y lugar", "الوقت والمكان"."""
    first, at, topics = index, index - 1, set()
    while at >= max(free, index - _FARTHEST):
        found = _topic_ending(tokens, at)
        if found:
            topics.add(found[0])
            first = at = found[1]
        elif tokens.text(at) not in _JOINTS:
            break
        at -= 1
    return first, frozenset(topics)


def _topic_ending(tokens: Tokens, at: int) -> tuple[str, int] | None:
    for length in (3, 2, 1):
        start = at - length + 1
        found = _TOPICS.longest_at(tokens, start) if start >= 0 else None
        if found and found[1] == at + 1:
            return found[0], start
    word = tokens.text(at)
    if word.startswith("و") and (topic := _TOPICS.meaning(word[1:])):
        return topic, at
    return None


def _topics_after(tokens: Tokens, index: int) -> tuple[int, frozenset[str]]:
    """ "TBA (time and place)", "TBD location"."""
    at = index + (tokens.text(index) in ("(", ":"))
    found = _TOPICS.longest_at(tokens, at)
    if found is None or found[0] == "all":
        return index, frozenset()
    last = found[1] + (tokens.text(found[1]) == ")" and at > index)
    return last, frozenset({found[0]})
