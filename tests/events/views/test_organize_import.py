"""The pages of a calendar file."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership
from events.actions.calendar_file import keep_file
from events.actions.event import publish_event
from events.models import Announcement, CalendarFile, Event, ImportedEvent, Occurrence
from tests.events.factories import NOW, make_organization, make_user
from tests.events.imports.calendar_file.test_hostile import calendar, event
from tests.events.views.import_pages import cells_of, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/organize/import/"
START, END = "DTSTART;TZID=Europe/Berlin:20270313T173000", "DTEND;TZID=Europe/Berlin:20270313T193000"


@pytest.fixture
def organization(client):
    owner = make_user()
    client.force_login(owner)
    return make_organization(owner=owner, name="Clinic Workers", zone="Europe/Berlin")


def upload(client, source, **data):
    return client.post(NEW, {"file": SimpleUploadedFile("a.ics", source, "text/calendar"), **data})


def words_of(page):
    return " ".join(unescape(re.sub("<[^>]*>", " ", page.text)).split())


# --- Chosen ----------------------------------------------------------------------------------------------------


def test_a_file_is_kept_and_shown_as_it_was_understood(client, organization):
    source = calendar(
        "X-WR-CALNAME:Our calendar",
        *event(
            START, END, "LOCATION:Rathaus", "ORGANIZER:mailto:mara@planted.example", "DESCRIPTION:Bring <b>bread</b>"
        ),
        "BEGIN:VTODO",
        "END:VTODO",
    )

    answer = upload(client, source)
    page = client.get(answer.headers["Location"])

    assert CalendarFile.objects.get().organization == organization
    assert page.headers["Cache-Control"] == "no-store"
    words = words_of(page)
    assert "Our calendar : 1 new." in words
    assert "Saturday 13 March 2027, 17:30 – 19:30, Berlin time (UTC+1)" in words
    assert "Bring bread" in words
    assert "ORGANIZER: addresses of people are left out (line 10)" in words
    assert "VTODO: a task is no action (line 13)" in words
    assert "planted" not in page.text


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"hello", "This is no calendar file: it does not begin with BEGIN:VCALENDAR."),
        (b"", "This is no calendar file: it does not begin with BEGIN:VCALENDAR."),
        (calendar(), "There is no event in it."),
        (calendar("BEGIN:VTODO", "END:VTODO"), "There is no event in it that can be read. VTODO: a task is no action"),
        (b"x" * 1_000_001, "The file is larger than one megabyte. Export a shorter time, or one calendar at a time."),
    ],
)
def test_what_is_no_calendar_is_refused_beside_the_field(client, organization, source, why):
    answer = upload(client, source)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [why]
    assert not CalendarFile.objects.exists()


def test_the_organisation_is_chosen_where_there_are_several(client, organization):
    other = make_organization(owner=organization.members.get())

    upload(client, calendar(*event(START)), organization=other.pk)

    assert CalendarFile.objects.get().organization == other


def test_a_file_that_was_begun_is_found_again(client, organization):
    address = upload(client, calendar(*event(START))).headers["Location"]

    assert f'href="{address}"' in client.get(NEW).text


def test_it_is_reached_from_the_organisers_home(client, organization):
    assert f'href="{NEW}"' in client.get("/organize/").text


# --- Taken -----------------------------------------------------------------------------------------------------


def test_what_is_ticked_becomes_drafts_and_the_file_is_erased(client, organization):
    address = upload(client, calendar(*event(START, END), *event(START, uid="b"))).headers["Location"]

    answer = take(client, address, r0_kind="vigil", r1_chosen=None)

    assert answer.headers["Location"] == "/organize/"
    (made,) = Event.objects.all()
    assert (made.title, made.kind, made.published_at) == ("Rally", "vigil", None)
    assert not CalendarFile.objects.exists()
    assert "1 draft is made." in words_of(client.get("/organize/"))


def test_a_kind_that_the_file_says_is_not_asked(client, organization):
    address = upload(client, calendar(*event(START, "CATEGORIES:Panel"))).headers["Location"]

    assert "kind" not in client.get(address).context["form"].rows[0].fields
    take(client, address)

    assert Event.objects.get().kind == "panel"


def test_a_time_without_a_zone_is_asked_and_nothing_is_made_before(client, organization):
    address = upload(client, calendar(*event("DTSTART:20270313T173000"))).headers["Location"]

    answer = take(client, address)

    assert answer.status_code == 422
    assert answer.context["form"].errors["zone0"] == [
        "Some of the ticked entries have no time zone yet. Write it here."
    ]
    assert not Event.objects.exists()

    take(client, address, zone0="Beirut")
    assert Occurrence.objects.get().starts_at == dt.datetime(2027, 3, 13, 15, 30, tzinfo=dt.UTC)


def test_hours_are_shown_in_the_zone_that_is_typed(client, organization):
    address = upload(client, calendar(*event("DTSTART:20270313T173000Z"))).headers["Location"]
    assert "18:30, Berlin time (UTC+1)" in words_of(client.get(address))

    answer = take(client, address, step="look", zone0="New York")

    assert (answer.status_code, Event.objects.count()) == (200, 0)
    assert "12:30, New York time (UTC−5)" in words_of(answer)
    assert 'value="America/New_York"' in answer.text


def test_a_word_that_is_no_zone_is_refused(client, organization):
    address = upload(client, calendar(*event("DTSTART:20270313T173000Z"))).headers["Location"]

    answer = take(client, address, zone0="Nowhere")

    assert answer.context["form"].errors["zone0"] == [
        "There is no time zone of this name. Write it like Europe/Madrid."
    ]


def test_an_entry_that_is_refused_is_named_and_the_others_are_made(client, organization):
    nothing = event(START, "EXDATE;TZID=Europe/Berlin:20270313T173000")
    address = upload(client, calendar(*nothing, *event(START, uid="b"))).headers["Location"]

    answer = take(client, address)

    assert answer.status_code == 422
    assert "Rally: All its dates are left out: none remains." in words_of(answer)
    assert "1 of 2 are done." in words_of(answer)
    assert [one.uid for one in ImportedEvent.objects.all()] == ["b"]


def test_a_newer_file_changes_what_is_ticked_and_tells_who_comes(client, organization):
    take(client, upload(client, calendar(*event(START, END))).headers["Location"])
    publish_event(Event.objects.get(), by=None, now=NOW)
    newer = calendar(*event(START.replace("1730", "1800"), END, "LOCATION:Hafen"))
    address = upload(client, newer).headers["Location"]

    page = client.get(address)
    assert "The file says" in page.text
    assert {field.name: field.value() for _one, field in page.context["form"].known[0].cells} == {
        "when": True,
        "place": True,
    }
    take(client, address, k0_place=None)

    assert Occurrence.objects.get().start_time == dt.time(18)
    assert Event.objects.get().place is None
    assert [one.kind for one in Announcement.objects.all()] == ["moved"]


def test_two_people_at_one_file_make_nothing_twice(client, organization):
    address = upload(client, calendar(*event(START))).headers["Location"]
    data = cells_of(client.get(address))
    CalendarFile.objects.update(version=2)

    answer = client.post(address, data | {"step": "draft"})

    assert "Somebody has gone on with this list since you opened it." in words_of(answer)
    assert not Event.objects.exists()
    assert 'name="version" value="2"' in answer.text


def test_a_file_is_erased_by_its_button(client, organization):
    address = upload(client, calendar(*event(START))).headers["Location"]

    assert client.get(f"{address}discard/").status_code == 405
    client.post(f"{address}discard/")

    assert not CalendarFile.objects.exists()
    assert client.get(address).headers["Location"] == NEW


# --- Who may ---------------------------------------------------------------------------------------------------


@pytest.fixture
def held():
    return keep_file(make_organization(owner=make_user()), text=calendar(*event(START)).decode(), by=None, now=NOW)


def doors(held):
    return [f"{NEW}{held.pk}/", f"{NEW}{held.pk}/discard/"]


def test_nobody_signed_in_is_led_to_the_sign_in_page(client, held):
    for address in (NEW, *doors(held)):
        assert client.post(address).headers["Location"].startswith("/accounts/login/")
    assert CalendarFile.objects.count() == 1


def test_another_organisation_sees_nothing_and_changes_nothing(client, organization, held):
    page, discard = doors(held)

    assert client.get(page).status_code == 404
    assert client.post(page, {"version": "1", "r0-chosen": "on", "step": "draft"}).status_code == 404
    assert client.post(discard).status_code == 404
    assert (CalendarFile.objects.count(), Event.objects.count()) == (1, 0)


@pytest.mark.parametrize("role", ["helper", "moderator"])
def test_a_helper_imports_nothing(client, held, role):
    member = make_user()
    Membership.objects.create(user=member, organization=held.organization, role=role)
    client.force_login(member)
    page, discard = doors(held)

    assert client.get(NEW).status_code == 403
    assert upload(client, calendar(*event(START))).status_code == 403
    assert client.get(page).status_code == 404
    assert client.post(discard).status_code == 404
    assert CalendarFile.objects.count() == 1


def test_an_upload_in_the_name_of_others_is_refused(client, organization, held):
    make_organization(owner=organization.members.get())

    answer = upload(client, calendar(*event(START)), organization=held.organization.pk)

    assert answer.status_code == 422
    assert CalendarFile.objects.count() == 1


def test_pages_are_read_with_the_same_queries_for_one_and_three_entries(
    client, organization, django_assert_num_queries
):
    for number in (1, 3):
        source = calendar(*[line for n in range(number) for line in event(START, uid=n)])
        address = upload(client, source).headers["Location"]
        client.get(address)
        with django_assert_num_queries(4):
            client.get(address)
