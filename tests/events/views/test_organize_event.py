"""The page of an action for those who host it, and its buttons."""

import datetime as dt

import pytest

from accounts.models import Membership
from events.models import Event
from tests.events.factories import make_event, make_user
from tests.events.views.event_pages import NEW, make_own, own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PAGES = ["", "edit/", "series/", "place/", "cancel/"]
BUTTONS = ["publish/", "delete/", "extend/"]


def test_a_draft_is_deleted_by_its_button(client, organiser):
    event = make_own(organiser, published=False)

    response = client.post(own(event, "delete/"))

    assert (response.headers["Location"], Event.objects.count()) == ("/organize/", 0)


@pytest.mark.parametrize("rest", PAGES + BUTTONS)
def test_pages_of_an_event_are_for_its_organisers(client, rest):
    event = make_event()
    ask = client.post if rest in BUTTONS else client.get

    anonymous = ask(own(event, rest))
    client.force_login(make_user())
    stranger = ask(own(event, rest))

    assert (anonymous.status_code, anonymous.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert stranger.status_code == 404


@pytest.mark.parametrize("role", ["helper", "moderator"])
def test_helpers_and_moderators_change_nothing(client, role):
    event = make_event()
    user = make_user()
    Membership.objects.create(user=user, organization=event.organization, role=role)
    client.force_login(user)

    answers = {client.get(own(event, rest)).status_code for rest in PAGES}
    answers |= {client.post(own(event, rest)).status_code for rest in BUTTONS}

    assert answers == {404}
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize("rest", BUTTONS)
def test_buttons_refuse_get(client, organiser, rest):
    event = make_own(organiser, published=False)

    answer = client.get(own(event, rest))

    assert answer.status_code == (200 if rest == "delete/" else 405)
    assert Event.objects.get().published_at is None


def test_a_draft_is_deleted_after_a_second_look_only(client, organiser):
    event = make_own(organiser, published=False)

    page = client.get(own(event, "delete/"))

    assert event.title in page.text
    assert Event.objects.exists()
    client.post(page.request["PATH_INFO"])
    assert not Event.objects.exists()


def test_the_page_of_an_event_shows_dates_figures_and_the_text(client, organiser):
    event = make_own(organiser, rule="FREQ=WEEKLY;BYDAY=SA", dates=[dt.date(2027, 3, 6), dt.date(2027, 3, 13)])
    event.occurrences.update(going_in_person=12, maybe=3, going_unreachable=2, capacity_in_person=40)

    page = client.get(own(event))

    text = " ".join(page.text.split())
    assert "12 coming" in text
    assert "of 40" in text
    assert "3 maybe" in text
    assert "2 without an address, whom no mail reaches" in text
    assert f"http://127.0.0.1:8000/events/{event.slug}/" in page.text
    assert "Another year" in page.text  # its last date is within 30 days


def test_the_page_of_an_event_takes_the_same_queries_for_one_date_and_for_three(
    client, organiser, django_assert_num_queries
):
    one = make_own(organiser)
    three = make_own(organiser, rule="FREQ=WEEKLY;BYDAY=SA", dates=[dt.date(2027, 3, day) for day in (13, 20, 27)])

    with django_assert_num_queries(14):
        client.get(own(one))
    with django_assert_num_queries(14):
        client.get(own(three))


def test_the_text_of_a_cancelled_action_says_so_first(client, organiser):
    event = make_own(organiser)
    client.post(own(event, "cancel/"), {"version": event.version})

    assert f">Cancelled: {event.title}\n" in client.get(own(event)).text
