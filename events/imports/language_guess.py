"""Which language a text is in, guessed from its script and its commonest words; the editor can correct it."""

import re
from collections import Counter

_SCRIPTS = (
    ("ar", re.compile(r"[\u0621-\u064a]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("ru", re.compile(r"[\u0410-\u044f]")),
    ("el", re.compile(r"[\u0391-\u03c9]")),
)
_PERSIAN = re.compile(r"[پچژگ]")
_URDU = re.compile(r"[ٹڈڑے]")
_COMMON_WORDS = {
    "en": "the and of to in is we that for on with this are not our",
    "es": "el la los las de que y en por con para una del nuestro se",
    "fr": "le la les des et de que nous pour dans une est du au avec",
    "de": "der die das und ist wir nicht für von mit den ein zu auf im",
    "pt": "o os as de que e em para com uma do da nós não se",
    "it": "il lo gli di che e per con una del della noi non si è",
    "nl": "de het een en van wij niet voor met dat op zijn aan is te",
    "tr": "ve bir bu için ile biz değil olarak da de çok daha ne",
}
_SAMPLE = 20_000


def guess_language(text: str, *, default: str = "en") -> str:
    """A primary language subtag (BCP 47)."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample)) or 1
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) > letters / 2:
            return _within_arabic_script(sample) if language == "ar" else language
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = {language: sum(words[word] for word in common.split()) for language, common in _COMMON_WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] else default


def _within_arabic_script(sample: str) -> str:
    if len(_URDU.findall(sample)) > len(sample) / 100:
        return "ur"
    return "fa" if len(_PERSIAN.findall(sample)) > len(sample) / 100 else "ar"
