"""The same list pasted once more, and a later one."""

import datetime as dt

import pytest

from events.actions.details import Details
from events.actions.event import edit_event
from events.models import Event, ListedAction, ListedName
from tests.events.factories import NOW
from tests.events.views.import_pages import cells_of, take
from tests.events.views.list_pages import ASHFORD, BIRKDALE, ZONED, paste
from tests.events.views.pages import problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "lists_are_read_plainly")]


@pytest.fixture
def made(client, call):
    take(client, paste(client, call, ZONED, f"{BIRKDALE}|zone=Europe/London"), step="publish")
    return {event.town: event for event in Event.objects.all()}


def test_the_same_text_twice_changes_nothing(client, call, made):
    rows = (list(Event.objects.values()), list(ListedAction.objects.values()), list(ListedName.objects.values()))

    page = client.get(paste(client, call, ZONED, f"{BIRKDALE}|zone=Europe/London"))
    done = client.post(page.request["PATH_INFO"], cells_of(page) | {"step": "draft"}, follow=True)

    assert "2 unchanged." in page.text
    assert "Nothing was new: everything stands as it was." in done.text
    assert (
        list(Event.objects.values()),
        list(ListedAction.objects.values()),
        list(ListedName.objects.values()),
    ) == rows


def test_the_zone_that_was_answered_stands_there_again(client, call):
    take(client, paste(client, call, ASHFORD), zone="madrid")

    page = client.get(paste(client, call, ASHFORD, BIRKDALE))

    assert page.context["form"]["zone"].value() == "Europe/Madrid"


def test_what_was_corrected_is_not_undone_by_the_same_text(client, call):
    take(client, paste(client, call, ZONED), r0_hour="18:00", r0_title="Corrected")

    page = client.get(paste(client, call, ZONED))

    assert "1 unchanged." in page.text


def test_what_the_text_has_changed_is_ticked_and_taken(client, call, made):
    later = ZONED.replace("17:30", "18:00").replace("Clock Tower Square", "Town hall")
    address = paste(client, call, later, "town=Dunmore|day=2027-03-13|zone=Europe/London")

    page = client.get(address)
    assert "1 new, 1 changed and 1 not in this text." in page.text
    take(client, address)

    event = Event.objects.get(town="Ashford")
    assert (event.occurrences.get().start_time, event.place.name) == (dt.time(18), "Town hall")
    assert [(one.kind, one.event) for one in event.announcements.order_by("kind")] == [
        ("moved", event),
        ("place-changed", event),
    ]
    assert Event.objects.get(town="Dunmore").published_at is None
    assert Event.objects.get(town="Birkdale").cancelled_at is None


def edit_title(event, title):
    details = {name: getattr(Details.of(event), name) for name in Details.__slots__}
    edit_event(event, details=Details(**details | {"title": title}), by=None, now=NOW)


def test_what_somebody_edited_since_is_never_overwritten(client, call, made):
    edit_title(made["Ashford"], "The host’s own")
    address = paste(client, call, ZONED.replace("Rally & March", "March").replace("17:30", "18:00"))

    page = client.get(address).text
    take(client, address)

    event = Event.objects.get(town="Ashford")
    assert "edited here since" in page
    assert "The host’s own" in page
    assert (event.title, event.occurrences.get().start_time) == ("The host’s own", dt.time(18))


def test_an_edited_cell_is_taken_where_it_is_ticked(client, call, made):
    edit_title(made["Ashford"], "The host’s own")

    take(client, paste(client, call, ZONED.replace("Rally & March", "March")), k0_title="on")

    assert Event.objects.get(town="Ashford").title == "March"


def test_who_saves_while_the_page_is_open_is_not_overwritten(client, call, made):
    address = paste(client, call, ZONED.replace("Rally & March", "March"))
    opened = cells_of(client.get(address))
    edit_title(made["Ashford"], "The host’s own")

    response = client.post(address, opened | {"step": "draft"})

    assert "Somebody else has changed this action since you opened the form." in problems_of(response)[0]
    assert "The host’s own" in response.text
    assert "k0-title" not in cells_of(response)  # no longer ticked
    assert Event.objects.get(town="Ashford").title == "The host’s own"
    client.post(address, cells_of(response) | {"k0-title": "on", "step": "draft"})
    assert Event.objects.get(town="Ashford").title == "March"


def test_what_is_cancelled_or_over_is_left_alone(client, call, made):
    event = made["Ashford"]
    event.cancelled_at = NOW
    event.save()

    page = client.get(paste(client, call, ZONED.replace("17:30", "18:00")))

    assert "1 not in this text and 1 unchanged." in page.text
