import pytest

from events.actions.signature import list_names, sign_revision, withdraw_signature
from events.actions.statement import publish_statement, save_revision
from events.errors import EventsError
from events.models import Signature
from events.reading.signatories import signatories_of
from tests.events.factories import NOW, make_event, make_organization, make_statement, make_user


def test_an_organisation_signs_one_revision_by_its_own_act(db):
    owner = make_user()
    statement, organization = make_statement(), make_organization(owner=owner)
    for _time in (1, 2):
        signature = sign_revision(statement.current, organization=organization, by=owner, now=NOW)

    assert (signature.role, signature.revision, signature.signed_by) == ("endorser", statement.current, owner)
    assert Signature.objects.count() == 1
    with pytest.raises(EventsError):
        sign_revision(statement.current, organization=make_organization(), by=owner, now=NOW)


def test_a_signature_stays_with_its_revision_until_signed_again(db):
    statement, organization = make_statement(), make_organization()
    first = sign_revision(statement.current, organization=organization, by=None, now=NOW)
    save_revision(statement, title="New", body="New.", by=None, now=NOW)
    statement = publish_statement(statement, by=None, now=NOW)

    assert [one.revision.number for one in signatories_of(statement).endorsers] == [1]
    with pytest.raises(EventsError):
        sign_revision(first.revision, organization=organization, by=None, now=NOW)
    sign_revision(statement.current, organization=organization, by=None, now=NOW)
    assert [one.revision.number for one in signatories_of(statement).endorsers] == [2]


def test_a_signature_can_be_withdrawn_but_not_the_issuers(db):
    statement, organization = make_statement(published=False), make_organization()
    statement = publish_statement(statement, by=None, now=NOW)
    signature = sign_revision(statement.current, organization=organization, by=None, now=NOW)

    withdraw_signature(signature, by=None, now=NOW)
    with pytest.raises(EventsError):
        withdraw_signature(Signature.objects.get(role="issuer"), by=None, now=NOW)
    with pytest.raises(EventsError):
        withdraw_signature(signature, by=make_user(), now=NOW)

    assert signatories_of(statement).count == 0
    assert sign_revision(statement.current, organization=organization, by=None, now=NOW).pk != signature.pk


def test_a_draft_cannot_be_signed(db):
    statement = make_statement(published=False)

    with pytest.raises(EventsError):
        sign_revision(statement.current, organization=make_organization(), by=None, now=NOW)


def test_listed_names_are_no_signatures_and_keep_their_order(db):
    statement = make_statement()
    list_names(statement, names=[" B ", "A", "", "B", "C"], role="endorser", by=None)
    claimed = statement.listed_names.get(name="A")
    claimed.claimed_by = make_organization()
    claimed.save()

    names = list_names(statement, names=["D", "B"], role="endorser", by=None)

    assert {name.name for name in names} == {"A", "B", "D"}
    assert signatories_of(statement).count == 0
    with pytest.raises(EventsError) as refusal:
        list_names(statement, names=["x" * 201], role="host", by=None)
    assert refusal.value.field == "names"


def test_a_name_under_which_an_action_is_hosted_stays_on_the_list(db):
    statement = make_statement()
    list_names(statement, names=["Birkdale Mothers", "Dockers"], role="host", by=None)
    event = make_event(listed_host=statement.listed_names.get(name="Birkdale Mothers"))

    list_names(statement, names=["Nurses"], role="host", by=None)

    event.refresh_from_db()
    assert event.host_name == "Birkdale Mothers"
    assert set(statement.listed_names.values_list("name", flat=True)) == {"Birkdale Mothers", "Nurses"}
