import datetime as dt

from accounts.actions import update_organization
from events.models import Campaign, Event, Schedule
from tests.events.factories import NOW, make_campaign, make_co_host, make_event, make_organization, make_user

LATER = NOW + dt.timedelta(hours=1)


def rename(organization, owner, name):
    update_organization(
        organization, by=owner, name=name, description="", website="", language="en", zone="UTC", now=LATER
    )


def test_a_new_name_reaches_searches_and_calendars(db):
    owner = make_user()
    organization = make_organization(owner=owner, name="Harbour Watch")
    event, other = make_event(organization=organization), make_event()
    draft = make_event(organization=organization, published=False)
    campaign = make_campaign(organization=organization)

    rename(organization, owner, "Lighthouse Keepers")

    assert [
        row.search_text.endswith(" lighthouse keepers") for row in Event.objects.filter(organization=organization)
    ] == [
        True,
        True,
    ]
    assert "lighthouse keepers" in Campaign.objects.get(pk=campaign.pk).search_text
    changes = dict(Schedule.objects.values_list("event_id", "last_modified"))
    assert changes == {event.pk: LATER, other.pk: NOW, draft.pk: NOW}
    assert set(Schedule.objects.values_list("sequence", flat=True)) == {0}


def test_a_new_name_reaches_what_is_hosted_with_others(db):
    owner = make_user()
    organization = make_organization(owner=owner, name="Harbour Watch")
    event, other = make_event(), make_event()
    make_co_host(event=event, organization=organization, state="given")
    make_co_host(event=other, organization=organization)

    rename(organization, owner, "Lighthouse Keepers")

    found = Event.objects.filter(search_text__contains=" lighthouse keepers")
    assert list(found) == [event]
    assert event.organization.name.lower() in found[0].search_text
    assert dict(Schedule.objects.values_list("event_id", "last_modified")) == {event.pk: LATER, other.pk: NOW}


def test_the_same_name_touches_nothing(db):
    owner = make_user()
    organization = make_organization(owner=owner, name="Harbour Watch")
    event = make_event(organization=organization)

    rename(organization, owner, "Harbour Watch")

    assert event.schedules.get().last_modified == NOW


def test_a_rename_takes_as_many_queries_for_three_as_for_one(db, django_assert_num_queries):
    owner = make_user()
    organization = make_organization(owner=owner, name="Harbour Watch")

    def count(name):
        with django_assert_num_queries(14):
            rename(organization, owner, name)

    make_event(organization=organization)
    make_campaign(organization=organization)
    count("Lighthouse Keepers")
    for _time in range(2):
        make_event(organization=organization)
        make_campaign(organization=organization)
    count("Beacon Keepers")
