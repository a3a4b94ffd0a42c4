"""Hosting in a browser: proposed on one page in at most seven fields, confirmed, looked after by the link."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.proposal import publish_proposal
from events.gazetteer import find_town
from events.models import Event, Occurrence, Proposal
from tests.browser.looks import fits
from tests.events.answers import deliver
from tests.events.proposals import LINK, RIMA, host_event, make_open_call

# With and without scripts, wide, on a phone, and as narrow as it gets.
SIZES = [(True, 1280), (False, 1280), (True, 390), (False, 390), (False, 320)]


@pytest.fixture
def call(transactional_db):
    find_town("Beirut")  # the first to name a town in a process waits for the gazetteer; here a click would time out
    today = timezone.now().date()
    return make_open_call(window_start_on=today + dt.timedelta(days=10), window_end_on=today + dt.timedelta(days=14))


@pytest.mark.parametrize(("scripts", "width"), SIZES)
def test_action_is_proposed_on_one_page_confirmed_and_looked_after(call, live_server, visitor, scripts, width):
    page = visitor.open(f"{live_server.url}/calls/{call.slug}/host/", scripts=scripts, width=width)
    fields = page.locator("form.form :is(input:not([type=hidden]), select, textarea)").all()
    assert len([field for field in fields if field.is_visible()]) <= 7

    fits(page).get_by_label("Town").fill("Beirut")
    page.get_by_label("Day").fill(call.window_end_on.isoformat())
    page.get_by_label("Who you are").fill("Birkdale Tenants")
    page.get_by_label("E-mail address to reach you").fill(RIMA)
    page.get_by_role("button", name="Propose it").click()
    expect(fits(page).locator("h1")).to_contain_text("open the link in our mail")

    token = LINK.search(deliver(timezone.now())[0].body)[1]
    page.goto(f"{live_server.url}/hosts/{token}/")
    fits(page).get_by_role("button", name="Yes, propose it").click()
    expect(fits(page).locator("h1")).to_contain_text("Your proposal is being looked at")

    publish_proposal(Proposal.objects.get(), by=None, now=timezone.now())
    page.goto(f"{live_server.url}/hosts/{token}/")
    fits(page).locator("#move").get_by_label("Starts").fill("17:30")
    page.locator("#move").get_by_role("button").click()
    expect(fits(page).get_by_role("status")).to_contain_text("The hour is set.")
    page.locator("#place").get_by_label("Place", exact=True).fill("Dock Square")
    page.locator("#place").get_by_role("button").click()

    page.get_by_role("status").wait_for()
    date = Occurrence.objects.get()
    assert (date.start_time, date.shown_place.one_line) == (dt.time(17, 30), "Dock Square, Beirut")
    assert (visitor.foreign_requests, visitor.script_errors) == ([], [])


@pytest.mark.parametrize("width", [1280, 320])
def test_town_that_is_not_sure_is_asked_for_once_on_the_same_page(call, live_server, visitor, width):
    page = visitor.open(f"{live_server.url}/calls/{call.slug}/host/?town=Ashford", scripts=False, width=width)
    page.get_by_label("Day").fill(call.window_end_on.isoformat())
    page.get_by_label("Who you are").fill("Ashford Tenants")
    page.get_by_label("E-mail address to reach you").fill(RIMA)
    page.get_by_role("button", name="Propose it").click()

    fits(page).get_by_label("By which clock?").select_option("GB:Europe/London")
    page.get_by_role("button", name="Propose it").click()

    expect(page.locator("h1")).to_contain_text("open the link in our mail")
    assert (Proposal.objects.get().zone, Proposal.objects.get().host_name) == ("Europe/London", "Ashford Tenants")


@pytest.mark.parametrize(("language", "width"), [("en-GB", 320), ("ar", 390), ("ar", 1280)])
def test_host_page_and_its_sheet_fit_in_every_direction(call, live_server, visitor, language, width):
    token, _host = host_event(call, now=timezone.now(), start_on=call.window_end_on, place="Dock Square, 1 Quay Rd")

    page = visitor.open(f"{live_server.url}/hosts/{token}/", language=language, width=width)
    fits(page)
    page.goto(f"{live_server.url}/hosts/{token}/sheet/")
    fits(page)
    page.goto(f"{live_server.url}/hosts/new-link/")
    fits(page)


def test_action_is_cancelled_by_keyboard_alone(call, live_server, visitor):
    token, _host = host_event(call, now=timezone.now(), start_on=call.window_end_on)
    page = visitor.open(f"{live_server.url}/hosts/{token}/", scripts=False, width=390)

    page.locator("#cancel summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("No permit")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("status").wait_for()
    assert Event.objects.get().is_cancelled
    assert Occurrence.objects.get().note == "No permit"
