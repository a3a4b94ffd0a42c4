"""Is it still on? Asked from the table, answered behind the mail's link in two taps; what is missing is on its page."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.host import make_host_link, use_host_link
from events.models import HostCheck, Occurrence
from notifications.models import Delivery
from tests.browser.looks import fits
from tests.events.answers import deliver
from tests.events.factories import make_call, make_event, make_organization, make_place, make_statement, make_user

SIZES = [(True, 1280), (False, 1280), (True, 390), (False, 390), (False, 320)]
ADDRESS = re.compile(r"/hosts/[\w-]{43}/still-on/\?lang=\w+")
NADIA = "nadia@inbox.example"
BROKEN_HEADS = """() => [...document.querySelectorAll(".call-table th:not(.tick)")].filter(head => {
    const words = document.createRange();
    words.selectNodeContents(head);
    const lines = new Set([...words.getClientRects()].map(line => line.top));
    return lines.size > head.textContent.trim().split(" ").length;
}).map(head => head.textContent)"""


@pytest.fixture
def user(transactional_db):
    return make_user()


@pytest.fixture
def call(user):
    return make_call(statement=make_statement(organization=make_organization(owner=user)), is_open_to_hosts=True)


def hosted(call, **fields):
    organization, now = call.statement.organization, timezone.now()
    day = now.date() + dt.timedelta(days=10)
    place = None if fields.get("place_is_pending") else make_place(organization=organization)
    event = make_event(organization=organization, call=call, place=place, start_on=day, **fields)
    host, _token = make_host_link(event, by=None, language="en", now=now, address=NADIA)
    use_host_link(host, now=now)
    Delivery.objects.all().delete()
    return event


@pytest.fixture
def open_table(client, live_server, visitor, user, call):
    """The page as its coordinator sees it, signed in."""

    def open_it(**how):
        client.force_login(user)
        page = visitor.open(live_server.url, **how)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/organize/calls/{call.slug}/table/")
        return page

    return open_it


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [720, 1000, 1280])
def test_no_column_of_the_table_is_too_narrow_for_its_head(call, open_table, width, language):
    hosted(call)

    page = fits(open_table(width=width, language=language))

    expect(page.locator(".call-table th")).to_have_count(8)
    assert page.evaluate(BROKEN_HEADS) == []


@pytest.mark.parametrize(("scripts", "width"), SIZES)
def test_hosts_are_asked_from_the_table_and_answer_in_two_taps(call, live_server, visitor, open_table, scripts, width):
    hosted(call)
    page = open_table(scripts=scripts, width=width)

    fits(page).get_by_role("link", name="Ask the one: is it still on?").click()
    fits(page).get_by_role("button", name="Ask 1 person").click()
    page.get_by_text("Asked about 1 action.").wait_for()

    (mail,) = deliver(timezone.now())
    answering = visitor.open(  # the first tap
        live_server.url + ADDRESS.search(mail.body)[0], scripts=scripts, width=width
    )
    fits(answering).get_by_role("button", name="Yes, it is on").click()  # the second
    expect(fits(answering).locator("h1")).to_have_text("Thank you. It is on.")
    page.get_by_role("navigation", name="Which actions").get_by_role("link", name="All").click()
    expect(fits(page).locator("table")).to_contain_text("yes, today")


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_what_is_missing_is_asked_on_the_same_page(call, live_server, visitor, scripts, width):
    event = hosted(call, town="Birkdale", place_is_pending=True, hours="tba", duration=None)
    _host, token = make_host_link(event, by=None, language="en", now=timezone.now())
    page = visitor.open(f"{live_server.url}/hosts/{token}/still-on/", scripts=scripts, width=width)

    page.get_by_label("At what hour?").fill("6 pm")
    page.get_by_label("Where?").fill("Town Hall, Quay Road 40")
    page.get_by_label("Where?").press("Enter")

    page.get_by_text("Thank you. It is on.").wait_for()
    date = Occurrence.objects.get()
    assert (date.start_time, date.shown_place.one_line) == (dt.time(18, 0), "Town Hall, Quay Road 40, Birkdale")


def test_the_box_for_all_ticks_each_and_one_can_be_left_out_again(call, open_table):
    for _number in range(3):
        hosted(call)
    page = open_table()

    page.get_by_label("All 3 that are shown").check()
    page.locator("input[name=event]").first.uncheck()
    page.get_by_role("button", name="I have heard: it is on").click()

    page.get_by_text("Noted: 2 actions are on.").wait_for()
    assert HostCheck.objects.count() == 2


def test_without_scripts_the_box_for_all_stands_for_all(call, open_table):
    for _number in range(3):
        hosted(call)
    page = open_table(scripts=False, width=390)

    page.get_by_label("All 3 that are shown").check()
    page.get_by_role("button", name="I have heard: it is on").click()

    expect(page.get_by_text("Noted: 3 actions are on.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 800, 390, 320])
def test_a_long_name_pushes_nothing_off_the_page_and_what_is_ticked_is_done_from_where_one_is(call, open_table, width):
    for _number in range(8):
        hosted(call, town="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch")
    page = open_table(scripts=False, width=width)

    fits(page).locator("input[name=event]").first.check()

    expect(page.get_by_role("button", name="I have heard: it is on")).to_be_in_viewport()
