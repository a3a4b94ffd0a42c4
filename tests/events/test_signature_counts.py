"""Signatures and names that a text only lists are never added up, wherever a figure stands."""

import re

import pytest

from events.actions.claim import claim_name
from events.actions.signature import list_names, sign_revision, withdraw_signature
from events.reading.signatories import signatories_of
from tests.events.factories import NOW, make_call, make_event, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db
# Seventeen names, one of them claimed, and two that have signed, one of which has withdrawn.
NAMES = [f"Neighbours {letter}" for letter in "abcdefghijklmnop"]


@pytest.fixture
def statement(time_machine):
    time_machine.move_to(NOW, tick=False)
    owner = make_user()
    statement = make_statement(organization=make_organization(owner=owner, name="Clinic Workers United"))
    call = make_call(statement=statement, window_start_on=NOW.date(), window_end_on=NOW.date())
    make_event(organization=statement.organization, call=call)
    list_names(statement, names=NAMES, role="endorser", by=None)
    list_names(statement, names=NAMES[:2], role="host", by=None)  # they host too, and are no more groups for it
    claimed = list_names(statement, names=["Birkdale Mothers"], role="host", by=None)[-1]
    claim_name(claimed, organization=make_organization(owner=owner), by=owner, now=NOW)
    sign_revision(statement.current, organization=make_organization(name="Nurses"), by=None, now=NOW)
    gone = sign_revision(statement.current, organization=make_organization(name="Dockers"), by=None, now=NOW)
    withdraw_signature(gone, by=None, now=NOW)
    return statement


def figures_beside(text, *words):
    said = re.sub(r"<[^>]+>", "", text)
    return re.findall(rf"(\d+) (?:other )?(?:{'|'.join(words)})", said)


def test_on_the_statement(client, statement):
    page = client.get(statement.get_absolute_url()).text

    assert figures_beside(page, "organisation") == ["1"]
    assert figures_beside(page, "groups? named") == ["17"]
    assert "Dockers" not in page
    assert signatories_of(statement).count == 1


@pytest.mark.parametrize("path", ["/", "/statements/", "/calls/", "/events/"])
def test_on_lists(client, statement, path):
    page = client.get(path).text

    assert "On March 13 we call" in page or statement.title in page
    assert set(figures_beside(page, "organisation", "signature", "endorser", "group")) <= {"1"}


def test_in_the_margin_of_lists(client, statement):
    said = re.sub(r"<[^>]+>", "", client.get("/").text)

    assert "Clinic Workers United and 1 other," in said


@pytest.mark.parametrize("path", ["statements", "calls", "organizations", "revisions"])
def test_in_the_api_and_feeds(client, statement, path):
    texts = [client.get(f"/api/v1/{path}/").text]
    texts += [client.get(f"/{path}.json").text, client.get(f"/{path}.rss").text] if path != "revisions" else []

    for text in texts:
        assert "Neighbours" not in text
        assert "18" not in re.findall(r"[:>](\d+)[,<}]", re.sub(r'"\w*id":\d+', "", text))


def test_for_its_editors(client, statement):
    client.force_login(statement.organization.members.get())
    page = client.get(f"/organize/statements/{statement.slug}/").text

    assert figures_beside(page, "groups? (?:is|are) listed") == ["17"]
    assert page.count("Nurses") == 1
    assert "Dockers" not in page
