"""Words that lead to a place: "at", "en la", "devant", "أمام"."""

import re

from events.imports.action_list.words import either, words

MEETING_LEADS = words("leads", "meeting")
SURE_LEADS = words("leads", "sure") | MEETING_LEADS
_ARTICLES = either(words("writing", "articles"))


def _leading(listed: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'-])(?P<lead>{either(listed)})(?![\w'-])\s+(?:(?:{_ARTICLES})\s|l')?(?=\S)"
        r"|(?<![\w'-])(?P<elided>a l'|de l'|d')(?=\S)"
    )


# Words that only lead to a place, and words that say where to stand and belong to it.
LEADS = _leading(SURE_LEADS | words("leads", "weak"))
STANDING_LEADS = _leading(words("leads", "standing"))
