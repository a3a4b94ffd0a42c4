"""Copies are written once and must be what each of them would be alone; Python's own parser judges."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.email import writing
from notifications.channels.email.mime import MessageRefused, build
from notifications.channels.email.writing import Writer
from notifications.kinds import Message
from tests.notifications.channels.email.test_mime import DATE, ICS, message

MARK = "m" * 43
TOKENS = ["a" * 43, "-_9" + "z" * 40]
BOUNDARY = re.compile(rb"={10,}\d+==")


def model(**fields) -> Message:
    link = f"https://example.org/rsvps/{MARK}/"
    shared = {"text": f"نصّ\n{link}\n", "html": f"<p lang='ar'>نصّ <a href='{link}'>x</a></p>", "ics": ICS}
    return message(**shared, headers={"List-Unsubscribe": f"<{link}>"}, fill={MARK: MARK}, **fields)


def copies(of: Message) -> list[Message]:
    return [
        of.copy(to=to, fill={MARK: token})
        for to, token in zip(["amal@inbox.example", "b@bücher.example"], TOKENS, strict=True)
    ]


def as_it_is(raw: bytes) -> bytes:
    """But for what is drawn anew each time."""
    head, _, body = BOUNDARY.sub(b"boundary", raw).partition(b"\r\n\r\n")
    return b"\r\n".join(sorted(head.split(b"\r\n"))) + body


def alone(one: Message) -> bytes:
    return Writer().write(one.filled(), message_id="<1@example.org>", date=DATE)


@pytest.mark.parametrize(
    "fields", [{}, {"html": None}, {"ics": None}, {"html": None, "ics": None}], ids=["all", "no html", "no ics", "text"]
)
def test_a_copy_is_what_it_would_be_alone(fields):
    writer = Writer()

    for one in copies(replace(model(), **fields)):
        assert as_it_is(writer.write(one, message_id="<1@example.org>", date=DATE)) == as_it_is(alone(one))


def test_copies_are_built_once(monkeypatch):
    built = []
    monkeypatch.setattr(writing, "build", lambda *what, **how: built.append(1) or build(*what, **how))
    writer = Writer()

    for one in copies(model()) * 3:
        writer.write(one, message_id="<1@example.org>", date=DATE)

    assert built == [1]


def test_nobody_gets_the_link_of_another():
    writer = Writer()

    first, second = (
        writer.write(one, message_id=f"<{one.to}>", date=DATE).decode("latin-1") for one in copies(model())
    )

    assert (TOKENS[0] in first, TOKENS[1] in first, MARK in first) == (True, False, False)
    assert (TOKENS[0] in second, TOKENS[1] in second, MARK in second) == (False, True, False)
    assert first.count(TOKENS[0]) == 3  # text, HTML, header
    assert message_from_bytes(second.encode("latin-1"), policy=default)["to"] == "b@xn--bcher-kva.example"


def test_a_mark_that_an_encoding_would_cut_is_written_for_each():
    """Lines of more than 998 characters are sent as quoted-printable, which breaks them anywhere."""
    long = replace(model(), text="x" * 60 + MARK + "é" * 1_000)

    for one in copies(long):
        assert as_it_is(Writer().write(one, message_id="<1@example.org>", date=DATE)) == as_it_is(alone(one))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200), st.text("\n .,;ab", max_size=50))
def test_whatever_the_text_a_copy_is_what_it_would_be_alone(words, more):
    one = copies(replace(model(), text=f"{words}{MARK}{more}{MARK}\n{words}"))[0]

    assert as_it_is(Writer().write(one, message_id="<1@example.org>", date=DATE)) == as_it_is(alone(one))


@pytest.mark.parametrize(
    "to", ["a@x.example, b@x.example", "a", "Amal <a@x.example>", "a@x.example\r\nBcc: b@x.example"]
)
def test_a_copy_goes_to_one_plain_address(to):
    with pytest.raises(MessageRefused, match="the recipient"):
        Writer().write(model().copy(to=to, fill={MARK: TOKENS[0]}), message_id="<1@example.org>", date=DATE)
