import datetime as dt
import re

import pytest

from events.models import RSVP, ListedName
from tests.events.answers import confirm
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.proposals import host_event
from tests.events.views.pages import text_of
from tests.events.views.rsvp_pages import SATURDAYS, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_event_page_offers_the_form_without_token_or_cookie(client):
    event = make_event()

    response = client.get(event.get_absolute_url())

    page = response.content.decode()
    assert f'action="/events/{event.slug}/rsvp/?lang=en"' in page
    assert "csrf" not in page
    assert not response.cookies
    assert "We erase our copy on 27 March" in text_of(response)
    assert "Other people do not see who comes" in page


def test_form_lists_twelve_coming_dates_with_the_next_ticked(client):
    days = [dt.date(2027, 2, 20) + dt.timedelta(weeks=week) for week in range(20)]
    event = make_event(dates=days, rule="FREQ=WEEKLY")

    page = client.get(event.get_absolute_url()).content.decode()

    boxes = re.findall(r'<input type="checkbox" name="dates" value="([^"]+)"([^>]*)>', page)
    assert [value for value, _rest in boxes] == [day.isoformat() for day in days[2:14]]
    assert [value for value, rest in boxes if "checked" in rest] == [days[2].isoformat()]


def test_page_of_one_date_ticks_that_date(client):
    event = make_event(dates=SATURDAYS, rule="FREQ=WEEKLY")

    page = client.get(event.occurrences.get(original_on=SATURDAYS[1]).get_absolute_url()).content.decode()

    boxes = re.findall(r'<input type="checkbox" name="dates" value="([^"]+)"([^>]*)>', page)
    assert [value for value, rest in boxes if "checked" in rest] == ["2027-03-20"]


@pytest.mark.parametrize("fields", [{"takes_rsvps": False}, {"cancelled_at": NOW}])
def test_page_of_an_event_that_takes_no_answers_has_no_form(client, fields):
    event = make_event(**fields)

    assert "/rsvp/" not in client.get(event.get_absolute_url()).content.decode()


def test_form_without_mail_offers_no_reminder(client, settings):
    settings.EMAIL_IS_OFF = True
    event = make_event()

    page = client.get(event.get_absolute_url()).content.decode()

    assert 'name="email"' not in page
    assert "nobody is reminded" in page
    assert post(client, event).status_code == 200
    assert RSVP.objects.get().state == "confirmed"


def names_of(page):
    """What the form says of who sees names."""
    return re.search(r"Other people do not see who comes.*? We erase", text_of(page))[0]


def test_form_says_who_sees_the_name_where_a_listed_group_hosts(client):
    _token, host = host_event()
    event = host.event

    said = names_of(client.get(event.get_absolute_url()))

    lister = event.organization.name
    assert f"the organisers of {lister} see the name you gave and how many you are, not your address." in said
    assert "Birkdale Tenants sees only how many come." in said
    theirs = make_organization(name="Tenants United")
    ListedName.objects.update(claimed_by=theirs)
    client.force_login(make_user())  # pages for nobody signed in are kept for two seconds
    said = names_of(client.get(event.get_absolute_url()))
    assert f"the organisers of {lister} and Tenants United see the name" in said
    assert "sees only how many come" not in said


def test_form_of_an_organisations_own_action_says_that_the_hosts_see_the_name(client):
    said = names_of(client.get(make_event().get_absolute_url()))

    assert "the hosts see the name you gave and how many you are, not your address." in said


def test_page_behind_the_link_says_who_sees_the_name(client):
    _token, host = host_event()
    token, _rsvps = confirm(host.event)

    page = text_of(client.get(f"/rsvps/{token}/"))

    assert f"the organisers of {host.event.organization.name} see the name you gave" in page
    assert "Birkdale Tenants sees only how many come." in page


def test_what_is_read_in_a_language_is_answered_in_it(client):
    """Whatever the browser asks for: the mail is in that language too."""
    event = make_event()
    page = client.get(f"/events/{event.slug}/?lang=ar", headers={"Accept-Language": "en"}).text
    action = f"/events/{event.slug}/rsvp/?lang=ar"
    typed = {"dates": "2027-03-13", "party_size": "1", "answer": "going", "email": "amal@inbox.example", "name": ""}

    answer = client.post(action, typed, headers={"Accept-Language": "en"})

    assert f'action="{action}"' in page
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert RSVP.objects.get().language == "ar"
