import datetime as dt

import pytest

from events.actions.host import make_host_link, renew_host_link, seal_new_link, use_host_link
from events.hosts import open_host
from events.models import Announcement, Host, HostCheck
from tests.events.factories import NOW, make_event, make_host, make_organization, make_place, make_proposal, make_user
from tests.events.html_text import shown_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

NADIA = "nadia@inbox.example"
TBA = {"hours": "tba", "duration": None}


def hosted(**fields):
    organization = fields.pop("organization", None) or make_organization()
    if not fields.get("place_is_pending") and "attendance" not in fields:
        fields.setdefault("place", make_place(organization=organization))
    event = make_event(organization=organization, **fields)
    _host, token = make_host_link(event, by=None, language="en", now=NOW, address=NADIA)
    return event, f"/hosts/{token}/still-on/"


def said(answer):
    return shown_text(answer.text)


def test_where_nothing_is_missing_one_button_answers(client):
    event, address = hosted()

    shown = client.get(address)
    answer = client.post(address, {"answer": "on", "version": event.version})

    assert "Saturday 13 March, 17:30 – 19:30" in said(shown)
    assert "<input" not in shown.text.partition("<main")[2].replace('<input type="hidden"', "")
    assert (answer.status_code, "Thank you. It is on." in said(answer)) == (200, True)
    assert HostCheck.objects.get().answer == "on"
    assert Announcement.objects.count() == 0


def test_opening_the_link_changes_nothing(client):
    _event, address = hosted()

    for _time in range(2):
        client.get(address)
        client.head(address)

    assert HostCheck.objects.count() == 0
    assert Host.objects.get().confirmed_at is None


def test_the_page_is_nobody_elses_and_sets_no_cookie(client):
    _event, address = hosted()

    for answer in (client.get(address), client.post(address, {"answer": "on"})):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer.cookies == {}
        assert "csrf" not in answer.text
        assert "nadia" not in answer.text


def test_only_what_is_missing_is_asked_and_set_in_any_digits(client):
    event, address = hosted(town="Birkdale", place_is_pending=True, **TBA)

    shown = client.get(address)
    answer = client.post(
        address, {"answer": "on", "start_time": "١٨:٠٠", "place": "Town Hall", "version": event.version}
    )

    assert 'name="start_time"' in shown.text
    assert 'name="place"' in shown.text
    date = event.occurrences.select_related("shown_place").get()
    assert (date.start_time, date.shown_place.one_line) == (dt.time(18, 0), "Town Hall, Birkdale")
    assert "18:00" in said(answer)


def test_a_yes_may_leave_open_what_is_missing(client):
    event, address = hosted(place_is_pending=True, **TBA)

    answer = client.post(address, {"answer": "on", "start_time": "", "place": "", "version": event.version})

    assert "Thank you. It is on." in said(answer)
    assert event.occurrences.get().hours == "tba"


def test_an_hour_that_is_none_is_refused_beside_its_field_and_nothing_is_noted(client):
    event, address = hosted(**TBA)

    answer = client.post(address, {"answer": "on", "start_time": "25:99", "version": event.version})

    assert answer.status_code == 422
    assert "There is no hour “25:99”." in answer.text
    assert HostCheck.objects.count() == 0


def test_what_another_has_set_meanwhile_is_shown_beside_ones_own(client):
    event, address = hosted(**TBA)
    seen = event.version
    client.post(address, {"answer": "on", "start_time": "18:00", "version": seen})

    answer = client.post(address, {"answer": "on", "start_time": "19:00", "version": seen})

    assert answer.status_code == 422
    assert "Now stands: 18:00" in answer.text
    assert 'value="19:00"' in answer.text
    assert event.occurrences.get().start_time == dt.time(18, 0)


def test_no_is_noted_and_leads_to_where_people_are_told(client):
    event, address = hosted()

    answer = client.post(address, {"answer": "off", "version": event.version})

    assert "Noted: it is not on." in said(answer)
    assert f'href="{address.removesuffix("still-on/")}"' in answer.text
    assert HostCheck.objects.get().answer == "off"
    assert event.occurrences.get().state == "scheduled"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "cancelled"}, "It is cancelled."),
        ({"starts_at": NOW - dt.timedelta(days=2), "ends_at": NOW - dt.timedelta(days=1)}, "It is over."),
    ],
)
def test_what_is_off_or_over_is_said_and_not_asked(client, change, words):
    event, address = hosted()
    event.occurrences.update(**change)

    shown = client.get(address)
    client.post(address, {"answer": "on", "version": event.version})

    assert words in said(shown)
    assert "Yes, it is on" not in shown.text
    assert HostCheck.objects.count() == 0


def test_several_dates_are_listed_and_what_is_missing_has_its_place_elsewhere(client):
    days = [dt.date(2027, 3, day) for day in range(6, 22)]
    _event, address = hosted(dates=days, start_on=days[0], **TBA)

    shown = client.get(address)

    assert "and 4 more dates" in said(shown)
    assert 'name="start_time"' not in shown.text


def test_a_dead_link_says_so_and_tells_nothing(client):
    event, address = hosted()
    token = address.split("/")[2]
    use_host_link(open_host(token), now=NOW)
    renew_host_link(open_host(token), now=NOW)

    for answer in (client.get(address), client.post(address, {"answer": "on"}), client.get("/hosts/x/still-on/")):
        assert answer.status_code == 404
        assert event.title not in answer.text
    assert HostCheck.objects.count() == 0


def test_a_member_answers_by_the_same_page_until_they_leave(client):
    owner = make_user()
    event, address = hosted(organization=make_organization(owner=owner))
    Host.objects.update(user=owner)

    client.post(address, {"answer": "on", "version": event.version})
    owner.memberships.update(role="helper")
    late = client.post(address, {"answer": "off", "version": event.version})

    assert late.status_code == 404
    assert HostCheck.objects.get().answer == "on"


def test_another_sites_form_is_refused(client):
    _event, address = hosted()

    answer = client.post(address, {"answer": "on"}, headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert HostCheck.objects.count() == 0


def test_a_hidden_place_is_known_to_its_host(client):
    organization = make_organization()
    place = make_place(organization=organization, name="Cellar")
    _event, address = hosted(
        organization=organization, place=place, shown_place=None, place_visibility="confirmed", public_area="Old town"
    )

    assert "Cellar" in said(client.get(address))


def test_the_page_in_arabic_keeps_the_language_of_its_link(client):
    _event, address = hosted()

    text = client.get(f"{address}?lang=ar").text

    assert '<html lang="ar" dir="rtl">' in text
    assert "١٧:٣٠" in text


def test_a_proposal_that_is_no_action_yet_has_its_page_elsewhere(client):
    make_proposal(host=(host := make_host()))
    token = seal_new_link(host, now=NOW)
    host.save()

    answer = client.get(f"/hosts/{token}/still-on/")

    assert (answer.status_code, answer["Location"]) == (302, f"/hosts/{token}/")
