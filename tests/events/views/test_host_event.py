"""An action as its host looks after it, behind the link."""

import datetime as dt
import re

import pytest
import time_machine

from events.actions.details import Details
from events.actions.event import edit_event
from events.actions.host import make_host_link
from events.actions.kit import KitTexts, save_kit
from events.hosts import open_host
from events.models import Announcement, Event, Kit, Occurrence
from tests.events.answers import confirm as rsvp
from tests.events.answers import deliver
from tests.events.factories import NOW, make_event, make_kit, make_organization, make_user
from tests.events.proposals import DAY, host_event, make_open_call
from tests.events.views.host_pages import act, followed, path
from tests.events.views.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_page_shows_what_stands_what_is_missing_first_and_counts_only(client):
    token, _host = host_event()
    rsvp(open_host(token).event, address="amal@inbox.example", name="Amal Haddad", party_size=3)

    page = client.get(path(token)).content.decode()

    said = text_of(client.get(path(token)))
    assert "hour to be announced" in said
    assert "3 coming · 0 maybe" in said
    assert re.findall(r'<details class="more" id="([a-z-]+)"( open)?>', page) == [
        ("move", " open"),
        ("place", " open"),
        ("postpone", ""),
        ("cancel", ""),
        ("text", ""),
    ]
    assert not re.search("Amal|amal|Haddad", page)
    assert f"/hosts/{token}/still-on/" in page


def test_hour_is_set_and_told_to_those_who_come(client):
    token, _host = host_event()
    rsvp(open_host(token).event)
    deliver(NOW)

    response = act(client, token, "move", start_on=DAY.isoformat(), start_time="١٧:٣٠", end_time="19")

    assert "The hour is set. Who is coming is told." in followed(client, response)
    date = Occurrence.objects.get()
    assert (date.start_time, date.duration) == (dt.time(17, 30), dt.timedelta(minutes=90))
    assert [mail.subject for mail in deliver(NOW + dt.timedelta(minutes=2))] == [
        "The hour is set: Rally at every town hall, Saturday 13 March, 17:30 – 19:00"
    ]


def test_hour_that_is_taken_away_is_to_be_announced_again(client):
    token, _host = host_event(start_time=dt.time(17, 30))

    followed(client, act(client, token, "move", start_on=DAY.isoformat(), start_time=""))

    assert Occurrence.objects.get().hours == "tba"


def test_day_stays_in_the_window_of_the_call(client):
    token, _host = host_event()

    outside = act(client, token, "move", start_on="2027-03-14", start_time="17:30")
    inside = act(client, token, "move", start_on="2027-03-12", start_time="17:30")

    assert (outside.status_code, "The call does not ask for this day." in text_of(outside)) == (422, True)
    assert "Another day" not in outside.content.decode().split('id="move"')[0]
    assert inside.status_code == 302
    assert Occurrence.objects.get().start_on == dt.date(2027, 3, 12)


def test_place_is_set_in_its_town_and_taken_back(client):
    token, _host = host_event()

    assert "The place is changed" in followed(
        client, act(client, token, "place", town="Birkdale", place="Dock Square, 1 Quay Rd")
    )
    event = Event.objects.get()
    assert (event.shown_place.one_line, event.town, event.country) == (
        "Dock Square, 1 Quay Rd, Birkdale",
        "Birkdale",
        "US",
    )
    assert 'value="Dock Square, 1 Quay Rd"' in client.get(path(token)).content.decode()

    followed(client, act(client, token, "place", town="Birkdale", place=""))
    event.refresh_from_db()
    assert (event.place, event.place_is_pending, event.town) == (None, True, "Birkdale")


def test_place_form_left_as_it_is_changes_nothing(client):
    token, _host = host_event(place="Dock Square, 1 Quay Rd")
    version = Event.objects.get().version

    followed(client, act(client, token, "place", town="Birkdale", place="Dock Square, 1 Quay Rd"))

    assert (Event.objects.get().version, Announcement.objects.count()) == (version, 0)


def test_text_and_accessibility_are_the_hosts_own_from_then_on(client):
    call = make_open_call()
    kit = make_kit(call=call, questions=["step-free"])
    token, _host = host_event(call)
    page = client.get(path(token)).content.decode()
    assert kit.description in page
    assert re.findall(r'name="access_([a-z-]+)"', page) == ["step-free"]

    followed(client, act(client, token, "text", **{"description": "Bring **candles**.", "access_step-free": "yes"}))

    event = Event.objects.get()
    assert (event.description, event.accessibility) == ("Bring **candles**.", {"step-free": "yes"})
    assert "description" not in event.inherited
    assert "title" in event.inherited


def test_postponed_gets_a_new_date_also_outside_the_window(client):
    token, _host = host_event()

    assert "It is postponed" in followed(client, act(client, token, "postpone", note="Storm"))
    assert Occurrence.objects.get().state == "postponed"
    assert "It is still on: say so" not in text_of(client.get(path(token)))

    followed(client, act(client, token, "new-date", start_on="2027-03-20", start_time="17:30"))
    date = Occurrence.objects.get()
    assert (date.state, date.start_on, date.start_time) == ("scheduled", dt.date(2027, 3, 20), dt.time(17, 30))


def test_cancelled_is_told_and_can_take_place_after_all(client):
    token, _host = host_event()
    rsvp(open_host(token).event)
    deliver(NOW)

    assert "It is cancelled" in followed(client, act(client, token, "cancel", note="No permit"))
    assert [mail.subject for mail in deliver(NOW)] == ["Cancelled: Rally at every town hall, Saturday 13 March"]
    assert Event.objects.get().is_cancelled

    followed(client, act(client, token, "reinstate"))
    assert not Event.objects.get().is_cancelled


def test_word_is_sent_and_listed_with_how_many_it_reached(client):
    token, _host = host_event()
    rsvp(open_host(token).event)
    deliver(NOW)

    assert "on its way" in followed(client, act(client, token, "word", text="Bring <b>water</b>"))
    deliver(NOW)

    page = client.get(path(token)).content.decode()
    assert "Bring &lt;b&gt;water&lt;/b&gt;" in page
    assert "Delivered 1 Not yet 0 Failed 0" in " ".join(text_of(client.get(path(token))).split())


def test_word_beyond_three_a_day_stays_in_the_form(client):
    token, _host = host_event()
    for text in ("One", "Two", "Three"):
        act(client, token, "word", text=text)

    response = act(client, token, "word", text="Four <4>")

    assert response.status_code == 422
    assert "Four &lt;4&gt;</textarea>" in response.content.decode()


def test_what_an_organiser_saved_meanwhile_is_shown_and_nothing_is_lost(client):
    token, _host = host_event()
    event = open_host(token).event
    stale = event.version
    edit_event(
        event, details=Details.of(event).__class__(**{**_fields(event), "description": "Theirs"}), by=None, now=NOW
    )

    response = act(client, token, "text", version=stale, description="Mine")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Now stands: Theirs" in page
    assert "Mine</textarea>" in page
    assert Event.objects.get().description == "Theirs"
    (version,) = set(re.findall(r'name="version" value="(\d+)" id="id_text', page))
    followed(client, client.post(path(token), {"action": "text", "version": version, "description": "Mine"}))
    assert Event.objects.get().description == "Mine"


def _fields(event):
    stands = Details.of(event)
    return {name: getattr(stands, name) for name in Details.__dataclass_fields__}


def test_action_that_is_over_cannot_be_changed(client):
    token, _host = host_event()
    with time_machine.travel(NOW + dt.timedelta(days=14), tick=False):
        page = client.get(path(token)).content.decode()
        response = act(client, token, "cancel")

    assert 'id="cancel"' not in page
    assert (response.status_code, Event.objects.get().is_cancelled) == (422, False)


def test_host_of_one_action_cannot_touch_a_date_of_another(client):
    token, _host = host_event()
    other = Occurrence.objects.get(event=host_event(address="b@inbox.example")[1].event)

    act_path = f"{path(token)}?date={other.pk}"
    client.post(act_path, {"action": "cancel", "version": Event.objects.get(hosts=open_host(token)).version})

    assert Occurrence.objects.get(pk=other.pk).state == "scheduled"


def test_weekly_action_is_changed_date_by_date(client):
    owner = make_user()
    days = [dt.date(2027, 3, 13), dt.date(2027, 3, 20), dt.date(2027, 3, 27)]
    event = make_event(organization=make_organization(owner=owner), dates=days, rule="FREQ=WEEKLY")
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)
    second = event.occurrences.get(original_on=days[1])

    page = client.get(path(token)).content.decode()
    assert f"?date={second.pk}" in page
    response = client.post(f"{path(token)}?date={second.pk}", {"action": "cancel", "version": event.version})

    assert f"date={second.pk}" in response["Location"]
    assert list(event.occurrences.values_list("state", flat=True)) == ["scheduled", "cancelled", "scheduled"]


def test_draft_is_prepared_by_its_host_and_shown_to_nobody(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner), published=False)
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)

    page = client.get(path(token)).content.decode()
    assert event.get_absolute_url() not in page
    followed(client, act(client, token, "move", start_on="2027-03-13", start_time="18:00"))

    assert client.get(f"/hosts/{token}/sheet/").status_code == 404
    assert (Event.objects.get().is_published, Occurrence.objects.get().start_time) == (False, dt.time(18, 0))


@pytest.mark.parametrize("date", ["9" * 5_000, "0", "-1", "\u0661", "\x00", "x"])
def test_a_date_that_is_none_of_its_own_leads_to_the_next(client, date):
    token, _host = host_event()

    assert client.get(path(token), {"date": date}).content.count(b"<h1") == 1
    assert client.get(f"{path(token)}sheet/", {"date": date}).content.count(b"<h1") == 1


@pytest.mark.parametrize("dates", [1, 3])
def test_page_asks_as_many_queries_for_any_number_of_dates(client, django_assert_num_queries, dates):
    owner = make_user()
    days = [DAY + dt.timedelta(weeks=week) for week in range(dates)]
    event = make_event(organization=make_organization(owner=owner), dates=days, rule="FREQ=WEEKLY")
    _host, token = make_host_link(event, by=owner, language="en", now=NOW)

    with django_assert_num_queries(9, using="default"):
        assert client.get(path(token)).status_code == 200


# --- The kit of the call


def test_a_host_takes_the_words_of_the_kit_again(client):
    call = make_open_call()
    token, host = host_event(call)
    kit = make_kit_of(call)
    edit_event(host.event, details=Details.of(host.event), by=host, now=NOW)
    Event.objects.update(title="Our own title", inherited=["safety"])
    assert text_of(client.get(path(token))).count("Take the kit’s") == 2

    response = act(client, token, "kit", field="title")

    assert "It has the words of the call’s kit, and follows them." in followed(client, response)
    event = Event.objects.get()
    assert (event.title, event.inherited) == (kit.title, ["safety", "title"])


def test_words_of_the_call_are_said_to_be_its_words_until_there_are_own_ones(client):
    call = make_open_call()
    make_kit_of(call)
    token, _host = host_event(call)
    before = text_of(client.get(path(token)))

    followed(client, act(client, token, "text", description="Our own words."))

    after = text_of(client.get(path(token)))
    hint = "From those who call: it follows their words until you change it."
    assert (hint in before, "Take the kit’s" in before) == (True, False)
    assert (hint in after, "Take the kit’s" in after) == (False, True)


def test_a_host_takes_nothing_that_is_no_field_of_the_kit(client):
    call = make_open_call()
    token, _host = host_event(call)
    make_kit_of(call)

    response = act(client, token, "kit", field="organization")

    assert response.status_code == 422
    assert "The call has no kit for this." in text_of(response)


def make_kit_of(call):
    save_kit(call, texts=KitTexts(title="From the kit", description="Words.", safety="Water."), by=None, now=NOW)
    return Kit.objects.get(call=call)
