"""Lines of a web page that came along with a copied text and are no part of it."""

import re
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.written_dates import dates_in, read_date_line


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(patterns) + ")", re.I)


_SHARING = _any_of(
    "share|tweet|pin(?: it)?|like|save|email(?: this)?|e-mail|print(?: this)?(?: page)?|copy (?:link|url)",
    "facebook|twitter|x|whatsapp|telegram|signal|mastodon|bluesky|threads|linkedin|reddit|pocket|instagram|youtube",
    "tiktok|rss|pdf|download(?: pdf)?|compartir|imprimir|partager|imprimer|teilen|drucken",
    "مشاركة|شارك|شاركها|غرد|طباعة|نسخ الرابط|فيسبوك|تويتر|واتساب|تلغرام",
).pattern
_SHARE = _any_of(r"share (?:this|on|via|to)\b.*", rf"{_SHARING}(?:[\s|/·•,:]*{_SHARING})*[\s:\d]*")
_NAVIGATION = _any_of(
    "skip to (?:main |the )?content|(?:main )?menu|home|search|about(?: us)?|contact(?: us)?|donate(?: now)?",
    "log ?in|sign ?in|sign up(?: for| to)?.*newsletter.*|subscribe|subscribe to .*newsletter.*",
    r"read more|more|continue reading|leave a (?:reply|comment)|\d+ comments?|no comments?(?: yet)?",
    r"[«‹←]?\s*(?:previous|older)(?: posts?)?|(?:next|newer)(?: posts?)?\s*[»›→]?|back to top|view all|close",
    r"advertisement|sponsored|loading\W*|tags?:.*|categor(?:y|ies):.*|filed under.*|posted in .*",
    r"\d+ min(?:ute)?s?(?: read)?|listen to this (?:article|story|post)|all rights reserved.*|powered by .*",
    r"(?:©|\(c\)|copyright)\s.*|privacy policy.*|terms of (?:use|service).*",
    "القائمة|الرئيسية|بحث|اتصل بنا|اقرأ المزيد|جميع الحقوق محفوظة.*",
)
_RELATED = _any_of(
    r"related (?:posts|articles|stories|news)\s*:?|you (?:may|might) also like\s*:?|more from .*",
    r"مواضيع ذات صلة\s*:?|اقرأ أيضا\s*:?",
)
_COOKIES = re.compile(
    r"(?=.*\bcookies?\b).*\b(?:accept|reject|consent|we use|site uses|settings|policy|preferences)\b.*", re.I
)
_BREADCRUMBS = re.compile(r"\S[^.!?]{0,40}(?:\s[>»›/]\s[^.!?]{1,60}){1,6}")
_NAME = r"(?:[A-Z\u0600-\u06ff][\w.'’-]*[ ,&]*(?:and |و)?){1,6}"
_BYLINE = re.compile(
    rf"(?:(?:(?:[Ww]ritten |[Pp]osted |[Pp]ublished |[Tt]ext )?[Bb]y|Author:?|Von|Par|Por|بقلم:?|كتب:?)\s+){_NAME}"
)
_KICKER = _any_of(
    "statements?|press (?:release|statement)|for immediate release|news|blog",
    "بيان|بيان صحفي|comunicado|communiqué",
)
# "Statement of the Dunmoor tenants, …"; the day comes after it.
_KIND_OF_TEXT = _any_of(
    r"(?:(?:joint|public|open|press) )?(?:statement|declaration|letter|appeal|resolution|release)\b",
    r"بيان\b|نداء\b|رسالة\b|comunicado\b|declaración\b|communiqué\b|déclaration\b|erklärung\b|aufruf\b",
)
_BEFORE_DAY = re.compile(r"[,،:|·–—]\s*|\s(?:of|on|du|del|vom|بتاريخ)\s", re.I)
_CAPTION = _any_of(
    r"(?:photo(?:graph)?s?|image|picture|caption|credits?|foto|صورة|الصورة|تصوير|عدسة)\b\s*(?::|/|by\b|courtesy|\(|—|-).*",
    r"(?:above|below|left|right|top|bottom)\s*:.*",
    r".*[(\[/|]\s*(?:photo|credit|image|picture|ap|reuters|afp)\b[^)\]]{0,60}[)\]]?",
    r".*\b(?:photo|image|picture) (?:by|credit|courtesy)\b.{0,60}",
)
_PICTURE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_SHORT = 140
_ENDS_SENTENCE = re.compile(r"[.!?:;…؟؛۔][\"'”’»)\]]*$")


def why_furniture(line: str) -> Promise | str:
    """Why a line is furniture wherever it stands, or nothing."""
    if _PICTURE.fullmatch(line):
        return _("a picture")
    if len(line) <= 400 and _COOKIES.fullmatch(line):
        return _("the page’s note about cookies")
    if len(line) > _SHORT:
        return ""
    if _SHARE.fullmatch(line):
        return _("the page’s buttons for sharing")
    if _NAVIGATION.fullmatch(line):
        return _("the page’s navigation")
    return ""


def is_breadcrumbs(line: str) -> bool:
    """ "Home > News > Statements"."""
    return len(line) <= _SHORT and bool(_BREADCRUMBS.fullmatch(line))


def begins_related(line: str) -> bool:
    return bool(_RELATED.fullmatch(line))


def is_byline(line: str) -> bool:
    return len(line) <= 80 and bool(_BYLINE.fullmatch(line))


def is_kicker(line: str) -> bool:
    return bool(_KICKER.fullmatch(line))


def dated_kind(line: str) -> date | None:
    """The day of a line that says what kind of text it is: "Statement of the Dunmoor tenants, 20 November 2026"."""
    if len(line) > _SHORT or not _KIND_OF_TEXT.match(line) or says_caption(line):
        return None
    days = (read_date_line(line[before.end() :]) for before in _BEFORE_DAY.finditer(line))
    return next(filter(None, days), None)


def is_sentence(line: str) -> bool:
    return bool(_ENDS_SENTENCE.search(line))


def says_caption(line: str) -> bool:
    """ "Photo: …", "… (Credit: …)"."""
    return len(line) <= 200 and bool(_CAPTION.fullmatch(line))


def is_caption(line: str, *, dated_on: date | None) -> bool:
    """A picture’s caption: it says so, or it is a short line, no sentence, that bears a day before the text's own."""
    if says_caption(line):
        return True
    if len(line) > _SHORT or is_sentence(line) or read_date_line(line):
        return False
    days = dates_in(line)
    return bool(days) and (dated_on is None or days[-1] <= dated_on)
