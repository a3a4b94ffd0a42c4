"""Lines that are no actions: headings, lists of names, furniture of the page, prose."""

import re

from events.imports.action_list.facts import Facts
from events.imports.action_list.lines import Line
from events.imports.page_furniture import begins_related as is_related
from events.imports.page_furniture import why_furniture

_NAMES = {
    "endorser": (
        r"(?:organi[sz]ation(?:s|al)? )?endorse(?:ments?|rs?|s)?|endorsed(?: so far)?(?: by)?|endorsing (?:groups?|organi[sz]ations?)|endorsing(?: organi[sz]ations?)?|(?:list of )?endors\w+|signatories|signed(?: by)?|signed on|supporters|supported by|backed by|supporting(?: organi[sz]ations?| groups?)?"
        r"|sponsors|co-?sponsors|adhesiones|adhieren|adherido|adheridas|se adhieren|se suman|firman|firmantes|entidades (?:adheridas|firmantes)|organizaciones (?:adheridas|firmantes|que apoyan|que adhieren|que se suman)|apoyan|apoyos|con el apoyo de"
        r"|(?:premiers |premieres )?signataires|(?:organisations? )?signataires|soutiens|soutenu par|avec le soutien de|avec l'appui (?:de|des|du)|ils soutiennent|(?:elles|ils) soutiennent|appel soutenu par|organisations soutenant.{0,30}"
        r"|الموقعون|الموقعات|المنظمات الموقعه|الجهات الموقعه|الجهات الداعمه|المنظمات الداعمه|بدعم من|الداعمون|المؤيدون|المويدون|تدعم(?:ها)?|يدعمها|الجهات المؤيده|الجهات المويده|الهيئات الداعمه|الهييات الداعمه|توقيعات|التوقيعات"
        r"|apoiam|apoios?|assinam|subscrevem|entidades que apoiam|endossos"
    ),
    "host": (
        r"hosts|hosted by|is called by|called by|is organi[sz]ed by|is convened by|host organi[sz]ations|organi[sz]ers|organi[sz]ed by|organi[sz]ing (?:groups?|committee)|convened by|conveners|initiators|called by|the call is (?:made|issued) by|coordinating (?:groups?|committee)"
        r"|convocan|convocantes|convoca|organizan|organizaciones convocantes|entidades convocantes|convocado por|impulsan|organise par|organisateurs|organisations? (?:organisatrices|a l'initiative)|a l'appel (?:de|des|du)|a l'initiative (?:de|des|du)"
        r"|تنظيم|الجهات المنظمه|المنظمون|الجهات الداعيه|الداعون|بدعوه من|المنظمات الداعيه|الهيئات الداعيه|الهييات الداعيه|convocam|organizam|organizacao"
    ),
}
_SUFFIX = r"(?: so far| to date| already| (?:this|the) call| hasta (?:ahora|hoy|la fecha)| ya| a ce jour| حتي الان| ate agora)?(?:\s?\([^)]{0,60}\))?"
_PREFIX = r"(?:(?:the call|this call|the day|this day|the week|this week|we|they|list of|our|the) (?:is |are |has been |have been )?|se han |han |appel )?"
_NAMES_PATTERNS = {role: re.compile(rf"{_PREFIX}(?:{words}){_SUFFIX}") for role, words in _NAMES.items()}


def names_heading(line: Line) -> str:
    """The role of those whose names follow a heading ("Endorsed by / Avec l'appui de :"), or nothing."""
    text = line.content.strip(" :;\t|,.")
    if len(text) > 90:
        return ""
    parts = [part.strip(" :") for part in text.split(" / ")]
    roles = [_role(part) for part in parts]
    return roles[0] if all(roles) else ""


def _role(text: str) -> str:
    return next((role for role, pattern in _NAMES_PATTERNS.items() if pattern.fullmatch(text)), "")


def names_inline(line: Line) -> tuple[str, int] | None:
    """The role of those who are named in the same line, and where the names begin."""
    text = line.content
    head, colon, tail = text[:90].partition(":")
    if colon and tail.strip() and (role := names_heading_text(head)):
        return role, line.start + len(head) + 1
    by = re.match(r".{3,60}?\s(?:by|par|por|de|des|du|من)\s(?=\S)", text)
    if by and line.is_capital(line.start + by.end()) and (role := names_heading_text(by[0].strip())):
        return role, line.start + by.end()
    return None


def names_heading_text(text: str) -> str:
    roles = [_role(part.strip()) for part in text.split(" / ")]
    return roles[0] if all(roles) else ""


def names_go_on(line: Line) -> bool:
    """Whether a paragraph of names does not end with its line."""
    return line.content.endswith((" and", ",", " y", " et", " e", " &", ";", " و"))


def begins_related(line: Line) -> bool:
    """ "Related", "You may also like": what follows is of other pages."""
    return is_related(line.exact(line.start, line.end)) or line.content in (
        "related",
        "relacionado",
        "relacionados",
        "a lire aussi",
        "voir aussi",
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
    r"|doar|doe .*|compartilhe.*|siga.*|sobre|pesquisar|unsubscribe.*|you are receiving.*|view (?:this|in) .*browser.*|view email.*|ver (?:este )?(?:correo|email|mensaje) en.*|se desinscrire.*|darse de baja.*|skip to.*|saltar al contenido|aller au contenu.*|.*\blast (?:updated|edited|modified).*|updated [^:]*|published .*|posted (?:on|by) .*|.*\d min(?:ute)?s? read.*|ultima actualizacion.*|actualizado[^:]*|mis a jour[^:]*|derniere mise a jour.*|.*اخر تحديث.*"
    r"|on .{4,60} wrote:|el .{4,60} escribio:|le .{4,60} a ecrit\s?:|-+ ?(?:forwarded message|mensaje reenviado|message transfere|original message).*|(?:from|to|cc|bcc|subject|sent|reply-to)\s?:\s.*|(?:de|para|asunto|enviado|objet|envoye|a|من|الي|الموضوع)\s?:\s.*@.*|(?:subject|asunto|objet|الموضوع|fwd|re|fw|sent|date)\s?:\s.*|sent from my .*|enviado desde mi .*|envoye de mon .*"
    r"|-- ?|_{3,}|={3,}|-{3,}|\*{3,}|messages and calls are end-to-end.*|.{1,40} (?:joined|left|created (?:the|this) group).*|<media omitted>|image omitted|.*\bcookies?\b.*|©.*|\(c\).*|.*all rights reserved.*|.*todos los derechos reservados.*|.*tous droits reserves.*|.*جميع الحقوق محفوظه.*|(?:home|inicio|accueil)\s?[|>/›»·].*)"
)


_PROSE_WORDS = 9


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
