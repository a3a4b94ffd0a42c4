import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.actions.call import edit_call
from events.actions.details import Details, write_search_text
from events.actions.event import create_event, edit_event, publish_event
from events.actions.kit import KitTexts, kit_of, save_kit
from events.actions.kit_field import take_kit_field
from events.actions.whereabouts import Where
from events.errors import EditClash, EventsError
from events.models import AnsweredCall, Event, Kit, Schedule
from events.timing import Timing
from tests.events.answers import minutes
from tests.events.factories import (
    NOW,
    make_call,
    make_event,
    make_host,
    make_kit,
    make_organization,
    make_statement,
    make_user,
)
from tests.events.proposals import host_event, make_open_call

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)
SATURDAY = Timing(start_on=dt.date(2027, 3, 13), start_time=dt.time(17, 30), zone="America/New_York")
TEXTS = {
    "title": "Hands off our clinic",
    "description": "We **rally**.",
    "safety": "Bring water.",
    "questions": ["free"],
}


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def call(owner):
    return make_call(title="Rally", statement=make_statement(organization=make_organization(owner=owner)))


def save(call, *, by=None, version=None, now=LATER, **texts):
    return save_kit(call, texts=KitTexts(**{**TEXTS, **texts}), by=by, now=now, version=version)


@transaction.atomic
def make_following(call, *, published=True, kit=None, **details):
    """An action made from the kit as it is."""
    event = create_event(
        call.statement.organization,
        details=Details(**{"title": "", "kind": "rally", "summary": "Bring a friend", "calls": [call], **details}),
        timing=SATURDAY,
        where=Where(place_is_pending=True, town="Ashford"),
        by=None,
        now=NOW,
        kit=kit or kit_of(call, now=NOW),
    )
    return publish_event(event, by=None, now=NOW) if published else event


def texts_of(event):
    event.refresh_from_db()
    return (event.title, event.description, event.safety)


def test_what_is_written_later_reaches_what_was_made_before(call):
    event = make_following(call)
    assert texts_of(event) == ("Rally", "", "")

    assert save(call) == 1

    assert texts_of(event) == ("Hands off our clinic", "We **rally**.", "Bring water.")
    assert event.inherited == ["title", "description", "safety"]


def test_what_a_host_has_written_stays(call):
    save(call)
    event = make_following(call, description="Only here: a choir.")

    assert save(call, title="New title", description="New words", safety="New") == 1

    assert texts_of(event) == ("New title", "Only here: a choir.", "New")


def test_a_field_edited_by_its_host_follows_no_more(call):
    save(call)
    event = make_following(call)
    host = make_host(event=event)
    edit_event(event, details=with_changes(event, title="Our own name"), by=host, now=LATER)

    save(call, title="Another", description="Other words")

    assert texts_of(event)[:2] == ("Our own name", "Other words")
    assert event.inherited == ["description", "safety"]


def with_changes(event, **changes):
    event.refresh_from_db()
    standing = Details.of(event)
    fields = {name: getattr(standing, name) for name in standing.__dataclass_fields__}
    return Details(**{**fields, **changes})


def test_a_host_who_saves_over_an_unseen_kit_is_told_and_overwrites_nothing(call):
    """The host has the form open while the kit changes."""
    save(call)
    event = make_following(call)
    opened, version = with_changes(event, title="Our own name"), event.version
    save(call, title="Another", description="Other words")

    with pytest.raises(EditClash) as clash:
        edit_event(event, details=opened, by=make_host(event=event), now=LATER, version=version)

    assert clash.value.theirs["title"] == "Another"
    assert texts_of(event)[:2] == ("Another", "Other words")


def test_a_kit_saved_from_an_older_page_is_a_clash(call):
    save(call)
    save(call, title="Second", version=1)

    with pytest.raises(EditClash) as clash:
        save(call, title="Third", version=1)

    assert clash.value.theirs["title"] == "Second"
    assert Kit.objects.get().title == "Second"


def test_two_who_write_the_first_kit_see_both(call):
    save(call, version=0)

    with pytest.raises(EditClash):
        save(call, title="Second", version=0)

    assert Kit.objects.get().title == TEXTS["title"]


def test_calendars_change_exactly_where_the_text_is_shown(call):
    save(call)
    following, own = make_following(call), make_following(call, title="Own", description="Own")
    draft, other = make_following(call, published=False), make_event()
    Schedule.objects.update(change=1, last_modified=NOW - minutes(60))

    save(call, title="New title", safety="New")

    changed = set(Schedule.objects.exclude(change=1).values_list("event", flat=True))
    assert changed == {following.pk}
    assert set(Schedule.objects.exclude(last_modified=NOW - minutes(60)).values_list("event", flat=True)) == changed
    assert texts_of(draft)[0] == "New title"
    assert {own.pk, other.pk}.isdisjoint(changed)
    assert set(Schedule.objects.values_list("sequence", flat=True)) == {0}


def test_safety_alone_is_in_no_calendar(call):
    save(call)
    make_following(call)
    Schedule.objects.update(change=1)

    save(call, safety="Something else")

    assert Schedule.objects.get().change == 1


def test_drafts_of_others_get_the_words_and_are_not_counted(call):
    save(call)
    make_following(call)
    make_following(call, published=False)
    other = make_following(call, published=False)
    Event.objects.filter(pk=other.pk).update(organization=make_organization())

    reached = save(call, title="Second")

    assert (reached, texts_of(other)[0]) == (2, "Second")


def test_each_reached_action_has_another_version(call):
    save(call)
    event, own = make_following(call), make_following(call, title="A", description="B", safety="C")
    versions = dict(Event.objects.values_list("pk", "version"))

    save(call, title="New", description="New words")

    assert Event.objects.get(pk=event.pk).version > versions[event.pk]
    assert Event.objects.get(pk=own.pk).version == versions[own.pk]


def test_nothing_changes_where_nothing_is_changed(call):
    save(call)
    make_following(call)
    before = list(Event.objects.values())

    assert save(call) == 0

    assert list(Event.objects.values()) == before


def searched(event):
    """What the search text is, and what it would be if it were written now."""
    event = Event.objects.select_related("organization", "listed_host", "shown_place").get(pk=event.pk)
    stored = event.search_text
    write_search_text(event)
    return stored, event.search_text


WORDS = st.text(alphabet="ab é!ﷺA١\n*", max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), summary=WORDS.map(lambda text: text.strip()))
def test_the_search_finds_the_new_words(call, changes, summary):
    events = [make_following(call, summary=summary.replace("\n", " ")), make_following(call, description="Own")]
    for title, description in changes:
        save(call, title=title.replace("\n", " "), description=description)
        for event in events:
            stored, fresh = searched(event)
            assert stored == fresh


def test_a_thousand_actions_take_the_queries_of_three(call):
    save(call)
    events = [make_event(organization=call.statement.organization, call=call) for _number in range(3)]
    kit = Kit.objects.get()
    follow = {"kit": kit, "inherited": ["title", "description", "safety"], **kit.given}
    Event.objects.update(**follow)
    few = queries_of(lambda: save(call, title="Second", description="Second", safety="Second"))
    copies = [copy_of(events[0], number) for number in range(997)]
    own = [copy_of(events[0], f"own-{number}", title="Own", description="Own", inherited=[]) for number in range(100)]
    made = Event.objects.bulk_create([*copies, *own])
    schedule = Schedule.objects.get(event=events[0])
    Schedule.objects.bulk_create([copy_of_schedule(schedule, event) for event in made])
    Event.objects.exclude(title="Own").update(search_text=" second second")
    Schedule.objects.update(change=1)

    many = queries_of(lambda: save(call, title="Third", description="Third", safety="Third"))

    reached = Event.objects.filter(title="Third", description="Third", search_text=" third third")
    assert (reached.count(), few, many) == (1_000, 12, 12)
    assert set(Schedule.objects.filter(change=2).values_list("event", flat=True)) == set(
        reached.values_list("pk", flat=True)
    )
    assert Schedule.objects.filter(change=1, event__title="Own").count() == 100


def copy_of(event, slug, **fields):
    copy = Event.objects.get(pk=event.pk)
    copy.pk, copy.slug = None, f"copy-{slug}"
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def copy_of_schedule(schedule, event):
    names = ("start_on", "start_time", "hours", "zone", "duration", "created_at", "last_modified")
    return Schedule(event=event, **{name: getattr(schedule, name) for name in names})


def queries_of(do):
    with CaptureQueriesContext(connection) as captured:
        do()
    return len(captured)


def test_renaming_the_call_renames_what_has_its_name(call, owner):
    event, own = make_following(call), make_following(call, title="Our rally")
    fields = {
        name: getattr(call, name) for name in ("asks_for", "window_start_on", "window_end_on", "is_open_to_hosts")
    }

    edit_call(call, title="Rally everywhere", by=owner, now=LATER, **fields)

    assert (texts_of(event)[0], texts_of(own)[0]) == ("Rally everywhere", "Our rally")
    assert searched(event)[0] == searched(event)[1]
    save(call, title="From the kit")
    edit_call(call, title="Third", by=owner, now=LATER, **fields)
    assert texts_of(event)[0] == "From the kit"


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"description": "x" * 20_001}, "description"),
        ({"safety": "x" * 10_001}, "safety"),
        ({"questions": ["blood-type"]}, "questions"),
    ],
)
def test_what_the_kit_refuses_changes_nothing(call, texts, field):
    save(call)

    with pytest.raises(EventsError) as refused:
        save(call, **texts)

    assert refused.value.field == field
    assert Kit.objects.get().title == TEXTS["title"]


def test_only_those_who_call_write_the_kit(call):
    with pytest.raises(EventsError, match="owner or organiser"):
        save(call, by=make_user())

    assert Kit.objects.count() == 0


def test_taking_the_kits_words_again(call):
    save(call)
    event = make_following(call, title="Our own")
    Schedule.objects.update(change=1)

    for _time in range(2):
        take_kit_field(event, "title", by=make_host(event=event) if not event.hosts.exists() else None, now=LATER)

    assert texts_of(event)[0] == "Hands off our clinic"
    assert "title" in event.inherited
    assert Schedule.objects.get().change == 2
    assert searched(event)[0] == searched(event)[1]
    save(call, title="New")
    assert texts_of(event)[0] == "New"


def test_an_action_attached_later_takes_one_field_and_keeps_the_rest(call):
    kit = make_kit(call=call)
    event = make_event(call=call, title="Ours", description="")

    take_kit_field(event, "safety", by=None, now=LATER)
    save(call, title="New", description="New", safety="New safety")

    assert texts_of(event) == ("Ours", "", "New safety")
    assert (event.kit, event.inherited) == (kit, ["safety"])


def test_without_a_kit_and_for_strangers_nothing_is_taken(call):
    event = make_event(call=call)
    with pytest.raises(EventsError, match="no kit"):
        take_kit_field(event, "title", by=None, now=NOW)
    make_kit(call=call)
    with pytest.raises(EventsError, match="no kit"):
        take_kit_field(event, "slug", by=None, now=NOW)
    with pytest.raises(EventsError, match="Only those who host"):
        take_kit_field(event, "title", by=make_user(), now=NOW)


def test_a_kit_reaches_no_action_of_another_call(call):
    save(call)
    other = make_call(statement=call.statement)
    event = make_following(other)
    AnsweredCall.objects.create(call=call, anchor=call.anchors.get(), event=event, linked_at=NOW, position=1)

    assert save(call, title="New") == 0
    assert texts_of(event)[0] == other.title
    assert not Event.objects.filter(title=F("description")).exists()


def test_a_kit_written_after_a_proposal_was_published_reaches_it():
    call = make_open_call(title="Rally")
    _token, host = host_event(call)

    save(call, title="Hands off", now=LATER)

    assert texts_of(host.event) == ("Hands off", "We **rally**.", "Bring water.")
