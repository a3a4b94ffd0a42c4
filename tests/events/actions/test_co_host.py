from dataclasses import replace

import pytest

from events.actions.co_host import MOST_CO_HOSTS, end_co_host, invite_co_host
from events.actions.consent import settle
from events.actions.details import Details
from events.actions.event import cancel_event, create_event, delete_draft, edit_event, publish_event
from events.actions.occurrence import change_place
from events.actions.whereabouts import Where
from events.errors import EventsError
from events.models import CoHost, Event, Occurrence, Place, Schedule
from events.permissions import may_edit
from events.timing import Timing
from tests.events.answers import deliver, minutes
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_co_host,
    make_event,
    make_host,
    make_organization,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)


@pytest.fixture
def owner():
    return make_user(email="owner@nurses.example")


@pytest.fixture
def other():
    return make_user(email="other@dockers.example")


@pytest.fixture
def event(owner):
    return make_event(
        title="March", organization=make_organization(name="Nurses", owner=owner), place_is_pending=True, town="Ashford"
    )


@pytest.fixture
def dockers(other):
    return make_organization(name="Dockers", owner=other)


def host_together(event, organization, owner, other):
    return settle(invite_co_host(event, organization, by=owner, now=NOW), accepts=True, by=other, now=NOW)


def told(now):
    """Whom it was told, and the sentence."""
    return [(mail.to[0], mail.body.split("\n\n")[1]) for mail in deliver(now)]


def hosted(organization):
    return list(Event.objects.hosted_by([organization]))


def test_one_asks_and_the_other_accepts(event, dockers, owner, other):
    row = invite_co_host(event, dockers, by=owner, now=NOW)
    assert (hosted(dockers), may_edit(other, event)) == ([], False)
    assert told(NOW + minutes(3)) == [("other@dockers.example", "Nurses asks whether Dockers hosts “March” too.")]

    settle(row, accepts=True, by=other, now=LATER)

    assert (hosted(dockers), may_edit(other, event)) == ([event], True)
    assert list(Occurrence.objects.hosted_by([dockers])) == [event.occurrences.get()]
    assert told(LATER + minutes(3)) == [("owner@nurses.example", "Dockers hosts “March” too now.")]


def test_one_asks_and_the_other_declines(event, dockers, owner, other):
    row = invite_co_host(event, dockers, by=owner, now=NOW)
    deliver(NOW + minutes(3))

    settle(row, accepts=False, by=other, now=LATER)

    assert (hosted(dockers), may_edit(other, event)) == ([], False)
    assert Schedule.objects.get().change == 1
    assert told(LATER + minutes(3)) == [("owner@nurses.example", "Dockers will not host “March”.")]


def test_exactly_the_calendar_of_the_event_is_touched_when_it_shows_another_host(event, dockers, owner, other):
    beside = [make_event(organization=event.organization), make_event(organization=dockers)]
    row = invite_co_host(event, dockers, by=owner, now=NOW)
    assert set(Schedule.objects.values_list("change", flat=True)) == {1}

    settle(row, accepts=True, by=other, now=LATER)
    changes = dict(Schedule.objects.values_list("event", "change"))
    assert changes == {event.pk: 2, **{one.pk: 1 for one in beside}}
    end_co_host(event, dockers, by=owner, now=LATER)

    changes = dict(Schedule.objects.values_list("event", "change"))
    assert changes == {event.pk: 3, **{one.pk: 1 for one in beside}}
    assert Schedule.objects.get(event=event).sequence == 0


def test_a_draft_is_in_no_calendar(dockers, owner, other):
    draft = make_event(organization=make_organization(owner=owner), published=False)

    host_together(draft, dockers, owner, other)

    assert Schedule.objects.get().change == 1
    assert Event.objects.visible_to(other).get() == draft


def test_searches_find_an_action_by_all_who_host_it(event, dockers, owner, other):
    host_together(event, dockers, owner, other)
    event.refresh_from_db()
    assert " dockers" in event.search_text
    edit_event(event, details=details_of(event, title="Great march"), by=owner, now=LATER)
    event.refresh_from_db()
    assert event.search_text.startswith(" great march")
    assert " dockers" in event.search_text

    end_co_host(event, dockers, by=owner, now=LATER)

    event.refresh_from_db()
    assert " dockers" not in event.search_text


def test_only_the_organisation_itself_asks(event, dockers, owner, other):
    host_together(event, dockers, owner, other)
    link = make_host(event=event)

    for by in (other, make_user()):
        with pytest.raises(EventsError, match="owner or organiser"):
            invite_co_host(event, make_organization(owner=other), by=by, now=NOW)
    with pytest.raises(EventsError, match="Only the organisation itself"):
        invite_co_host(event, make_organization(), by=link, now=NOW)

    assert CoHost.objects.get().organization == dockers


def test_only_those_who_were_asked_answer(event, dockers, owner):
    row = invite_co_host(event, dockers, by=owner, now=NOW)

    for by in (owner, make_user(), helper_of(dockers)):
        with pytest.raises(EventsError, match="Only those who were asked"):
            settle(row, accepts=True, by=by, now=NOW)

    assert hosted(dockers) == []


def helper_of(organization):
    helper = make_user()
    organization.memberships.create(user=helper, role="helper")
    return helper


def test_its_own_organisation_is_not_asked(event, owner):
    with pytest.raises(EventsError, match="nobody has to ask it"):
        invite_co_host(event, event.organization, by=owner, now=NOW)


def test_asked_again_while_it_waits_nobody_is_told_again(event, dockers, owner):
    for number in range(3):
        invite_co_host(event, dockers, by=owner, now=NOW + minutes(70 * number))

    assert CoHost.objects.get().asked_at == NOW
    assert len(told(NOW + minutes(300))) == 1


def test_who_has_accepted_stays_when_asked_again(event, dockers, owner, other):
    host_together(event, dockers, owner, other)

    assert invite_co_host(event, dockers, by=owner, now=LATER).is_given
    assert Schedule.objects.get().change == 2


def test_after_a_no_it_can_be_asked_again(event, dockers, owner, other):
    settle(invite_co_host(event, dockers, by=owner, now=NOW), accepts=False, by=other, now=NOW)

    row = invite_co_host(event, dockers, by=owner, now=LATER)

    assert (row.state, row.asked_at, row.settled_by) == ("asked", LATER, None)


def test_who_organises_on_both_sides_need_not_ask(event, owner):
    other = make_organization(owner=owner)

    assert invite_co_host(event, other, by=owner, now=NOW).is_given
    assert hosted(other) == [event]
    assert Schedule.objects.get().change == 2
    assert told(NOW + minutes(3)) == []


def test_there_is_an_end_to_hosts(event, owner):
    for _number in range(MOST_CO_HOSTS):
        make_co_host(event=event)
    make_co_host(event=event, state="refused")

    with pytest.raises(EventsError, match="At most 20"):
        invite_co_host(event, make_organization(), by=owner, now=NOW)
    invite_co_host(event, event.co_hosts.first().organization, by=owner, now=NOW)


@pytest.mark.parametrize("by_owner", [True, False])
def test_either_side_ends_it_and_the_other_is_told(event, dockers, owner, other, by_owner):
    host_together(event, dockers, owner, other)
    deliver(NOW + minutes(5))

    for _time in range(2):
        end_co_host(event, dockers, by=owner if by_owner else other, now=LATER)

    assert (hosted(dockers), may_edit(other, event)) == ([], False)
    assert Schedule.objects.get().change == 3
    assert told(LATER + minutes(3)) == [
        ("other@dockers.example", "Nurses has ended that Dockers hosts “March” too.")
        if by_owner
        else ("owner@nurses.example", "Dockers no longer hosts “March”.")
    ]


def test_a_stranger_ends_nothing(event, dockers, owner, other):
    host_together(event, dockers, owner, other)

    for by in (make_user(), helper_of(dockers), owner_of_another()):
        with pytest.raises(EventsError, match="owner or organiser"):
            end_co_host(event, dockers, by=by, now=NOW)

    assert hosted(dockers) == [event]


def owner_of_another():
    user = make_user()
    make_organization(owner=user)
    return user


def test_a_question_that_waits_is_taken_back(event, dockers, owner, other):
    row = invite_co_host(event, dockers, by=owner, now=NOW)

    end_co_host(event, dockers, by=other, now=NOW)
    assert CoHost.objects.get() == row
    end_co_host(event, dockers, by=owner, now=NOW)

    assert CoHost.objects.count() == 0
    assert told(NOW + minutes(3)) == []
    with pytest.raises(EventsError, match="taken back"):
        settle(row, accepts=True, by=other, now=NOW)


def details_of(event, **changes):
    standing = Details.of(event)
    fields = {name: getattr(standing, name) for name in standing.__dataclass_fields__}
    return Details(**{**fields, **changes})


def test_a_co_host_edits_and_the_event_stays_where_it_belongs(owner, other, dockers):
    organization = make_organization(name="Nurses", owner=owner)
    campaign = make_campaign(organization=organization)
    event = create_event(
        organization,
        details=Details(title="March", kind="march", campaign=campaign),
        timing=Timing(start_on=NOW.date(), start_time=NOW.time(), zone="UTC"),
        where=Where(place=make_place(organization=organization)),
        by=owner,
        now=NOW,
    )
    host_together(event, dockers, owner, other)

    edit_event(event, details=details_of(event, title="Great march"), by=other, now=LATER)
    edit_event(event, details=details_of(event), where=Where(place_line="Town hall, Ashford"), by=other, now=LATER)
    publish_event(event, by=other, now=LATER)

    event = Event.objects.get()
    assert (event.title, event.organization, event.campaign) == ("March", organization, campaign)
    assert event.is_published
    assert event.place.one_line == "Town hall, Ashford"
    assert set(Place.objects.values_list("organization", flat=True)) == {organization.pk}


def test_a_co_host_takes_no_place_and_no_campaign_of_its_own(event, dockers, owner, other):
    host_together(event, dockers, owner, other)
    own_place, own_campaign = make_place(organization=dockers), make_campaign(organization=dockers)

    with pytest.raises(EventsError, match="belongs to another organisation"):
        change_place(event.occurrences.get(), where=Where(place=own_place), by=other, now=LATER)
    with pytest.raises(EventsError, match="belongs to another organisation"):
        edit_event(event, details=details_of(event, campaign=own_campaign), by=other, now=LATER)


def test_a_co_host_cancels_but_does_not_delete(event, dockers, owner, other):
    draft = make_event(organization=event.organization, published=False)
    for one in (event, draft):
        host_together(one, dockers, owner, other)

    cancel_event(event, by=other, now=LATER)
    with pytest.raises(EventsError, match="owner or organiser"):
        delete_draft(draft, by=other, now=LATER)

    assert Event.objects.get(pk=event.pk).is_cancelled
    assert Event.objects.filter(pk=draft.pk).exists()


def test_calls_and_campaign_are_chosen_by_the_organisation_itself(event, owner, dockers, other):
    host_together(event, dockers, owner, other)
    campaign, details = make_campaign(organization=event.organization), Details.of(event)

    for change in ({"campaign": campaign}, {"calls": (make_call(is_open_to_hosts=True),)}):
        with pytest.raises(EventsError, match="Only an owner or organiser of this organisation can do this"):
            edit_event(event, details=replace(details, **change), by=other, now=LATER)
    assert Details.of(Event.objects.get()) == details

    edit_event(event, details=replace(details, campaign=campaign), by=owner, now=LATER)
    assert Event.objects.get().campaign == campaign
