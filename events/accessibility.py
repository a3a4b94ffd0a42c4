"""What people need to know to decide whether they can take part: nine questions, three answers each."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANSWERS = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not known yet")}


class Question(NamedTuple):
    """`asked` stands in the form, `yes` and `no` on the page, `topic` where the answer is not known."""

    asked: Promise
    yes: Promise
    no: Promise
    topic: Promise


QUESTIONS = {
    "step-free": Question(
        _("Is it step-free all the way?"), _("Step-free all the way"), _("There are steps"), _("steps")
    ),
    "seats": Question(_("Are there seats?"), _("There are seats"), _("No seats"), _("seats")),
    "toilet": Question(
        _("Is there an accessible toilet?"), _("Accessible toilet"), _("No accessible toilet"), _("accessible toilet")
    ),
    "sign-language": Question(
        _("Is there sign language?"), _("Sign language"), _("No sign language"), _("sign language")
    ),
    "captions": Question(_("Are there captions?"), _("Captions"), _("No captions"), _("captions")),
    "quiet-space": Question(_("Is there a quiet space?"), _("A quiet space"), _("No quiet space"), _("quiet space")),
    "children": Question(
        _("Are children welcome?"), _("Children welcome"), _("Not suitable for children"), _("children")
    ),
    "transport": Question(
        _("Can it be reached by accessible public transport?"),
        _("Accessible public transport"),
        _("No accessible public transport nearby"),
        _("accessible public transport"),
    ),
    "free": Question(_("Is it free of charge?"), _("Free of charge"), _("It costs something"), _("cost")),
}


class Fact(NamedTuple):
    mark: str
    text: Promise


def known_facts(answers: Mapping[str, str]) -> Iterator[Fact]:
    """What is known, the good news first."""
    for answer, mark in (("yes", "✓"), ("no", "–")):
        for key, question in QUESTIONS.items():
            if answers.get(key) == answer:
                yield Fact(mark, getattr(question, answer))


def unknown_topics(answers: Mapping[str, str]) -> list[Promise]:
    return [question.topic for key, question in QUESTIONS.items() if answers.get(key, "unknown") == "unknown"]
