import datetime as dt

import pytest

from tests.events.factories import make_campaign, make_event, make_organization, make_statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def make_content(organization):
    make_event(organization=organization)
    make_statement(organization=organization)
    make_campaign(organization=organization)


def test_list_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    make_organization()
    with django_assert_num_queries(1):
        client.get("/organizations/")

    make_organization()
    make_organization()
    with django_assert_num_queries(1):
        page = client.get("/organizations/?n=3").text
    assert page.count("<li><h2>") == 3


def test_page_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    organization = make_organization(description="We **care**.")
    address = f"/organizations/{organization.slug}/"
    make_content(organization)
    with django_assert_num_queries(10):
        client.get(address)

    make_content(organization)
    make_content(organization)
    with django_assert_num_queries(10):
        page = client.get(f"{address}?n=3").text
    assert page.count('<article class="entry">') == 3


def test_page_shows_what_is_theirs_and_public(client):
    organization = make_organization()
    make_event(organization=organization, title="Ours")
    make_event(organization=organization, title="Draft canary", published=False)
    make_statement(organization=organization, title="Statement canary", published=False)
    make_campaign(organization=organization, title="Campaign canary", published=False)
    make_event(title="Theirs canary")
    make_event(organization=organization, title="Past canary", start_on=dt.date(2027, 2, 1))

    page = client.get(f"/organizations/{organization.slug}/").text

    assert "Ours" in page
    assert "canary" not in page


def test_unknown_organization_is_not_found(client):
    assert client.get("/organizations/nobody/").status_code == 404


def test_a_weekly_series_does_not_fill_the_page(client):
    organization = make_organization()
    weeks = [dt.date(2027, 3, 13) + dt.timedelta(weeks=week) for week in range(6)]
    series = make_event(organization=organization, title="Every week", dates=weeks, rule="FREQ=WEEKLY")
    make_event(organization=organization, title="Much later", start_on=weeks[5])

    page = client.get(f"/organizations/{organization.slug}/").text

    assert page.count("Every week</bdi>") == 3
    assert f'<a href="{series.get_absolute_url()}">and 3 later dates</a>' in page
    assert "Much later" in page


def test_page_has_the_one_filter_and_its_calendar(client):
    organization = make_organization()
    for town in ("Leeds", "York", "London", "Hull"):
        make_event(
            organization=organization, title=f"In {town}", town=town, place_is_pending=True, zone="Europe/London"
        )
    make_event(title="Theirs canary", town="Leeds", place_is_pending=True, zone="Europe/London")
    address = f"/organizations/{organization.slug}/"

    near, by_day, by_town = (
        client.get(address + query).text for query in ("?near=Leeds", "?near=Leeds&by=day", "?by=town")
    )

    assert near.index("In Leeds") < near.index("In York") < near.index("Farther away") < near.index("In Hull")
    assert [f"In {town}" in by_day for town in ("Leeds", "York", "London", "Hull")] == [True, True, False, False]
    assert [f"<bdi>{town}</bdi></h3>" in by_town for town in ("Hull", "Leeds", "London", "York")] == [True] * 4
    assert f"/calendar/?organization={organization.slug}&amp;near=Leeds" in by_day
    assert "canary" not in near + by_day + by_town
    assert client.get(address + "?kind=riot").status_code == 400


def test_a_short_list_needs_no_filter(client):
    organization = make_organization()
    make_event(organization=organization)

    assert 'class="filter"' not in client.get(f"/organizations/{organization.slug}/").text
