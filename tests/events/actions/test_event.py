import datetime as dt

import pytest

from events.actions.details import Details
from events.actions.event import cancel_event, create_event, delete_draft, edit_event, post_event, publish_event
from events.actions.whereabouts import Where
from events.errors import EditClash, EventsError
from events.models import Announcement, AnsweredCall, Event, Occurrence, Place, Schedule
from events.timing import Timing
from tests.events.factories import NOW, make_call, make_campaign, make_organization, make_statement, make_user

pytestmark = pytest.mark.django_db

SQUARE = "Clock Tower Square, 112 Market St, Ashford"
SATURDAY = Timing(
    start_on=dt.date(2027, 3, 13),
    start_time=dt.time(17, 30),
    duration=dt.timedelta(hours=2),
    zone="America/New_York",
)
LATER = NOW + dt.timedelta(hours=1)


def weekly(**fields):
    defaults = {"rule": "FREQ=WEEKLY", "until_on": dt.date(2027, 4, 3)}
    return Timing(
        start_on=SATURDAY.start_on,
        start_time=SATURDAY.start_time,
        duration=SATURDAY.duration,
        zone=SATURDAY.zone,
        **{**defaults, **fields},
    )


def post(organization=None, *, action=post_event, timing=SATURDAY, where=None, by=None, now=NOW, **details):
    return action(
        organization or make_organization(),
        details=Details(**{"title": "Hands off our clinics", "kind": "rally", **details}),
        timing=timing,
        where=where or Where(place_line=SQUARE),
        by=by,
        now=now,
    )


def days(event):
    return [row.original_on.isoformat() for row in event.occurrences.order_by("original_on")]


def test_create_event_writes_every_date_with_instants_and_whereabouts():
    event = post(action=create_event, timing=weekly())

    rows = list(event.occurrences.order_by("original_on"))
    assert days(event) == ["2027-03-13", "2027-03-20", "2027-03-27", "2027-04-03"]
    # The clocks go forward on 14 March: the same wall-clock hour, another instant.
    assert [row.starts_at.isoformat() for row in rows[:2]] == ["2027-03-13T22:30:00+00:00", "2027-03-20T21:30:00+00:00"]
    assert {(row.original_time, row.date_slug, row.shown_place.name) for row in rows} == {
        (dt.time(17, 30), None, "Clock Tower Square")
    }
    schedule = event.schedules.get()
    assert (schedule.rule, schedule.until_on, schedule.sequence) == ("FREQ=WEEKLY;BYDAY=SA", dt.date(2027, 4, 3), 0)


def test_create_event_leaves_out_the_days_that_are_excepted():
    event = post(timing=weekly(exdates=(dt.date(2027, 3, 27),)))

    assert days(event) == ["2027-03-13", "2027-03-20", "2027-04-03"]
    assert event.schedules.get().exdates == ["2027-03-27"]


def test_create_event_is_a_draft_that_nobody_sees():
    event = post(action=create_event)

    assert list(Event.objects.public()) == []
    assert list(Occurrence.objects.public()) == []
    assert event.published_at is None


def test_create_event_finds_a_free_address():
    organization = make_organization()

    slugs = [post(organization).slug, post(organization).slug, post(organization, title="وقفة").slug]

    assert slugs == ["hands-off-our-clinics", "hands-off-our-clinics-2", "wqf"]


def test_create_event_names_by_kind_and_day_what_no_letter_can():
    assert post(title="!!!").slug == "rally-2027-03-01"


def test_create_event_keeps_a_place_once():
    organization = make_organization()

    post(organization)
    post(organization, where=Where(place_line="clock tower square,112 Market St ,  Ashford"))

    place = Place.objects.get()
    assert (place.name, place.address_lines, place.locality) == ("Clock Tower Square", "112 Market St", "Ashford")


def test_create_event_leaves_nothing_behind_when_it_is_refused():
    with pytest.raises(EventsError) as caught:
        post(where=Where(place_line=SQUARE, capacity_in_person=0))

    assert caught.value.field == "capacity_in_person"
    assert [model.objects.count() for model in (Event, Place, Schedule, Occurrence)] == [0, 0, 0, 0]


def test_create_event_is_for_editors_of_the_organisation():
    stranger, organization = make_user(), make_organization()

    with pytest.raises(EventsError):
        post(organization, by=stranger)

    assert Event.objects.count() == 0


def test_a_hidden_place_is_neither_shown_nor_found():
    event = post(
        where=Where(
            place_line="Canary Cellar, Back Lane 3, Ashford", place_visibility="confirmed", public_area="Riverside"
        )
    )

    row = event.occurrences.get()
    assert (event.shown_place, row.shown_place, row.place.name) == (None, None, "Canary Cellar")
    assert "canary" not in event.search_text
    assert "riverside" in event.search_text


def test_an_online_link_is_for_confirmed_people_unless_said_otherwise():
    hidden = post(where=Where(attendance="online", online_url="meet.example.org/x"))
    shown = post(where=Where(attendance="online", online_url="https://meet.example.org/x", online_visibility="public"))

    assert [row.online_url for row in (hidden, shown)] == ["https://meet.example.org/x"] * 2
    assert [event.occurrences.get().shown_online_url for event in (hidden, shown)] == ["", "https://meet.example.org/x"]


def test_an_answered_call_quotes_the_revision_of_the_moment():
    organization = make_organization()
    call = make_call(statement=make_statement(organization=organization))

    event = post(organization, calls=[call])

    answered = AnsweredCall.objects.get()
    assert (answered.event, answered.call, answered.anchor) == (event, call, call.anchors.get())


def test_a_call_of_others_may_be_answered_only_if_it_is_open():
    closed, open_call = make_call(), make_call(is_open_to_hosts=True)

    with pytest.raises(EventsError) as caught:
        post(calls=[closed])
    event = post(calls=[open_call])

    assert caught.value.field == "calls"
    assert event.answered_calls.get().call == open_call


def test_a_campaign_must_be_the_organisations_own():
    with pytest.raises(EventsError) as caught:
        post(campaign=make_campaign())

    assert caught.value.field == "campaign"


def test_publish_event_names_its_dates_for_good():
    event = post(action=create_event, timing=weekly())

    publish_event(event, by=None, now=LATER)
    publish_event(event, by=None, now=LATER + dt.timedelta(days=1))

    event.refresh_from_db()
    assert event.published_at == LATER
    assert [row.date_slug for row in event.occurrences.order_by("original_on")] == days(event)
    assert event.schedules.get().sequence == 0


def test_edit_event_of_a_draft_makes_its_dates_anew():
    event = post(action=create_event)

    edit_event(event, details=Details.of(event), timing=weekly(), by=None, now=LATER, version=1)

    event.refresh_from_db()
    assert (len(days(event)), event.version) == (4, 2)


def test_edit_event_refuses_to_redate_what_is_public():
    event = post()

    with pytest.raises(EventsError) as caught:
        edit_event(event, details=Details.of(event), timing=weekly(), by=None, now=LATER)

    assert caught.value.field == "start_on"


def test_edit_event_of_texts_moves_last_modified_but_not_sequence():
    event = post()
    before = event.schedules.get()

    edit_event(event, details=Details(title="Hands on", kind="rally"), by=None, now=LATER)

    after = event.schedules.get()
    assert (after.sequence, after.change, after.last_modified) == (before.sequence, before.change + 1, LATER)
    assert Announcement.objects.count() == 0
    assert Event.objects.get().slug == "hands-off-our-clinics"


def test_edit_event_without_a_change_touches_nothing():
    event = post()
    before = (event.version, event.schedules.get().change)

    edit_event(event, details=Details.of(event), by=None, now=LATER, version=event.version - 1)

    assert (Event.objects.get().version, event.schedules.get().change) == before


def test_edit_event_tells_the_second_of_two_organisers_what_the_first_wrote():
    event = post()
    opened = event.version
    edit_event(event, details=Details(title="First", kind="rally"), by=None, now=LATER, version=opened)

    with pytest.raises(EditClash) as caught:
        edit_event(event, details=Details(title="Second", kind="vigil"), by=None, now=LATER, version=opened)

    assert (caught.value.theirs["title"], caught.value.theirs["kind"]) == ("First", "rally")
    assert Event.objects.get().title == "First"


def test_edit_event_of_the_place_reaches_the_dates_to_come_and_nothing_else():
    event = post(timing=weekly())
    past, own, coming = event.occurrences.order_by("original_on")[:3]
    Occurrence.objects.filter(pk=own.pk).update(has_own_whereabouts=True)
    now = dt.datetime(2027, 3, 15, tzinfo=dt.UTC)

    edit_event(event, details=Details.of(event), where=Where(place_line="Town hall, Ashford"), by=None, now=now)

    names = [row.shown_place.name for row in event.occurrences.order_by("original_on")]
    assert names == ["Clock Tower Square", "Clock Tower Square", "Town hall", "Town hall"]
    told = Announcement.objects.filter(kind="place-changed").values_list("occurrence", flat=True)
    assert coming.pk in told
    assert {past.pk, own.pk}.isdisjoint(told)
    assert (event.schedules.get().sequence, coming.moves) == (1, 0)


def test_edit_event_never_sets_a_limit_below_what_is_taken():
    event = post(where=Where(place_line=SQUARE, capacity_in_person=10))
    event.occurrences.update(going_in_person=7)
    lower = Where(place_line=SQUARE, capacity_in_person=6)

    with pytest.raises(EventsError) as caught:
        edit_event(event, details=Details.of(event), where=lower, by=None, now=LATER)

    assert (caught.value.field, "7 places" in str(caught.value)) == ("capacity_in_person", True)
    assert event.occurrences.get().capacity_in_person == 10


def test_edit_event_that_hides_the_place_is_material_and_tells_nobody():
    event = post()
    hidden = Where(place_line=SQUARE, place_visibility="confirmed")

    edit_event(event, details=Details.of(event), where=hidden, by=None, now=LATER)

    assert (event.schedules.get().sequence, Announcement.objects.count()) == (1, 0)
    assert event.occurrences.get().shown_place is None
    assert "clock" not in Event.objects.get().search_text


def test_another_town_is_news_while_the_place_is_to_come():
    event = post(where=Where(place_is_pending=True, town="Ashford"))
    sequence = event.schedules.get().sequence

    edit_event(
        event, details=Details.of(event), where=Where(place_is_pending=True, town="Birkdale"), by=None, now=LATER
    )

    [announcement] = Announcement.objects.all()
    assert (announcement.kind, announcement.old["town"], announcement.new["town"]) == (
        "place-changed",
        "Ashford",
        "Birkdale",
    )
    assert event.schedules.get().sequence == sequence + 1


def test_edit_event_of_a_hidden_place_raises_only_the_private_sequence_of_what_is_shown():
    event = post(where=Where(place_line="Cellar, Ashford", place_visibility="confirmed"))
    other = Where(place_line="Attic, Ashford", place_visibility="confirmed")

    edit_event(event, details=Details.of(event), where=other, by=None, now=LATER)

    schedule, announcement = event.schedules.get(), Announcement.objects.get()
    assert (schedule.private_sequence, schedule.sequence) == (1, 0)
    assert (announcement.kind, announcement.old) == ("place-changed", announcement.new)
    assert "Attic" not in str(announcement.new)


def test_delete_draft_deletes_drafts_only():
    draft, public = post(action=create_event), post()

    delete_draft(draft, by=None, now=LATER)
    with pytest.raises(EventsError):
        delete_draft(public, by=None, now=LATER)

    assert list(Event.objects.all()) == [public]


def test_cancel_event_cancels_what_is_to_come_and_tells_it_once():
    event = post(timing=weekly())
    now = dt.datetime(2027, 3, 15, tzinfo=dt.UTC)

    cancel_event(event, by=None, now=now, note="The hall is closed.")
    cancel_event(event, by=None, now=now)

    states = [(row.state, row.note, row.moves) for row in event.occurrences.order_by("original_on")]
    assert states == [("scheduled", "", 0), *[("cancelled", "The hall is closed.", 1)] * 3]
    assert Event.objects.get().cancelled_at == now
    assert list(Announcement.objects.values_list("kind", flat=True)) == ["cancelled"] * 3
    assert event.schedules.get().sequence == 1


def test_cancel_event_refuses_a_draft():
    with pytest.raises(EventsError):
        cancel_event(post(action=create_event), by=None, now=LATER)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "x" * 10_000}),
        ("title", {"title": "a\x00b"}),
        ("title", {"title": "a\ud800b"}),
        ("kind", {"kind": "party"}),
        ("language", {"language": "english!"}),
        ("description", {"description": "x" * 50_000}),
        ("accessibility", {"accessibility": {"step-free": "perhaps"}}),
        ("zone", {"timing": Timing(start_on=SATURDAY.start_on, start_time=dt.time(9), zone="Mars/Phobos")}),
        ("start_on", {"timing": Timing(start_on=dt.date(9999, 12, 31), start_time=dt.time(9), zone="UTC")}),
        ("start_time", {"timing": Timing(start_on=SATURDAY.start_on, zone="UTC")}),
        ("start_time", {"timing": Timing(start_on=SATURDAY.start_on, start_time=dt.time(9), hours="tba", zone="UTC")}),
        ("hours", {"timing": Timing(start_on=SATURDAY.start_on, hours="whenever", zone="UTC")}),
        (
            "duration",
            {
                "timing": Timing(
                    start_on=SATURDAY.start_on, start_time=dt.time(9), zone="UTC", duration=-dt.timedelta(1)
                )
            },
        ),
        ("rule", {"timing": weekly(rule="FREQ=SECONDLY")}),
        ("rule", {"timing": weekly(rule="FREQ=WEEKLY;BYDAY=XX")}),
        ("until_on", {"timing": weekly(until_on=dt.date(2099, 1, 1))}),
        ("until_on", {"timing": weekly(rule="FREQ=DAILY", until_on=dt.date(2029, 1, 1))}),
        ("exdates", {"timing": weekly(until_on=dt.date(2027, 3, 13), exdates=(dt.date(2027, 3, 13),))}),
        ("place", {"where": Where()}),
        ("place", {"where": Where(place_line="Here", place_is_pending=True)}),
        ("place", {"where": Where(place_line="x" * 1_000)}),
        ("place", {"where": Where(place_line=" ,, ")}),
        ("attendance", {"where": Where(attendance="by post")}),
        ("place_visibility", {"where": Where(place_line=SQUARE, place_visibility="friends")}),
        ("online_url", {"where": Where(attendance="online", online_url="javascript:alert(1)")}),
        ("online_url", {"where": Where(attendance="online", online_url="https://user:secret@example.org")}),
        ("online_url", {"where": Where(attendance="online", online_url="https://example.org/" + "x" * 600)}),
        ("capacity_online", {"where": Where(attendance="online", capacity_online=-1)}),
    ],
)
def test_create_event_names_the_field_that_it_refuses(field, change):
    with pytest.raises(EventsError) as caught:
        post(**change)

    assert caught.value.field == field
    assert Event.objects.count() == 0
