import datetime as dt
import time

import pytest

from events.models import Event, Host, Proposal, TrustedHost
from events.reading import proposals
from notifications.models import Delivery
from tests.events.answers import minutes
from tests.events.factories import (
    NOW,
    make_call,
    make_event,
    make_host,
    make_kit,
    make_organization,
    make_place,
    make_proposal,
    make_statement,
    make_user,
)
from tests.events.proposals import RIMA, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def call(owner):
    organization = make_organization(owner=owner, name="Harbour Union")
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def queue_of(call):
    return f"/organize/calls/{call.slug}/proposals/"


def of(proposal):
    return f"{queue_of(proposal.call)}{proposal.pk}/"


def again(proposal):
    return Proposal.objects.get(pk=proposal.pk)


def test_a_proposal_stands_there_with_everything_that_was_typed(client, call):
    make_proposal(
        call=call,
        host_name="Tenants <b>&",
        town="حلب",
        place="ساحة الساعة",
        attendance="both",
        online_url="https://meet.example/x",
        title="Our own title",
    )

    page = client.get(queue_of(call)).text

    for said in (
        "Tenants &lt;b&gt;&amp;",
        "حلب",
        "ساحة الساعة",
        "https://meet.example/x",
        "Rally",
        "17:30",
        "Our own title",
    ):
        assert said in page
    assert 'href="https://meet.example' not in page


def test_what_to_look_at_is_said(client, call):
    call.window_start_on = call.window_end_on = dt.date(2027, 3, 14)
    call.save()
    make_kit(call=call, questions=["free", "seats", "toilet"])
    make_proposal(call=call, accessibility={"free": "yes"}, hours="tba", start_time=None, place="")

    page = client.get(queue_of(call)).text

    assert "Outside the days of the call." in page
    assert "2 of 3 questions about access are not answered." in page
    assert "hour to come" in page
    assert "place to come" in page
    assert "Its own title" not in page


def test_the_same_town_and_day_stands_beside(client, call):
    place = make_place(locality="Ashford")
    there = make_event(call=call, title="There already", organization=make_organization(name="Dockers"), place=place)
    make_event(call=call, start_on=dt.date(2027, 3, 14), organization=make_organization(name="Other day"), place=place)
    make_event(organization=make_organization(name="Other call"), place=place)
    hidden = make_organization(name="Hidden draft")
    make_event(call=call, organization=hidden, place=place, published=False)
    make_proposal(call=call, town="ASHFORD", host_name="First group")
    make_proposal(call=call, town="Ashford", host_name="Second group")
    make_proposal(call=call, town="Dunmore", host_name="Third group")

    rows = client.get(queue_of(call)).text.split('<li id="proposal-')

    assert f'<a href="{there.get_absolute_url()}"><bdi>Dockers</bdi></a>' in rows[1]
    assert "<bdi>Second group</bdi>" in rows[1]
    assert "<bdi>First group</bdi>" in rows[2]
    assert "The same town and day" not in rows[3]
    assert not any(name in "".join(rows) for name in ("Other day", "Other call", "Hidden draft"))


def test_approving_publishes_and_says_so(client, call):
    proposal = confirm(call)[1]

    response = client.post(of(proposal), {"answer": "approve", "version": "1"}, follow=True)

    assert response.redirect_chain == [(queue_of(call), 302)]
    assert "It is public now" in response.text
    assert Event.objects.get().is_published
    assert TrustedHost.objects.count() == 0


def test_approving_and_trusting(client, call):
    client.post(of(confirm(call)[1]), {"answer": "trust", "version": "1"})

    assert (Event.objects.count(), TrustedHost.objects.get().name) == (1, "Birkdale Tenants")


def test_a_name_that_an_organisation_has_claimed_is_said_to_be_theirs(client, call):
    theirs = make_organization(name="Birkdale Tenants")
    call.statement.listed_names.create(name="Birkdale Tenants", role="endorser", position=0, claimed_by=theirs)
    make_proposal(call=call, host_name="Birkdale tenants!")
    make_proposal(call=call, host_name="Dunmore Tenants")

    page = client.get(queue_of(call)).text

    assert page.count("This name is claimed by <bdi>Birkdale Tenants</bdi>: is it them?") == 1


def test_sending_back_keeps_what_was_typed_when_it_is_refused(client, call):
    proposal = confirm(call)[1]
    other = make_proposal(call=call)

    response = client.post(of(proposal), {"answer": "back", "version": "1", "reason": "y" * 501})

    assert response.status_code == 422
    assert "y" * 501 in response.text
    assert f'id="reason-{proposal.pk}-error"' in response.text
    assert f'id="reason-{other.pk}-error"' not in response.text
    assert again(proposal).state == "waiting"
    # That page answers a POST: nothing on it may lead back to an address that only takes one.
    assert f'name="next" value="{queue_of(call)}"' in response.text
    assert f'action="{queue_of(call)}" role="search"' in response.text
    assert client.post(of(proposal), {"answer": "back", "version": "1", "reason": "Which hall?"}).status_code == 302
    assert again(proposal).reason == "Which hall?"


def test_reviewing_goes_on_where_it_was_and_what_is_refused_is_in_sight(client, call, monkeypatch):
    """A search has found it, far down: the answer led to the top of the whole queue, and dropped the reason."""
    monkeypatch.setattr(proposals, "ROWS", 1)
    make_proposal(call=call, host_name="Birkdale Tenants", town="Birkdale")
    last = make_proposal(call=call, host_name="Quay Workers", town="Dunmore", place="Dock Gate")
    page = client.get(f"{queue_of(call)}?page=2")
    assert f'action="{of(last)}?page=2#proposal-{last.pk}"' in page.text

    refused = client.post(f"{of(last)}?page=2", {"answer": "back", "version": "1", "reason": "y" * 501})

    assert "y" * 501 in refused.text
    sought = client.post(f"{of(last)}?q=dock+gate&next=//evil.example", {"answer": "approve", "version": "1"})
    assert sought["Location"] == f"{queue_of(call)}?q=dock+gate"


def test_the_clock_of_a_proposal_is_said_as_people_say_it(client, call):
    make_proposal(call=call, zone="America/New_York")

    page = client.get(queue_of(call)).text

    assert "<bdi>New York time</bdi>" in page
    assert "America/New_York" not in page


def test_a_newer_version_and_another_answer_are_refused_with_words(client, call):
    proposal = make_proposal(call=call, version=2)

    page = client.post(of(proposal), {"answer": "approve", "version": "1"}, follow=True).text
    assert "Its host has changed it since you opened this page." in page
    assert client.post(of(proposal), {"answer": "perhaps"}).status_code == 400
    Proposal.objects.update(state="sent-back", reason="No")
    page = client.post(of(proposal), {"answer": "trust", "version": "2"}, follow=True).text
    assert "Somebody else has sent it back already." in page
    assert Event.objects.count() == 0


def test_without_the_contact_key_nothing_is_trusted_and_it_is_said(client, call, settings):
    proposal = confirm(call)[1]
    settings.CONTACT_KEYS = []

    page = client.post(of(proposal), {"answer": "trust", "version": "1"}, follow=True)

    assert page.status_code == 200
    assert (Event.objects.count(), TrustedHost.objects.count()) == (0, 0)


def test_what_is_not_confirmed_stands_nowhere(client, call):
    make_proposal(call=call, state="unconfirmed", host_name="Nobody knows")
    proposal = Proposal.objects.get()

    assert "Nobody knows" not in client.get(queue_of(call)).text
    assert client.post(of(proposal), {"answer": "approve"}).status_code == 404


def test_no_address_of_a_host_stands_on_the_page(client, call):
    confirm(call)

    page = client.get(queue_of(call)).text

    assert RIMA not in page
    assert "inbox.example" not in page


def test_the_queue_of_others_is_not_found(client, call):
    proposal = confirm(call)[1]
    addresses = [(queue_of(call), client.get), (of(proposal), client.post), (f"{queue_of(call)}back/", client.post)]
    client.logout()
    assert all(ask(address)["Location"].startswith("/accounts/login/") for address, ask in addresses)
    mine = make_call(statement=make_statement(organization=make_organization(owner=make_user(email="b@b.example"))))
    client.force_login(mine.statement.organization.members.get())
    data = {"answer": "approve", "reason": "No", "version": "1"}
    assert [client.get(queue_of(call)).status_code, client.post(of(proposal), data).status_code] == [404, 404]
    # Through the address of one's own call neither.
    assert client.post(f"{queue_of(mine)}{proposal.pk}/", data).status_code == 404
    assert client.post(f"{queue_of(call)}back/", data).status_code == 404
    assert again(proposal).state == "waiting"


def test_changing_by_looking_is_refused(client, call):
    proposal = make_proposal(call=call)

    assert client.get(of(proposal)).status_code == 405
    assert client.get(f"{queue_of(call)}back/").status_code == 405
    assert again(proposal).state == "waiting"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_many(client, call, number, django_assert_num_queries):
    for _number in range(number):
        make_proposal(call=call)
        make_event(call=call, place=make_place())

    with django_assert_num_queries(8):
        client.get(queue_of(call))


def test_ten_thousand_proposals_and_a_real_one_is_found(client, call):
    flood(call, 10_000)
    real = make_proposal(call=call, host_name="Birkdale tenants’ union", town="Birkdale", place="Corn Exchange")
    started = time.process_time()

    page = client.get(queue_of(call)).text

    assert time.process_time() - started < 15
    assert page.count('<li id="proposal-') == 1
    assert f'id="proposal-{real.pk}"' in page
    assert "10,000 proposals" in page
    assert len(page) < 60_000
    assert Event.objects.count() == 0
    assert client.get(f"{queue_of(call)}?q=birkdale").text.count('<li id="proposal-') == 1
    key = page.split("?group=")[1].split('"')[0]
    opened = client.get(f"{queue_of(call)}?group={key}").text
    assert opened.count('<li id="proposal-') == 20
    assert f'id="proposal-{real.pk}"' not in opened


def test_a_group_goes_back_at_once(client, call):
    flood(call, 12)
    real = make_proposal(call=call, host_name="Birkdale tenants’ union", town="Birkdale", place="Corn Exchange")
    key = client.get(queue_of(call)).text.split("?group=")[1].split('"')[0]
    address = f"{queue_of(call)}back/"

    assert client.post(address, {"group": key, "reason": ""}).status_code == 422
    assert Proposal.objects.waiting().count() == 13
    page = client.post(address, {"group": key, "reason": "Not what we call for."}, follow=True).text

    assert "12 proposals are sent back." in page
    assert list(Proposal.objects.waiting()) == [real]
    assert Delivery.objects.filter(kind="events.host_news").count() == 12
    client.post(address, {"group": str(real.pk), "reason": "Not by this door."})
    assert again(real).state == "waiting"


def test_of_very_many_groups_the_largest_stay_in_sight(client, call, monkeypatch):
    monkeypatch.setattr(proposals, "MOST_GROUPS", 3)
    monkeypatch.setattr(proposals, "LARGEST", 1)
    for size, name in enumerate(["Oak", "Elm", "Ash", "Fir", "Yew"], start=6):
        for _number in range(size):
            make_proposal(call=call, host_name=f"{name} {name}tree", town="", place="")

    page = client.get(queue_of(call)).text

    assert [name for name in ("Oak", "Elm", "Ash", "Fir", "Yew") if f"<bdi>{name} " in page] == ["Oak", "Elm", "Yew"]
    assert "17 more are in groups that stand here once some of these are answered." in page


def flood(call, number):
    """As a machine writes them: one text, other numbers, any town."""
    same = {"language": "en", "sealed_token": b"", "created_at": NOW, "link_made_at": NOW, "confirmed_at": NOW}
    hosts = Host.objects.bulk_create(Host(token_sha256=f"flood-{n}", **same) for n in range(number))
    template = make_proposal(call=call, host=make_host(), state="withdrawn")
    fields = {name: getattr(template, name) for name in ("kind", "language", "zone", "start_on", "start_time")}
    Proposal.objects.bulk_create(
        Proposal(
            call=call,
            host=host,
            host_name=f"Cheap watches {n}",
            town=f"Town{n % 300}",
            place=f"Shop {n}",
            state="waiting",
            created_at=NOW - minutes(1),
            **fields,
        )
        for n, host in enumerate(hosts)
    )


@pytest.mark.parametrize("page", ["0", "x", "-1", "99999999", "١"])
def test_a_page_that_is_none_is_not_found(client, call, page):
    assert client.get(f"{queue_of(call)}?page={page}").status_code == 404


def test_pages_of_those_that_stand_alone(client, call):
    for number in range(23):
        make_proposal(
            call=call,
            host_name="".join(chr(97 + (number * 7 + k) % 26) * 2 for k in range(5)),
            place="",
            town=f"T{number}",
        )

    first, second = client.get(queue_of(call)).text, client.get(f"{queue_of(call)}?page=2").text

    assert (first.count('<li id="proposal-'), second.count('<li id="proposal-')) == (20, 3)
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


def test_trusted_hosts_are_listed_and_revoked(client, call, owner):
    confirmed = confirm(call)[1]
    client.post(of(confirmed), {"answer": "trust", "version": "1"})
    trusted = TrustedHost.objects.get()
    address = f"/organize/trusted-hosts/{trusted.pk}/revoke/"

    page = client.get("/organize/trusted-hosts/").text
    assert "Birkdale Tenants" in page
    assert "Harbour Union" in page
    assert client.get(address).status_code == 405

    client.force_login(make_user())
    assert "Birkdale Tenants" not in client.get("/organize/trusted-hosts/").text
    assert client.post(address).status_code == 404
    client.logout()
    assert client.post(address)["Location"].startswith("/accounts/login/")
    assert TrustedHost.objects.count() == 1
    client.force_login(owner)
    client.post(address)
    assert TrustedHost.objects.count() == 0
