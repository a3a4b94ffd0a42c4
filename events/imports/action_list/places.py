"""Names of venues, streets and houses, and the words that lead to them."""

import re
from functools import cache

from events.imports.action_list.lines import Line

_VENUES = frozenset(
    ["square", "squares", "park", "parks", "hall", "library", "center", "centre", "church", "chapel", "cathedral", "mosque", "synagogue", "temple", "school", "college", "university", "campus", "station", "plaza", "gate", "gates", "steps", "bridge", "clinic", "clinics", "hospital", "museum", "theatre", "theater", "cinema", "room", "building", "market", "courthouse", "court", "office", "offices", "headquarters", "hq", "cafe", "bookshop", "bookstore", "union", "garden", "gardens", "pier", "harbour", "harbor", "port", "stadium", "arena", "fountain", "monument", "memorial", "statue", "auditorium", "gym", "gymnasium", "lobby", "lawn", "quad", "green", "commons", "common", "pavilion", "tower", "townhall", "capitol", "parliament", "depot", "yard", "dock", "docks", "wharf", "quayside", "riverside", "promenade", "boardwalk", "mall", "arcade", "corner", "intersection", "crossroads", "roundabout", "playground", "stage", "ballroom", "studio", "gallery", "warehouse", "plant", "factory", "embassy", "consulate", "ministry", "bank", "pharmacy", "pharmacies", "store", "shop", "pub", "bar", "restaurant", "kitchen", "house", "entrance", "parking", "lot", "field", "bandstand", "lighthouse", "ferry", "terminal", "bus", "terminus", "jail", "prison", "reservoir", "annex", "foyer", "basement", "cottage", "barn", "inn", "hotel", "hostel", "plaza", "parque", "ayuntamiento", "biblioteca", "universidad", "facultad", "centro", "iglesia", "estacion", "puerta", "teatro", "cine", "sala", "salon", "escuela", "instituto", "colegio", "sede", "casa", "mercado", "puente", "ateneo", "palacio", "parlamento", "congreso", "consejeria", "delegacion", "ministerio", "edificio", "museo", "jardin", "jardines", "explanada", "alameda", "quiosco", "kiosco", "polideportivo", "auditorio", "anfiteatro", "aula", "rotonda", "glorieta", "fuente", "catedral", "ermita", "hospital", "monumento", "muelle", "puerto", "playa", "paraninfo", "rectorado", "campus", "patio", "local", "libreria", "bar", "cafeteria", "cabildo", "intendencia", "municipalidad", "alcaldia", "juzgado", "juzgados", "audiencia", "gobernacion", "zocalo", "malecon", "obelisco", "place", "parc", "mairie", "bibliotheque", "mediatheque", "universite", "gare", "eglise", "maison", "salle", "theatre", "ecole", "lycee", "hopital", "prefecture", "bourse", "marche", "pont", "parvis", "hotel", "centre", "cafe", "librairie", "amphi", "amphitheatre", "rectorat", "tribunal", "halles", "esplanade", "square", "kiosque", "fontaine", "jardin", "palais", "musee", "usine", "depot", "siege", "college", "faculte", "fac", "metro", "port", "stade", "gymnase", "foyer", "clinique", "dispensaire", "cour", "passage", "rond-point", "agora", "rotonde", "quais", "berges", "auditorium", "praca", "largo", "biblioteca", "universidade", "camara", "igreja", "estacao", "escola", "teatro", "salao", "sindicato", "faculdade", "jardim", "mercado", "ponte", "museu", "hospital", "predio", "reitoria", "coreto", "rossio", "terreiro", "cais", "auditorio", "centro", "associacao", "quartel", "posto", "piazza", "stazione", "rathaus", "rathausplatz", "marktplatz", "platz", "bahnhof", "parco", "biblioteca", "municipio", "placa", "mercat", "estacio", "ajuntament"]
)
_ARABIC_VENUES = frozenset(
    ["ساحه", "ميدان", "حديقه", "مكتبه", "جامعه", "كليه", "مدرسه", "مستشفي", "عياده", "مركز", "قاعه", "مسرح", "سينما", "محطه", "دار", "بيت", "نادي", "نقابه", "بلديه", "مقر", "كورنيش", "جسر", "مسجد", "جامع", "كنيسه", "باب", "دوار", "مبني", "وزاره", "برلمان", "متحف", "ملعب", "مخيم", "سوق", "ميناء", "مقهي", "رصيف", "مدخل", "حرم", "ديوان", "مجلس", "محكمه", "ولايه", "مندوبيه", "معهد", "ثانويه", "مدرج", "فندق", "منتزه", "شاطئ", "قصر", "كليه", "صيدليه", "صيدليات", "مستوصف", "غرفه", "حي", "زاويه", "مصنع", "شركه", "سراي", "السراي", "خيمه", "روضه", "اتحاد", "جمعيه", "نافوره", "برج", "ساحل", "ثكنه", "عماله"]
)
_STREET_AFTER = frozenset(
    ["st", "street", "ave", "avenue", "rd", "road", "blvd", "boulevard", "lane", "ln", "way", "drive", "dr", "row", "terrace", "highway", "hwy", "parade", "pde", "quay", "court", "ct", "crescent", "close", "alley", "walk", "pike", "parkway", "pkwy"]
)
_STREET_BEFORE = "calle|c/|avda\\.?|av\\.?|avenida|paseo|pso\\.?|camino|carrer|carretera|ctra\\.?|ronda|travesia|rua|r\\.|travessa|alameda|via|viale|corso|pza\\.?|pl\\.?|plaza|largo|praca|placa|estrada|jiron|jr\\.|boulevard|blvd\\.?|calzada|callejon|gran via|costanilla|cuesta"
_FRENCH_STREETS = "rue|avenue|av\\.?|boulevard|bd\\.?|bld\\.?|place|pl\\.?|quai|chemin|impasse|allee|allees|cours|route|square|passage|faubourg|ruelle|esplanade|montee|sentier|rond-point"
_WORD = r"[^\W\d_][\w.'-]{0,30}"
_UNIT = r"(?:\s?,?\s?(?:suite|ste\.?|unit|apt\.?|floor|piso|local|bajo|bajos|planta|etage|no\.?|n\.?o\.?|#|bis|ter)\s?#?\w{0,6})?"
_POSTAL = r"(?:\d{4,5}(?:-\d{3,4})?|[a-z]\d[a-z]\s?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})"

_ADDRESSES = (
    # 112 Market St, 40 Quay Rd., 9B Old Mill Lane, Suite 4
    rf"(?<![\w.:/$-])\d{{1,5}}(?:-\d{{1,5}})?[a-z]?\s(?:{_WORD}\s){{1,4}}?(?:{'|'.join(sorted(_STREET_AFTER))})\b\.?(?:\s(?:n|s|e|w|north|south|east|west|ne|nw|se|sw)\b\.?)?{_UNIT}",
    # 12 bis, rue des Tanneurs
    rf"(?<![\w.:/$-])\d{{1,4}}(?:-\d{{1,4}})?(?:\s?(?:bis|ter|[a-c])\b)?,?\s(?:{_FRENCH_STREETS})\s{_WORD}(?:\s{_WORD}){{0,5}}",
    # Calle del Río, 14; Av. de la Paz nº 3; Rua das Flores, 20
    rf"(?<!\w)(?:{_STREET_BEFORE})\s?(?:{_WORD}\s){{0,5}}{_WORD},?\s(?:n\.?o\.?\s?|num\.?\s?|numero\s|#\s?|km\s)?\d{{1,5}}[a-z]?\b(?!\s?(?:h|hs|horas|de|pm|am)\b|[:.]\d){_UNIT}",
    # شارع النهر 14, 12 شارع المدارس
    r"(?:\d{1,4}\s?,?\s?)?\bشارع\s[^\W\d_]{1,20}(?:\s[^\W\d_]{1,20}){0,3}(?:,?\s?(?:رقم\s?)?\d{1,4})?",
)
_ADDRESS_PATTERN = "|".join(f"(?:{pattern})" for pattern in _ADDRESSES)
_CROSSING = rf"(?:corner of\s)?(?:{_WORD}\s){{1,3}}(?:st|street|ave|avenue|rd|road|blvd)\.?\s(?:&|and|at)\s(?:{_WORD}\s){{1,3}}(?:st|street|ave|avenue|rd|road|blvd)\b\.?"

_LEADS = (
    "outside of|outside|in front of|opposite|across from|at|on the steps of|inside|near|beside|behind|meet at|meeting at|gather at|gathering at|assemble at|starting at|starting from|starts at|leaving from"
    "|frente a|frente al|delante de|delante del|ante|junto a|junto al|en el|en la|en los|en las|en|desde|desde el|desde la|al pie de|a las puertas de|a las puertas del|salida desde|con salida de"
    "|devant|place|au|aux|a la|a l'|chez|depuis|au depart de|sur|face a|face au|dans"
    "|em frente a|em frente ao|na|no|nas|nos|junto ao|frente ao"
    "|امام|في|عند|قرب|بجانب|قباله|مقابل|بمقر|بقاعه|علي درج|من امام|انطلاقا من|تنطلق من"
)


def has_venue_word(line: Line, start: int, end: int) -> bool:
    """Whether a stretch names a kind of place."""
    return any(is_venue_word(match[0]) for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)?", line.text[start:end]))


def is_venue_word(word: str) -> bool:
    if word in _VENUES or word in _ARABIC_VENUES:
        return True
    if not word.isascii():
        bare = re.sub(r"^(?:و|ب|ل|ف)?ال|^لل|^[بلو]", "", word)
        return bare in _ARABIC_VENUES
    return any(part in _VENUES for part in word.split("-")) if "-" in word else False


def find_addresses(line: Line, start: int, end: int) -> list[tuple[int, int]]:
    """Streets with a house's number."""
    found = []
    for match in _addresses().finditer(line.text, start, end):
        first, last = match.start(), match.end()
        while last > first and line.text[last - 1] in " ,":
            last -= 1
        found.append((first, last))
    return found


def is_postal(text: str) -> bool:
    """ "35000 Rennes", "Carrow Falls, NB E1C 4Z5": a town with its code and nothing else."""
    return bool(_postal().fullmatch(text))


@cache
def _addresses() -> re.Pattern[str]:
    return re.compile(f"{_CROSSING}|{_ADDRESS_PATTERN}")


@cache
def _postal() -> re.Pattern[str]:
    town = rf"{_WORD}(?:,? {_WORD}){{0,4}}"
    return re.compile(rf"(?:{_POSTAL},? {town}|{town},? {_POSTAL})")


@cache
def leads() -> re.Pattern[str]:
    """Words before a place."""
    words = "|".join(sorted(map(re.escape, _LEADS.split("|")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w'])(?:(?P<lead>{words})(?![\w])\s*(?:the\s|of\s|la\s|el\s|le\s|los\s|las\s|les\s|l')?)(?=\S)"
    )
