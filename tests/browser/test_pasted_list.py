"""A call that thirty towns answer: pasted, two cells corrected, published, on three pages."""

import datetime as dt

import pytest
from playwright.sync_api import expect

DAY = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
TOWNS = [
    a + b for a in ("Ash", "Birk", "Carrow", "Dun", "East", "Fen") for b in ("field", "more", "lake", "wick", "holt")
]
TEXT = "\n\n".join(f"{town}\n{number % 11 + 1}pm\nRally — Square {number}" for number, town in enumerate(TOWNS))
PASSPHRASE = "a long enough passphrase"
MAKE_CALL = f"""
import datetime as dt
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from events.actions.call import find_passage, mark_call
from events.actions.statement import create_statement_draft, publish_statement
from tests.events.factories import make_organization
user = User.objects.create_user(email="mara@example.org", password={PASSPHRASE!r})
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
organization = make_organization(owner=user)
day = dt.date.fromisoformat("{DAY.isoformat()}")
statement = create_statement_draft(
    organization=organization, title="No more pumps", body="We call on every town to rally.", language="en",
    dated_on=dt.date(2026, 1, 1), source_url="", by=user, now=timezone.now())
publish_statement(statement, by=user, now=timezone.now())
statement.refresh_from_db()
passage = find_passage(statement.current, quote="We call on every town to rally.")
call = mark_call(statement, title="Rally", asks_for="protest", passage=passage, by=user, now=timezone.now(),
    window_start_on=day, window_end_on=day)
print("SLUG", call.slug)
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [1280, 390])
def test_thirty_towns_in_three_pages(start_site, visitor, scripts, width):
    site = start_site("--no-demo")
    slug = site.manage("shell", "-c", MAKE_CALL).split("SLUG ")[1].split()[0]
    page = visitor.open(f"{site.url}/accounts/login/", scripts=scripts, width=width)
    page.set_default_timeout(60_000)  # the gazetteer is read for the first time
    page.get_by_label("E-mail").fill("mara@example.org")
    page.locator("[name=password]").fill(PASSPHRASE)
    page.locator("main .button").first.click()
    pages = []

    page.goto(f"{site.url}/organize/calls/{slug}/paste/")
    page.on("framenavigated", lambda frame: pages.append(frame.url))
    page.locator("[name=source]").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("h1 + .lead")).to_contain_text("30 actions")
    page.get_by_label("Time zone of all actions that have none").fill("madrid")
    page.locator("[name=r0-hour]").fill("6:30 pm")
    page.locator("[name=r29-place]").fill("Old mill, Mill Lane 1")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if scripts:
        page.locator("[name=r3-hour]").fill("")
        expect(page.get_by_text("Still to come: 1")).to_be_visible()
        page.get_by_role("button", name="Next empty cell").click()
        expect(page.locator("[name=r3-hour]")).to_be_focused()
        page.locator("[name=r3-hour]").press("ArrowUp")
        expect(page.locator("[name=r2-hour]")).to_be_focused()
    page.get_by_role("button", name="Publish all 30").click()

    expect(page.get_by_text("30 actions are public now.")).to_be_visible()
    assert len(pages) <= 2  # after the one that it is pasted on
    page.goto(f"{site.url}/events/?q=Ashfield")
    expect(page.locator("main")).to_contain_text("18:30")
    page.goto(f"{site.url}/events/?q=Fenholt")
    page.locator("article.entry h3 a").click()  # a list says the town, the page the place
    expect(page.locator("main")).to_contain_text("Old mill")
