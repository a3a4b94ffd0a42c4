"""The form with which an action is written down, published and changed."""

import datetime as dt

import pytest

from events.models import Announcement, Event, Occurrence
from tests.events.factories import NOW, make_call, make_campaign, make_place, make_statement
from tests.events.views.event_pages import FORM, NEW, fields_as_shown, make_own, own
from tests.events.views.pages import problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_a_few_fields_make_a_draft(client, organiser):
    response = client.post(NEW, FORM)

    event = Event.objects.get()
    row = event.occurrences.get()
    assert (response.status_code, response.headers["Location"]) == (302, own(event))
    assert (event.published_at, event.created_by, event.organization) == (None, organiser, organiser.group)
    assert (row.start_on, row.start_time, row.duration) == (
        dt.date(2027, 3, 13),
        dt.time(17, 30),
        dt.timedelta(hours=2),
    )
    assert (row.zone, row.shown_place.locality) == ("America/New_York", "Ashford")


def test_one_button_publishes_what_was_typed(client, organiser):
    client.post(NEW, FORM | {"step": "publish"})

    event = Event.objects.get()
    assert (event.published_at, event.occurrences.get().date_slug) == (NOW, "2027-03-13")


def test_what_is_to_be_mended_is_told_from_the_top_of_the_page_to_its_end(client, organiser):
    page = client.post(NEW, FORM | {"title": "", "start_on": "", "start_time": "25:30"})

    told = [problem.split(":")[0] for problem in problems_of(page)]
    assert told == ["Title", "Day", "Starts"]


def test_the_form_says_by_whose_clock_as_the_pages_do(client, organiser):
    assert "<bdi>New York time</bdi>; another zone" in client.get(NEW).text
    assert "<bdi>Mars</bdi>; another zone" in client.post(NEW, FORM | {"zone": "Mars"}).text


def test_clock_of_another_town_is_asked_once_and_the_answer_is_taken(client, organiser):
    """An organisation of New York posts in Madrid: 17:30 by which clock? It was New York's, called “Madrid time”."""
    typed = FORM | {"place": "Puerta del Sol, Madrid", "zone": "America/New_York"}

    page = client.post(NEW, typed)

    [problem] = problems_of(page)
    assert problem.startswith(
        "By which clock? One question more: the clocks in Madrid, Spain do not show New York time."
    )
    assert '<option value="Europe/Madrid">Madrid time</option>' in page.text
    assert Event.objects.count() == 0
    client.post(NEW, typed | {"clock": "Europe/Madrid"})
    client.post(NEW, typed | {"clock": "America/New_York", "title": "By our own clock"})
    zones = Event.objects.order_by("id").values_list("title", "schedules__zone")
    assert list(zones) == [("Hands off our clinics", "Europe/Madrid"), ("By our own clock", "America/New_York")]


def test_clock_that_was_answered_for_a_draft_is_not_asked_again(client, organiser):
    client.post(NEW, FORM | {"place": "Puerta del Sol, Madrid", "clock": "America/New_York"})
    edit = own(Event.objects.get(), "edit/")

    client.post(edit, fields_as_shown(client.get(edit)) | {"title": "Another title"})

    assert Event.objects.get().title == "Another title"


def test_clock_is_not_asked_where_it_is_the_same_or_no_hour_is_meant(client, organiser):
    for given in (
        {"place": "City Hall, Toronto"},
        {"place": "Madrid", "start_time": "", "end_time": "", "is_all_day": "on"},
    ):
        assert client.post(NEW, FORM | given).status_code == 302


def test_calls_of_ones_own_come_first_however_old_the_text(client, organiser):
    old = make_statement(organization=organiser.group, dated_on=dt.date(2020, 1, 1))
    make_call(title="Open to all", is_open_to_hosts=True)
    make_call(title="Our own", statement=old)
    make_call(title="Closed")

    for address in (NEW, "/organize/campaigns/new/"):
        page = client.get(address).text
        assert 0 < page.index("Our own") < page.index("Open to all")
        assert "Closed" not in page


def test_a_draft_is_previewed_where_it_will_stand(client, organiser):
    response = client.post(NEW, FORM | {"step": "preview"})

    assert response.headers["Location"] == "/events/hands-off-our-clinics/"
    assert client.get(response.headers["Location"]).status_code == 200


def test_the_form_answers_the_call_that_led_to_it(client, organiser):
    statement = make_statement(organization=organiser.group)
    call = make_call(statement=statement, asks_for="teach-in", window_start_on=dt.date(2027, 3, 20))

    page = client.get(f"{NEW}?call={call.slug}")
    client.post(NEW, FORM | {"call": call.pk})

    assert f'<option value="{call.pk}" selected>' in page.text
    assert '<option value="teach-in" selected>' in page.text
    assert 'value="2027-03-20"' in page.text
    assert Event.objects.get().answered_calls.get().anchor == call.anchors.get()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"start_time": "5:30 pm"}, (dt.time(17, 30), dt.timedelta(hours=2))),
        ({"start_time": "٥:٣٠"}, (dt.time(5, 30), dt.timedelta(hours=14))),
        ({"start_time": "٥:٣٠ م"}, (dt.time(17, 30), dt.timedelta(hours=2))),
        ({"start_time": "17.30"}, (dt.time(17, 30), dt.timedelta(hours=2))),
        ({"start_time": "1730"}, (dt.time(17, 30), dt.timedelta(hours=2))),
        ({"start_time": "12 am"}, (dt.time(0), dt.timedelta(hours=19, minutes=30))),
        ({"end_time": "1am"}, (dt.time(17, 30), dt.timedelta(hours=7, minutes=30))),
        ({"end_time": ""}, (dt.time(17, 30), None)),
        ({"end_on": "2027-03-14"}, (dt.time(17, 30), dt.timedelta(hours=26))),
        ({"start_time": "", "end_time": "", "hour_is_pending": "on"}, (None, dt.timedelta(days=1))),
        ({"start_time": "", "end_time": "", "is_all_day": "on", "end_on": "2027-03-15"}, (None, dt.timedelta(days=3))),
        ({"start_on": "13 March 2027"}, (dt.time(17, 30), dt.timedelta(hours=2))),
        ({"start_on": "٢٠٢٧-٠٣-١٣"}, (dt.time(17, 30), dt.timedelta(hours=2))),
    ],
)
def test_days_and_hours_are_read_as_people_write_them(client, organiser, typed, stored):
    response = client.post(NEW, FORM | typed)

    assert problems_of(response) == []
    row = Occurrence.objects.get()
    assert (row.start_on, (row.start_time, row.duration)) == (dt.date(2027, 3, 13), stored)


def test_an_end_before_the_start_is_the_next_day_and_said_so(client, organiser):
    page = client.post(NEW, FORM | {"start_time": "22:00", "end_time": "01:00"}, follow=True)

    assert "It ends on the next day: the end is before the start." in page.text
    assert "22:00 – 01:00</span> the next day" in page.text


def test_a_city_is_enough_for_a_zone(client, organiser):
    client.post(NEW, FORM | {"zone": "madrid"})

    assert Occurrence.objects.get().zone == "Europe/Madrid"


def test_a_series_leaves_out_the_holidays(client, organiser):
    typed = {"repeats": "weekly", "until_on": "2027-04-10", "exdates": "2027-03-27, 3 April 2027"}

    client.post(NEW, FORM | typed)

    days = [row.original_on.isoformat() for row in Occurrence.objects.order_by("original_on")]
    assert days == ["2027-03-13", "2027-03-20", "2027-04-10"]


def test_online_alone_needs_no_place(client, organiser):
    client.post(NEW, FORM | {"place": "", "is_online": "on", "online_url": "meet.example.org/x"})

    row = Occurrence.objects.get()
    assert (row.attendance, row.place, row.online_url) == ("online", None, "https://meet.example.org/x")


def test_a_place_typed_again_is_the_same_place(client, organiser):
    make_place(organization=organiser.group)

    page = client.get(NEW)
    client.post(NEW, FORM)

    assert '<option value="Clock Tower Square, 112 Market St, Ashford">' in page.text
    assert organiser.group.places.count() == 1


def test_the_answers_about_access_are_kept(client, organiser):
    client.post(NEW, FORM | {"access_step-free": "yes", "access_toilet": "no", "access_seats": "unknown"})

    assert Event.objects.get().accessibility == {"step-free": "yes", "toilet": "no"}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("Title", {"title": ""}),
        ("Title", {"title": "x" * 10_000}),
        ("Title", {"title": "nul\x00"}),
        ("Title", {"title": "bell\x07"}),
        ("Kind", {"kind": "party"}),
        ("Day", {"start_on": ""}),
        ("Day", {"start_on": "3/4/2027"}),
        ("Day", {"start_on": "9999-12-31"}),
        ("Day", {"start_on": "2027-02-30"}),
        ("Day", {"start_on": "2020-03-13"}),
        ("Starts", {"start_time": "25:30"}),
        ("Starts", {"start_time": "half past five"}),
        ("Starts", {"start_time": "13 pm"}),
        ("Starts", {"start_time": ""}),
        ("Starts", {"start_time": "1" * 5_000}),
        ("Ends, if you know", {"end_time": "24:61"}),
        ("Last day, if it takes several", {"end_on": "2027-03-12"}),
        ("Ends, if you know", {"end_on": "2027-03-13", "end_time": "16:00"}),
        ("Ends, if you know", {"end_on": "2031-03-13"}),
        ("The hour will be announced", {"hour_is_pending": "on", "is_all_day": "on"}),
        ("Time zone", {"zone": "Mars/Phobos"}),
        ("Time zone", {"zone": "../../etc/passwd"}),
        ("Repeats", {"repeats": "secondly"}),
        ("Until", {"repeats": "weekly", "until_on": "2040-01-01"}),
        ("Until", {"repeats": "weekly", "until_on": "2027-03-01"}),
        ("Until", {"repeats": "daily", "until_on": "2029-03-01"}),
        ("Interval", {"repeats": "weekly", "interval": "0"}),
        ("Day", {"repeats": "weekly", "weekdays": ["0"]}),
        ("On these days, if every week", {"repeats": "weekly", "weekdays": ["9"]}),
        ("Not on these days", {"repeats": "weekly", "exdates": "Easter"}),
        ("Not on these days", {"repeats": "weekly", "until_on": "2027-03-13", "exdates": "2027-03-13"}),
        ("Place", {"place": ""}),
        ("Place", {"place": "x" * 5_000}),
        ("Place", {"place_is_pending": "on"}),
        ("Link, if you have it", {"online_url": "javascript:alert(1)", "is_online": "on"}),
        ("Link, if you have it", {"online_url": "not a link", "is_online": "on"}),
        ("Places in person", {"capacity_in_person": "0"}),
        ("Places in person", {"capacity_in_person": "-3"}),
        ("Places in person", {"capacity_in_person": "many"}),
        ("Answers the call", {"call": "999999"}),
        ("Written in", {"language": "tlh"}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(client, organiser, field, typed):
    response = client.post(NEW, FORM | typed)

    assert response.status_code == 422
    assert [problem.split(": ")[0] for problem in problems_of(response)] == [field]
    assert (Event.objects.count(), organiser.group.places.count()) == (0, 0)


def test_what_was_typed_stays_in_the_form(client, organiser):
    page = client.post(NEW, FORM | {"start_time": "25:30"})

    assert "There is no hour “25:30”. Write it as 17:30." in page.text
    assert 'value="25:30"' in page.text
    assert 'value="Clock Tower Square, 112 Market St, Ashford"' in page.text


def test_a_campaign_of_the_own_organisation_can_be_chosen(client, organiser):
    mine, other = make_campaign(organization=organiser.group), make_campaign()

    page = client.get(NEW)
    client.post(NEW, FORM | {"campaign": mine.pk})
    refused = client.post(NEW, FORM | {"campaign": other.pk})

    assert mine.title in page.text
    assert other.title not in page.text
    assert Event.objects.get().campaign == mine
    assert [problem.split(":")[0] for problem in problems_of(refused)] == ["Part of the campaign"]


def test_a_draft_is_changed_and_published(client, organiser):
    event = make_own(organiser, published=False)

    page = client.get(own(event, "edit/"))
    client.post(own(event, "edit/"), FORM | {"title": "Hands on", "start_on": "2027-03-20", "version": event.version})
    client.post(own(event, "publish/"), {"version": 2})

    assert 'value="17:30"' in page.text
    event.refresh_from_db()
    row = event.occurrences.get()
    assert (event.title, row.start_on, row.date_slug) == ("Hands on", dt.date(2027, 3, 20), "2027-03-20")
    assert event.published_at == NOW


def test_publishing_over_an_unseen_change_is_refused(client, organiser):
    event = make_own(organiser, published=False)

    page = client.post(own(event, "publish/"), {"version": event.version + 1}, follow=True)

    assert "Somebody else has changed this action" in page.text
    assert Event.objects.get().published_at is None


def test_a_public_one_is_changed_without_its_hour_and_place(client, organiser):
    event = make_own(organiser)

    page = client.get(own(event, "edit/"))
    client.post(
        own(event, "edit/"),
        {"title": "Hands on", "kind": "vigil", "language": "en", "capacity_in_person": "40", "version": event.version},
    )

    assert 'name="start_on"' not in page.text
    event.refresh_from_db()
    row = event.occurrences.get()
    assert (event.title, event.kind, event.takes_rsvps) == ("Hands on", "vigil", False)
    assert (row.capacity_in_person, row.shown_place.name) == (40, "Clock Tower Square")
    assert Announcement.objects.count() == 0


def test_two_organisers_see_both_values_and_lose_nothing(client, organiser):
    event = make_own(organiser)
    opened = {"kind": "rally", "language": "en", "takes_rsvps": "on", "version": event.version}
    client.post(own(event, "edit/"), opened | {"title": "What the first wrote"})

    clash = client.post(own(event, "edit/"), opened | {"title": "What the second wrote"})

    assert clash.status_code == 422
    assert "Now stands: What the first wrote" in clash.text
    assert 'value="What the second wrote"' in clash.text
    assert Event.objects.get().title == "What the first wrote"

    client.post(own(event, "edit/"), opened | {"title": "What the second wrote", "version": 2})
    assert Event.objects.get().title == "What the second wrote"


def test_a_limit_below_what_is_taken_names_how_many(client, organiser):
    event = make_own(organiser)
    Occurrence.objects.update(going_in_person=7)
    form = {"title": "x", "kind": "rally", "language": "en", "takes_rsvps": "on", "capacity_in_person": "5"}

    page = client.post(own(event, "edit/"), form | {"version": event.version})

    assert problems_of(page) == ["Places in person: 7 places are taken already: the limit cannot be lower than that."]


def test_the_town_is_enough_while_the_place_is_to_come(client, organiser):
    client.post(NEW, FORM | {"place": "", "place_is_pending": "on", "town": " Birkdale "})

    event = Event.objects.get()
    assert (event.town, event.occurrences.get().town, event.place) == ("Birkdale", "Birkdale", None)


def test_a_draft_saved_again_keeps_its_town_and_the_country_of_it(client, organiser):
    event = make_own(organiser, place=None, place_is_pending=True, town="Birkdale", country="GB", published=False)

    page = client.get(own(event, "edit/")).text
    typed = FORM | {"place": "", "place_is_pending": "on", "version": "1"}
    client.post(own(event, "edit/"), typed | {"town": "Birkdale", "title": "Another title"})
    event.refresh_from_db()
    kept = (event.title, event.town, event.country)
    client.post(own(event, "edit/"), typed | {"town": "Dunmore", "version": "2"})

    event.refresh_from_db()
    assert 'name="town" value="Birkdale"' in page
    assert kept == ("Another title", "Birkdale", "GB")
    assert (event.town, event.country) == ("Dunmore", "")


def test_a_place_that_is_hidden_takes_its_town_along(client, organiser):
    """Unless the host writes it."""
    texts = {"title": "Hands off", "kind": "rally", "language": "en", "takes_rsvps": "on", "hides_place": "on"}
    for town in ("", "Birkdale"):
        event = make_own(organiser)
        client.post(own(event, "edit/"), texts | {"version": "1", "town": town})

        row = event.occurrences.get()
        assert (row.shown_place, row.town) == (None, town)
