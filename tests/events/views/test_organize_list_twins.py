"""A list that names what answers the call already, without having come from a list."""

import datetime as dt

import pytest

from events.actions.event import cancel_event
from events.models import Event
from tests.events.factories import NOW, make_call, make_event, make_organization, make_place, make_user
from tests.events.views.import_pages import take
from tests.events.views.list_pages import BIRKDALE, DAY, ZONED, paste

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "lists_are_read_plainly")]


def standing(call, **fields):
    """Proposed by a host or made by hand, in Ashford."""
    own = {"organization": call.statement.organization, "call": call, "kind": "rally", "title": "We rally"}
    return make_event(**own | {"start_on": DAY, "town": "Ashford", "place_is_pending": True} | fields)


def twins(client, call, *lines):
    page = client.get(paste(client, call, *lines))
    return page, [form.row.twin for form in page.context["form"].rows]


def test_what_stands_already_is_said_and_not_made_twice(client, call):
    event = standing(call)

    page, found = twins(client, call, ZONED, BIRKDALE)
    take(client, page.request["PATH_INFO"], step="publish", zone="UTC")

    assert found == [event, None]
    assert f'Stands already:</strong> <a href="/events/{event.slug}/"><bdi>We rally</bdi></a>' in page.text
    assert "1 that stands already." in page.text
    assert sorted(Event.objects.values_list("town", flat=True)) == ["Ashford", "Birkdale"]


def test_nothing_is_asked_for_what_is_not_ticked(client, call):
    standing(call)
    address = paste(client, call, ZONED.replace("|zone=America/New_York", "").replace("|day=2027-03-13", ""))

    page = client.get(address)
    refused = take(client, address, r0_chosen="on", zone="", day="")

    assert "The text does not say" not in page.text
    assert "These are: Ashford." in refused.text


def test_whoever_ticks_it_makes_another(client, call):
    standing(call)

    take(client, paste(client, call, ZONED), step="publish", r0_chosen="on")

    assert Event.objects.filter(town="Ashford").count() == 2


def test_what_a_host_has_cancelled_is_not_brought_back_by_a_list(client, call):
    event = standing(call)
    cancel_event(event, note="No permit", by=call.statement.organization.memberships.get().user, now=NOW)

    page, found = twins(client, call, ZONED)

    assert found == [event]
    assert "Cancelled" in page.text


def test_an_action_of_another_organisation_is_seen_but_not_its_draft(client, call):
    others = make_organization(owner=make_user())
    public = standing(call, organization=others)
    standing(call, organization=others, town="Birkdale", kind="vigil", published=False)

    assert twins(client, call, ZONED, BIRKDALE)[1] == [public, None]


@pytest.mark.parametrize(
    "fields",
    [
        {"start_on": DAY + dt.timedelta(days=7), "title": "Rally & March"},
        {"town": "Birkdale"},
        {"kind": "vigil", "title": "Candles"},
    ],
    ids=["day", "town", "kind"],
)
def test_what_only_looks_a_little_like_it_is_another(client, call, fields):
    standing(call, **fields)

    assert twins(client, call, ZONED)[1] == [None]


def test_one_action_stands_for_one_row_and_only_under_its_own_call(client, call):
    first, second = standing(call), standing(call, place_is_pending=False, place=make_place(locality="Ashford"))
    standing(make_call(statement=call.statement), title="Under another call")

    found = twins(client, call, ZONED, f"{ZONED}|note=Again", f"{ZONED}|note=And again")[1]

    assert found[2] is None
    assert {found[0], found[1]} == {first, second}


def test_what_came_from_a_list_is_known_and_no_twin(client, call):
    take(client, paste(client, call, ZONED), step="publish")

    page, found = twins(client, call, ZONED)

    assert found == []
    assert "1 unchanged." in page.text


@pytest.mark.parametrize("number", [1, 4])
def test_twins_are_found_with_the_same_queries(client, call, number, django_assert_num_queries):
    for _number in range(number):
        standing(call)
    address = paste(client, call, *[ZONED] * number)

    with django_assert_num_queries(11):
        client.get(address)
