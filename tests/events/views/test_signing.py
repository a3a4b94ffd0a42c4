import logging

import pytest
from django.core import mail

from accounts.actions import never_write
from accounts.confusables import skeleton
from accounts.models import NeverWrite
from events.actions.consent import settle
from events.errors import EventsError
from events.models import Signature, SignatureInvitation, SigningConsent
from events.reading.signatories import signatories_of
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import NOW, make_organization, make_statement, make_user
from tests.events.views.signing_pages import own, revise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ADDRESS = "canary-quince@inbox.example"


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    user.group = make_organization(owner=user, name="Clinic Workers United", skeleton=skeleton("Clinic Workers United"))
    return user


def invite(client, statement, addresses=ADDRESS):
    return client.post(own(statement, "invitations/"), {"addresses": addresses})


def link_in_mail():
    deliver(NOW)
    body = mail.outbox[-1].body
    return "/sign/" + body.partition("/sign/")[2].split()[0].partition("?")[0]


def test_an_invitation_is_a_mail_with_one_link_and_nothing_a_stranger_typed(client, editor, statement):
    invite(client, statement)
    link_in_mail()

    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    assert "Clinic Workers United" in mail.outbox[0].body
    assert statement.title in mail.outbox[0].subject
    assert editor.email not in mail.outbox[0].body


def test_addresses_are_sealed_shown_masked_and_in_no_log(client, statement, caplog):
    with caplog.at_level(logging.DEBUG):
        invite(client, statement)
        deliver(NOW)
    page = client.get(own(statement, "invitations/")).text
    held = repr([list(model.objects.values()) for model in (SignatureInvitation, Delivery)])

    assert "c…@i…" in page
    assert "canary" not in page + held + caplog.text


def test_the_same_mailbox_is_asked_once_and_a_known_one_gets_the_same_answer(client, statement):
    never_write("never@inbox.example")
    first = invite(client, statement, f"{ADDRESS}\n never@inbox.example \n{ADDRESS}")
    invite(client, statement, ADDRESS.upper())
    deliver(NOW)

    assert first["Location"] == own(statement, "invitations/")
    assert SignatureInvitation.objects.count() == 2
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    assert NeverWrite.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "   \n ", "not an address", f"{ADDRESS}\nnot an address", "a@b.example\n" * 21])
def test_what_cannot_be_written_to_is_refused_and_nothing_is_sent(client, statement, typed):
    addresses = typed if len(typed) < 100 else "\n".join(f"{n}@b.example" for n in range(21))

    response = invite(client, statement, addresses)

    assert response.status_code == 422
    assert 'id="id_addresses"' in response.text
    assert not SignatureInvitation.objects.exists()


def test_invitations_are_for_editors_of_published_texts(client, editor, statement):
    draft = make_statement(organization=editor.group, published=False)
    foreign = make_statement()
    assert client.get(own(draft, "invitations/")).status_code == 404
    assert client.get(own(foreign, "invitations/")).status_code == 404
    assert invite(client, foreign).status_code == 404
    client.logout()
    assert "/accounts/login/" in invite(client, statement)["Location"]
    assert not SignatureInvitation.objects.exists()


def test_a_withdrawn_invitation_leads_nowhere(client, statement):
    invite(client, statement)
    link = link_in_mail()
    client.post(own(statement, f"invitations/{SignatureInvitation.objects.get().pk}/withdraw/"))

    assert client.get(link).status_code == 404
    assert not SignatureInvitation.objects.exists()


def test_opening_the_link_changes_nothing(client, statement):
    invite(client, statement)
    link = link_in_mail()
    client.logout()

    page = client.get(link)

    assert statement.title in page.text
    assert page["Cache-Control"] == "no-store"
    assert not page.cookies
    assert SignatureInvitation.objects.count() == 1
    assert not SigningConsent.objects.exists()


def test_an_organiser_signs_at_once_and_the_invitation_is_gone(client, statement):
    invite(client, statement)
    link = link_in_mail()
    signer = make_user()
    group = make_organization(owner=signer)
    client.force_login(signer)
    token = link.strip("/").split("/")[1]
    assert f'value="{token}"' in client.get(link).text

    client.post(own(statement, "sign/"), {"organization": group.pk, "invitation": token})

    assert Signature.objects.of_endorsers().get().organization == group
    assert not SignatureInvitation.objects.exists()


def test_an_organisation_of_this_site_is_asked_itself(client, statement):
    group = make_organization(
        owner=(owner := make_user()), name="Birkdale Mothers", skeleton=skeleton("Birkdale Mothers")
    )
    invite(client, statement)
    link = link_in_mail()
    client.logout()

    page = client.post(link, {"name": " Birkdale  Mothers "})

    question = SigningConsent.objects.get()
    assert question.organization == group
    assert "The people of <bdi>Birkdale Mothers</bdi>" in page.text
    assert not SignatureInvitation.objects.exists()
    client.force_login(owner)
    client.post(f"/organize/waiting/signing/{question.pk}/", {"answer": "yes"})
    assert Signature.objects.of_endorsers().get().organization == group
    assert signatories_of(statement).count == 1


def test_those_who_issued_the_text_cannot_answer_for_another_organisation(client, editor, statement):
    make_organization(name="Birkdale Mothers", skeleton=skeleton("Birkdale Mothers"))
    invite(client, statement)
    client.post(link_in_mail(), {"name": "Birkdale Mothers"})
    question = SigningConsent.objects.get()

    assert client.post(f"/organize/waiting/signing/{question.pk}/", {"answer": "yes"}).status_code == 404
    with pytest.raises(EventsError):
        settle(question, accepts=True, by=editor, now=NOW)
    assert not Signature.objects.of_endorsers().exists()


def test_a_group_without_a_page_is_listed_and_never_counted(client, statement):
    invite(client, statement)
    client.post(link_in_mail(), {"name": "أمهات بيركديل"})
    question = SigningConsent.objects.get()

    client.post(f"/organize/waiting/signing/{question.pk}/", {"answer": "yes"})

    assert statement.listed_names.get().name == "أمهات بيركديل"
    assert signatories_of(statement).count == 0
    assert "endorsed by" not in client.get(statement.get_absolute_url()).text


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b"])
def test_a_name_that_is_none_is_refused_and_the_link_stays(client, statement, name):
    invite(client, statement)
    link = link_in_mail()

    response = client.post(link, {"name": name})

    assert response.status_code == 422
    assert SignatureInvitation.objects.count() == 1


def test_a_text_that_changed_is_not_signed_by_an_old_yes(client, editor, statement):
    group = make_organization(owner=make_user(), name="Birkdale Mothers", skeleton=skeleton("Birkdale Mothers"))
    invite(client, statement)
    client.post(link_in_mail(), {"name": "Birkdale Mothers"})
    revise(statement, editor, is_correction=False)

    with pytest.raises(EventsError):
        settle(SigningConsent.objects.get(), accepts=True, by=None, now=NOW)

    assert not Signature.objects.filter(organization=group).exists()
    assert SigningConsent.objects.get().state == "asked"


def test_the_text_that_was_read_is_signed_or_none(client, editor, statement):
    invite(client, statement)
    link = link_in_mail()
    signer = make_user()
    group = make_organization(owner=signer)
    revise(statement, editor, is_correction=False)
    client.force_login(signer)

    first = client.post(own(statement, "sign/"), {"organization": group.pk, "version": "1"})
    by_name = client.post(link, {"name": "Birkdale Mothers", "version": "1"})

    assert (first.status_code, by_name.status_code) == (422, 422)
    assert "The text has changed" in first.text
    assert "The text has changed" in by_name.text
    assert not Signature.objects.of_endorsers().exists()
    assert not SigningConsent.objects.exists()
    assert 'name="version" value="2"' in first.text
    client.post(own(statement, "sign/"), {"organization": group.pk, "version": "2"})
    assert Signature.objects.of_endorsers().get().revision.number == 2


def test_another_site_cannot_answer_an_invitation(client, statement):
    invite(client, statement)
    link = link_in_mail()
    client.logout()

    response = client.post(link, {"name": "Birkdale Mothers"}, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 403
    assert not SigningConsent.objects.exists()


def test_the_link_stands_in_no_other_address_and_the_page_sends_none(client, statement):
    invite(client, statement)
    link = link_in_mail()
    client.logout()
    page = client.get(link)

    assert page["Referrer-Policy"] == "same-origin"
    assert f"next=/organize/statements/{statement.slug}/sign/" in page.text
    assert f"next={link}" not in page.text
