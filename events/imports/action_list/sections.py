"""Lines that are no actions: headings, lists of names, furniture of the page, prose."""

import re

from events.imports.action_list.facts import Facts
from events.imports.action_list.lines import Line
from events.imports.page_furniture import why_furniture

_NAMES = {
    "endorser": (
        r"(?:organi[sz]ation(?:s|al)? )?endorse(?:ments?|rs?|d by|s)?|endorsing(?: organi[sz]ations?)?|(?:list of )?endors\w+|signatories|signed(?: by)?|signed on|supporters|supported by|supporting(?: organi[sz]ations?| groups?)?"
        r"|in solidarity|sponsors|co-?sponsors|adhesiones|adhieren|adheridas|se adhieren|se suman|firman|firmantes|entidades (?:adheridas|firmantes)|organizaciones (?:adheridas|firmantes|que apoyan|que adhieren|que se suman)|apoyan|apoyos|con el apoyo de"
        r"|(?:premiers |premieres )?signataires|(?:organisations? )?signataires|soutiens|soutenu par|avec le soutien de|ils soutiennent|(?:elles|ils) soutiennent|appel soutenu par|organisations soutenant.{0,30}"
        r"|الموقعون|الموقعات|المنظمات الموقعه|الجهات الموقعه|الجهات الداعمه|المنظمات الداعمه|بدعم من|الداعمون|المؤيدون|المويدون|تدعم(?:ها)?|يدعمها|الجهات المؤيده|الجهات المويده|الهيئات الداعمه|الهييات الداعمه|توقيعات|التوقيعات"
        r"|apoiam|apoios?|assinam|subscrevem|entidades que apoiam|endossos"
    ),
    "host": (
        r"hosts|hosted by|host organi[sz]ations|organi[sz]ers|organi[sz]ed by|organi[sz]ing (?:groups?|committee)|convened by|conveners|initiators|called by|the call is (?:made|issued) by|coordinating (?:groups?|committee)"
        r"|convocan|convocantes|convoca|organizan|organizaciones convocantes|entidades convocantes|convocado por|impulsan|organise par|organisateurs|organisations? (?:organisatrices|a l'initiative)|a l'appel (?:de|des|du)|a l'initiative (?:de|des|du)"
        r"|تنظيم|الجهات المنظمه|المنظمون|الجهات الداعيه|الداعون|بدعوه من|المنظمات الداعيه|الهيئات الداعيه|الهييات الداعيه|convocam|organizam|organizacao"
    ),
}
_NAMES_PATTERNS = {role: re.compile(rf"(?:{words})(?:\s?\([^)]{{0,60}}\))?") for role, words in _NAMES.items()}
_NAMES_BEGIN = {role: re.compile(rf"(?:{words})[^:]{{0,60}}:\s*(?=\S)") for role, words in _NAMES.items()}
_NAMES_SAID = re.compile(
    r"(?:(?:the call|this call|the day|we are|this day|the day of action) (?:is|has been) )?(?:endorsed|supported|signed) by:?\s(?=\S)|endorsers (?:so far|include|are):?\s(?=\S)|(?:se adhieren|firman|apoyan|adhieren)(?: hasta (?:ahora|hoy))?:?\s(?=\S)"
    r"|(?:premiers )?signataires(?: [^:]{0,30})?\s?:\s(?=\S)|(?:soutenu par|avec le soutien de):?\s(?=\S)|(?:يدعم(?:ها| النداء)?|وقع(?: النداء)?|بدعم من)\s?:?\s(?=\S)"
)
_HEADING_WORDS = re.compile(
    r"(?:(?:planned|local|upcoming|confirmed|all|list of|the|our|other|more|regional|actions?|events?|city by city|by city|in your city|near you|around the world|worldwide|across the country|schedule|of|programme|program|agenda|calendar|find an?|map|what'?s? (?:is )?on|and|&|where|week|day|of action"
    r"|acciones|actos|actividades|convocatorias|concentraciones|eventos|locales|por ciudad(?:es)?|ciudad por ciudad|previstas?|previstos?|programadas?|confirmadas?|calendario|lista de|de|las|los|en|agenda de|citas"
    r"|actions? locales|prevues?|rendez-vous|evenements|par ville|ville par ville|les|des|mobilisations|programme|liste|calendrier|dans|partout|du|jour|par jour"
    r"|الفعاليات|فعاليات|قائمه|المدن|برنامج|البرنامج|جدول|الوقفات|المدن المشاركه|حسب المدينه|المقرره|المخططه|المحليه|انشطه|الانشطه|التحركات|تحركات|acoes|atos|eventos|locais|programacao|pelo pais|previstos|previstas|cidades|por cidade|confirmados|em)[\s:,]*)+"
)
_ASKS = re.compile(
    r"(?:to add|add|to submit|submit|want to add|don'?t see|is your|not listed|para (?:sumar|anadir|agregar|incluir)|quieres (?:sumar|anadir)|(?:anade|suma|agrega|envia|manda) (?:tu|la|vuestra)|pour ajouter|ajoutez|ajouter|envoyez|signalez|vous (?:ne trouvez|organisez)|لاضافه|اضف|لتسجيل|ارسلوا|para (?:incluir|adicionar|acrescentar)|inclua|adicione)"
    r".{0,60}(?:city|event|action|endorse|list|organi|town|group|ciudad|accion|acto|convocatoria|localidad|ville|action|evenement|date|collectif|rassemblement|مدين|فعالي|توقيع|نشاط|اسم|cidade|acao|ato|evento|here|there)"
)
_MORE_FURNITURE = re.compile(
    r"(?:inicio|contacto|buscar|menu|menú|quienes somos|noticias|aviso legal|politica de privacidad|politica de cookies|suscribete.*|siguenos.*|comparte.*|compartir.*|donar|dona(?: ahora| ya)?|haz una donacion.*|accueil|rechercher|qui sommes-nous.*|nous contacter|actualites|faire un don.*"
    r"|mentions legales.*|politique de confidentialite.*|abonnez-vous.*|suivez-nous.*|partager.*|s'abonner.*|follow us.*|sign up.*|subscribe.*|donate.*|chip in.*|join us on.*|get updates.*|download .{0,40}(?:flyer|poster|toolkit|pdf).*|الرئيسيه|من نحن|اتصل بنا|تبرع.*|تبرعوا.*|تابعونا.*|اشترك.*|شارك.*|القائمه|بحث|سياسه الخصوصيه.*"
    r"|doar|doe .*|compartilhe.*|siga.*|sobre|pesquisar|unsubscribe.*|you are receiving.*|view (?:this|in) .*browser.*|view email.*|ver (?:este )?(?:correo|email|mensaje) en.*|se desinscrire.*|darse de baja.*|skip to.*|saltar al contenido|aller au contenu.*|last updated.*|updated .*|ultima actualizacion.*|actualizado.*|mis a jour.*|derniere mise a jour.*|اخر تحديث.*"
    r"|on .{4,60} wrote:|el .{4,60} escribio:|le .{4,60} a ecrit\s?:|-+ ?(?:forwarded message|mensaje reenviado|message transfere|original message).*|(?:from|to|cc|subject|sent|de|para|asunto|enviado|objet|envoye|a|من|الي|الموضوع)\s?:\s.*@.*|(?:subject|asunto|objet|الموضوع|fwd|re|fw|sent|date)\s?:\s.*|sent from my .*|enviado desde mi .*|envoye de mon .*"
    r"|-- ?|_{3,}|={3,}|-{3,}|\*{3,}|messages and calls are end-to-end.*|.{1,40} (?:joined|left|created (?:the|this) group).*|<media omitted>|image omitted|.*\bcookies?\b.*|©.*|\(c\).*|.*all rights reserved.*|.*todos los derechos reservados.*|.*tous droits reserves.*|.*جميع الحقوق محفوظه.*|(?:home|inicio|accueil)\s?[|>/›»·].*)"
)


_PROSE_WORDS = 9


def names_heading(line: Line) -> str:
    """The role of those whose names follow a heading ("Endorsed by:"), or nothing."""
    text = line.content.strip(" :")
    return next((role for role, pattern in _NAMES_PATTERNS.items() if len(text) < 90 and pattern.fullmatch(text)), "")


def names_inline(line: Line) -> tuple[str, int] | None:
    """The role of those who are named in the same line, and where the names begin."""
    for role, pattern in _NAMES_BEGIN.items():
        if match := pattern.match(line.content):
            return role, line.start + match.end()
    match = _NAMES_SAID.match(line.content)
    return ("endorser", line.start + match.end()) if match else None


def is_heading(facts: Facts) -> bool:
    """ "Planned actions", "Acciones por ciudad:"."""
    text = facts.line.content.strip(" :.!—-")
    return len(text) < 80 and bool(_HEADING_WORDS.fullmatch(text + " ")) and not facts.hours


def is_furniture(line: Line) -> bool:
    if len(line.content) <= 400 and (
        why_furniture(line.raw.strip()) or why_furniture(line.exact(line.start, line.end))
    ):
        return True
    text = line.content.strip()
    return len(text) <= 250 and bool(_ASKS.match(text) or _MORE_FURNITURE.fullmatch(text))


def is_prose(facts: Facts) -> bool:
    """A line of running text: many words, most of them small."""
    line = facts.line
    words = list(re.finditer(r"[^\W\d_]\S*", line.content))
    if len(words) < _PROSE_WORDS:
        return False
    if not line.content.isascii() and not any(match[0].isascii() for match in words):
        return True
    small = sum(1 for match in words if not line.is_capital(line.start + match.start()))
    return small >= 0.6 * len(words)
