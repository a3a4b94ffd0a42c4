import datetime as dt

import pytest
import time_machine

from tests.events.factories import NOW, make_campaign, make_event, make_organization, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


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
    with django_assert_num_queries(9):
        client.get(address)

    make_content(organization)
    make_content(organization)
    with django_assert_num_queries(9):
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
