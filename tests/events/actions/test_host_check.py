import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.actions import take_mail_budget
from accounts.models import Membership
from events.actions.host import make_host_link, use_host_link
from events.actions.host_check import ask_hosts, note_still_on
from events.errors import EventsError
from events.models import Host, HostCheck
from events.reading.call_table import read_table
from events.reading.host_reach import Obstacle, read_reach
from notifications.models import Delivery
from tests.events.answers import deliver
from tests.events.factories import (
    NOW,
    make_call,
    make_event,
    make_organization,
    make_place,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db

NADIA = "nadia@inbox.example"
HOURS = dt.timedelta(hours=1)


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def organization(user):
    return make_organization(owner=user, name="Clinic Workers United")


@pytest.fixture
def call(organization):
    return make_call(statement=make_statement(organization=organization), is_open_to_hosts=True)


def own_event(call, **fields):
    organization = call.statement.organization
    return make_event(organization=organization, call=call, place=make_place(organization=organization), **fields)


def hosted(call, address=NADIA, *, confirmed=True, now=NOW, **fields):
    """An action with a host behind a link."""
    event = own_event(call, **fields)
    host, _token = make_host_link(event, by=None, language="en", now=now, address=address)
    if confirmed:
        use_host_link(host, now=now)
    Delivery.objects.all().delete()
    return event


def reach(call, user, *, now=NOW):
    return read_reach(read_table(call, user=user, now=now).shown, by=user, now=now)


def obstacles(call, user, **when):
    return {found.row.event.pk: found.obstacle for found in reach(call, user, **when)}


def ask(call, user, *, now=NOW, **note):
    return ask_hosts(call, reach(call, user, now=now), by=user, now=now, **note)


def keys():
    return list(Delivery.objects.filter(kind="events.host_check").values_list("recipient", flat=True))


def test_a_confirmed_host_is_asked_by_one_mail_with_one_link(call, user):
    event = hosted(call, hours="tba", duration=None)

    assert ask(call, user, note="We print tomorrow.") == 1

    (mail,) = deliver()
    check = HostCheck.objects.get()
    assert mail.to == [NADIA]
    assert mail.subject.startswith(f"Is it still on? {event.title}, Saturday 13 March")
    assert "Clinic Workers United writes:\nWe print tomorrow." in mail.body
    assert "The hour is still missing." in mail.body
    assert mail.body.count("/still-on/?lang=en") == 1
    assert (check.event, check.asked_at, check.asked_by, check.call, check.answer) == (event, NOW, user, call, "")


def test_an_address_that_nobody_has_confirmed_gets_the_question_and_nothing_that_was_typed(call, user):
    event = hosted(call, confirmed=False, title="Typed by a stranger", now=NOW - 48 * HOURS)

    ask(call, user, note="Line of the coordinator.")

    (mail,) = deliver()
    html = mail.alternatives[0][0]
    assert mail.to == [NADIA]
    assert mail.subject == "Clinic Workers United asks: is it still on?"
    assert "Saturday 13 March, 17:30 – 19:30" in mail.body
    for said in (mail.subject, mail.body, html):
        for typed in (event.title, "Line of the coordinator", "Clock Tower", call.title):
            assert typed not in said


def test_an_unconfirmed_address_with_an_unanswered_mail_gets_none_and_the_page_says_the_same(call, user):
    hosted(call, confirmed=False, now=NOW - 48 * HOURS)
    assert take_mail_budget(NADIA, now=NOW - HOURS)

    assert ask(call, user) == 1

    assert (keys(), HostCheck.objects.count()) == ([], 1)


def test_the_link_stands_below_only_for_you(call, user):
    hosted(call)
    ask(call, user)

    (message,) = deliver()

    for text in (message.body, message.alternatives[0][0]):
        public, own = text.split("Only for you.")
        assert ("/still-on/" in public, "/still-on/" in own) == (False, True)


def test_nobody_is_asked_again_within_twelve_hours(call, user):
    hosted(call)

    assert ask(call, user) == 1
    assert obstacles(call, user, now=NOW + 11 * HOURS) == {Host.objects.get().event_id: Obstacle.ASKED}
    assert ask(call, user, now=NOW + 11 * HOURS) == 0
    assert ask(call, user, now=NOW + 13 * HOURS) == 1

    assert len(keys()) == 2


def test_members_of_another_organisation_each_get_a_link_of_their_own(call, user):
    owner, organizer, helper, gone = (make_user() for _ in range(4))
    organization = make_organization(owner=owner)
    for member, role in ((organizer, "organizer"), (helper, "helper"), (gone, "organizer")):
        Membership.objects.create(user=member, organization=organization, role=role)
    gone.is_active = False
    gone.save()
    make_event(organization=organization, call=call)

    assert ask(call, user) == 1

    mails = deliver()
    assert {address for mail in mails for address in mail.to} == {owner.email, organizer.email}
    assert len({mail.body for mail in mails}) == 2
    assert set(Host.objects.values_list("user", flat=True)) == {owner.pk, organizer.pk}
    assert ask(call, user, now=NOW + 13 * HOURS) == 1
    assert Host.objects.count() == 2


def test_a_member_who_left_before_the_mail_went_gets_none(call, user):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner), call=call)
    ask(call, user)
    Membership.objects.filter(user=owner).delete()

    assert deliver() == []
    assert Delivery.objects.get(kind="events.host_check").reason == "no longer a member"
    assert event.hosts.count() == 1


def test_what_was_answered_or_cancelled_meanwhile_is_not_asked(call, user):
    answered, cancelled = hosted(call), hosted(call, address="omar@inbox.example")
    ask(call, user)
    HostCheck.objects.filter(event=answered).update(answer="on", answered_at=NOW)
    cancelled.occurrences.update(state="cancelled")

    assert deliver() == []
    assert set(Delivery.objects.values_list("reason", flat=True)) == {"answered already", "cancelled"}


def test_who_cannot_be_asked_is_named_with_the_reason(call, user, settings):
    by_hand, listed, own, over, off = (own_event(call) for _ in range(5))
    make_host_link(by_hand, by=None, language="en", now=NOW)
    listed.listed_host = call.statement.listed_names.create(name="Birkdale Mothers", role="host")
    listed.save()
    over.occurrences.update(ends_at=NOW - HOURS, starts_at=NOW - 2 * HOURS)
    off.occurrences.update(state="cancelled")
    empty = make_event(organization=make_organization(), call=call)

    assert obstacles(call, user) == {
        by_hand.pk: Obstacle.BY_HAND,
        listed.pk: Obstacle.NO_ADDRESS,
        own.pk: Obstacle.ONLY_YOU,
        over.pk: Obstacle.CLOSED,
        off.pk: Obstacle.CLOSED,
        empty.pk: Obstacle.NOBODY,
    }
    assert ask(call, user) == 0
    settings.EMAIL_IS_OFF = True
    assert obstacles(call, user)[own.pk] == Obstacle.NO_MAIL


def test_only_those_who_edit_the_call_ask_and_a_long_line_is_refused(call, user):
    hosted(call)
    reached = reach(call, user)

    with pytest.raises(EventsError, match="owner or organiser"):
        ask_hosts(call, reached, by=make_user(), now=NOW)
    with pytest.raises(EventsError) as refused:
        ask_hosts(call, reached, note="x" * 301, by=user, now=NOW)

    assert refused.value.field == "note"
    assert HostCheck.objects.count() == 0


def test_nothing_of_an_address_stands_in_a_row_of_the_outbox(call, user):
    hosted(call)
    ask(call, user, note="Call me at nadia@inbox.example")

    for delivery in Delivery.objects.values():
        assert "nadia" not in str(delivery).lower()


def test_heard_on_the_telephone_is_noted_for_own_actions_alone(call, user):
    own, foreign = own_event(call), make_event(call=call)

    assert note_still_on([own], by=user, now=NOW) == 1
    with pytest.raises(EventsError):
        note_still_on([own, foreign], by=user, now=NOW)

    check = HostCheck.objects.get()
    assert (check.event, check.answer, check.answered_at, check.asked_at) == (own, "on", NOW, None)
    own.cancelled_at = NOW
    own.save()
    with pytest.raises(EventsError, match="is cancelled"):
        note_still_on([own], by=user, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_ask_at_once_ask_once(transactional_db):
    user = make_user()
    call = make_call(statement=make_statement(organization=make_organization(owner=user)), is_open_to_hosts=True)
    for n in range(3):
        hosted(call, address=f"host{n}@inbox.example")
    member = make_user()
    make_event(organization=make_organization(owner=member), call=call)
    reached = reach(call, user)

    def ask_in_thread(_number):
        try:
            return ask_hosts(call, reached, by=user, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=4) as pool:
        asked = list(pool.map(ask_in_thread, range(4)))

    assert sum(asked) == 4
    assert (HostCheck.objects.count(), len(keys()), len(set(keys()))) == (4, 4, 4)
