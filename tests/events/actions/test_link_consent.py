import datetime as dt

import pytest

from events.actions.consent import settle
from events.actions.details import Details
from events.actions.event import edit_event
from events.actions.link_consent import ask_call, ask_event, detach_event
from events.errors import EditClash, EventsError
from events.models import AnsweredCall, LinkConsent, Schedule
from tests.events.answers import deliver, minutes
from tests.events.factories import (
    NOW,
    make_call,
    make_event,
    make_kit,
    make_link,
    make_organization,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db
LATER = NOW + minutes(10)


@pytest.fixture
def caller():
    return make_user(email="caller@call.example")


@pytest.fixture
def organizer():
    return make_user(email="organizer@act.example")


@pytest.fixture
def call(caller):
    organization = make_organization(name="Nurses", owner=caller)
    return make_call(title="Rally", statement=make_statement(organization=organization))


@pytest.fixture
def event(organizer):
    return make_event(
        title="March", organization=make_organization(name="Dockers", owner=organizer), place_is_pending=True
    )


def answered():
    return [(row.call_id, row.event_id) for row in AnsweredCall.objects.all()]


def told(now):
    """Whom it was told, and the sentence."""
    return [(mail.to[0], mail.body.split("\n\n")[1]) for mail in deliver(now)]


def test_the_side_of_the_call_asks_and_that_of_the_action_accepts(call, event, caller, organizer):
    row = ask_event(call, event, by=caller, now=NOW)
    assert answered() == []
    assert told(NOW + minutes(3)) == [
        ("organizer@act.example", "Nurses asks whether “March” belongs under its call “Rally”.")
    ]

    settle(row, accepts=True, by=organizer, now=LATER)

    assert answered() == [(call.pk, event.pk)]
    assert AnsweredCall.objects.get().anchor == call.anchors.get()
    assert told(LATER + minutes(3)) == [("caller@call.example", "“March” stands under the call “Rally” now.")]


def test_the_side_of_the_action_asks_and_that_of_the_call_declines(call, event, caller, organizer):
    row = ask_call(event, call, by=organizer, now=NOW)
    assert [to for to, _text in told(NOW + minutes(3))] == ["caller@call.example"]

    settle(row, accepts=False, by=caller, now=LATER)

    assert answered() == []
    assert told(LATER + minutes(3)) == [("organizer@act.example", "“March” will not stand under the call “Rally”.")]


def test_only_calendars_of_the_action_are_touched(call, event, caller, organizer):
    other = make_event(organization=event.organization)
    settle(ask_event(call, event, by=caller, now=NOW), accepts=True, by=organizer, now=LATER)

    changes = dict(Schedule.objects.values_list("event", "change"))
    assert changes == {event.pk: 2, other.pk: 1}
    assert Schedule.objects.get(event=event).sequence == 0


def test_who_may_ask_and_answer(call, event, caller, organizer):
    stranger = make_user()
    with pytest.raises(EventsError, match="owner or organiser"):
        ask_event(call, event, by=organizer, now=NOW)
    with pytest.raises(EventsError, match="owner or organiser"):
        ask_call(event, call, by=caller, now=NOW)
    row = ask_event(call, event, by=caller, now=NOW)
    for by in (caller, stranger):
        with pytest.raises(EventsError, match="Only those who were asked"):
            settle(row, accepts=True, by=by, now=NOW)
    with pytest.raises(EventsError, match="owner or organiser"):
        detach_event(event, call, by=stranger, now=NOW)
    assert answered() == []


def test_two_who_answer_at_once(call, event, organizer):
    row = make_link(call=call, event=event, is_asked_by_call=True)
    settle(row, accepts=True, by=organizer, now=NOW)

    settle(row, accepts=True, by=organizer, now=LATER)
    with pytest.raises(EventsError, match="Somebody else has accepted this already"):
        settle(row, accepts=False, by=organizer, now=LATER)

    assert LinkConsent.objects.get().settled_at == NOW
    assert len(answered()) == 1


def test_the_call_side_accepting_twice_tells_once(call, event, organizer):
    row = make_link(call=call, event=event, is_asked_by_call=True)
    for _time in range(2):
        settle(row, accepts=True, by=organizer, now=NOW)

    assert len(told(NOW + minutes(3))) == 1


def test_a_question_that_is_gone(call, event, organizer):
    row = make_link(call=call, event=event, is_asked_by_call=True)
    LinkConsent.objects.all().delete()

    with pytest.raises(EventsError, match="taken back"):
        settle(row, accepts=True, by=organizer, now=NOW)


def test_both_sides_asking_is_a_yes(call, event, caller, organizer):
    ask_event(call, event, by=caller, now=NOW)
    row = ask_call(event, call, by=organizer, now=LATER)

    assert row.is_given
    assert len(answered()) == 1


def test_asking_again_while_it_waits_tells_nobody_again(call, event, caller):
    for number in range(3):
        ask_event(call, event, by=caller, now=NOW + minutes(70 * number))

    assert LinkConsent.objects.get().asked_at == NOW
    assert len(told(NOW + dt.timedelta(days=1))) == 1


def test_after_a_no_it_can_be_asked_again(call, event, caller, organizer):
    settle(ask_event(call, event, by=caller, now=NOW), accepts=False, by=organizer, now=NOW)

    row = ask_event(call, event, by=caller, now=LATER)

    assert (row.state, row.asked_at, row.settled_by) == ("asked", LATER, None)
    settle(row, accepts=True, by=organizer, now=LATER)
    assert len(answered()) == 1


def test_who_organises_on_both_sides_need_not_ask(call, event, caller):
    event.organization.memberships.create(user=caller, role="organizer")

    assert ask_event(call, event, by=caller, now=NOW).is_given
    assert len(answered()) == 1


def test_an_open_call_has_accepted_in_advance(call, event, organizer):
    call.is_open_to_hosts = True
    call.save()

    assert ask_call(event, call, by=organizer, now=NOW).is_given
    assert len(answered()) == 1


@pytest.mark.parametrize("hidden", ["event", "call"])
def test_what_is_not_published_is_not_put_together(call, event, caller, organizer, hidden):
    row = event if hidden == "event" else call.statement
    row.published_at = None
    row.save()

    for ask in (
        lambda: ask_event(call, event, by=caller, now=NOW),
        lambda: ask_call(event, call, by=organizer, now=NOW),
    ):
        with pytest.raises(EventsError, match="Only what is published"):
            ask()
    assert LinkConsent.objects.count() == 0


def test_what_stands_there_is_not_asked(call, caller):
    with pytest.raises(EventsError, match="stands under this call already"):
        ask_event(call, make_event(call=call), by=caller, now=NOW)


def test_at_most_ten_calls(call, event, organizer):
    statement = make_statement()
    for _number in range(10):
        one = make_call(statement=statement)
        AnsweredCall.objects.create(call=one, anchor=one.anchors.get(), event=event, linked_at=NOW)
    row = make_link(call=call, event=event, is_asked_by_call=True)

    with pytest.raises(EventsError, match="answers 10 calls already"):
        settle(row, accepts=True, by=organizer, now=NOW)

    assert LinkConsent.objects.get().state == "asked"


def test_a_passage_that_is_lost_is_not_answered(call, event, organizer):
    call.anchors.update(state="lost", start=None, end=None)
    row = make_link(call=call, event=event, is_asked_by_call=True)

    with pytest.raises(EventsError, match="no longer stands"):
        settle(row, accepts=True, by=organizer, now=NOW)

    assert LinkConsent.objects.get().state == "asked"


@pytest.mark.parametrize("by_call", [True, False])
def test_either_side_takes_it_back_and_the_other_is_told(call, event, caller, organizer, by_call):
    settle(ask_event(call, event, by=caller, now=NOW), accepts=True, by=organizer, now=NOW)
    deliver(NOW + minutes(5))
    version = event.version

    for _time in range(2):
        detach_event(event, call, by=caller if by_call else organizer, now=LATER)

    event.refresh_from_db()
    assert answered() == []
    assert event.version == version + 2
    assert Schedule.objects.get().change == 3
    other = "organizer@act.example" if by_call else "caller@call.example"
    assert told(LATER + minutes(3)) == [(other, "“March” no longer stands under the call “Rally”.")]


def test_what_the_call_took_off_comes_back_only_with_its_consent(call, event, caller, organizer):
    call.is_open_to_hosts = True
    call.save()
    ask_call(event, call, by=organizer, now=NOW)
    detach_event(event, call, by=caller, now=LATER)

    with pytest.raises(EventsError, match="taken this action off"):
        edit(event, calls=[call], by=organizer)
    row = ask_call(event, call, by=organizer, now=LATER)
    assert (row.state, answered()) == ("asked", [])
    settle(row, accepts=True, by=caller, now=LATER)
    assert len(answered()) == 1


def edit(event, *, by, version=None, **changes):
    event.refresh_from_db()
    standing = Details.of(event)
    fields = {name: getattr(standing, name) for name in standing.__dataclass_fields__}
    return edit_event(event, details=Details(**{**fields, **changes}), by=by, now=LATER, version=version)


def test_an_accepted_link_survives_an_edit_and_an_older_form_learns_of_it(call, event, caller, organizer):
    opened_with = event.version
    settle(ask_event(call, event, by=caller, now=NOW), accepts=True, by=organizer, now=NOW)

    edit(event, title="Great march", by=organizer)
    with pytest.raises(EditClash):
        edit(event, calls=[], by=organizer, version=opened_with)

    assert len(answered()) == 1


def test_dropped_in_the_form_it_is_taken_back_and_told(call, event, caller, organizer):
    settle(ask_event(call, event, by=caller, now=NOW), accepts=True, by=organizer, now=NOW)
    deliver(NOW + minutes(5))

    edit(event, calls=[], by=organizer)

    assert LinkConsent.objects.get().state == "refused"
    assert [to for to, _text in told(LATER + minutes(3))] == ["caller@call.example"]
    assert not ask_call(event, call, by=organizer, now=LATER).is_given


def test_taken_off_it_keeps_its_words_and_follows_the_kit_no_more(call, caller):
    kit = make_kit(call=call)
    event = make_event(organization=call.statement.organization, call=call, kit=kit, inherited=["title"])
    title = event.title

    detach_event(event, call, by=caller, now=NOW)

    event.refresh_from_db()
    assert (event.title, event.kit, event.inherited) == (title, None, [])
    assert LinkConsent.objects.count() == 0
