"""Hostile input at every door: each is refused with a sentence that names the field, in the reader's language, and
nothing of it is stored. Never a 500.

A row of FORMS is: the door (tests/hostile/forms.py), what is typed instead of the honest value, the field that is
named. A row of ADDRESSES is: the address, the status, what the answer says.
"""

import re
import time
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hostile.forms import HONEST, problems_in, send
from tests.hostile.world import stored

ARABIC = re.compile(r"[\u0621-\u064a]")
LONG, LONGEST = "x" * 10_000, "x" * 200_001
NUL, ESCAPE = "a\x00b", "a\x1bb"
FORMS = [
    # Coming
    ("rsvp", {"party_size": "0"}, "party_size"),
    ("rsvp", {"party_size": "11"}, "party_size"),
    ("rsvp", {"party_size": "٠"}, "party_size"),
    ("rsvp", {"party_size": "9" * 5_000}, "party_size"),
    ("rsvp", {"party_size": ["1", "99"]}, "party_size"),
    ("rsvp", {"dates": []}, "dates"),
    ("rsvp", {"dates": ["2027-03-13"] * 13}, "dates"),
    ("rsvp", {"dates": ["0000-00-00"]}, "dates"),
    ("rsvp", {"dates": ["../../etc/passwd"]}, "dates"),
    ("rsvp", {"answer": "not-going"}, "answer"),
    ("rsvp", {"email": LONG}, "email"),
    ("rsvp", {"email": NUL + "@inbox.example"}, "email"),
    ("rsvp", {"email": "a@b.example\r\nBcc: c@d.example"}, "email"),
    ("rsvp", {"email": "a\r@b.example"}, "email"),
    ("rsvp", {"email": "a@xn--\u2028.example"}, "email"),
    ("rsvp", {"email": "a@127.0.0.1"}, "email"),
    ("rsvp", {"name": LONG}, "name"),
    ("rsvp", {"name": ESCAPE}, "name"),
    ("leave", {"email": ""}, "email"),
    ("leave", {"email": "javascript:alert(1)"}, "email"),
    ("leave", {"email": "a@b.example,c@d.example"}, "email"),
    # Posting an action
    ("event", {"title": ""}, "title"),
    ("event", {"title": " \u200b\u2060 "}, "title"),
    ("event", {"title": LONG}, "title"),
    ("event", {"title": NUL}, "title"),
    ("event", {"title": ESCAPE}, "title"),
    ("event", {"kind": "riot"}, "kind"),
    ("event", {"language": "xx"}, "language"),
    ("event", {"description": LONGEST}, "description"),
    ("event", {"start_on": "0000-01-01"}, "start_on"),
    ("event", {"start_on": "9999-12-31"}, "start_on"),
    ("event", {"start_on": "2027-02-30"}, "start_on"),
    ("event", {"start_on": "3/4/2027"}, "start_on"),
    ("event", {"start_on": "2026-01-01"}, "start_on"),
    ("event", {"start_time": "25:00"}, "start_time"),
    ("event", {"start_time": "9" * 100_000}, "start_time"),
    ("event", {"start_time": ""}, "start_time"),
    ("event", {"end_on": "2027-03-12"}, "end_on"),
    ("event", {"end_on": "2029-03-13"}, "end_time"),
    ("event", {"hour_is_pending": "on", "is_all_day": "on"}, "hour_is_pending"),
    ("event", {"zone": "Mars/Olympus"}, "zone"),
    ("event", {"zone": "../../etc/passwd"}, "zone"),
    ("event", {"zone": NUL}, "zone"),
    ("event", {"repeats": "FREQ=SECONDLY"}, "repeats"),
    ("event", {"repeats": "weekly", "interval": "0"}, "interval"),
    ("event", {"repeats": "weekly", "interval": "-1"}, "interval"),
    ("event", {"repeats": "weekly", "weekdays": ["7"]}, "weekdays"),
    ("event", {"repeats": "daily", "until_on": "2029-03-12"}, "until_on"),
    ("event", {"repeats": "weekly", "until_on": "2027-03-01"}, "until_on"),
    ("event", {"repeats": "weekly", "exdates": "2027-03-20\nthe day after"}, "exdates"),
    ("event", {"repeats": "weekly", "exdates": "2027-03-20\n" * 2_000}, "exdates"),
    ("event", {"place": ""}, "place"),
    ("event", {"place": LONG}, "place"),
    ("event", {"place_is_pending": "on"}, "place"),
    ("event", {"is_online": "on", "online_url": "javascript:alert(1)"}, "online_url"),
    ("event", {"is_online": "on", "online_url": "data:text/html,<script>alert(1)</script>"}, "online_url"),
    ("event", {"is_online": "on", "online_url": "https://me:secret@meet.example/"}, "online_url"),
    ("event", {"is_online": "on", "online_url": "https://[::1"}, "online_url"),
    ("event", {"is_online": "on", "online_url": "https://meet.example/\r\nX: y"}, "online_url"),
    ("event", {"capacity_in_person": "-1"}, "capacity_in_person"),
    ("event", {"capacity_in_person": "0"}, "capacity_in_person"),
    ("event", {"capacity_in_person": "1e9"}, "capacity_in_person"),
    ("event", {"capacity_in_person": "9" * 30}, "capacity_in_person"),
    ("event", {"call": "9" * 30}, "call"),
    ("event", {"call": NUL}, "call"),
    ("event", {"campaign": "-1"}, "campaign"),
    ("event", {"access_step-free": "perhaps"}, "access_step-free"),
    # Changing one
    ("move", {"start_on": ""}, "start_on"),
    ("move", {"note": LONG}, "note"),
    ("place", {"place": ESCAPE}, "place"),
    ("online", {"online_url": "vbscript:x"}, "online_url"),
    ("cancel", {"note": NUL}, "note"),
    ("series", {"from_on": "9999-12-31"}, "from_on"),
    # Statements and what they call for
    ("import", {"source": ""}, "source"),
    ("import", {"source": NUL}, "source"),
    ("import", {"source": "<!doctype html><p>Hello"}, "source"),
    ("import", {"source": "é" * 600_000}, "source"),
    ("statement", {"title": LONG}, "title"),
    ("statement", {"body": ESCAPE}, "body"),
    ("statement", {"body": LONGEST}, "body"),
    ("statement", {"body": "![picture](https://elsewhere.example/a.png)"}, "body"),
    ("statement", {"dated_on": "0000-00-00"}, "dated_on"),
    ("statement", {"language": "../x"}, "language"),
    ("statement", {"source_url": "javascript:alert(1)"}, "source_url"),
    ("revision", {"note": LONG}, "note"),
    ("revision", {"version": "9" * 30, "title": "Another"}, "__all__"),
    ("translation", {"language": "en"}, "language"),
    ("translation", {"translator": NUL}, "translator"),
    ("names", {"names": "One\x1b"}, "names"),
    ("names", {"names": "\n".join(f"Group {number}" for number in range(2_000))}, "names"),
    ("removal", {"removed_reason": ""}, "removed_reason"),
    ("call", {"asks_for": "riot"}, "asks_for"),
    ("call", {"quote": "which is not there"}, "quote"),
    ("call", {"quote": LONG}, "quote"),
    ("call", {"sentences": ["9" * 30]}, "sentences"),
    ("call", {"quote": "", "start": "5", "end": "999999"}, "quote"),
    ("call", {"window_start_on": "2027-03-13", "window_end_on": "2027-03-01"}, "window_end_on"),
    # Campaigns
    ("campaign", {"title": NUL}, "title"),
    ("campaign", {"kind": "war"}, "kind"),
    ("campaign", {"start_on": "9999-12-31"}, "start_on"),
    ("campaign", {"end_on": "2027-02-01"}, "end_on"),
    ("campaign", {"calls": ["9" * 30]}, "calls"),
    ("campaign", {"calls": ["1", "x"]}, "calls"),
    ("target", {"reason": ""}, "reason"),
    ("target", {"source_url": "javascript:alert(1)"}, "source_url"),
    ("target", {"read_on": "2199-01-01"}, "read_on"),
    ("demand", {"asked": LONG}, "asked"),
    ("milestone", {"on": "2027-13-45"}, "on"),
    # Accounts
    ("group", {"name": "\u2028"}, "name"),
    ("group", {"website": "javascript:alert(1)"}, "website"),
    ("group", {"zone": "Mars/Olympus"}, "zone"),
    ("invitation", {"role": "king"}, "role"),
    ("invitation", {"email": "a@b.example\nBcc: c@d.example"}, "email"),
    ("profile", {"name": LONG}, "name"),
    ("sign-in", {"login": NUL + "@inbox.example"}, "login"),
    ("sign-in", {"login": LONG}, "login"),
    ("sign-in", {"password": ""}, "password"),
    ("sign-in", {"password": NUL}, "password"),
    ("reset", {"email": "a@b.example\r\nBcc: c@d.example"}, "email"),
]


@pytest.mark.parametrize("door", HONEST)
def test_what_an_honest_person_types_is_taken(world, clients, door):
    """Otherwise each of FORMS would be refused for another reason than its own."""
    expected = {"removal": "current text", "sign-in": "not correct"}

    said = problems_in(send(door, clients, {}))

    assert [word in str(said) for word in [expected.get(door, "")]] == [True]
    assert bool(said) == (door in expected)


@pytest.mark.parametrize(
    ("door", "typed", "field"), FORMS, ids=[f"{door}-{field}-{n}" for n, (door, _t, field) in enumerate(FORMS)]
)
def test_form_names_the_field_in_the_reader_s_language_and_stores_nothing(world, clients, door, typed, field):
    before = stored()

    english = send(door, clients, typed)
    arabic = send(door, clients, typed, headers={"Accept-Language": "ar"})

    assert english.status_code == arabic.status_code
    assert english.status_code in (200, 422)
    assert problems_in(english)[field] != []
    assert {bool(ARABIC.search(said)) for said in problems_in(arabic, "ar")[field]} == {True}
    assert stored() == before


def test_fifty_megabytes_are_refused_beside_the_field_and_held_by_nobody(world, organiser, tmp_path, monkeypatch):
    """In comes more than the site ever has in memory, and it has no disk to put it on."""
    large, before = tmp_path / "request", stored()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    large.write_bytes(head + b"x" * 50_000_000 + b"\r\n--x--\r\n")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))

    with large.open("rb") as body:
        tracemalloc.start()
        response = organiser.request(
            REQUEST_METHOD="POST",
            PATH_INFO="/organize/statements/new/",
            CONTENT_TYPE="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(large.stat().st_size),
            **{"wsgi.input": body},
        )
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert problems_in(response)["file"] == ["The text is larger than one megabyte."]
    assert (stored() == before, most < 10_000_000) == (True, True)


def upload(organiser, content, name="statement.txt"):
    response = organiser.post("/organize/statements/new/", {"file": SimpleUploadedFile(name, content)})
    return response, problems_in(response).get("file", [""])[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"caf\xe9 au lait", "not UTF-8: byte 4"),
        ("Kundgebung".encode("utf-16"), "UTF-16"),
        (b"a\x00b", "NUL"),
        (b"%PDF-1.7 ...", "source code of a page or document"),
        (b"{\\rtf1 Hello}", "source code of a page or document"),
        (b"\xed\xa0\x80", "not UTF-8"),
        (b" \n\t\r\n", "no text"),
    ],
)
def test_file_that_is_no_text_is_refused_beside_the_field(world, organiser, content, said):
    before = stored()

    response, problem = upload(organiser, content)

    assert (response.status_code, said in problem) == (422, True)
    assert stored() == before


@pytest.mark.parametrize(
    "content",
    [
        "Title\rNew line\r\rA paragraph with lone carriage returns that calls on everybody to come.",
        "Title\u2028A line of another kind\u2029And a paragraph that calls on everybody to come to the square.",
        "# " + "x" * 10_000 + "\n\nA paragraph that calls on everybody.",
        "\n".join(["> " * 500 + "deep"] * 50),
        "[" * 20_000 + "](" * 20_000,
        "*" * 100_000,
        "| a |\n|---|\n" + "| b |\n" * 20_000,
        "1. " * 10_000,
        "<" * 50_000 + "script>alert(1)</script>",
    ],
    ids=range(9),
)
def test_odd_texts_are_read_in_bounded_time(world, organiser, content):
    began = time.process_time()

    response, _problem = upload(organiser, content.encode(), "statement.md")
    saved = send("statement", {"organiser": organiser}, {"body": content[:200_000]}, follow=True)

    assert (response.status_code in (200, 422), saved.status_code in (200, 422)) == (True, True)
    assert time.process_time() - began < 20
    assert b"<script>alert" not in response.content + saved.content
