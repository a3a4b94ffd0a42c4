import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.actions.statement import publish_statement, save_revision
from events.models import Revision, Signature, Statement
from tests.events.factories import NOW, make_organization, make_statement, make_user
from tests.events.imports.test_statement import PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/organize/statements/new/"
FIELDS = {"title": "Keep the buses", "dated_on": "2027-03-03", "language": "en", "body": "We call on all.\n\nCome."}


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    user.group = make_organization(owner=user)
    return user


def own(statement, ending=""):
    return f"/organize/statements/{statement.slug}/{ending}"


def edit_fields(statement, **fields):
    return {**FIELDS, "version": statement.version, "source_url": "", "note": "", **fields}


# --- Bringing one in -------------------------------------------------------------------------------------------


def test_a_pasted_page_shows_what_was_understood_and_keeps_nothing_yet(client, editor):
    page = client.post(NEW, {"source": PAGE}).text

    assert 'value="Strengthen the night buses!"' in page
    assert 'value="2027-03-03"' in page
    assert "5 lines were left out" in page
    assert "Drivers before the depot, March 2, 2027" in page
    assert "a picture’s caption" in page
    assert Statement.objects.count() == 0


def test_a_file_is_read_like_a_paste(client, editor):
    upload = SimpleUploadedFile("buses.md", b"# Keep the buses\n\n2027-03-03\n\nWe **call** on all.")
    page = client.post(NEW, {"file": upload}).text

    assert 'value="Keep the buses"' in page
    assert "We **call** on all." in page


def test_what_was_corrected_becomes_a_draft(client, editor):
    response = client.post(NEW, FIELDS)

    statement = Statement.objects.get()
    assert response["Location"] == own(statement)
    assert (statement.organization, statement.dated_on, statement.is_published) == (
        editor.group,
        dt.date(2027, 3, 3),
        False,
    )
    assert statement.current.text == "Keep the buses\nWe call on all.\nCome."
    assert statement.current.created_by == editor


def test_of_several_organisations_one_is_chosen_and_never_a_foreign_one(client, editor):
    second, foreign = make_organization(owner=editor), make_organization()
    assert client.post(NEW, FIELDS).status_code == 422
    assert client.post(NEW, FIELDS | {"organization": foreign.pk}).status_code == 422
    client.post(NEW, FIELDS | {"organization": second.pk})

    assert Statement.objects.get().organization == second


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Paste a text or choose a file."),
        ({"source": " \n "}, "Paste a text or choose a file."),
        ({"source": "\u200b\u00ad"}, "There is no text."),
        ({"source": "nul \x00"}, "Null characters are not allowed."),
        ({"source": "<!doctype html><html>"}, "This is the source code of a page or document."),
        ({"source": "é" * 600_000}, "The text is larger than one megabyte."),
        ({"file": SimpleUploadedFile("a.txt", b"caf\xe9")}, "The text is not UTF-8: byte 4 does not fit."),
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01")}, "The file holds NUL bytes: it is not a text."),
        ({"file": SimpleUploadedFile("a.txt", "x".encode("utf-16"))}, "The file is encoded in UTF-16."),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "The submitted file is empty."),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, "This is the source code of a page or document."),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 50_000_000)}, "The text is larger than one megabyte."),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client, editor, data, says):
    response = client.post(NEW, data)

    assert response.status_code == 422
    assert says in response.text
    assert ('id="id_file_error"' if "file" in data else 'id="id_source_error"') in response.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "\u0007"}, "title"),
        ({"body": ""}, "body"),
        ({"body": "![x](https://x.example/p.png)"}, "body"),
        ({"body": "x" * 200_001}, "body"),
        ({"dated_on": ""}, "dated_on"),
        ({"dated_on": "3/4/2027"}, "dated_on"),
        ({"dated_on": "9999-01-01"}, "dated_on"),
        ({"language": "klingon, please"}, "language"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://name:word@x.example/"}, "source_url"),
    ],
)
def test_bad_fields_are_named_and_nothing_is_saved_or_lost(client, editor, fields, field):
    response = client.post(NEW, FIELDS | fields)

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert f'href="#id_{field}"' in response.text
    assert Statement.objects.count() == 0
    if field != "body":
        assert "We call on all." in response.text


def test_arabic_digits_are_digits(client, editor):
    client.post(NEW, FIELDS | {"dated_on": "٢٠٢٧-٠٣-٠٣"})

    assert Statement.objects.get().dated_on == dt.date(2027, 3, 3)


# --- Changing and publishing -----------------------------------------------------------------------------------


def test_the_page_shows_state_and_calls(client, editor, django_assert_num_queries):
    statement = make_statement(organization=editor.group, published=False)
    page = client.get(own(statement)).text

    assert "A draft: only your organisation sees it." in page
    assert own(statement, "publish/") in page
    assert "Nothing is marked yet." in page


def test_publishing_is_one_button(client, editor):
    statement = make_statement(organization=editor.group, published=False)
    response = client.post(own(statement, "publish/"), follow=True)

    statement.refresh_from_db()
    assert statement.published_at == NOW
    assert "It is public now." in response.text
    assert Signature.objects.get().signed_by == editor
    client.logout()
    assert client.get(statement.get_absolute_url()).status_code == 200


def test_an_edit_is_a_draft_of_the_next_revision(client, editor):
    statement = make_statement(organization=editor.group)
    response = client.post(own(statement, "edit/"), edit_fields(statement, note="Shorter", is_correction="on"))

    revision = statement.revisions.get(number=2)
    assert response["Location"] == own(statement)
    assert (revision.title, revision.note, revision.is_correction, revision.published_at) == (
        "Keep the buses",
        "Shorter",
        True,
        None,
    )
    page = client.get(own(statement)).text
    assert "There is a draft of revision 2." in page
    assert "Publish the new revision" in page


def test_two_editors_at_once_see_both_texts_and_lose_nothing(client, editor):
    statement = make_statement(organization=editor.group)
    opened = edit_fields(statement, title="Mine", body="My words.")
    save_revision(statement, title="Theirs", body="Their words.", by=None, now=NOW)

    response = client.post(own(statement, "edit/"), opened)

    assert response.status_code == 422
    assert [words in response.text for words in ("Theirs", "Their words.", 'value="Mine"', "My words.")] == [True] * 4
    assert statement.revisions.get(number=2).title == "Theirs"

    statement.refresh_from_db()
    assert f'name="version" value="{statement.version}"' in response.text
    assert client.post(own(statement, "edit/"), opened | {"version": statement.version}).status_code == 302
    assert statement.revisions.get(number=2).title == "Mine"


def test_a_bad_edit_changes_nothing(client, editor):
    statement = make_statement(organization=editor.group)
    for fields in ({"title": ""}, {"body": "\x00"}, {"version": "x"}, {"note": "n" * 301}, {"dated_on": "soon"}):
        assert client.post(own(statement, "edit/"), edit_fields(statement, **fields)).status_code == 422

    assert statement.revisions.count() == 1


def test_drafts_can_be_discarded(client, editor):
    statement = make_statement(organization=editor.group)
    save_revision(statement, title="Next", body="Next.", by=None, now=NOW)
    client.post(own(statement, "discard/"))
    draft = make_statement(organization=editor.group, published=False)
    response = client.post(own(draft, "discard/"))

    assert [(one.statement, one.number) for one in Revision.objects.all()] == [(statement, 1)]
    assert response["Location"] == reverse("events:organize-statement-list")


def test_an_old_revision_can_be_removed_with_a_reason(client, editor):
    statement = make_statement(organization=editor.group)
    save_revision(statement, title="Next", body="Next.", by=None, now=NOW)
    publish_statement(statement, by=None, now=NOW)
    address = own(statement, "revisions/1/remove/")

    assert client.get(address).status_code == 200
    assert statement.revisions.get(number=1).removed_at is None
    assert client.post(address, {"removed_reason": ""}).status_code == 422
    assert client.post(address, {"removed_reason": "A name"}).status_code == 302
    assert statement.revisions.get(number=1).removed_reason == "A name"
    assert client.post(own(statement, "revisions/2/remove/"), {"removed_reason": "x"}).status_code == 422
    assert client.post(own(statement, "revisions/1/remove/"), {"removed_reason": "x"}).status_code == 404


def test_own_list_takes_the_same_queries_for_one_and_for_three(client, editor, django_assert_num_queries):
    make_statement(organization=editor.group)
    with django_assert_num_queries(3):
        client.get("/organize/statements/")

    make_statement(organization=editor.group, published=False)
    make_statement(organization=editor.group)
    make_statement(title="Not ours")
    with django_assert_num_queries(3):
        page = client.get("/organize/statements/").text
    assert page.count("<h2>") == 3
    assert "Not ours" not in page


# --- Who may ---------------------------------------------------------------------------------------------------

PAGES = ["", "edit/", "calls/new/", "translate/", "names/endorser/"]
CHANGES = ["edit/", "publish/", "discard/", "calls/new/", "translate/", "names/endorser/"]


@pytest.mark.parametrize("ending", PAGES)
def test_pages_are_for_editors_of_the_organisation(client, ending):
    owner = make_user()
    statement = make_statement(organization=make_organization(owner=owner))

    assert client.get(own(statement, ending))["Location"].startswith("/accounts/login/")
    client.force_login(make_user())
    assert client.get(own(statement, ending)).status_code == 404
    client.force_login(owner)
    assert client.get(own(statement, ending)).status_code == 200


@pytest.mark.parametrize("ending", CHANGES)
def test_changes_by_others_are_refused_and_change_nothing(client, ending):
    statement = make_statement(organization=make_organization(owner=make_user()), published=False)
    rows = (Statement.objects.get(), list(Revision.objects.values()))

    assert client.post(own(statement, ending), FIELDS)["Location"].startswith("/accounts/login/")
    client.force_login(make_user())
    assert client.post(own(statement, ending), FIELDS).status_code == 404
    assert (Statement.objects.get(), list(Revision.objects.values())) == rows
    assert Statement.objects.get().published_at is None


@pytest.mark.parametrize("ending", ["publish/", "discard/"])
def test_reading_changes_nothing(client, editor, ending):
    statement = make_statement(organization=editor.group, published=False)

    answer = client.get(own(statement, ending))

    assert answer.status_code == (200 if ending == "discard/" else 405)
    assert Statement.objects.get().published_at is None
    assert Statement.objects.get().revisions.count() == 1


def test_helpers_and_people_without_an_organisation_bring_nothing_in(client):
    organization, helper = make_organization(), make_user()
    organization.memberships.create(user=helper, role="helper")

    assert client.post(NEW, FIELDS)["Location"].startswith("/accounts/login/")
    for user in (helper, make_user()):
        client.force_login(user)
        assert (client.get(NEW).status_code, client.post(NEW, FIELDS).status_code) == (404, 404)
    assert Statement.objects.count() == 0
