"""Words that say what follows: "Where:", "Hora:", "Organise :", "تنظيم:", and the headings of a table's columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.imports.action_list.tokens import Phrases, Tokens

_LABELS = Phrases(
    {
        "town": "city|town|city/town|town/city|ciudad|localidad|municipio|poblacion|ville|commune|localite|المدينه|مدينه|البلده|البلد|cidade|chapter|ciutat|ort|stadt",
        "region": "comunidad|state/region|region|state|province|provincia|estado|comunidad|comunidad autonoma|departement|department|county|الولايه|المحافظه|محافظه|المنطقه|distrito|state/province|prov|ccaa",
        "country": "country|pais|pays|الدوله|paese",
        "day": "date|day|dates|fecha|fechas|dia|jour|التاريخ|تاريخ|اليوم|يوم|data|datum|giorno",
        "hour": "hora inicio|heure debut|heure de debut|hora de comienzo|start hour|time|hour|start|starts|start time|hora|hora de inicio|inicio|heure|horaire|horaires|horario|debut|الوقت|الساعه|التوقيت|الموعد|ora|uhrzeit|begin|begins|horas|time (local)|local time",
        "ends": "hora fin|hora final|heure fin|end hour|finish|end|ends|end time|until|fin|hora de fin|hora fin|termina|heure de fin|النهايه|fim|termino",
        "zone": "timezone|time zone|zone|huso|huso horario|fuseau|fuseau horaire|المنطقه الزمنيه|fuso",
        "when": "when|date and time|date & time|date/time|cuando|fecha y hora|dia y hora|quand|date et heure|jour et heure|متي|الزمان|الموعد والوقت|الوقت والتاريخ|التاريخ والوقت|quando|wann|اليوم والساعه|الزمان والتاريخ",
        "place": (
            "where|place|location|venue|meeting point|meet at|meeting place|meet|donde|lugar|sitio|ubicacion|punto de encuentro|punto de salida|ou|lieu|endroit|rendez-vous|point de rendez-vous|lieu de rendez-vous|rdv|salida|depart|local|onde|luogo"
            "|المكان|مكان|الموقع|نقطه التجمع|اين|مكان التجمع|نقطه اللقاء|نقطه الانطلاق|الانطلاق من|مكان اللقاء|wo|lloc|recinto|salle|⌖|start point|starting point"
        ),
        "address": "address|street|direccion|adresse|العنوان|عنوان|endereco|indirizzo",
        "title": "what|action|event|activity|title|name|event name|que|accion|acto|actividad|actividades|evento|titulo|quoi|evenement|titre|intitule|ماذا|الفعاليه|النشاط|العنوان الرئيسي|الفعل|o que|acao|atividade|titolo|nombre|activite|convocatoria|حدث|نوع|the plan",
        "kind": "type|kind|tipo|tipo de accion|tipo de acto|type d'action|genre|النوع|نوع الفعاليه|type of action|action type|نوع النشاط",
        "host": (
            "host|hosts|hosted by|who|organizer|organizers|organiser|organisers|organized by|organised by|organization|organisation|organisations|organizations|group|groups|contact group|convened by|called by|sponsored by|presented by|co-hosted by"
            "|local group|host organization|host organisation|host group|convoca|convocan|convocante|convocantes|organiza|organizan|organizador|organizadora|organizadores|organizado por|convocado por|convocada por|quien|quienes|entidad|colectivo|organizacion|organizaciones"
            "|organise|organisent|organise par|organisee par|organisateur|organisateurs|organisatrice|a l'appel de|a l'appel du|a l'appel des|propose par|appel de|qui|collectif|porte par|anime par|تنظيم|بتنظيم|بتنظيم من|من تنظيم|ينظمها|تنظمها|ينظمه|المنظم|المنظمون|الجهه المنظمه|الجهات المنظمه|جهه التنظيم|الجهه الداعيه|الداعون"
            "|بدعوه من|دعوه من|الدعوه من|يدعو اليها|تدعو اليها|المضيف|المنظمه|quem|organizacao|organizam|promove|organizza|hosting|realiza"
        ),
        "contact": "contact|email|e-mail|contact email|contacto|correo|correo electronico|mail|courriel|للتواصل|التواصل|البريد|البريد الالكتروني|contato|info|information|informacion|informations|rsvp|questions|renseignements|للاستفسار|inscripciones|inscription|reservations|contatti|por correo|للاستعلام|للحجز|للتسجيل",
        "link": "link|url|website|web|zoom|zoom link|join|join at|join here|register|registration|enlace|inscripcion|conexion|lien|lien zoom|lien visio|inscriptions|الرابط|رابط|رابط زوم|رابط الدخول|رابط التسجيل|التسجيل|سجل|enlace zoom|online link|sitio web|site|ligacao",
        "accessibility": "accessibility|access|accesibilidad|accessibilite|امكانيه الوصول|سهوله الوصول|acessibilidade|الوصول|accessibility info|access info",
        "attendance": "format|modalidad|attendance|modalite|online?|mode|صيغه|الصيغه",
        "note": "note|notes|notas|nota|remarks|remarque|remarques|ملاحظه|ملاحظات|details|detalles|description|descripcion|comments|bring|please bring|traer|a apporter|observaciones|obs|more info|mas info|plus d'infos|التفاصيل|importante|otros|autres|programa|programme",
    }
)
# These say it without a colon too.
_HOSTED = Phrases(
    {
        "host": (
            "hosted by|organized by|organised by|sponsored by|convened by|called by|co-hosted by|presented by|led by|brought to you by|organizado por|organizada por|convocado por|convocada por|convocan|convoca|organiza|organizan|impulsa|impulsado por|a cargo de"
            "|organise par|organisee par|organises par|a l'appel de|a l'appel du|a l'appel des|a l'initiative de|a l'initiative du|propose par|proposee par|animee par|anime par|appel de|بتنظيم من|بتنظيم|تنظيم|ينظمها|تنظمها|ينظمه|من تنظيم|بدعوه من|دعوه من|تدعو اليها|يدعو اليها|تدعو لها"
            "|organizado pelo|organizado pela|convocado pelo|convocada pela|convocada pelo|convocado pela|باستضافه|تستضيفها|يستضيفها"
        )
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """`start`, `end` bound the label with its colon."""

    field: str
    start: int
    end: int


def find_labels(tokens: Tokens) -> Iterator[Label]:
    """All labels of a line, in order."""
    index = 0
    while index < len(tokens):
        label = _label_at(tokens, index)
        if label is None:
            index += 1
            continue
        found, index = label
        yield found


def read_column(tokens: Tokens) -> str:
    """What a table's column is about, by the whole of its heading."""
    found = _LABELS.longest_at(tokens, 0)
    if found is None:
        return ""
    rest = found[1]
    is_all = rest == len(tokens) or tokens.text(rest) in ("(", ":", "*", "?", "/", "-")
    return found[0] if is_all else ""


def _label_at(tokens: Tokens, index: int) -> tuple[Label, int] | None:
    if tokens.text(index) == "⌖":
        return Label("place", tokens[index].start, tokens[index].end), index + 1
    found = _LABELS.longest_at(tokens, index)
    if found and tokens.text(found[1]) == ":" and _begins(tokens, index):
        return Label(found[0], tokens[index].start, tokens[found[1]].end), found[1] + 1
    hosted = _HOSTED.longest_at(tokens, index)
    if hosted is None or not _names_follow(tokens, index, hosted[1]):
        return None
    return Label("host", tokens[index].start, tokens[hosted[1] - 1].end), hosted[1]


def _begins(tokens: Tokens, index: int) -> bool:
    """A label begins what it stands in, or is written with a capital where a sentence would not be."""
    if index == 0:
        return True
    before = tokens.text(index - 1)
    return tokens.is_capital(index) or before in ("|", "•", "¦", "—", "-", "/", ",", ";", ".", "(", ")", "*")


def _names_follow(tokens: Tokens, index: int, after: int) -> bool:
    """Whether a name follows "organiza": a capital, or any word in a script without capitals."""
    words = range(after, min(after + 4, len(tokens)))
    if tokens.text(index) in ("convoca", "organiza", "convocan", "organizan", "impulsa", "تنظيم", "بتنظيم"):
        is_first = index == 0 or not tokens.text(index - 1).isalpha() or tokens[index].start - tokens[index - 1].end > 1
        if not is_first:
            return False
    return any(tokens.is_capital(at) and tokens.text(at).isalpha() for at in words)
