import datetime as dt
from dataclasses import replace

import pytest

from accounts.models import DataKey
from events.actions.details import Details
from events.actions.event import edit_event, publish_event
from events.actions.pasted_list import (
    ListGone,
    NewAction,
    discard_list,
    keep_answers,
    keep_list,
    publish_drafts,
    take_list,
)
from events.actions.taking import KnownAction
from events.contacts.links import key_of, open_links, open_texts
from events.errors import EditClash, EventsError
from events.models import Announcement, Event, Host, Kit, ListedAction, ListedName, PastedList
from notifications.models import Delivery
from tests.events.factories import NOW, make_call, make_event, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db

ASHFORD = {
    "town": "Ashford",
    "country": "US",
    "day": "2027-03-13",
    "hour": "17:30",
    "ends": "19:30",
    "zone": "America/New_York",
    "kind": "rally",
    "title": "Rally & March",
    "place": "Clock Tower Square, 112 Market St",
    "host": "Ashford Neighbours",
    "note": "Bring signs!",
    "accessibility": "step-free",
}
BARE = {"day": "2027-03-13", "zone": "Europe/Madrid"}
ADDRESS = "mara@planted.example"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def call(owner):
    return make_call(statement=make_statement(organization=make_organization(owner=owner, name="Clinic Workers")))


@pytest.fixture
def pasted(call, owner):
    return keep_list(call, text="Ashford\n5:30PM", by=owner, now=NOW)


def new(index, cells, *, read=None, contact="", language="en"):
    return NewAction(index=index, cells=cells, read=read or cells, contact=contact, language=language)


def take(pasted, rows, **fields):
    return take_list(pasted, new=rows, **{"by": pasted.created_by, "now": NOW, **fields})


def again(call, listed, said, *, taken, **fields):
    pasted = keep_list(call, text="again", by=None, now=NOW)
    row = KnownAction(index=0, listed=listed, read=said, taken=frozenset(taken), **fields)
    return take_list(pasted, new=[], known=[row], by=None, now=NOW)


# --- Kept ------------------------------------------------------------------------------------------------------


def test_a_list_is_kept_sealed(call, pasted):
    stands = PastedList.objects.get()

    assert open_texts(stands, "text", "answers") == ["Ashford\n5:30PM", None]
    assert b"Ashford" not in bytes(stands.sealed_text)


def test_answers_are_kept_for_whoever_goes_on(pasted, owner):
    keep_answers(pasted, answers='{"r0-hour": "25:30"}', by=owner, version=1)

    stands = PastedList.objects.get()
    assert (stands.version, open_texts(stands, "answers")) == (2, ['{"r0-hour": "25:30"}'])
    with pytest.raises(EditClash):
        keep_answers(pasted, answers="{}", by=owner, version=1)


def test_a_list_can_be_erased_with_its_key(pasted, owner):
    discard_list(pasted, by=owner)
    discard_list(pasted, by=owner)

    assert not PastedList.objects.exists()
    assert not DataKey.objects.filter(name=key_of(pasted)).exists()
    with pytest.raises(ListGone):
        keep_answers(pasted, answers="{}", by=owner, version=None)


def test_only_the_callers_paste(call, pasted):
    stranger = make_user()

    for change in (
        lambda: keep_list(call, text="x", by=stranger, now=NOW),
        lambda: keep_answers(pasted, answers="{}", by=stranger, version=None),
        lambda: take(pasted, [new(0, ASHFORD)], by=stranger),
        lambda: discard_list(pasted, by=stranger),
        lambda: publish_drafts(call, [], by=stranger, now=NOW),
    ):
        with pytest.raises(EventsError, match="Only an owner or organiser"):
            change()
    assert (Event.objects.count(), PastedList.objects.count()) == (0, 1)


def test_nothing_is_pasted_under_a_statement_that_nobody_can_read(owner):
    call = make_call(statement=make_statement(published=False))

    with pytest.raises(EventsError, match="not published yet"):
        keep_list(call, text="Ashford", by=None, now=NOW)


# --- Made ------------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_draft(call, pasted):
    outcome = take(pasted, [new(0, ASHFORD)])

    event = Event.objects.get()
    date = event.occurrences.get()
    assert outcome.made == [event]
    assert (event.title, event.kind, event.description, event.accessibility) == (
        "Rally & March",
        "rally",
        "Bring signs!",
        {"step-free": "yes"},
    )
    assert (event.organization, event.published_at) == (call.statement.organization, None)
    assert [answered.call for answered in event.answered_calls.all()] == [call]
    assert (event.listed_host.name, event.listed_host.role) == ("Ashford Neighbours", "host")
    assert (event.place.name, event.place.address_lines, event.place.locality) == (
        "Clock Tower Square",
        "112 Market St",
        "Ashford",
    )
    assert (event.town, event.country) == ("Ashford", "US")
    assert (date.start_on, date.start_time, date.duration) == (
        dt.date(2027, 3, 13),
        dt.time(17, 30),
        dt.timedelta(hours=2),
    )
    assert date.schedule.zone == "America/New_York"


def test_what_the_text_does_not_say_is_to_be_announced(pasted):
    take(pasted, [new(0, BARE | {"town": "Birkdale"})])

    event = Event.objects.get()
    date = event.occurrences.get()
    assert (event.kind, event.title, event.description, event.accessibility) == ("other", "Action in Birkdale", "", {})
    assert (date.hours, date.start_time, date.place_is_pending, date.place) == ("tba", None, True, None)
    assert (event.town, event.listed_host) == ("Birkdale", None)


@pytest.mark.parametrize(
    ("cells", "language", "title"),
    [
        ({"kind": "panel", "attendance": "online"}, "en", "Panel online"),
        ({"kind": "vigil"}, "en", "Vigil"),
        ({"kind": "rally", "town": "القدس الجديدة"}, "en", "Rally in القدس الجديدة"),
    ],
)
def test_a_title_is_said_from_kind_and_town(pasted, cells, language, title):
    take(pasted, [new(0, BARE | cells, language=language)])

    assert Event.objects.get().title == title


def test_the_kit_gives_what_the_list_does_not(call, pasted):
    Kit.objects.create(call=call, title="Hands off", description="Our text", safety="Water", changed_at=NOW)

    take(pasted, [new(0, BARE), new(1, ASHFORD)])

    bare, full = Event.objects.order_by("pk")
    assert (bare.title, bare.description, bare.inherited) == (
        "Hands off",
        "Our text",
        ["title", "description", "safety"],
    )
    assert (full.title, full.description, full.inherited) == ("Rally & March", "Bring signs!", ["safety"])


@pytest.mark.parametrize(
    ("cells", "date"),
    [
        ({"hour": "all-day", "last_day": "2027-03-15"}, ("all-day", None, dt.timedelta(days=3))),
        ({"hour": "22:00", "ends": "01:00"}, ("timed", dt.time(22), dt.timedelta(hours=3))),
        ({"hour": "18:00"}, ("timed", dt.time(18), None)),
        ({"hour": "tba", "last_day": "2027-03-14"}, ("tba", None, dt.timedelta(days=2))),
    ],
)
def test_days_and_hours_are_taken_as_they_are_said(pasted, cells, date):
    take(pasted, [new(0, BARE | cells)])

    row = Event.objects.get().occurrences.get()
    assert (row.hours, row.start_time, row.duration) == date


def test_what_is_online_has_no_place(pasted):
    take(
        pasted, [new(0, BARE | {"attendance": "online", "online_url": "https://meet.example.org/x", "town": "Ashford"})]
    )

    event = Event.objects.get()
    assert (event.attendance, event.place, event.place_is_pending, event.online_url) == (
        "online",
        None,
        False,
        "https://meet.example.org/x",
    )


def test_a_place_named_twice_is_one_place(call, pasted):
    take(pasted, [new(0, ASHFORD), new(1, ASHFORD | {"kind": "vigil"}), new(2, ASHFORD | {"town": "Birkdale"})])

    assert [place.locality for place in call.statement.organization.places.order_by("pk")] == ["Ashford", "Birkdale"]


def test_all_are_public_at_once_where_that_is_wished(pasted):
    take(pasted, [new(0, ASHFORD), new(1, BARE)], publishes=True)

    assert [event.published_at for event in Event.objects.all()] == [NOW, NOW]
    assert set(Event.objects.values_list("occurrences__date_slug", flat=True)) == {"2027-03-13"}


def test_a_contact_is_sealed_and_nobody_is_written_to(pasted):
    take(pasted, [new(0, ASHFORD, contact=ADDRESS), new(1, BARE)])

    host = Host.objects.get()
    assert (host.event.title, host.user, host.confirmed_at) == ("Rally & March", None, None)
    assert open_links([host])[host.pk].address == ADDRESS
    assert not Delivery.objects.exists()
    assert ADDRESS not in str(list(Event.objects.values())) + str(list(ListedAction.objects.values()))


def test_one_bad_row_stops_nothing_else(pasted):
    rows = [
        new(0, ASHFORD, contact=ADDRESS),
        new(1, ASHFORD | {"title": "bell\x07", "host": "Never named"}, contact="b@planted.example"),
        new(2, BARE | {"host": "Later Group"}),
    ]

    outcome = take(pasted, rows, answers='{"r1-title": "bell"}')

    assert {index: error.field for index, error in outcome.refused.items()} == {1: "title"}
    assert (len(outcome.made), Event.objects.count(), Host.objects.count()) == (2, 2, 1)
    assert set(ListedName.objects.values_list("name", flat=True)) == {"Ashford Neighbours", "Later Group"}
    stands = PastedList.objects.get()
    assert (stands.version, open_texts(stands, "answers")) == (2, ['{"r1-title": "bell"}'])
    assert [DataKey.objects.named(prefix).count() for prefix in ("host:", "host-link:")] == [1, 1]


def test_a_settled_list_is_erased_and_nothing_is_made_twice(pasted):
    take(pasted, [new(0, ASHFORD)])

    assert not PastedList.objects.exists()
    assert not DataKey.objects.named("list:").exists()
    with pytest.raises(ListGone):
        take(pasted, [new(0, ASHFORD)])
    assert Event.objects.count() == 1


def test_a_button_pressed_in_an_old_page_makes_nothing(pasted, owner):
    keep_answers(pasted, answers="{}", by=owner, version=1)

    with pytest.raises(EditClash):
        take(pasted, [new(0, ASHFORD)], version=1)
    assert not Event.objects.exists()


# --- Names -----------------------------------------------------------------------------------------------------


def test_names_are_added_to_those_that_stand(call, pasted):
    statement, claimer = call.statement, make_organization()
    statement.listed_names.create(name="Tenants’ Union", role="endorser", position=4, claimed_by=claimer)
    statement.listed_names.create(name="Others", role="endorser", position=7)

    outcome = take(pasted, [], names={"endorser": ["  tenants' union ", "New Group", "", "new  group"], "host": []})

    names = statement.listed_names.values_list("name", "role", "position", "claimed_by")
    assert outcome.names == 1
    assert set(names) == {
        ("Tenants’ Union", "endorser", 4, claimer.pk),
        ("Others", "endorser", 7, None),
        ("New Group", "endorser", 8, None),
    }


def test_who_calls_hosts_itself(call, pasted):
    take(pasted, [new(0, BARE | {"host": "clinic workers"})])

    assert Event.objects.get().listed_host is None
    assert not ListedName.objects.exists()


def test_a_host_named_twice_is_one_name(pasted):
    take(pasted, [new(0, ASHFORD), new(1, BARE | {"host": "ashford neighbours"})])

    assert ListedName.objects.count() == 1


# --- Pasted again ----------------------------------------------------------------------------------------------


@pytest.fixture
def listed(pasted):
    take(pasted, [new(0, ASHFORD)])
    return ListedAction.objects.get()


def test_what_was_read_and_made_is_remembered(pasted):
    read = {name: text for name, text in ASHFORD.items() if name != "zone"}
    take(pasted, [new(0, ASHFORD | {"hour": "18:00"}, read=read)])

    cells = ListedAction.objects.get().cells
    assert cells["read"] == read
    assert (cells["made"]["hour"], cells["made"]["zone"]) == ("18:00", "America/New_York")


def test_nothing_taken_changes_nothing(call, listed):
    before = Event.objects.values().get()

    outcome = again(call, listed, ASHFORD, taken=())

    assert (outcome.changed, outcome.made) == ([], [])
    assert Event.objects.values().get() == before


def test_cells_that_are_taken_change_a_draft(call, listed):
    said = ASHFORD | {"hour": "18:00", "title": "March", "place": "Town hall", "town": "Ashford East", "host": "Others"}

    again(call, listed, said, taken=("hour", "title", "place", "town", "host"), version=1)

    event = Event.objects.get()
    assert (event.title, event.place.one_line, event.town, event.listed_host.name) == (
        "March",
        "Town hall, Ashford East",
        "Ashford East",
        "Others",
    )
    assert event.occurrences.get().start_time == dt.time(18)
    assert "others" in event.search_text
    listed.refresh_from_db()
    assert (listed.cells["read"], listed.cells["made"]["hour"]) == (said, "18:00")


def test_those_who_come_are_told_of_a_public_one(call, listed):
    publish_event(listed.event, by=None, now=NOW)

    again(call, listed, ASHFORD | {"hour": "18:00", "place": "Town hall"}, taken=("hour", "place"))

    assert set(Announcement.objects.values_list("kind", flat=True)) == {"moved", "place-changed"}
    assert Event.objects.get().occurrences.get().start_time == dt.time(18)


def test_what_is_not_taken_stays_and_what_a_host_wrote_stays_theirs(call, listed):
    edit_event(listed.event, details=_titled(listed.event, "Ours"), by=None, now=NOW)

    again(call, listed, ASHFORD | {"title": "March", "hour": "18:00"}, taken=("hour",))

    listed.refresh_from_db()
    assert Event.objects.get().title == "Ours"
    assert (listed.cells["made"]["title"], listed.cells["read"]["title"]) == ("Rally & March", "March")


def test_who_saved_meanwhile_is_not_overwritten(call, listed):
    edit_event(listed.event, details=_titled(listed.event, "Ours"), by=None, now=NOW)

    outcome = again(call, listed, ASHFORD | {"hour": "18:00"}, taken=("hour",), version=1)

    assert isinstance(outcome.refused[0], EditClash)
    assert Event.objects.get().occurrences.get().start_time == dt.time(17, 30)


def test_more_access_adds_to_what_is_known(call, listed):
    again(call, listed, ASHFORD | {"accessibility": "seats"}, taken=("accessibility",))

    assert Event.objects.get().accessibility == {"step-free": "yes", "seats": "yes"}


def test_an_action_goes_online_and_comes_back(call, listed):
    again(call, listed, ASHFORD | {"attendance": "online"}, taken=("attendance",))
    assert (Event.objects.get().attendance, Event.objects.get().place) == ("online", None)

    again(call, listed, ASHFORD | {"attendance": "in-person"}, taken=("attendance",))
    assert (Event.objects.get().attendance, Event.objects.get().place_is_pending) == ("in-person", True)


# --- Drafts published together ---------------------------------------------------------------------------------


def test_drafts_of_a_call_are_published_together(call, owner):
    organization = call.statement.organization
    drafts = [make_event(organization=organization, call=call, published=False) for _ in range(2)]
    elsewhere = make_event(organization=organization, published=False)
    without_date = make_event(organization=organization, call=call, published=False)
    without_date.occurrences.all().delete()

    published = publish_drafts(call, [*drafts, elsewhere, without_date], by=owner, now=NOW)
    publish_drafts(call, drafts, by=owner, now=NOW + dt.timedelta(hours=1))

    assert published.events == drafts
    assert [(event, error.field) for event, error in published.refused] == [(without_date, "start_on")]
    assert set(Event.objects.exclude(published_at=None)) == set(drafts)
    assert set(Event.objects.exclude(published_at=None).values_list("published_at", flat=True)) == {NOW}


def _titled(event, title):
    return replace(Details.of(event), title=title)
