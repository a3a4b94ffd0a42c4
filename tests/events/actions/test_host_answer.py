import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.actions import take_mail_budget
from accounts.models import Membership
from events.actions.host import make_host_link, renew_host_link
from events.actions.host_answer import say_not_on, say_still_on
from events.errors import EditClash, EventsError
from events.hosts import open_host
from events.models import Announcement, Event, Host, HostCheck
from tests.events.answers import confirm, deliver
from tests.events.factories import NOW, make_event, make_organization, make_place, make_user

pytestmark = pytest.mark.django_db

NADIA = "nadia@inbox.example"
SIX = dt.time(18, 0)
TBA = {"hours": "tba", "duration": None}


def hosted(address=NADIA, **fields):
    """An action and the token of its host, who has not used it yet."""
    event = make_event(**fields)
    _host, token = make_host_link(event, by=None, language="en", now=NOW, address=address)
    return event, token


def still_on(token, *, now=NOW, **said):
    host = open_host(token)
    return say_still_on(host, host.event.occurrences.all()[0], now=now, **said)


def kinds():
    return list(Announcement.objects.order_by("pk").values_list("kind", flat=True))


def test_a_yes_is_recorded_and_confirms_the_address_and_the_next_mail_may_go():
    event, token = hosted(place_is_pending=True)
    assert not take_mail_budget(NADIA, now=NOW)

    check = still_on(token)

    assert (check.event, check.answer, check.answered_at, check.asked_at) == (event, "on", NOW, None)
    assert Host.objects.get().confirmed_at == NOW
    assert take_mail_budget(NADIA, now=NOW)
    assert kinds() == []


def test_a_yes_answers_the_newest_question_to_this_host():
    event, token = hosted(place_is_pending=True)
    host = open_host(token)
    old = HostCheck.objects.create(event=event, host=host, asked_at=NOW - dt.timedelta(days=8))
    new = HostCheck.objects.create(event=event, host=host, asked_at=NOW - dt.timedelta(hours=1))

    assert still_on(token) == new
    assert still_on(token, now=NOW + dt.timedelta(minutes=1)) == old
    assert HostCheck.objects.count() == 2


def test_the_same_yes_twice_is_one():
    _event, token = hosted(place_is_pending=True)

    assert still_on(token) == still_on(token, now=NOW + dt.timedelta(minutes=5))
    still_on(token, now=NOW + dt.timedelta(days=1))

    assert HostCheck.objects.count() == 2


def test_the_missing_hour_and_place_are_set_and_those_who_come_are_told():
    event, token = hosted(town="Birkdale", country="GB", place_is_pending=True, **TBA)
    confirm(event)
    deliver()

    still_on(token, start_time=SIX, place="Town Hall, Quay Road 40", version=event.version)

    date = event.occurrences.select_related("shown_place").get()
    assert (date.start_time, date.hours, date.duration) == (SIX, "timed", None)
    assert date.shown_place.one_line == "Town Hall, Quay Road 40, Birkdale"
    assert (date.place_is_pending, date.town, date.country) == (False, "Birkdale", "GB")
    assert kinds() == ["hour-set", "place-changed"]
    (mail,) = deliver(NOW + dt.timedelta(minutes=2))
    assert "18:00" in mail.body
    assert "Quay Road 40" in mail.body


def test_a_place_that_names_its_town_is_left_as_it_was_written():
    event, token = hosted(town="Birkdale", place_is_pending=True)

    still_on(token, place="Town Hall, birkdale")

    assert event.occurrences.get().shown_place.one_line == "Town Hall, birkdale"


def test_a_draft_gets_its_hour_and_place_too():
    event, token = hosted(published=False, town="Birkdale", place_is_pending=True, **TBA)

    still_on(token, start_time=SIX, place="Quay Road 40", version=event.version)

    date = event.occurrences.select_related("schedule", "shown_place").get()
    assert (date.schedule.start_time, date.start_time) == (SIX, SIX)
    assert date.shown_place.one_line == "Quay Road 40, Birkdale"
    assert kinds() == []


def test_what_somebody_has_set_meanwhile_is_shown_and_not_overwritten():
    event, token = hosted(place_is_pending=True, **TBA)
    seen = event.version
    still_on(token, start_time=SIX, version=seen)

    with pytest.raises(EditClash) as clash:
        still_on(token, start_time=dt.time(19, 0), version=seen)

    assert clash.value.theirs["start_time"] == SIX
    assert event.occurrences.get().start_time == SIX
    assert HostCheck.objects.count() == 1


def test_no_is_noted_and_changes_nothing_else():
    event, token = hosted(place_is_pending=True)
    confirm(event)
    deliver()
    version = Event.objects.get().version

    check = say_not_on(open_host(token), now=NOW)

    assert (check.answer, check.answered_at) == ("off", NOW)
    assert (Event.objects.get().version, event.occurrences.get().state, kinds()) == (version, "scheduled", [])
    assert deliver() == []


def test_what_is_cancelled_takes_no_yes():
    _event, token = hosted(place_is_pending=True)
    Event.objects.update(cancelled_at=NOW)

    with pytest.raises(EventsError, match="It is cancelled"):
        still_on(token)

    assert HostCheck.objects.count() == 0
    assert Host.objects.get().confirmed_at is None


def test_a_link_that_was_made_anew_opens_nothing_and_nor_does_that_of_a_member_who_left():
    _event, token = hosted(place_is_pending=True)
    renew_host_link(open_host(token), now=NOW)
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner))
    host, own = make_host_link(event, by=None, language="en", now=NOW)
    Host.objects.filter(pk=host.pk).update(user=owner)
    assert open_host(own).event == event

    Membership.objects.update(role="helper")

    assert open_host(token) is None
    assert open_host(own) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_hour_stands_and_the_other_host_is_told(transactional_db):
    organization = make_organization()
    event = make_event(organization=organization, place=make_place(organization=organization), **TBA)
    _host, token = make_host_link(event, by=None, language="en", now=NOW)
    member = make_user()
    Membership.objects.create(user=member, organization=organization, role="owner")
    twin, second = make_host_link(make_event(), by=None, language="en", now=NOW)
    Host.objects.filter(pk=twin.pk).update(user=member, event=event)

    def answer(said):
        try:
            return still_on(said[0], start_time=said[1], version=event.version).answer
        except EditClash as clash:
            return clash.theirs["start_time"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(answer, [(token, dt.time(18, 0)), (second, dt.time(19, 0))]))

    stands = event.occurrences.get().start_time
    assert sorted(results, key=str) == sorted(["on", stands], key=str)
    assert (HostCheck.objects.count(), kinds()) == (1, ["hour-set"])
