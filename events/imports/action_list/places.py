"""Names of venues, streets and houses, and the words that lead to them."""

import re
from collections.abc import Iterable
from functools import cache

from events.gazetteer.regions import is_known_region
from events.imports.action_list.lines import Line

_MORE_VENUES = frozenset(
    "landing exchange slip slipway flagpole rotunda halt platform area parcela escalinata escalinatas fronton gasolinera apeadero presa orilla margen margem preau inspection forecourt"
    " pharmacies office tribune belvedere amphitheater promontory caserne barrage lavoir mediateque mairie-annexe ribera plazoleta plazuela descampado explanade collegiale"
    " portail horloge green common oval esplanada ponte margem jetee quai waterfront bay beach trailhead tent hangar gasworks mill orangery loggia piscina piscine rampa".split()
)
_VENUES = frozenset(
    [
        "square",
        "squares",
        "park",
        "parks",
        "hall",
        "library",
        "center",
        "centre",
        "church",
        "chapel",
        "cathedral",
        "mosque",
        "synagogue",
        "temple",
        "school",
        "college",
        "university",
        "campus",
        "station",
        "plaza",
        "gate",
        "gates",
        "steps",
        "bridge",
        "clinic",
        "clinics",
        "hospital",
        "museum",
        "theatre",
        "theater",
        "cinema",
        "room",
        "building",
        "market",
        "courthouse",
        "court",
        "office",
        "offices",
        "headquarters",
        "hq",
        "cafe",
        "bookshop",
        "bookstore",
        "union",
        "garden",
        "gardens",
        "pier",
        "harbour",
        "harbor",
        "port",
        "stadium",
        "arena",
        "fountain",
        "monument",
        "memorial",
        "statue",
        "auditorium",
        "gym",
        "gymnasium",
        "lobby",
        "lawn",
        "quad",
        "green",
        "commons",
        "common",
        "pavilion",
        "tower",
        "townhall",
        "capitol",
        "parliament",
        "depot",
        "yard",
        "dock",
        "docks",
        "wharf",
        "quayside",
        "riverside",
        "promenade",
        "boardwalk",
        "mall",
        "arcade",
        "corner",
        "intersection",
        "crossroads",
        "roundabout",
        "playground",
        "stage",
        "ballroom",
        "studio",
        "gallery",
        "warehouse",
        "plant",
        "factory",
        "embassy",
        "consulate",
        "ministry",
        "bank",
        "pharmacy",
        "pharmacies",
        "store",
        "shop",
        "pub",
        "bar",
        "restaurant",
        "kitchen",
        "house",
        "entrance",
        "parking",
        "lot",
        "field",
        "bandstand",
        "lighthouse",
        "ferry",
        "terminal",
        "bus",
        "terminus",
        "jail",
        "prison",
        "reservoir",
        "annex",
        "foyer",
        "basement",
        "cottage",
        "barn",
        "inn",
        "hotel",
        "hostel",
        "plaza",
        "parque",
        "ayuntamiento",
        "biblioteca",
        "universidad",
        "facultad",
        "centro",
        "iglesia",
        "estacion",
        "puerta",
        "teatro",
        "cine",
        "sala",
        "salon",
        "escuela",
        "instituto",
        "colegio",
        "sede",
        "casa",
        "mercado",
        "puente",
        "ateneo",
        "palacio",
        "parlamento",
        "congreso",
        "consejeria",
        "delegacion",
        "ministerio",
        "edificio",
        "museo",
        "jardin",
        "jardines",
        "explanada",
        "alameda",
        "quiosco",
        "kiosco",
        "polideportivo",
        "auditorio",
        "anfiteatro",
        "aula",
        "rotonda",
        "glorieta",
        "fuente",
        "catedral",
        "ermita",
        "hospital",
        "monumento",
        "muelle",
        "puerto",
        "playa",
        "paraninfo",
        "rectorado",
        "campus",
        "patio",
        "local",
        "libreria",
        "bar",
        "cafeteria",
        "cabildo",
        "intendencia",
        "municipalidad",
        "alcaldia",
        "juzgado",
        "juzgados",
        "audiencia",
        "gobernacion",
        "zocalo",
        "malecon",
        "obelisco",
        "place",
        "parc",
        "mairie",
        "bibliotheque",
        "mediatheque",
        "universite",
        "gare",
        "eglise",
        "maison",
        "salle",
        "theatre",
        "ecole",
        "lycee",
        "hopital",
        "prefecture",
        "bourse",
        "marche",
        "pont",
        "parvis",
        "hotel",
        "centre",
        "cafe",
        "librairie",
        "amphi",
        "amphitheatre",
        "rectorat",
        "tribunal",
        "halles",
        "esplanade",
        "square",
        "kiosque",
        "fontaine",
        "jardin",
        "palais",
        "musee",
        "usine",
        "depot",
        "siege",
        "college",
        "faculte",
        "fac",
        "metro",
        "port",
        "stade",
        "gymnase",
        "foyer",
        "clinique",
        "dispensaire",
        "cour",
        "passage",
        "rond-point",
        "agora",
        "rotonde",
        "quais",
        "berges",
        "auditorium",
        "praca",
        "largo",
        "biblioteca",
        "universidade",
        "camara",
        "igreja",
        "estacao",
        "escola",
        "teatro",
        "salao",
        "sindicato",
        "faculdade",
        "jardim",
        "mercado",
        "ponte",
        "museu",
        "hospital",
        "predio",
        "reitoria",
        "coreto",
        "rossio",
        "terreiro",
        "cais",
        "auditorio",
        "centro",
        "associacao",
        "quartel",
        "posto",
        "piazza",
        "stazione",
        "rathaus",
        "rathausplatz",
        "marktplatz",
        "platz",
        "bahnhof",
        "parco",
        "biblioteca",
        "municipio",
        "placa",
        "mercat",
        "estacio",
        "ajuntament",
    ]
)
_ARABIC_VENUES = frozenset(
    [
        "ساحه",
        "ميدان",
        "حديقه",
        "مكتبه",
        "جامعه",
        "كليه",
        "مدرسه",
        "مستشفي",
        "عياده",
        "مركز",
        "قاعه",
        "مسرح",
        "سينما",
        "محطه",
        "دار",
        "بيت",
        "نادي",
        "نقابه",
        "بلديه",
        "مقر",
        "كورنيش",
        "جسر",
        "مسجد",
        "جامع",
        "كنيسه",
        "باب",
        "دوار",
        "مبني",
        "وزاره",
        "برلمان",
        "متحف",
        "ملعب",
        "مخيم",
        "سوق",
        "ميناء",
        "مقهي",
        "رصيف",
        "مدخل",
        "حرم",
        "ديوان",
        "مجلس",
        "محكمه",
        "ولايه",
        "مندوبيه",
        "معهد",
        "ثانويه",
        "مدرج",
        "فندق",
        "منتزه",
        "شاطئ",
        "قصر",
        "كليه",
        "صيدليه",
        "صيدليات",
        "مستوصف",
        "غرفه",
        "حي",
        "زاويه",
        "مصنع",
        "شركه",
        "سراي",
        "السراي",
        "خيمه",
        "روضه",
        "اتحاد",
        "جمعيه",
        "نافوره",
        "برج",
        "ساحل",
        "ثكنه",
        "عماله",
        "درج",
        "ضفه",
        "مديريه",
    ]
)
_STREET_AFTER = frozenset(
    [
        "st",
        "street",
        "ave",
        "avenue",
        "rd",
        "road",
        "blvd",
        "boulevard",
        "lane",
        "ln",
        "way",
        "drive",
        "dr",
        "row",
        "terrace",
        "highway",
        "hwy",
        "parade",
        "pde",
        "quay",
        "court",
        "ct",
        "crescent",
        "close",
        "alley",
        "walk",
        "pike",
        "parkway",
        "pkwy",
    ]
)
_STREET_BEFORE = "calle|c/|avda\\.?|av\\.?|avenida|paseo|pso\\.?|camino|carrer|carretera|ctra\\.?|ronda|travesia|rua|r\\.|travessa|alameda|via|viale|corso|pza\\.?|pl\\.?|plaza|largo|praca|placa|estrada|jiron|jr\\.|boulevard|blvd\\.?|calzada|callejon|gran via|costanilla|cuesta"
_FRENCH_STREETS = "rang|rue|avenue|av\\.?|boulevard|bd\\.?|bld\\.?|place|pl\\.?|quai|chemin|impasse|allee|allees|cours|route|square|passage|faubourg|ruelle|esplanade|montee|sentier|rond-point"
_WORD = r"[^\W\d_][\w.'-]{0,30}"
_UNIT = (
    r"(?:,?\s(?:suite|ste\.?|unit|apt\.?|floor|piso|local|bajos?|planta|etage|no\.?|n\.?o\.?|#|bis|ter|esc\.?|puerta|dpto\.?)\b\s?#?\w{0,6})?"
    r"(?:,\s\d{1,2}\.?\s?[oa]\b(?:\s[a-z]\b)?)?"
)
_POSTAL = r"(?:\d{4,5}(?:-\d{3,4})?|[a-z]\d[a-z]\s?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})"
_LETTERED = r"(?:[a-z]\d[a-z]\s?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2})"
_DATED = r"(?:\d{1,2}(?:er)?[\s-](?:de\s|d')?[^\W\d_]{3,12}(?:[\s-]\d{4})?)"

_ADDRESSES = (
    # 112 Market St, 40 Quay Rd., 9B Old Mill Lane, Suite 4
    rf"(?<![\w.:/$£€-])(?:unit\s\d{{1,3}},\s)?\d{{1,5}}(?:-\d{{1,5}})?[a-z]?\s(?:{_WORD}\s){{1,4}}?(?:{'|'.join(sorted(_STREET_AFTER))})\b\.?(?:\s(?:n|s|e|w|north|south|east|west|ne|nw|se|sw)\b\.?)?{_UNIT}",
    # 12 bis, rue des Tanneurs; 14, rue du 8-Mai
    rf"(?<![\w.:/$£€-])\d{{1,4}}(?:-\d{{1,4}})?(?:\s?(?:bis|ter|[a-c])\b)?,?\s(?:{_FRENCH_STREETS})\s(?:du\s{_DATED}|\d{{1,3}}\b|{_WORD}(?:\s{_WORD}){{0,4}})",
    # Calle del Río, 14; Av. 13 de Septiembre 900; C/ Faro, 7, bajo; Calle 45 n.º 19-30
    rf"(?<!\w)(?:{_STREET_BEFORE})(?!\w)\s?(?:(?:\d{{1,2}}\sde\s{_WORD}|\d{{1,3}}|{_WORD})\s){{0,5}}?(?:\d{{1,2}}\sde\s{_WORD}|\d{{1,3}}|{_WORD}),?\s(?:n\.?o\.?\s?|num\.?\s?|numero\s|#\s?|km\s)?\d{{1,5}}(?:-\d{{1,4}})?[a-z]?\b(?!\s?(?:h|hs|horas|de|pm|am)\b|[:.]\d){_UNIT}",
    # شارع النهر 14, شارع ٢٢ تشرين، بناية ١٨
    r"(?:\d{1,4}\s?,?\s)?\bشارع\s(?:\d{1,2}\s)?[^\W\d_]{1,20}(?:\s[^\W\d_]{1,20}){0,3}(?:,?\s(?:رقم\s|بنايه\s|عماره\s|مبني\s)\d{1,4}|\s\d{1,4})?",
)
_ADDRESS_PATTERN = "|".join(f"(?:{pattern})" for pattern in _ADDRESSES)

_LEADS = (
    "in person at|in person in|in person|presencial en|at|inside|meet at|meeting at|gather at|gathering at|assemble at|starting at|starting from|starts at|leaving from|from|on|in|of"
    "|en el|en la|en los|en las|en|desde|desde el|desde la|salida desde|con salida de|salida de|salida|saliendo de|de|de la|del"
    "|au|aux|a la|a l'|chez|depuis|au depart de|sur|dans|depart|rendez-vous|rdv|du|des"
    "|na|no|nas|nos|em"
    "|في|عند|بمقر|علي درج|انطلاقا من|تنطلق من|الانطلاق من|التجمع في|من|علي"
)
_STANDING = (
    "outside of|outside|in front of|opposite|across from|near|beside|behind|next to|under|on the corner of|corner of"
    "|frente a|frente al|delante de|delante del|ante|junto a|junto al|al pie de|a las puertas de|a las puertas del|cerca de|cerca del|detras de|bajo"
    "|devant|face a|face au|sous|derriere|pres de|pres du|a cote de|au pied de|au pied du"
    "|em frente a|em frente ao|junto ao|frente ao|امام|قرب|بجانب|قباله|مقابل|خلف|تحت|من امام"
)
_PARTS = frozenset(
    "room rooms hall floor gate entrance side steps wing level corner door lobby sala salon salle piso planta etage amphi aula local parcela puerta entrada entree portail margem"
    " bajo bajos rez sous-sol esquina bloque edificio batiment bat forecourt balcony الطابق الطابق القاعه قاعه طابق مدخل غرفه بنايه andar porta bloco auditorium basement annex platform".split()
)


def has_venue_word(line: Line, start: int, end: int) -> bool:
    """Whether a stretch names a kind of place."""
    return any(is_venue_word(match[0]) for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)?", line.text[start:end]))


def is_venue_word(word: str) -> bool:
    if (
        word in _VENUES
        or word in _MORE_VENUES
        or word in _ARABIC_VENUES
        or word.removesuffix("s") in _VENUES | _MORE_VENUES
    ):
        return True
    if not word.isascii():
        bare = re.sub(r"^(?:و|ب|ل|ف)?ال|^لل|^[بلو]", "", word)
        return bare in _ARABIC_VENUES
    return any(part in _VENUES for part in word.split("-")) if "-" in word else False


def find_addresses(line: Line, start: int, end: int, *, taken: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Streets with a house's number, outside of the stretches that are taken."""
    found, text = [], line.text
    for taken_start, taken_end in taken:
        text = f"{text[:taken_start]}{'¬' * (taken_end - taken_start)}{text[taken_end:]}"
    for match in _addresses().finditer(text, start, end):
        first, last = match.start(), match.end()
        while last > first and line.text[last - 1] in " ,":
            last -= 1
        found.append((first, last))
    return found


def is_postal(line: Line, start: int, end: int) -> bool:
    """ "35000 Rennes", "Carrow Falls, NB E1C 4Z5": a town with its code and nothing else."""
    text = line.text[start:end]
    if not _postal().fullmatch(text) or (has_venue_word(line, start, end) and not re.match(r"\d{5} ", text)):
        return False
    return all(line.is_capital(start + match.start()) for match in re.finditer(r"(?<![\w'-])[^\W\d_]{4,}", text))


@cache
def _addresses() -> re.Pattern[str]:
    return re.compile(_ADDRESS_PATTERN)


@cache
def _postal() -> re.Pattern[str]:
    town = rf"{_WORD}(?:,? +{_WORD}){{0,4}}"
    region = r"(?:,? +\(?[^\W\d_]{2,12}\)?)?"
    return re.compile(rf"(?:\d{{4,5}},? {town}|{town}{region},? +{_LETTERED}|{town},? [a-z]{{2}} \d{{5}}(?:-\d{{4}})?)")


@cache
def leads() -> re.Pattern[str]:
    """Words that only lead to a place."""
    return _leading(_LEADS)


@cache
def standing_leads() -> re.Pattern[str]:
    """Words that say where to stand, and belong to the place."""
    return _leading(_STANDING)


def _leading(words: str) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, words.split("|")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w'-])(?P<lead>{either})(?![\w'-])\s+(?:the\s|la\s|el\s|le\s|los\s|las\s|les\s|l')?(?=\S)|(?<![\w'-])(?P<elided>a l'|de l'|d')(?=\S)"
    )


def is_part_of_place(line: Line, start: int, end: int) -> bool:
    """ "Room B", "2.º piso", "main gate"."""
    words = re.findall(r"[^\W_]+(?:-[^\W\d_]+)?", line.text[start:end])
    return 0 < len(words) <= 4 and any(word in _PARTS for word in words)


def is_venue_name(line: Line, start: int, end: int) -> bool:
    """A name with capitals that ends with a venue's word, or bears a street's: "March Hall", "Strike Lane Centre"."""
    words = list(re.finditer(r"[^\W\d_][\w'-]*", line.text[start:end]))
    if not 2 <= len(words) <= 5 or line.exact(start, end).isupper() or not line.text[start:end].isascii():
        return False
    if not all(line.is_capital(start + match.start()) for match in words):
        return False
    last = words[-1][0]
    return last in _VENUES or last in _STREET_AFTER


def is_postal_tail(line: Line, start: int, end: int) -> bool:
    """A line that begins as an address and ends with its town, or is a town with its code."""
    text = line.text[start:end]
    if is_postal(line, start, end) or re.fullmatch(r"(?:bp|po box|p\.o\. box|apartado|apdo\.?|cp)\s?\d{1,6}", text):
        return True
    addresses = find_addresses(line, start, end)
    if not addresses or addresses[0][0] != start:
        return bool(re.fullmatch(r"\d{1,5},? (?:rang|lieu-dit|route)\b.{0,30}", text))
    rest = line.text[addresses[0][1] : end].strip(" ,.-")
    return not rest or (
        len(rest) < 50 and all(_is_postal_part(line, addresses[0][1], part) for part in rest.split(","))
    )


def _is_postal_part(line: Line, after: int, part: str) -> bool:
    """A town, a region, a code, or a number of the house."""
    at = line.text.index(part, after)
    words = [word for word in re.split(r"\s+", part.strip()) if word]
    is_code = any(character.isdigit() for character in part)
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
    return (start, end) if first and first[0] not in _STREET_AFTER and line.is_capital(start) else None


def _is_region(line: Line, start: int, end: int, last: str) -> bool:
    written = line.exact(start, end)
    return written.isupper() or is_known_region(written) or line.text[start - 1] == "("
