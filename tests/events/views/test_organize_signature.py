import pytest

from events.actions.signature import add_listed_name
from events.models import Signature, Statement
from tests.events.factories import NOW, make_organization, make_statement, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TRANSLATION = {"language": "ar", "title": "لا مدينة", "body": "ندعو الجميع.", "translator": "Sami", "translated_on": ""}


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    user.group = make_organization(owner=user)
    return user


def own(statement, ending):
    return f"/organize/statements/{statement.slug}/{ending}"


def test_translating(client, editor):
    statement = make_statement(organization=editor.group)
    response = client.post(own(statement, "translate/"), TRANSLATION)

    translation = Statement.objects.exclude(pk=statement.pk).get()
    assert response["Location"] == own(translation, "")
    assert (translation.translation_of, translation.language, translation.translated_on) == (
        statement.current,
        "ar",
        NOW.date(),
    )
    for fields in ({"language": "en"}, {"language": "??"}, {"title": ""}, {"body": "\x00"}, {"translated_on": "x"}):
        assert client.post(own(statement, "translate/"), TRANSLATION | fields).status_code == 422
    draft = make_statement(organization=editor.group, published=False)
    assert client.post(own(draft, "translate/"), TRANSLATION).status_code == 404
    assert client.get(own(translation, "translate/")).status_code == 404


def test_listing_names(client, editor):
    statement = make_statement(organization=editor.group)
    client.post(own(statement, "names/endorser/"), {"role": "endorser", "names": "A\r\n\r\n B \r\nA"})

    assert [name.name for name in statement.listed_names.all()] == ["A", "B"]
    assert ">\nA\nB</textarea>" in client.get(own(statement, "names/endorser/")).text
    assert client.post(own(statement, "names/endorser/"), {"role": "x", "names": ""}).status_code == 422
    assert client.post(own(statement, "names/host/"), {"role": "host", "names": "x" * 201}).status_code == 422
    assert client.get(own(statement, "names/friend/")).status_code == 404
    assert statement.listed_names.count() == 2


def test_a_group_that_was_listed_meanwhile_is_not_taken_off_by_an_older_list(client, editor):
    statement = make_statement(organization=editor.group)
    path = own(statement, "names/endorser/")
    client.post(path, {"role": "endorser", "names": "A\r\nB"})
    opened = client.get(path).context["form"]["version"].value()
    add_listed_name(statement, name="Accepted meanwhile", role="endorser")

    refused = client.post(path, {"role": "endorser", "names": "A\r\nC", "version": opened})

    assert (refused.status_code, set(statement.listed_names.values_list("name", flat=True))) == (
        422,
        {"A", "B", "Accepted meanwhile"},
    )
    assert "The list has changed since you opened it." in refused.text
    assert "Now stands: A · B · Accepted meanwhile" in refused.text
    assert ">\nA\r\nC</textarea>" in refused.text
    form = refused.context["form"]
    saved = client.post(path, {"role": "endorser", "names": "A\r\nC", "version": form["version"].value()})
    assert (saved.status_code, [name.name for name in statement.listed_names.all()]) == (302, ["A", "C"])


def test_whoever_has_signed_the_current_text_is_not_asked_to_stand_behind_it(client, editor):
    statement = make_statement()
    page = client.get(statement.get_absolute_url()).text
    assert ("Stand behind it" in page, "Your signature" in page) == (True, False)

    client.post(own(statement, "sign/"), {"organization": editor.group.pk})

    page = client.get(statement.get_absolute_url()).text
    assert ("Stand behind it" in page, "Your signature" in page) == (False, True)
    make_organization(owner=editor)
    assert "Stand behind it" in client.get(statement.get_absolute_url()).text


def test_signing_and_withdrawing(client, editor):
    statement = make_statement()
    assert own(statement, "sign/") in client.get(statement.get_absolute_url()).text
    response = client.post(own(statement, "sign/"), {"organization": editor.group.pk})

    signature = Signature.objects.get()
    assert response["Location"] == statement.get_absolute_url()
    assert (signature.organization, signature.signed_by, signature.role) == (editor.group, editor, "endorser")
    withdraw = own(statement, f"signatures/{signature.pk}/withdraw/")
    assert withdraw in client.get(own(statement, "sign/")).text
    assert client.get(withdraw).status_code == 405
    assert Signature.objects.get().withdrawn_at is None
    client.post(withdraw)
    assert Signature.objects.get().withdrawn_at == NOW


def test_nobody_signs_or_withdraws_for_others(client, editor):
    statement, foreign = make_statement(), make_organization()
    signature = Signature.objects.create(
        revision=statement.current, organization=foreign, role="endorser", signed_at=NOW
    )
    withdraw = own(statement, f"signatures/{signature.pk}/withdraw/")

    assert client.post(own(statement, "sign/"), {"organization": foreign.pk}).status_code == 422
    assert client.post(withdraw).status_code == 404
    client.force_login(make_user())
    assert client.post(own(statement, "sign/"), {"organization": foreign.pk}).status_code == 404
    client.logout()
    assert client.post(own(statement, "sign/"))["Location"].startswith("/accounts/login/")
    assert client.post(withdraw)["Location"].startswith("/accounts/login/")
    assert Signature.objects.get().withdrawn_at is None


def test_the_issuer_does_not_endorse_and_drafts_are_not_signed(client, editor):
    issued = make_statement(organization=editor.group)
    assert own(issued, "sign/") not in client.get(issued.get_absolute_url()).text
    assert client.get(own(issued, "sign/")).status_code == 404
    assert client.get(own(make_statement(published=False), "sign/")).status_code == 404
