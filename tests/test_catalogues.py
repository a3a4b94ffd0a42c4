"""The catalogues of locale/: whole, in step with the code, and with nothing lost between the languages.

Extraction here is Babel's for code and Django's `templatize` for templates, so that no gettext program is needed.
"""

import io
import re
from collections import Counter
from gettext import GNUTranslations

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from events.wording import direction_of

PATHS = {path.parts[-3]: path for path in settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")}
LANGUAGES = sorted(PATHS)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
APPS = ["accounts", "config", "events", "notifications"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)\{\w*\}")
TAG = re.compile(r"</?[a-z]+(?: [^<>]*)?>")
ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"


def read_catalogue(language):
    with PATHS[language].open("rb") as file:
        return read_po(file, locale=language)


def messages_in(catalogue):
    return [message for message in catalogue if message.id]


def forms_of(message):
    """Each text of the translation with the English text it stands for: one, or one for each plural form."""
    if isinstance(message.id, str):
        return [(message.string, message.id)]
    return [(string, message.id[1]) for string in message.string]


def key_of(message, context=None):
    """As gettext finds it: by context and singular."""
    return (context or None, message if isinstance(message, str) else message[0])


def extracted(text):
    found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
    return {key_of(message, context) for _line, message, _comments, context in found}


def said_in_code():
    files = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]
    return set().union(*(extracted(path.read_text()) for path in files))


def said_in_templates():
    files = [path for path in (settings.BASE_DIR / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    return set().union(*(extracted(as_code(path.read_text())) for path in files))


def as_code(template):
    """What `makemessages` reads instead of the template, without indentation: it means nothing there."""
    return "\n".join(line.strip() for line in templatize(template).splitlines())


@pytest.fixture(scope="module")
def said():
    return said_in_code() | said_in_templates()


def test_every_language_but_the_source_has_a_catalogue():
    others = {code for code, _name in settings.ALL_LANGUAGES} - {settings.LANGUAGE_CODE}

    assert set(LANGUAGES) == others


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_that_the_catalogue_lacks(language, said):
    known = {key_of(message.id, message.context) for message in messages_in(read_catalogue(language))}

    assert said - known == set(), "type: make messages, then translate what is empty or fuzzy"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_holds_nothing_that_nobody_says(language, said):
    known = {key_of(message.id, message.context) for message in messages_in(read_catalogue(language))}

    assert known - said == set(), "type: make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated_and_nothing_guessed(language):
    messages = messages_in(read_catalogue(language))

    assert [message.id for message in messages if not all(text for text, _english in forms_of(message))] == []
    assert [message.id for message in messages if message.fuzzy] == []
    assert not read_catalogue(language).fuzzy, "the line above its head keeps it from being compiled"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_every_form_of_the_language(language):
    catalogue = read_catalogue(language)
    plurals = [message for message in messages_in(catalogue) if message.pluralizable]

    assert catalogue.num_plurals == get_plural(language).num_plurals
    assert len(plurals) > 20
    assert [message.id for message in plurals if len(message.string) != get_plural(language).num_plurals] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_english_text(language):
    wrong = [
        (english, text)
        for message in messages_in(read_catalogue(language))
        for number, (text, english) in enumerate(forms_of(message))
        if not same_placeholders(english, text, may_say_number_as_word=message.pluralizable and number < 3)
    ]

    assert wrong == []


def same_placeholders(english, text, *, may_say_number_as_word):
    """None, one and two are words in Arabic ("action, two actions"), so the number alone may be left out there."""
    wanted, found = Counter(PLACEHOLDER.findall(english)), Counter(PLACEHOLDER.findall(text))
    missing, surplus = wanted - found, found - wanted
    return not surplus and missing.total() <= (1 if may_say_number_as_word else 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_and_line_ends_are_those_of_the_english_text(language):
    forms = [pair for message in messages_in(read_catalogue(language)) for pair in forms_of(message)]

    assert [text for text, english in forms if Counter(TAG.findall(text)) != Counter(TAG.findall(english))] == []
    assert [text for text, english in forms if text.count("\n") != english.count("\n")] == []
    assert [text for text, english in forms if text.endswith((" ", "\n")) != english.endswith((" ", "\n"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_isolated_text_ends_where_it_began(language):
    forms = [text for message in messages_in(read_catalogue(language)) for text, _english in forms_of(message)]

    assert [text for text in forms if not isolates_are_paired(text)] == []
    assert direction_of(language) == "ltr" or any(ISOLATE in text for text in forms)


def isolates_are_paired(text):
    marks = [character for character in text if character in (ISOLATE, END_OF_ISOLATE)]
    return marks == [ISOLATE, END_OF_ISOLATE] * (len(marks) // 2)


def test_arabic_uses_its_own_marks():
    """Latin commas, question marks and quotation marks are slips; text for machines stands in isolates."""
    isolated = re.compile(f"{ISOLATE}[^{END_OF_ISOLATE}]*{END_OF_ISOLATE}")
    texts = [text for message in messages_in(read_catalogue("ar")) for text, _english in forms_of(message)]
    slips = re.compile(r"[,;?“”]")

    assert [text for text in texts if slips.search(TAG.sub("", isolated.sub("", text)))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_compiles_to_what_gettext_reads(language):
    catalogue, compiled = read_catalogue(language), io.BytesIO()
    write_mo(compiled, catalogue)

    translations = GNUTranslations(io.BytesIO(compiled.getvalue()))
    messages = [message for message in messages_in(catalogue) if not message.pluralizable]
    assert [say(translations, message) for message in messages] == [message.string for message in messages]


def say(translations, message):
    if message.context:
        return translations.pgettext(message.context, message.id)
    return translations.gettext(message.id)


def test_arabic_counts_with_its_six_forms():
    """None, one, two, three to ten, eleven to ninety-nine, a hundred."""
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue("ar"))
    translations = GNUTranslations(io.BytesIO(compiled.getvalue()))

    said = [translations.ngettext("%(actions)s action", "%(actions)s actions", n) for n in (0, 1, 2, 3, 10, 11, 100)]

    assert said == [
        "لا فعاليات",
        "فعالية واحدة",
        "فعاليتان",
        "%(actions)s فعاليات",
        "%(actions)s فعاليات",
        "%(actions)s فعالية",
        "%(actions)s فعالية",
    ]
