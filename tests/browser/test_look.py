"""Every kind of public page: readable by everybody, nothing wider than the screen, in both directions and themes."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import faults

LISTS = ["/", "/events/", "/statements/", "/calls/", "/campaigns/", "/organizations/", "/calendar/"]
FORMS = ["/leave/", "/accounts/login/", "/follows/?kind=vigil"]
ODD = ["/events/?kind=riot", "/events/?q=nothing-like-it", "/follows/?foo=bar", "/nowhere/"]
# A page of each kind, reached as a visitor reaches it.
DETAILS = [
    ("/events/?q=clock", ".entry h3 a"),
    ("/events/?online=true", ".entry h3 a"),
    ("/statements/", ".rows h2 a"),
    ("/calls/", ".rows a"),
    ("/campaigns/", ".rows h2 a"),
    ("/organizations/", ".rows h2 a"),
]
COLOURS_OF_MARKS = """() => [...document.querySelectorAll("mark")].map(mark => getComputedStyle(mark))
    .map(style => [style.color, style.backgroundColor])"""


@pytest.fixture(scope="module")
def demo_site(start_site):
    return start_site("--host", "127.0.0.1")  # with the demo


@pytest.mark.sqlite
@pytest.mark.parametrize(("language", "dark"), [("en", False), ("ar", True)])
def test_no_page_is_too_wide_or_hard_to_read(demo_site, visitor, language, dark):
    page = visitor.open(demo_site.url, width=320, language=language, dark=dark)
    found = {}

    for path in addresses(page, demo_site.url):
        page.goto(demo_site.url + path)
        found[path] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def addresses(page, url):
    for path, link in DETAILS:
        page.goto(url + path)
        yield page.locator(link).first.get_attribute("href")
    yield from [*LISTS, *FORMS, *ODD]


@pytest.mark.sqlite
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_marked_can_be_read_in_the_colours_that_somebody_forces(demo_site, visitor, scheme):
    page = visitor.open(demo_site.url)
    page.emulate_media(forced_colors="active", color_scheme=scheme)

    page.goto(demo_site.url)

    colours = page.evaluate(COLOURS_OF_MARKS)
    assert len(colours) > 5
    assert {tuple(pair) for pair in colours} == {("rgb(0, 0, 0)", "rgb(255, 255, 0)")}


@pytest.mark.sqlite
def test_language_is_changed_without_scripts_and_leads_back(demo_site, visitor):
    page = visitor.open(demo_site.url + "/events/?kind=vigil", scripts=False)

    page.get_by_role("button", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(demo_site.url + "/events/?kind=vigil")


@pytest.mark.sqlite
def test_clock_of_who_follows_is_the_browsers_and_theirs_to_choose(demo_site, visitor):
    url = demo_site.url + "/follows/?kind=vigil"
    clock = 'select[name="zone"]'

    here = visitor.open(url, zone="Asia/Calcutta")  # as Chromium calls it; the list says Asia/Kolkata
    elsewhere = visitor.open(url, scripts=False, zone="Asia/Calcutta")

    expect(here.locator(clock)).to_have_value("Asia/Calcutta")
    likely = elsewhere.locator(clock).input_value()
    assert likely not in ("", "Asia/Calcutta")
    elsewhere.locator(clock).select_option("Asia/Kolkata")
    elsewhere.get_by_label("Once a day, at 08:00").check()
    elsewhere.get_by_label("Your e-mail address").fill("amal@example.org")
    elsewhere.get_by_role("button", name="Follow").click()
    expect(elsewhere.locator("main")).to_contain_text("Once a day, at 08:00, Kolkata time")
