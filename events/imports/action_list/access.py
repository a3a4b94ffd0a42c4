"""What a line affirms of accessibility, by the keys of `events.accessibility.QUESTIONS`."""

from dataclasses import dataclass

from events.imports.action_list.tokens import Phrases, Tokens

_AFFIRMED = Phrases(
    {
        "step-free": (
            "step-free entrance|step-free route|step free route|wheelchair friendly route|level entrance|مدخل للكراسي المتحركه|ومدخل للكراسي المتحركه|wheelchair accessible|wheelchair-accessible|wheelchair access|wheelchair friendly|accessible by wheelchair|step-free|step free|stepfree|step-free access"
            "|ramp|level access|no steps|accessible venue|fully accessible|accessible entrance|accessible|lift access|♿|accesible|accesible en silla de ruedas"
            "|accesible para sillas de ruedas|acceso en silla de ruedas|acceso para sillas de ruedas|acceso para silla de ruedas|silla de ruedas|sillas de ruedas|rampa|sin escalones|sin escaleras"
            "|sin barreras|accesible sin escalones|accessible aux fauteuils roulants|accessible en fauteuil roulant|accessible fauteuil|accessible en fauteuil|fauteuil roulant|fauteuils roulants"
            "|acces fauteuil|acces fauteuil roulant|accessible aux pmr|accessible pmr|acces pmr|pmr|plain-pied|de plain-pied|plain pied|sans marche|sans marches|rampe|salle accessible|lieu accessible"
            "|للكراسي المتحركه|الكراسي المتحركه|لكراسي متحركه|كراسي متحركه|بدون درج|بلا درج|بدون ادراج|مدخل بلا درج|مدخل بدون درج|بلا عتبات|منحدر|للكرسي المتحرك|بالكرسي المتحرك|acessivel|acessivel a cadeira de rodas"
            "|acessivel a cadeiras de rodas|acessivel para cadeiras de rodas|cadeira de rodas|cadeiras de rodas"
        ),
        "sign-language": (
            "asl|bsl|isl|lse|lsf|lsq|lsm|lsa|lis|libras|lgp|sign language|sign-language|asl interpretation|bsl interpretation|asl interpreter|bsl interpreter|asl interpreted|bsl interpreted"
            "|asl provided|sign language interpretation|sign language interpreter|sign-language interpretation|sign-language interpreter|signed|lengua de signos|lengua de senas|lenguaje de signos"
            "|interprete de lse|interpretacion en lengua de signos|interpretacion en lse|interpretacion en lengua de senas|interprete de lengua de senas|interprete de lengua de signos"
            "|langue des signes|interpretation lsf|interprete lsf|interprete en langue des signes|interpretation en langue des signes|traduction lsf|interprete lsq|interpretation lsq|لغه الاشاره|بلغه الاشاره|لغه اشاره"
            "|ترجمه بلغه الاشاره|ترجمه الي لغه الاشاره|ترجمه لغه الاشاره|مترجم لغه اشاره|مترجم لغه الاشاره|lingua de sinais|lingua gestual|interprete de libras"
        ),
        "captions": (
            "captions|captioned|captioning|live captions|live captioning|cart|closed captions|subtitulos|subtitulado|subtitulada|subtitulado en directo|subtitulos en directo|sous-titres|sous-titre|sous-titree|sous-titrage"
            "|sous titres|sous-titrage en direct|ترجمه نصيه|ترجمه مكتوبه|نص مكتوب|كتابه فوريه|legendas|legendado|subtitled|subtitles"
        ),
        "children": (
            "service de garde|service de garde offert|halte-garderie|childcare|child care|child-care|childcare provided|childcare available|free childcare|creche|guarderia|ludoteca|cuidado infantil|espacio infantil"
            "|servicio de guarderia|cuidado de ninos|cuidado de menores|atencion infantil|garderie|garde d'enfants|garde des enfants|garderie sur place|garde d'enfants sur place|رعايه اطفال|رعايه الاطفال|رعايه للاطفال|حضانه"
            "|حضانه اطفال|ciranda"
        ),
        "quiet-space": (
            "quiet tent|quiet space|quiet room|quiet area|quiet corner|low-sensory space|sensory room|espacio tranquilo|sala tranquila|zona tranquila|espacio de calma|sala de calma|rincon tranquilo|espace calme|salle calme|coin calme|espace de calme|espace tranquille"
            "|مكان هادئ|غرفه هادئه|ركن هادئ|مساحه هادئه|مكان هادي|ركن هادي|espaco tranquilo|sala tranquila"
        ),
        "seats": (
            "seating|seats|seating available|seating provided|seats available|chairs|chairs available|chairs provided|benches|asientos|sillas|asientos disponibles|places assises|chaises|sieges|bancs|مقاعد|كراسي|مقاعد متوفره|مقاعد متاحه|مقاعد للجلوس|assentos|cadeiras|lugares sentados"
        ),
        "toilet": (
            "toilets|toilet|restrooms|restroom|accessible toilet|accessible toilets|accessible restroom|accessible restrooms|bathrooms|wc|loos|banos|bano accesible|banos accesibles|aseos|aseos accesibles|aseo adaptado|bano adaptado|banos adaptados|aseos adaptados"
            "|toilettes|toilettes accessibles|wc accessibles|مراحيض|دورات مياه|حمامات|دوره مياه|دورات المياه|مرحاض|banheiros|banheiro acessivel|banheiros acessiveis|casas de banho"
        ),
    }
)
_DENIALS = frozenset(
    [
        "not",
        "no",
        "non",
        "sin",
        "without",
        "sans",
        "pas",
        "in",
        "غير",
        "بدون",
        "لا",
        "ليس",
        "nao",
        "sem",
        "aucun",
        "aucune",
        "isn't",
    ]
)
_GLUE = frozenset(
    [
        "and",
        "y",
        "et",
        "e",
        "&",
        "+",
        ",",
        "/",
        ";",
        "with",
        "con",
        "avec",
        "com",
        "مع",
        ":",
        ".",
        "is",
        "are",
        "the",
        "la",
        "el",
        "le",
        "les",
        "de",
        "du",
        "des",
        "un",
        "una",
        "une",
        "has",
        "there",
        "will",
        "be",
        "hay",
        "il",
        "a",
        "available",
        "provided",
        "on",
        "site",
        "free",
        "full",
        "venue",
        "building",
        "fully",
        "is",
        "disponible",
        "disponibles",
        "sur",
        "place",
        "gratuit",
        "gratuita",
        "gratis",
        "access",
        "acces",
        "acceso",
        "accessibility",
        "accesibilidad",
        "accessibilite",
        "sala",
        "salle",
        "lieu",
        "room",
        "fully",
        "place",
        "lugar",
        "espacio",
        "interpretation",
        "interpreter",
        "interpreted",
        "service",
        "servicio",
        "also",
        "aussi",
        "tambien",
        "(",
        ")",
        "-",
        "•",
        "en",
        "with",
        "للمكان",
        "المكان",
        "متوفر",
        "متاح",
        "متوفره",
        "متاحه",
        "يوجد",
        "توجد",
        "و",
        "live",
        "in",
        "at",
        "event",
        "space",
        "المبني",
        "القاعه",
        "مهيا",
        "مهياه",
        "كما",
        "كذلك",
        "سهوله",
        "الوصول",
        "امكانيه",
        "rampe",
    ]
)


@dataclass(frozen=True, slots=True)
class AccessSpan:
    start: int
    end: int
    key: str
    is_denied: bool = False


def find_access(tokens: Tokens) -> list[AccessSpan]:
    """All that is said of accessibility, what is denied ("not wheelchair accessible", "sin rampa") marked so."""
    found, index = [], 0
    while index < len(tokens):
        at = _AFFIRMED.longest_at(tokens, index) or _joined(tokens, index)
        if at is None:
            index += 1
            continue
        is_denied = any(tokens.text(index - back) in _DENIALS for back in (1, 2, 3)) or _is_sworn_off(tokens, at[1])
        found.append(AccessSpan(tokens[index].start, tokens[at[1] - 1].end, at[0], is_denied))
        index = at[1]
    return found


def says_only_access(tokens: Tokens, found: list[AccessSpan]) -> bool:
    """Whether words of accessibility and what joins them are all that is said."""
    within = [(span.start, span.end) for span in found]
    for index in range(len(tokens)):
        token = tokens[index]
        if token.text not in _GLUE and not any(first <= token.start < last for first, last in within):
            return False
    return bool(found)


def _joined(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """Arabic words with "and" or an article before them."""
    word = tokens.text(index)
    for prefix in ("و", "وال", "ال"):
        if word.startswith(prefix) and (key := _AFFIRMED.meaning(word.removeprefix(prefix))):
            return key, index + 1
    return None


def _is_sworn_off(tokens: Tokens, index: int) -> bool:
    """ "sign language: no", "captions TBC"."""
    return tokens.text(index) == ":" and tokens.text(index + 1) in ("no", "non", "لا", "tbc", "tba")
