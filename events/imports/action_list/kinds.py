"""What kind of action a line names: the first word of a kind, in any of the languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Phrases, Tokens

_KINDS = Phrases(
    {
        "march": (
            "march|marches|marching|parade|procession|demo march|marcha|marchas|manifestacion|manifestaciones|mani|manifestation|manif"
            "|marche|cortege|defile|مسيره|مسيرات|مظاهره|تظاهره|مظاهرات|تظاهرات|passeata|manifestacao|corteo"
            "|demonstrationszug|مسيره احتجاجيه|marche silencieuse|manifestacio"
        ),
        "rally": (
            "rally|rallies|demonstration|demo|protest|gathering|speak-out|speakout|concentracion|concentraciones|mitin|plantón|planton|plantao"
            "|rassemblement|rassemblements|meeting public|وقفه|وقفات|تجمع|تجمعات|مهرجان خطابي|احتجاج|concentracao|ato|ato publico|ato politico|comicio|presidio"
            "|kundgebung|protesta|cacerolada|cacerolazo|rassemblement public|concentracio|وقفه احتجاجيه|وقفه تضامنيه|die-in"
        ),
        "picket": "picket|pickets|picket line|pickets line|picketing|piquete|piquetes|piquet|piquet de greve|piquets|خط اعتصام|اعتصام امام الباب",
        "vigil": (
            "vigil|vigils|candlelight vigil|candle-light vigil|velada|vigilia|velaton|veillee|veillees|vigilia|vigilias|وقفه شموع|وقفه بالشموع|شموع"
            "|وقفه اضاءه شموع|وقفه علي ضوء الشموع|mahnwache|veillee aux bougies|بالشموع"
        ),
        "strike": "strike|strikes|walkout|walk-out|work stoppage|huelga|paro|greve|debrayage|اضراب|اضراب عام|greve|sciopero|streik|vaga|paralisacao",
        "occupation": (
            "occupation|encampment|sit-in|sit in|sitin|camp-out|campus camp|acampada|campamento|ocupacion|sentada|encierro|occupation|campement|اعتصام"
            "|مخيم|احتلال|ocupacao|acampamento|sleep-in|sentata|toma"
        ),
        "teach-in": (
            "teach-in|teach in|teachin|teach-ins|clase abierta|clase publica|seminario|conferencia|cours public|cours publics|conference"
            "|teach-in|seminaire|محاضره|درس مفتوح|حصه مفتوحه|يوم دراسي|حلقه تعليميه|aula publica|aula aberta|درس عام|دروس مفتوحه"
        ),
        "panel": (
            "panel|panel discussion|roundtable|round table|round-table|discussion|debate|forum|mesa redonda|coloquio|conversatorio|foro"
            "|debat|table ronde|table-ronde|tables rondes|ندوه|ندوات|حلقه نقاش|حلقه نقاشيه|جلسه نقاش|طاوله مستديره|مائده مستديره|نقاش|حوار|mesa-redonda|roda de conversa|tertulia"
            "|conference-debat|منتدي|tavola rotonda"
        ),
        "screening": (
            "screening|film screening|movie|film|film night|movie night|proyeccion|cine|cine-forum|cineforum|cine forum|cinefórum|pelicula|projection|cine-debat"
            "|cine-club|projection-debat|cine debate|cinedebate|عرض فيلم|عرض سينمائي|فيلم|عرض وثائقي|exibicao|sessao de cinema|cinema|documentary|documental|documentaire|عرض"
        ),
        "meeting": (
            "meeting|assembly|assemblies|town hall|open meeting|organizing meeting|asamblea|reunion|encuentro|assemblee|assemblee generale|ag|reunion publique|اجتماع|لقاء|جلسه"
            "|جمعيه عامه|جمع عام|reuniao|assembleia|plenaria|encontro|rencontre|assemblea|assemblea generale|plenum|pleno|plenario"
        ),
        "training": (
            "training|trainings|workshop|workshops|taller|talleres|formacion|capacitacion|formation|atelier|ateliers|تدريب|ورشه|ورشات|ورشه عمل|دوره|دوره تدريبيه|oficina|formacao"
            "|curso|skillshare|skill-share|know-your-rights training"
        ),
        "": (
            "caminhada|caminata|اضاءه شموع|اضاءه الشموع|lecture collective|read-in|pique-nique|nettoyage|limpieza|pegada de carteles|recogida de firmas|stand|webinar|webinaire|webinario|talk|talks|charla|charlas|causerie|palestra|مداخله|banner painting|puppet|"
            "concert|concierto|concerto|حفل|caravan|car caravan|caravana|convoy|bike ride|bicicletada|banner drop|leafleting|leaflet|flyering"
            "|letter writing|letter-writing|potluck|picnic|dinner|exhibition|exposition|exposicion|معرض|festival|fiesta|fete|street theatre|street theater|human chain"
            "|cadena humana|chaine humaine|سلسله بشريه|boycott|phone bank|phonebank|canvass|canvassing|reading|lectura|read-in|comida|repas|iftar|افطار|pancartada"
            "|sticker|mural|fundraiser|open house|walk|bike|concert-|recital|مسرحيه|street party|bicycle ride|cycle ride"
        ),
    }
)
_ARTICLES = ("ال", "وال", "و", "بال", "ب", "لل", "ل", "فال")
_WEAK = frozenset(
    [
        "talk",
        "film",
        "cinema",
        "cine",
        "discussion",
        "march",
        "demo",
        "reading",
        "walk",
        "bike",
        "gathering",
        "formation",
        "occupation",
        "ato",
        "film",
        "oficina",
        "mural",
        "sticker",
        "ag",
        "عرض",
        "دوره",
        "toma",
        "forum",
        "debate",
        "foro",
    ]
)


@dataclass(frozen=True, slots=True)
class KindSpan:
    start: int
    end: int
    kind: str


def find_kinds(tokens: Tokens) -> Iterator[KindSpan]:
    """All kinds that a line names, in order. Arabic words may have an article or "and" before them."""
    index = 0
    while index < len(tokens):
        found = _KINDS.longest_at(tokens, index) or _with_article(tokens, index)
        if found is None or not _is_meant(tokens, index):
            index += 1
            continue
        yield KindSpan(tokens[index].start, tokens[found[1] - 1].end, found[0])
        index = found[1]


def _with_article(tokens: Tokens, index: int) -> tuple[str, int] | None:
    word = tokens.text(index)
    for article in _ARTICLES:
        if word.startswith(article) and (kind := _KINDS.meaning(word.removeprefix(article))):
            return kind, index + 1
    return None


def _is_meant(tokens: Tokens, index: int) -> bool:
    """ "Marché" is a market, no march; "in March" is a month."""
    word = tokens.text(index)
    written = tokens.line.exact(tokens[index].start, tokens[index].end).lower()
    if word == "marche" and "é" in written:
        return False
    return not (
        word in ("march", "mars") and tokens.text(index - 1) in ("in", "of", "this", "every", "late", "early", "mid")
    )
