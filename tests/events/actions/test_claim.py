import pytest

from events.actions.claim import claim_name, release_name
from events.actions.consent import settle
from events.actions.details import Details
from events.actions.event import delete_draft, edit_event
from events.actions.organization import follow_rename
from events.actions.signature import list_names
from events.errors import EventsError
from events.models import Event, ListedName, NameClaim, Schedule
from events.permissions import may_edit
from events.who_hosts import hosts_of
from tests.events.answers import deliver, minutes
from tests.events.factories import NOW, make_co_host, make_event, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    user = make_user()
    user.group = make_organization(owner=user, name="Clinic Workers United")
    return user


@pytest.fixture
def mothers():
    user = make_user()
    user.group = make_organization(owner=user, name="Birkdale Mothers’ Union")
    return user


@pytest.fixture
def listed(editor):
    statement = make_statement(organization=editor.group)
    return list_names(statement, names=["Birkdale Mothers"], role="host", by=None)[0]


def claim(listed, user, *, editor):
    row = claim_name(listed, organization=user.group, by=user, now=NOW)
    return settle(row, accepts=True, by=editor, now=NOW)


def changes():
    return dict(Schedule.objects.values_list("event", "change"))


def test_the_mail_about_a_claim_says_what_a_yes_means(listed, mothers, editor):
    claim_name(listed, organization=mothers.group, by=mothers, now=NOW)
    claim_name(listed, organization=mothers.group, by=mothers, now=NOW)

    (sent,) = deliver(NOW + minutes(10))

    assert sent.to == [editor.email]
    assert "can change it" in sent.body
    assert NameClaim.objects.count() == 1


def test_a_claim_that_was_declined_can_be_made_again(listed, mothers, editor):
    settle(claim_name(listed, organization=mothers.group, by=mothers, now=NOW), accepts=False, by=editor, now=NOW)
    assert [mail.to for mail in deliver(NOW + minutes(10))] == [[mothers.email]]
    again = claim_name(listed, organization=mothers.group, by=mothers, now=NOW)

    assert again.state == "asked"


def test_who_organises_on_both_sides_is_not_asked(listed, editor):
    other = make_organization(owner=editor)

    row = claim_name(listed, organization=other, by=editor, now=NOW)

    assert row.is_given
    assert ListedName.objects.get().claimed_by == other
    assert deliver(NOW + minutes(10)) == []


def test_what_is_hosted_under_a_claimed_name_is_the_organisations_also_later_and_until_it_is_taken_back(
    listed, mothers, editor
):
    before = make_event(organization=editor.group, listed_host=listed, published=False, place_is_pending=True)
    other = make_event(organization=editor.group, place_is_pending=True)
    claim(listed, mothers, editor=editor)
    later = make_event(organization=editor.group, listed_host=listed)

    assert set(Event.objects.editable_by(mothers)) == {before, later}
    assert set(Event.objects.hosted_by([mothers.group])) == {before, later}
    assert [may_edit(mothers, event) for event in (before, later, other)] == [True, True, False]
    assert before in Event.objects.visible_to(mothers)
    edit_event(before, details=Details(title="By the mothers", kind="rally"), by=mothers, now=NOW)
    with pytest.raises(EventsError):
        delete_draft(before, by=mothers, now=NOW)
    with pytest.raises(EventsError):
        edit_event(other, details=Details(title="By the mothers", kind="rally"), by=mothers, now=NOW)

    release_name(listed, by=editor, now=NOW)

    assert not Event.objects.editable_by(mothers).exists()
    assert not Event.objects.hosted_by([mothers.group]).exists()
    assert before not in Event.objects.visible_to(mothers)


def test_one_name_of_two_texts_is_claimed_for_each(listed, mothers, editor):
    twin = list_names(make_statement(organization=editor.group), names=[listed.name], role="host", by=None)[0]
    event = make_event(organization=editor.group, listed_host=twin)
    claim(listed, mothers, editor=editor)

    assert not may_edit(mothers, event)


def test_calendars_change_where_what_they_name_changes_and_nowhere_else(listed, mothers, editor):
    plain = make_event(organization=editor.group, listed_host=listed)
    named_too = make_event(organization=editor.group, listed_host=listed)
    make_co_host(event=named_too, organization=mothers.group, state="given")
    own = make_event(organization=mothers.group, listed_host=listed)
    other = make_event(organization=mothers.group)
    before = changes()
    claim(listed, mothers, editor=editor)
    after = changes()
    release_name(listed, by=mothers, now=NOW)
    at_last = changes()

    assert {pk for pk in before if after[pk] != before[pk]} == {named_too.pk, own.pk}
    assert {pk for pk in before if at_last[pk] != after[pk]} == {named_too.pk, own.pk}
    assert after[plain.pk] == before[plain.pk]
    assert after[other.pk] == before[other.pk]


def test_another_name_of_the_organisation_changes_no_calendar_that_shows_the_claimed_one(listed, mothers, editor):
    under_the_name = make_event(organization=editor.group, listed_host=listed)
    own = make_event(organization=mothers.group)
    claim(listed, mothers, editor=editor)
    before = changes()

    follow_rename(mothers.group, now=NOW)
    follow_rename(editor.group, now=NOW)

    after = changes()
    assert after[own.pk] == before[own.pk] + 1
    assert after[under_the_name.pk] == before[under_the_name.pk] + 1  # of who has listed the name, not of the claimer


def test_a_claimed_name_is_named_as_it_is_listed_and_once(listed, mothers, editor):
    event = make_event(organization=editor.group, listed_host=listed)
    make_co_host(event=event, organization=mothers.group, state="given")
    claim(listed, mothers, editor=editor)
    (loaded,) = Event.objects.for_page()

    assert [(host.name, host.organization, host.is_listed) for host in hosts_of(loaded)] == [
        ("Birkdale Mothers", mothers.group, True)
    ]


def test_a_name_that_is_no_longer_listed_is_said_so(listed, mothers):
    ListedName.objects.all().delete()

    with pytest.raises(EventsError, match="no longer listed"):
        claim_name(listed, organization=mothers.group, by=mothers, now=NOW)


def test_nobody_claims_or_releases_for_others(listed, mothers, editor):
    with pytest.raises(EventsError):
        claim_name(listed, organization=mothers.group, by=editor, now=NOW)
    claim(listed, mothers, editor=editor)
    with pytest.raises(EventsError):
        release_name(listed, by=make_user(), now=NOW)

    assert ListedName.objects.get().claimed_by == mothers.group


def test_listing_names_anew_keeps_a_claimed_one(listed, mothers, editor):
    claim(listed, mothers, editor=editor)

    list_names(listed.statement, names=["Others"], role="host", by=editor)

    assert listed.statement.listed_names.filter(claimed_by=mothers.group).exists()
