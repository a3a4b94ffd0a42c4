import datetime as dt

import pytest
import time_machine

from accounts.models import Membership
from events.actions.reminder import remove_reminder
from events.models import Announcement, Occurrence
from events.views.organize_date import VERBS
from notifications.actions import HORIZON, plan
from tests.events.answers import confirm, join, minutes
from tests.events.factories import NOW, make_event, make_organization, make_place, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

SATURDAY = dt.date(2027, 3, 13)


@pytest.fixture
def event(client):
    user = make_user()
    client.force_login(user)
    organization = make_organization(owner=user)
    return make_event(organization=organization, place=make_place(organization=organization))


def at(event, rest=""):
    return f"/organize/events/{event.slug}/2027-03-13/{rest}"


def kinds():
    return list(Announcement.objects.order_by("id").values_list("kind", flat=True))


MOVED = {"start_on": "2027-03-14", "start_time": "18:00", "end_time": "20:00"}


def test_the_page_of_a_date_offers_what_can_be_done_and_shows_what_is_planned(client, event):
    confirm(event)

    page = client.get(at(event))

    for verb in ("move", "place", "online", "postpone", "cancel"):
        assert at(event, f"{verb}/") in page.text
    for verb in ("new-date", "reinstate"):
        assert at(event, f"{verb}/") not in page.text
    assert "Friday 12 March, 17:30: 1 reminder" in page.text
    assert "1 coming" in page.text
    assert "amal" not in page.text.lower()


def test_after_a_move_no_old_hour_is_shown_although_the_planner_has_not_looked_yet(client, event):
    confirm(event)

    client.post(at(event, "move/"), MOVED | {"version": event.version})
    page = client.get(at(event))
    assert "1 reminder" not in page.text
    assert "Reminders are being planned anew" in page.text

    plan(now=NOW + minutes(1), until=NOW + HORIZON)
    page = client.get(at(event))
    assert "Saturday 13 March, 18:00: 1 reminder" in page.text
    assert "Reminders are being planned anew" not in page.text


def test_after_another_rule_no_old_hour_is_shown_although_the_planner_has_not_looked_yet(client, event):
    confirm(event)

    remove_reminder(event, "day-before", by=None, now=NOW)
    page = client.get(at(event))
    assert "Friday 12 March, 17:30" not in page.text
    assert "Saturday 13 March, 15:30: 1 reminder" in page.text
    assert "Reminders are being planned anew" in page.text

    plan(now=NOW + minutes(1), until=NOW + HORIZON)
    page = client.get(at(event))
    assert "Saturday 13 March, 15:30: 1 reminder" in page.text
    assert "Reminders are being planned anew" not in page.text


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_what_does_not_take_place_has_no_reminder_at_once(client, event, verb):
    confirm(event)

    client.post(at(event, f"{verb}/"), {"version": event.version})
    page = client.get(at(event))

    assert ("1 reminder" in page.text, "planned anew" in page.text) == (False, False)


def test_move_shows_old_and_new_before_it_does_anything(client, event):
    join(event)

    page = client.post(at(event, "move/"), MOVED | {"step": "preview", "version": event.version})

    assert page.status_code == 200
    assert "What people will be told" in page.text
    assert '<s>Saturday 13 March, <span class="hours">17:30 – 19:30</span></s>' in page.text
    assert '<strong>Sunday 14 March, <span class="hours">18:00 – 20:00</span></strong>' in page.text
    assert (Occurrence.objects.get().start_on, kinds()) == (SATURDAY, [])


@pytest.mark.parametrize("verb", ["cancel", "postpone", "move"])
def test_whoever_comes_is_counted_before_they_are_told(client, event, verb):
    confirm(event)
    join(event, address=None)

    page = client.post(at(event, f"{verb}/"), MOVED | {"step": "preview", "version": event.version})

    assert page.status_code == 200
    assert "2 answers, 1 of them gets a mail." in " ".join(page.text.split())


def test_move_does_it_and_gives_the_text_to_paste(client, event):
    response = client.post(at(event, "move/"), MOVED | {"note": "Rain.", "version": event.version})
    page = client.get(at(event))

    assert (response.status_code, response.headers["Location"]) == (302, at(event))
    assert (Occurrence.objects.get().start_on, kinds()) == (dt.date(2027, 3, 14), ["moved"])
    text = page.text.partition("<textarea")[2].partition("</textarea>")[0].partition(">")[2]
    assert text.split("\n")[:6] == [
        f"New date: {event.title}",
        "",
        "Sunday 14 March 2027, 18:00 – 20:00",
        "Ashford time (UTC−4)",
        "It was: Saturday 13 March 2027, 17:30 – 19:30",
        "Clock Tower Square, 112 Market St, Ashford",
    ]
    assert f"http://127.0.0.1:8000/events/{event.slug}/2027-03-13/" in text


def test_an_hour_that_becomes_known_is_set_not_moved(client, event):
    event.occurrences.update(hours="tba", start_time=None, duration=None)

    offered = client.get(at(event)).text
    form = client.get(at(event, "move/")).text
    done = client.post(at(event, "move/"), MOVED | {"start_on": "2027-03-13", "version": event.version}, follow=True)

    assert "Set the hour, or another day" in offered
    assert "Another day or hour" not in offered + form
    assert "Set it and tell people" in form
    assert "The hour is set. Who is coming is told." in done.text
    assert kinds() == ["hour-set"]


def test_postpone_then_a_new_date_then_cancel_then_after_all(client, event):
    for verb, typed in (("postpone", {}), ("new-date", MOVED), ("cancel", {"note": "Flood."}), ("reinstate", {})):
        event.refresh_from_db()
        assert client.get(at(event, f"{verb}/")).status_code == 200
        assert client.post(at(event, f"{verb}/"), typed | {"version": event.version}).status_code == 302

    assert kinds() == ["postponed", "rescheduled", "cancelled", "reinstated"]
    assert Occurrence.objects.get().state == "scheduled"


def test_place_and_online_are_previewed_without_what_is_hidden(client, event):
    hidden = {"place": "Canary Cellar, Ashford", "hides_place": "on", "public_area": "Ashford", "step": "preview"}

    place = client.post(at(event, "place/"), hidden)
    online = client.post(at(event, "online/"), {"online_url": "meet.example/room", "step": "preview"})

    told = [page.text.partition('id="told"')[2].partition("</section>")[0] for page in (place, online)]
    assert "Canary" not in told[0]
    assert "Ashford; the exact place is told to people who have confirmed" in told[0]
    assert "<strong><bdi>Online</bdi></strong>" in told[1]
    assert kinds() == []


def test_move_online_by_its_form(client, event):
    client.post(at(event, "online/"), {"online_url": "meet.example/room", "version": event.version})

    row = Occurrence.objects.get()
    assert (row.attendance, row.online_url, kinds()) == ("online", "https://meet.example/room", ["moved-online"])


@pytest.mark.parametrize(
    ("verb", "field", "typed"),
    [
        ("move", "Starts", MOVED | {"start_time": "25:30"}),
        ("move", "Day", MOVED | {"start_on": "2020-01-01"}),
        ("move", "Day", MOVED | {"start_on": "never"}),
        ("move", "Why (optional)", MOVED | {"note": "x" * 400}),
        ("move", "Why (optional)", MOVED | {"note": "nul\x00"}),
        ("place", "Place", {"place": ""}),
        ("place", "Places in person", {"place": "Hut, Ashford", "capacity_in_person": "2"}),
        ("online", "Link, if you have it", {"online_url": "javascript:alert(1)"}),
        ("cancel", "Why (optional)", {"note": "bell\x07"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(client, event, verb, field, typed):
    Occurrence.objects.update(going_in_person=5)

    page = client.post(at(event, f"{verb}/"), typed | {"version": event.version})

    assert page.status_code == 422
    assert f'">{field}: ' in page.text.partition('id="problems"')[2]
    row = Occurrence.objects.get()
    assert (row.start_on, row.state, row.attendance, kinds()) == (SATURDAY, "scheduled", "in-person", [])


def test_two_organisers_of_one_date_see_both_values(client, event):
    opened = event.version
    client.post(at(event, "move/"), MOVED | {"version": opened})

    clash = client.post(at(event, "move/"), MOVED | {"start_time": "19:00", "version": opened})

    assert clash.status_code == 422
    assert "Somebody else has changed this action" in clash.text
    assert "Now stands: 18:00" in clash.text
    assert 'value="19:00"' in clash.text
    assert kinds() == ["moved"]


def test_pressing_twice_tells_once(client, event):
    typed = MOVED | {"version": event.version}

    client.post(at(event, "move/"), typed)
    second = client.post(at(event, "move/"), typed)

    assert (second.status_code, kinds()) == (302, ["moved"])


@pytest.mark.parametrize("rest", ["", *[f"{verb}/" for verb in VERBS]])
def test_pages_of_a_date_are_for_its_organisers(client, rest):
    event = make_event()
    helper = make_user()
    Membership.objects.create(user=helper, organization=event.organization, role="helper")

    anonymous = client.get(at(event, rest))
    client.force_login(helper)
    helped = client.get(at(event, rest)), client.post(at(event, rest), MOVED)

    assert (anonymous.status_code, anonymous.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
    assert helped[0].status_code == 404
    assert helped[1].status_code in (404, 405)
    assert kinds() == []


def test_a_date_that_is_over_offers_nothing(client, event):
    with time_machine.travel(dt.datetime(2027, 3, 14, 12, tzinfo=dt.UTC), tick=False):
        page = client.get(at(event))
        moved = client.post(at(event, "move/"), {**MOVED, "start_on": "2027-05-01", "version": event.version})

    assert "Has something changed?" not in page.text
    assert "This date is over: it stays as it was." in moved.text
    assert kinds() == []
