import pytest
from django.core import mail

from accounts.confusables import skeleton
from accounts.models import Membership
from events.actions.signature import sign_revision
from events.actions.statement import save_revision
from events.models import Signature
from tests.events.answers import deliver
from tests.events.factories import NOW, make_organization, make_user
from tests.events.views.signing_pages import own, revise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def signer(statement):
    user = make_user()
    user.group = make_organization(owner=user, name="Dunmore Tenants", skeleton=skeleton("Dunmore Tenants"))
    sign_revision(statement.current, organization=user.group, by=user, now=NOW)
    return user


def test_a_correction_is_sent_to_those_who_have_signed_and_nobody_else(client, editor, statement, signer):
    helper = make_user()
    Membership.objects.create(user=helper, organization=signer.group, role="helper")
    revise(statement, editor, is_correction=True)
    deliver(NOW.replace(hour=13))

    assert [one.to for one in mail.outbox] == [[signer.email]]
    assert "was corrected" in mail.outbox[0].subject
    client.force_login(signer)
    page = client.get(own(statement, "sign/")).text
    assert "<del>nineteen.</del>" in page
    assert "<ins>twenty.</ins>" in page


def test_another_revision_is_no_correction_and_asks_nobody(client, editor, statement, signer):
    revise(statement, editor, is_correction=False)
    deliver(NOW.replace(hour=13))

    assert not mail.outbox
    assert not Signature.objects.to_look_at().exists()
    assert "signed as of revision 1" in client.get(statement.get_absolute_url()).text


def test_a_correction_is_refused_once_and_the_signature_stays_where_it_was(client, editor, statement, signer):
    revise(statement, editor, is_correction=True)
    signature = Signature.objects.of_endorsers().get()
    client.force_login(signer)
    assert "Dunmore Tenants" in client.get("/organize/waiting/").text
    for _time in range(2):
        client.post(own(statement, f"signatures/{signature.pk}/refuse/"))

    signature.refresh_from_db()
    statement.refresh_from_db()
    assert (signature.refused, signature.revision.number, signature.withdrawn_at) == (statement.current, 1, None)
    assert "Dunmore Tenants" not in client.get("/organize/waiting/").text
    client.force_login(editor)
    assert "does not sign the correction" in client.get(own(statement, "")).text
    assert "does not sign" not in client.get(statement.get_absolute_url()).text


def test_a_correction_is_signed(client, editor, statement, signer):
    revise(statement, editor, is_correction=True)
    client.force_login(signer)
    client.post(own(statement, "sign/"), {"organization": signer.group.pk})

    assert Signature.objects.of_endorsers().get().revision.number == 2
    assert "signed as of" not in client.get(statement.get_absolute_url()).text


def test_before_it_is_published_its_editors_read_who_will_be_asked(client, editor, statement, signer):
    words = {"title": statement.title, "body": "It is twenty.", "by": editor, "now": NOW}
    save_revision(statement, **words, is_correction=False)
    assert "are sent the difference" not in client.get(own(statement, "")).text
    assert "is sent the difference" not in client.get(own(statement, "")).text
    save_revision(statement, **words, is_correction=True)

    assert "the organisation that has signed is sent the difference" in client.get(own(statement, "")).text


def test_who_stands_behind_a_text_can_only_withdraw_until_it_changes(client, editor, statement, signer):
    client.force_login(signer)
    page = client.get(own(statement, "sign/")).text
    assert "You stand behind this text" in page
    assert "/withdraw/" in page
    assert "<select" not in page
    revise(statement, editor, is_correction=False)

    page = client.get(own(statement, "sign/")).text
    assert "Sign revision 2" in page
    assert "correction" not in page


def test_only_who_has_signed_can_refuse(client, editor, statement, signer):
    revise(statement, editor, is_correction=True)
    signature = Signature.objects.of_endorsers().get()

    assert client.post(own(statement, f"signatures/{signature.pk}/refuse/")).status_code == 404
    assert client.get(own(statement, f"signatures/{signature.pk}/refuse/")).status_code == 405
    signature.refresh_from_db()
    assert signature.refused is None
