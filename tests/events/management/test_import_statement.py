import datetime as dt
import io
import sys

import pytest
from django.core.management import CommandError, call_command

from events.models import Revision, Signature, Statement
from tests.events.factories import NOW, make_organization
from tests.events.imports.test_statement import FIRST, PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def run(tmp_path, capsys):
    def run(content, *options, name="page.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("import_statement", str(path), "--organization=buses", *options)
        return capsys.readouterr()

    make_organization(slug="buses")
    return run


def test_a_file_becomes_a_draft_and_its_address_is_printed(run):
    output = run(PAGE)

    statement = Statement.objects.get()
    assert output.out == f"http://127.0.0.1:8000/statements/{statement.slug}/\n"
    assert output.err == ("draft: “Strengthen the night buses!”, 2027-03-03, en, 3 paragraphs, 5 lines left out\n")
    assert (statement.organization.slug, statement.dated_on, statement.is_published) == (
        "buses",
        dt.date(2027, 3, 3),
        False,
    )


def test_publishing_and_the_report(run):
    output = run(PAGE, "--publish", "-v2")

    assert Statement.objects.get().published_at == NOW
    assert Signature.objects.get().role == "issuer"
    assert "line 7: a picture’s caption: Drivers before the depot, March 2, 2027" in output.err


def test_markdown_and_corrections(run):
    run("# Wrong\n\nWe **call**.", "--title=Right", "--date=٢٠٢٧-٠٣-٠٣", "--language=ar", name="a.md")

    statement = Statement.objects.get()
    assert (statement.title, statement.dated_on, statement.language) == ("Right", dt.date(2027, 3, 3), "ar")
    assert statement.current.body == "We **call**."


def test_standard_input(run, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    call_command("import_statement", "-", "--organization=buses")

    assert Statement.objects.get().title == "Strengthen the night buses!"


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"", [], "source: There is no text."),
        (b"\xff", [], "source: The text is not UTF-8: byte 1 does not fit. Save it as UTF-8 and try again."),
        (b"x" * 1_000_001, [], "source: The text is larger than one megabyte."),
        (FIRST, ["--date=2027-03-03"], "title: This must not be empty. (or say --title)"),
        ("Title\n\n" + FIRST, [], "(or say --date)"),
        (PAGE, ["--date=tomorrow"], "--date: write it as 2027-03-13."),
        (PAGE, ["--language=??"], "language: Write the language as a code: en, ar, es, pt-BR. (or say --language)"),
        (PAGE, ["--organization=nobody"], "There is no organization “nobody”."),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(run, content, options, says):
    with pytest.raises(CommandError) as refusal:
        run(content, *options, "--publish")

    assert says in str(refusal.value)
    assert refusal.value.returncode == 1
    assert (Statement.objects.count(), Revision.objects.count()) == (0, 0)


def test_a_file_that_is_not_there(run):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_statement", "/nowhere/at/all", "--organization=buses")
