import datetime as dt

import pytest
from django.urls import reverse

from events.models import Campaign, Demand, Source, Target
from tests.events.factories import NOW, make_call, make_campaign, make_event, make_milestone, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def make_whole(**fields):
    """A campaign with something in every section."""
    campaign = make_campaign(call=make_call(), **fields)
    for n, state in enumerate(["named", "suspended", "won"]):
        target = Target.objects.create(
            campaign=campaign, kind="company", name=f"T{n}", reason="Why.", state=state, state_since=NOW.date()
        )
        Source.objects.create(target=target, title="Register", url="https://r.example/", read_on=NOW.date())
    Demand.objects.create(campaign=campaign, asked="Stop", of_whom="T1", status="met", status_since=NOW.date())
    make_milestone(campaign=campaign)
    make_event(campaign=campaign)
    return campaign


def test_list_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    make_whole()
    with django_assert_num_queries(3):
        client.get("/campaigns/")

    make_whole()
    make_whole()
    with django_assert_num_queries(3):
        page = client.get("/campaigns/?n=3").text  # another address: pages are kept for two seconds
    assert page.count("<li>") == 3


def test_page_takes_a_fixed_number_of_queries(client, django_assert_num_queries):
    campaign = make_whole()

    with django_assert_num_queries(10):
        client.get(campaign.get_absolute_url())


def test_page_says_what_is_over_since_when(client):
    page = client.get(make_whole().get_absolute_url()).text

    over = page[page.index('id="over"') :]
    assert ">T2<" in over
    assert 'No longer a target since <time datetime="2027-03-01">1 March 2027</time>' in over
    assert ">T0<" not in over
    assert "Source: <a" in " ".join(over.split())


def test_draft_is_invisible_to_everybody_else(client, organiser):
    campaign = make_campaign(organization=organiser.group, published=False, title="Canary")

    own = client.get(campaign.get_absolute_url())
    client.logout()

    assert "Canary" in own.text
    assert client.get(campaign.get_absolute_url()).status_code == 404
    assert "Canary" not in client.get("/campaigns/").text
    client.force_login(make_user())
    assert client.get(campaign.get_absolute_url()).status_code == 404


def test_bad_key_is_named_on_the_page(client):
    answer = client.get("/campaigns/?kind=riot")

    assert answer.status_code == 400
    assert "kind:" in answer.text


NEW = {"title": "Halden Pharmacies", "kind": "boycott", "start_on": "2027-03-01", "language": "en"}


def test_campaign_from_draft_to_public(client, organiser):
    answer = client.post("/organize/campaigns/new/", NEW)
    assert answer.url == "/organize/campaigns/halden-pharmacies/"

    base = answer.url
    target = {
        "name": "Halden Ltd",
        "kind": "company",
        "reason": "It bought the land.",
        "source_title": "Land register",
        "source_url": "https://register.example/",
        "read_on": "٢٠٢٧-٠٢-٢٨",
    }
    client.post(f"{base}targets/new/", target)
    client.post(f"{base}targets/new/", target | {"name": "Eastlake Credit"})
    client.post(f"{base}demands/new/", {"asked": "Give it back", "of_whom": "Halden Ltd"})
    client.post(f"{base}milestones/new/", {"title": "Shareholders’ meeting", "on": "2027-04-20"})
    client.post(f"{base}publish/")

    campaign = Campaign.objects.public().get()
    assert [t.name for t in campaign.targets.all()] == ["Halden Ltd", "Eastlake Credit"]
    assert campaign.targets.first().sources.get().read_on == dt.date(2027, 2, 28)
    assert (campaign.demands.get().asked, campaign.milestones.get().on) == ("Give it back", dt.date(2027, 4, 20))


def test_its_own_organisers_find_the_way_from_the_page(client, organiser):
    own, foreign = make_campaign(organization=organiser.group), make_campaign()

    pages = [client.get(campaign.get_absolute_url()).text for campaign in (own, foreign)]

    assert [f"/organize/campaigns/{c.slug}/" in page for c, page in zip((own, foreign), pages, strict=True)] == [
        True,
        False,
    ]


def test_missing_source_is_shown_beside_its_field(client, organiser):
    campaign = make_campaign(organization=organiser.group, published=False)

    answer = client.post(f"/organize/campaigns/{campaign.slug}/targets/new/", {"name": "X", "kind": "company"})

    assert answer.status_code == 422
    assert 'href="#id_source_url"' in answer.text
    assert Target.objects.count() == 0


def test_two_organisers_see_both_values(client, organiser):
    campaign = make_campaign(organization=organiser.group, title="First")
    form = NEW | {"version": "1"}
    client.post(f"/organize/campaigns/{campaign.slug}/edit/", form | {"title": "Theirs"})

    clash = client.post(f"/organize/campaigns/{campaign.slug}/edit/", form | {"title": "Mine"})
    assert 'value="Mine"' in clash.text
    assert "Now stands: Theirs" in clash.text
    assert 'name="version" value="2"' in clash.text
    assert Campaign.objects.get().title == "Theirs"

    client.post(f"/organize/campaigns/{campaign.slug}/edit/", form | {"title": "Mine", "version": "2"})
    assert Campaign.objects.get().title == "Mine"


def organizer_addresses(campaign):
    target = campaign.targets.first()
    base = f"/organize/campaigns/{campaign.slug}/"
    return [
        base,
        f"{base}edit/",
        f"{base}publish/",
        f"{base}delete/",
        f"{base}targets/new/",
        f"{base}targets/{target.pk}/",
        f"{base}targets/{target.pk}/remove/",
        f"{base}targets/{target.pk}/sources/new/",
    ]


def test_strangers_and_other_organisers_reach_nothing(client):
    campaign = make_whole(published=False)

    for address in ["/organize/campaigns/new/", *organizer_addresses(campaign)]:
        assert client.post(address).url.startswith(reverse("account_login"))
    client.force_login(make_user())
    assert client.post("/organize/campaigns/new/", NEW).status_code == 403
    for address in organizer_addresses(campaign):
        assert client.post(address).status_code == 404
    assert (campaign.targets.count(), Campaign.objects.count(), Campaign.objects.public().count()) == (3, 1, 0)


def test_get_changes_nothing(client, organiser):
    campaign = make_whole(organization=organiser.group, published=False)

    for address in organizer_addresses(campaign):
        if address.endswith(("publish/", "delete/", "remove/")):
            is_asked_first = address == f"/organize/campaigns/{campaign.slug}/delete/"
            assert client.get(address).status_code == (200 if is_asked_first else 405)
    assert (campaign.targets.count(), Campaign.objects.count(), Campaign.objects.public().count()) == (3, 1, 0)


def test_unknown_part_is_not_found(client, organiser):
    campaign = make_campaign(organization=organiser.group)

    assert client.get(f"/organize/campaigns/{campaign.slug}/answered_calls/new/").status_code == 404
