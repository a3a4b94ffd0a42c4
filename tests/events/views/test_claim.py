import pytest
from django.core import mail

from events.actions.claim import release_name
from events.actions.consent import settle
from events.actions.signature import list_names
from events.errors import EventsError
from events.models import Event, ListedName, NameClaim
from events.permissions import may_edit
from events.reading.signatories import signatories_of
from tests.events.answers import deliver
from tests.events.factories import NOW, make_event, make_organization, make_statement, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def listed(statement):
    return list_names(statement, names=["Birkdale Mothers"], role="host", by=None)[0]


@pytest.fixture
def mothers():
    user = make_user()
    user.group = make_organization(owner=user, name="Birkdale Mothers’ Union")
    return user


def test_a_claim_is_looked_at_and_then_the_name_leads_to_the_organisation(client, editor, statement, listed, mothers):
    hosted = make_event(organization=editor.group, listed_host=listed)
    other = make_event(organization=editor.group)
    changes = {event.pk: event.schedules.get().change for event in (hosted, other)}
    client.force_login(mothers)
    assert "This is us" in client.get(statement.get_absolute_url()).text
    client.post(f"/organize/names/{listed.pk}/claim/", {"organization": mothers.group.pk})
    assert ListedName.objects.get().claimed_by is None

    client.force_login(editor)
    client.post(f"/organize/waiting/claim/{NameClaim.objects.get().pk}/", {"answer": "yes"})

    assert ListedName.objects.get().claimed_by == mothers.group
    assert list(Event.objects.hosted_by([mothers.group])) == [hosted]
    assert [may_edit(mothers, event) for event in (hosted, other)] == [True, False]
    assert changes == {event.pk: event.schedules.get().change for event in (hosted, other)}
    assert f"/organizations/{mothers.group.slug}/" in client.get(statement.get_absolute_url()).text
    assert signatories_of(statement).count == 0


def test_a_declined_claim_leaves_the_name_and_is_told(client, editor, listed, mothers):
    client.force_login(mothers)
    client.post(f"/organize/names/{listed.pk}/claim/", {"organization": mothers.group.pk})
    settle(NameClaim.objects.get(), accepts=False, by=editor, now=NOW)
    deliver(NOW.replace(hour=14))

    assert ListedName.objects.get().claimed_by is None
    assert [one.to for one in mail.outbox] == [[editor.email], [mothers.email]] or [mothers.email] in [
        one.to for one in mail.outbox
    ]


def test_a_name_can_be_one_organisation_only(client, editor, listed, mothers):
    rival = make_organization(owner=(second := make_user()))
    for user, group in ((mothers, mothers.group), (second, rival)):
        client.force_login(user)
        client.post(f"/organize/names/{listed.pk}/claim/", {"organization": group.pk})
    first, other = NameClaim.objects.order_by("pk")
    settle(first, accepts=True, by=editor, now=NOW)

    with pytest.raises(EventsError):
        settle(other, accepts=True, by=editor, now=NOW)

    assert ListedName.objects.get().claimed_by == mothers.group


def test_claiming_for_a_foreign_organisation_or_a_draft_is_not_possible(client, editor, listed, mothers):
    client.force_login(mothers)
    page = client.post(f"/organize/names/{listed.pk}/claim/", {"organization": editor.group.pk})
    assert page.status_code == 422
    draft = make_statement(published=False)
    name = ListedName.objects.create(statement=draft, name="Hidden")
    assert client.get(f"/organize/names/{name.pk}/claim/").status_code == 404
    client.force_login(make_user())
    assert client.get(f"/organize/names/{listed.pk}/claim/").status_code == 404
    assert not NameClaim.objects.exists()


def test_either_side_takes_a_claim_back_and_nobody_else(client, editor, listed, mothers):
    for user in (editor, mothers):
        ListedName.objects.filter(pk=listed.pk).update(claimed_by=mothers.group)
        client.force_login(make_user())
        assert client.post(f"/organize/names/{listed.pk}/release/").status_code == 404
        client.force_login(user)
        client.post(f"/organize/names/{listed.pk}/release/")
        assert ListedName.objects.get().claimed_by is None
    assert release_name(listed, by=editor, now=NOW).claimed_by is None
