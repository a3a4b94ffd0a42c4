"""Reminders behind a host's link in a browser: read, added and removed, however narrow and from right to left."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.host import make_host_link
from events.models import Event, Host
from events.reading.reminders import rules_of
from tests.browser.looks import fits
from tests.events.factories import make_event, make_organization, make_user


@pytest.fixture
def token(transactional_db):
    now = timezone.now()
    organization = make_organization(owner=make_user())
    event = make_event(organization=organization, start_on=now.date() + dt.timedelta(days=10), town="Birkdale")
    return make_host_link(event, by=None, language="en", now=now)[1]


def rules():
    return len(rules_of(Event.objects.get()))


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_host_adds_a_reminder_and_removes_it(live_server, visitor, token, scripts, width):
    page = visitor.open(f"{live_server.url}/hosts/{token}/", scripts=scripts, width=width)

    fits(page).get_by_role("link", name="When next, and which").click()
    fits(page).get_by_label("How many").fill("3")
    page.get_by_label("When", exact=True).select_option("hours-before")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("status").wait_for()
    assert rules() == 3
    fits(page).get_by_role("row", name="3 hours before").get_by_role("button", name="Remove").click()

    page.get_by_text("This reminder is not sent any more.").wait_for()
    assert rules() == 2


def test_pages_fit_in_arabic_also_where_no_mail_reaches_the_host(live_server, visitor, token):
    Host.objects.update(refused_at=timezone.now())

    for rest in ("", "reminders/"):
        page = visitor.open(f"{live_server.url}/hosts/{token}/{rest}?lang=ar", scripts=False, width=320)
        expect(fits(page).locator("html")).to_have_attribute("dir", "rtl")
