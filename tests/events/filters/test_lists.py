"""The filters of campaigns, statements, calls and organisations."""

import datetime as dt

import pytest
from django.http import QueryDict

from accounts.models import Organization
from events.filters import CallFilter, CampaignFilter, FilterError, OrganizationFilter, StatementFilter
from events.models import Call, Campaign, Statement
from events.search import search_text_of
from tests.events.factories import NOW, make_call, make_campaign, make_organization, make_statement

pytestmark = pytest.mark.django_db


def found(kind, rows, query):
    chosen = kind(QueryDict(query), rows, now=NOW)
    chosen.check()
    return list(chosen.qs)


def test_campaigns_by_words_kind_organization_and_call():
    call = make_call()
    campaign = make_campaign(call=call, kind="divestment", search_text=search_text_of("Halden Pharmacies"))
    make_campaign()
    rows = Campaign.objects.public()

    for query in (
        "q=halden",
        "kind=divestment",
        f"organization={campaign.organization.slug}",
        f"call={call.slug}",
        f"statement={call.statement.slug}",
    ):
        assert found(CampaignFilter, rows, query) == [campaign]


def test_statements_by_words_of_their_title_and_by_day():
    early = make_statement(title="Não à privatização", dated_on=dt.date(2027, 1, 1))
    late = make_statement(title="Keep the clinic", dated_on=dt.date(2027, 2, 1))
    rows = Statement.objects.public()

    assert found(StatementFilter, rows, "q=NAO+privatizacao") == [early]
    assert found(StatementFilter, rows, "after=2027-02-01") == [late]
    assert found(StatementFilter, rows, "before=2027-02-01") == [early]


def test_calls_by_what_they_ask_for_and_by_their_days():
    march = make_call(window_start_on=dt.date(2027, 3, 8), window_end_on=dt.date(2027, 3, 13))
    boycott = make_call(asks_for="boycott")
    rows = Call.objects.public()

    assert found(CallFilter, rows, "kind=boycott") == [boycott]
    assert found(CallFilter, rows, "after=2027-03-13") == [march]
    assert found(CallFilter, rows, "after=2027-03-14") == []
    assert found(CallFilter, rows, f"statement={march.statement.slug}") == [march]


def test_organizations_by_the_words_of_their_name():
    organization = make_organization(name="Élan de Dunmore")
    make_organization()

    assert found(OrganizationFilter, Organization.objects.all(), "q=elan") == [organization]


@pytest.mark.parametrize("kind", [CampaignFilter, StatementFilter, CallFilter])
def test_unknown_organization_is_refused_by_its_key(kind):
    with pytest.raises(FilterError) as refused:
        found(kind, kind.Meta.model.objects.all(), "organization=no-such")

    assert list(refused.value.problems) == ["organization"]
