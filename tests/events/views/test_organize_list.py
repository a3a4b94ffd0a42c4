"""The pages of a pasted list."""

import datetime as dt
import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Event, Host, ListedName, PastedList
from tests.events.factories import NOW, make_call, make_user
from tests.events.views.import_pages import cells_of, take
from tests.events.views.list_pages import ASHFORD, BIRKDALE, ZONED, address_of, paste
from tests.events.views.pages import problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "lists_are_read_plainly")]

ADDRESS = "mara@planted.example"


# --- Pasted ----------------------------------------------------------------------------------------------------


def test_a_text_is_kept_and_shown_as_it_was_understood(client, call):
    page = client.get(paste(client, call, "Share?", ZONED, "* Tenants’ Union", "Menu"))

    assert PastedList.objects.get().created_by == call.statement.organization.memberships.get().user
    assert 'value="Rally &amp; March"' in page.text
    assert "1 action and 1 new name." in page.text
    assert "1 line left out and 1 not understood." in page.text
    assert "Tenants’ Union" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_file_is_read_as_a_text(client, call):
    file = SimpleUploadedFile("list.csv", b"\xef\xbb\xbf" + ZONED.encode())

    address = client.post(address_of(call), {"file": file}).headers["Location"]

    assert 'value="Ashford"' in client.get(address).text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"source": "  "}, "The list: Paste a text or choose a file."),
        ({"source": "\x00"}, "The list: Null characters are not allowed."),
        (
            {"source": "nothing to do"},
            "The list: No action was found in it: no line says a city, a day, an hour or a kind.",
        ),
        ({"source": "x" * 200_001}, "The list: The text is longer than 200 kilobytes. Paste it in two parts."),
        ({"source": "\n".join(["town=x"] * 501)}, "The list: It has 501 actions; at most 500 fit at once."),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xfea")}, "Or a file: The file is encoded in UTF-16."),
        ({"file": SimpleUploadedFile("a.csv", b"x" * 1_000_001)}, "Or a file: The text is larger than one megabyte."),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(client, call, fields, problem):
    response = client.post(address_of(call), fields)

    assert response.status_code == 422
    assert problems_of(response)[0].startswith(problem)
    assert not PastedList.objects.exists()


def test_lists_that_were_begun_are_found_again(client, call):
    address = paste(client, call, ZONED)

    assert f'href="{address}"' in client.get(address_of(call)).text


# --- Looked through --------------------------------------------------------------------------------------------


def test_each_cell_says_where_it_comes_from(client, call):
    call.window_start_on = call.window_end_on = dt.date(2027, 3, 13)
    call.save()

    page = client.get(paste(client, call, "town=Birkdale")).text

    assert "Day: the call’s" in page
    assert page.count('placeholder="to be announced"') == 2  # the hour, the place
    assert 'placeholder="Action in Birkdale"' in page
    assert "Line 1" in page


def test_addresses_are_shown_to_nobody(client, call, caplog):
    caplog.set_level(logging.INFO)
    address = paste(client, call, f"{ZONED}|contact={ADDRESS}|note=Ask {ADDRESS}", f"To add your city: {ADDRESS}?")

    page = client.get(address).text
    take(client, address, r0_hour="25:30", r0_contact="else@planted.example")
    again = client.get(address).text
    take(client, address, step="publish", r0_hour="18:00")

    assert "m…@p…" in page
    assert "planted.example" not in page + again + caplog.text
    assert "e…@p…" in again
    assert Host.objects.get().event == Event.objects.get()
    assert "planted" not in str(list(Event.objects.values())) + client.get(Event.objects.get().get_absolute_url()).text


def test_what_is_missing_is_asked_once(client, call):
    address = paste(client, call, ASHFORD, "town=Birkdale", ZONED)

    page = client.get(address).text
    refused = take(client, address, zone="")
    take(client, address, zone="madrid", day="13 March 2027")

    assert "These are: Ashford and Birkdale." in page
    assert problems_of(refused) == [
        "Time zone: Some of the actions have no time zone yet. Write one for all of these, or one in each.",
        "Day: Some of the actions have no day yet. Write one for all of these, or one in each.",
    ]
    zones = dict(Event.objects.values_list("town", "schedules__zone"))
    assert zones["Birkdale"] == "Europe/Madrid"
    assert set(Event.objects.values_list("schedules__zone", flat=True)) == {"Europe/Madrid", "America/New_York"}


def test_the_zone_of_the_organisation_is_filled_in_and_need_not_be_written(client, call):
    address = paste(client, call, ASHFORD)

    page = client.get(address).text
    take(client, address)

    assert re.search(r'<input type="text" name="zone" value="America/New_York"', page)
    assert "Your organisation’s is filled in." in page
    assert Event.objects.get().schedules.get().zone == "America/New_York"


def test_nothing_is_asked_where_all_is_said(client, call):
    page = client.get(paste(client, call, ZONED)).text

    assert 'name="zone"' not in page
    assert 'name="day"' not in page


def test_rows_become_drafts_as_they_were_corrected(client, call):
    address = paste(client, call, ZONED, f"{BIRKDALE}|zone=Europe/London")

    response = take(client, address, r0_hour="6 pm", r0_place="Town hall, 1 Quay Rd", r0_title="")

    first, second = Event.objects.order_by("pk")
    assert response.headers["Location"] == f"/organize/calls/{call.slug}/table/"
    assert (first.title, first.place.one_line, first.published_at) == (
        "Rally in Ashford",
        "Town hall, 1 Quay Rd, Ashford",
        None,
    )
    assert first.occurrences.get().start_time == dt.time(18)
    assert (second.kind, second.occurrences.get().hours, second.place_is_pending) == ("vigil", "tba", True)
    assert not PastedList.objects.exists()


def test_all_are_published_by_one_button(client, call):
    page = client.get(paste(client, call, *[f"{ZONED}|region={n}" for n in range(3)]))
    assert "Publish all <span data-count>3</span>" in page.text

    take(client, page.request["PATH_INFO"], step="publish")

    assert [event.published_at for event in Event.objects.all()] == [NOW] * 3


def test_the_enter_key_never_publishes(client, call):
    page = client.get(paste(client, call, ZONED)).text

    assert page.index('name="step" value="draft"') < page.index('name="step" value="publish"')


def test_a_row_without_its_tick_is_left_out(client, call):
    address = paste(client, call, ZONED, f"{BIRKDALE}|zone=Europe/London")

    take(client, address, r0_chosen=None, r0_hour="25:30")

    assert [event.town for event in Event.objects.all()] == ["Birkdale"]


def test_what_is_over_is_left_out_unless_ticked(client, call):
    address = paste(client, call, "town=Ashford|day=2027-02-01|zone=Europe/London")

    refused = take(client, address, r0_chosen="on")
    take(client, address)

    assert problems_of(refused) == ["Ashford, Day: This day is over."]
    assert not Event.objects.exists()


def test_groups_are_listed_once(client, call):
    call.statement.listed_names.create(name="Tenants Union", role="endorser")
    address = paste(client, call, ZONED, "* Tenants Union", "* Students", "* Menu")

    take(client, address, endorser="Students\nNurses")

    names = ListedName.objects.filter(role="endorser").values_list("name", flat=True)
    assert set(names) == {"Tenants Union", "Students", "Nurses"}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"r0_hour": "25:30"}, "Ashford, Hour: There is no hour “25:30”. Write it as 17:30."),
        ({"r0_day": "3/4/2027"}, "Ashford, Day: Write the day as 2027-03-13 or 13 March 2027."),
        ({"r0_zone": "Mars"}, "Ashford, Time zone: There is no time zone of this name. Write it like Europe/Madrid."),
        ({"r0_last_day": "2027-03-12"}, "Ashford, Last day, if it takes several: The last day is before the first."),
        ({"r0_hour": "", "r0_ends": "19:00"}, "Ashford, Hour: It has an end, so it needs an hour."),
        ({"r0_is_all_day": "on"}, "Ashford, All day: Either all day, or an hour."),
        ({"r0_contact": "mara"}, "Ashford, Address of the host: An e-mail address looks like name@example.org."),
        ({"r0_online_url": "javascript:x"}, "Ashford, Link: Write a web address that begins with https://."),
        ({"r0_kind": "party"}, "Ashford, Kind: Select a valid choice. party is not one of the available choices."),
        ({"r0_town": "x" * 101}, f"{'x' * 101}, Town: Ensure this value has at most 100 characters (it has 101)."),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_lost(client, call, typed, problem):
    address = paste(client, call, ZONED, f"{BIRKDALE}|zone=Europe/London")

    response = take(client, address, r0_host="Typed host", **typed)

    assert response.status_code == 422
    assert problems_of(response) == [problem]
    assert not Event.objects.exists()
    later = client.get(address).text
    for page in (response.text, later):
        assert 'value="Typed host"' in page
        assert 'value="Birkdale"' in page


def test_only_what_was_typed_is_said_to_be_by_you(client, call):
    address = paste(client, call, f"{ASHFORD}|last_day=2027-03-14", BIRKDALE)

    shown = take(client, address, r0_place="Old Market", zone="nowhere at all").text
    again = client.get(address).text

    for page in (shown, again):
        assert re.findall(r'class="origin">([^<]*)<', page) == ["Place: by you"]


def test_the_problem_leads_to_its_cell(client, call):
    response = take(client, paste(client, call, ZONED), r0_hour="25:30")

    assert '<a href="#id_r0-hour">' in response.text
    assert 'id="id_r0-hour_error"' in response.text
    assert 'value="25:30"' in response.text


def test_what_an_action_refuses_stays_and_all_else_is_made(client, call):
    address = paste(client, call, ZONED, f"{BIRKDALE}|zone=Europe/London")

    response = take(client, address, r0_title="bell\x07", step="publish")
    assert problems_of(response) == ["Ashford, Title: The text has a character that cannot be shown."]
    assert "1 of 2 are done. What could not be done stands below, and why." in response.text
    assert [event.town for event in Event.objects.all()] == ["Birkdale"]

    take(client, address, r0_title="Mended", step="publish")
    assert {event.title for event in Event.objects.all()} == {"Mended", "Vigil in Birkdale"}
    assert not PastedList.objects.exists()


def test_a_list_that_is_settled_leads_to_the_table(client, call):
    address = paste(client, call, ZONED)
    data = cells_of(client.get(address)) | {"step": "publish"}

    client.post(address, data)
    response = client.post(address, data, follow=True)

    assert response.redirect_chain == [(f"/organize/calls/{call.slug}/table/", 302)]
    assert "This list is no longer kept" in response.text
    assert Event.objects.count() == 1


def test_two_who_look_through_one_list_are_told(client, call):
    address = paste(client, call, ZONED)
    opened = cells_of(client.get(address))
    take(client, address, r0_hour="25:30")

    clash = client.post(address, opened | {"r0-title": "Mine", "step": "draft"})
    assert "Somebody has gone on with this list since you opened it." in problems_of(clash)[0]
    assert 'value="Mine"' in clash.text
    assert not Event.objects.exists()

    client.post(address, cells_of(clash) | {"step": "draft"})
    assert Event.objects.get().title == "Mine"


def test_a_list_can_be_erased(client, call):
    address = paste(client, call, ZONED)

    client.post(f"{address}discard/")

    assert not PastedList.objects.exists()


# --- How much --------------------------------------------------------------------------------------------------


def test_the_page_takes_the_same_queries_for_one_and_for_three(client, call, django_assert_num_queries):
    lines = [f"town={town}|day=2027-03-13|zone=UTC|kind=rally" for town in ("A", "B", "C")]
    address = paste(client, call, lines[0], "town=New")
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
    client.post(address, cells_of(client.get(address)) | {"step": "draft", "zone": "UTC", "day": "2027-03-13"})
    for pasted in (lines, [line.replace("rally", "vigil") for line in lines]):
        address = paste(client, call, *pasted, "town=New")
        with django_assert_num_queries(11):
            client.get(address)


def test_five_hundred_rows_are_one_form(client, call):
    address = paste(
        client, call, *[f"town=T{n}|day=2027-03-13|zone=UTC|kind=rally|title=Ünïcode {n}" for n in range(500)]
    )

    response = take(client, address)

    assert response.status_code == 302
    assert Event.objects.count() == 500


# --- Who may ---------------------------------------------------------------------------------------------------


def test_pages_are_for_those_who_call(client, call):
    address = paste(client, call, ZONED)
    other_call = make_call()
    pages = [address_of(call), address]

    client.logout()
    assert {client.get(page).headers["Location"].partition("?")[0] for page in pages} == {"/accounts/login/"}
    assert client.post(f"{address}discard/").headers["Location"].startswith("/accounts/login/")
    client.force_login(make_user())
    assert {client.get(page).status_code for page in pages} == {404}
    assert {
        client.post(page, {"source": ZONED, "step": "publish"}).status_code for page in [*pages, f"{address}discard/"]
    } == {404}
    member = make_user()
    other_call.statement.organization.memberships.create(user=member, role="owner")
    client.force_login(member)
    assert client.get(address).status_code == 404
    elsewhere = address.replace(call.slug, other_call.slug)
    assert client.get(elsewhere).status_code == 302
    assert client.post(f"{elsewhere}discard/").status_code == 404
    assert (PastedList.objects.count(), Event.objects.count()) == (1, 0)


def test_reading_erases_nothing(client, call):
    address = paste(client, call, ZONED)

    assert client.get(f"{address}discard/").status_code == 405
    assert PastedList.objects.exists()
