"""The whole story in a browser: from a pasted statement to a reminder and a calendar, with scripts and without."""

import datetime as dt
import re
import time
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

SENTENCE = "On the day of the hearing we call on every street to send one person"
TEXT = f"""No more pumps

3 March 2027

The river has a right to arrive. {SENTENCE}, with a chair.

The licence was granted in August, Aug. 3, 2026

Share
Share
"""
STALE_SECONDS = 2.1  # a calendar may be two seconds behind its rows
PASSPHRASE = "a long enough passphrase"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_story_from_statement_to_reminder_and_calendar(start_site, visitor, scripts):
    site = start_site("--no-demo")
    page = visitor.open(site.setup_link, scripts=scripts, zone="Asia/Beirut")

    _set_up(page, scripts)
    _paste_and_publish(page, site)
    _mark_sentence(page)
    event_url = _post_action(page, site)
    expect(page.get_by_role("button", name="Copy").first).to_be_visible(visible=scripts)  # it does nothing without
    guest = visitor.open(event_url, scripts=scripts, width=390)
    _say_coming(guest)
    token_url = _link_of_mail(page, site, "Please confirm")
    guest.goto(token_url)
    guest.get_by_role("button", name="Yes, confirm").click()
    _read_mail(page, site, "Confirmed: One chair per street")
    ics = urlopen(page.url.split("/accounts/")[0] + _ics_path(event_url)).read()
    entry = Calendar.from_ical(ics).walk("VEVENT")[0]
    assert entry["SUMMARY"] == "One chair per street"
    assert SENTENCE in entry["DESCRIPTION"]
    assert "/statements/no-more-pumps/" in entry["DESCRIPTION"]

    _move_to(page, event_url, "18:30")

    _make_due(page, site, "News about a change")  # another edit may follow for two minutes
    _read_mail(page, site, "New time: One chair per street", containing=("17:30", "18:30"))
    time.sleep(STALE_SECONDS)
    moved = Calendar.from_ical(urlopen(page.url.split("/accounts/")[0] + _ics_path(event_url)).read())
    assert moved.walk("VEVENT")[0]["DTSTART"].dt.strftime("%H:%M") == "18:30"
    assert moved.walk("VEVENT")[0]["SEQUENCE"] > entry["SEQUENCE"]
    _make_due(page, site, "Reminder")
    _read_mail(page, site, "Reminder: One chair per street", containing=("18:30", SENTENCE))
    guest.goto(token_url)
    guest.get_by_role("button", name="I can’t come: cancel").click()
    _read_mail(page, site, "You are not coming: One chair per street")
    assert "Nothing is planned" in _mail_box(page, site)


def _set_up(page, scripts) -> None:
    expect(page.locator("[name=zone]")).to_have_value("Asia/Beirut" if scripts else "UTC")
    page.get_by_label("E-mail").fill("operator@example.org")
    page.locator("[name=password]").fill(PASSPHRASE)
    page.locator("[name=organization_name]").fill("Friends of the River")
    page.locator("[name=zone]").select_option("Europe/Madrid")
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile(r"/start/$"))


def _paste_and_publish(page, site) -> None:
    page.goto(f"{site.url}/organize/statements/new/")
    page.locator("[name=source]").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("[name=title]")).to_have_value("No more pumps")
    expect(page.locator("[name=dated_on]")).to_have_value("2027-03-03")
    assert "Share" not in page.locator("[name=body]").input_value()
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("It is public now.")).to_be_visible()
    assert urlopen(f"{site.url}/statements/no-more-pumps/").status == 200


def _mark_sentence(page) -> None:
    page.get_by_role("link", name="Mark a passage").click()
    page.locator("[name=quote]").fill(SENTENCE)
    page.locator("[name=title]").fill("One person per street")
    page.get_by_role("button", name="Mark it").click()
    expect(page.locator("main")).to_contain_text(SENTENCE)


def _post_action(page, site) -> str:
    page.goto(f"{site.url}/organize/events/new/")
    page.locator("[name=title]").fill("One chair per street")
    page.locator("[name=call]").select_option(index=1)
    page.locator("[name=start_on]").fill((dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)).isoformat())
    page.locator("[name=start_time]").fill("17:30")
    page.locator("[name=place]").fill("Town hall, Bridge Street 1, Marlmouth")
    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_url(re.compile(r"/organize/events/one-chair-per-street/$"))
    return f"{site.url}/events/one-chair-per-street/"


def _say_coming(guest) -> None:
    guest.locator(".panel input[type=email]").fill("mara@example.org")
    guest.get_by_role("button", name="I’m coming").first.click()
    expect(guest.locator("main")).to_contain_text("mara@example.org")
    assert "mara" not in guest.url


def _mail_box(page, site) -> str:
    page.goto(f"{site.url}/accounts/mail-box/")
    return page.locator("main").inner_text()


def _read_mail(page, site, subject, containing=()) -> str:
    """Opens the newest mail whose subject has `subject`, once the worker has written it; its text."""
    for _ in range(120):
        _mail_box(page, site)
        mail = page.locator("main td a").filter(has_text=subject)
        if mail.count():
            break
        page.wait_for_timeout(1_000)
    mail.first.click()
    text = page.locator("main").inner_text()
    for words in containing:
        assert words in text, text
    return text


def _link_of_mail(page, site, subject) -> str:
    _read_mail(page, site, subject)
    return page.locator("main a[href*='/rsvps/']").first.get_attribute("href")


def _ics_path(event_url) -> str:
    return re.sub(r"^https?://[^/]+", "", event_url).rstrip("/") + ".ics"


def _move_to(page, event_url, hour) -> None:
    page.goto(event_url.replace("/events/", "/organize/events/"))
    page.get_by_role("link", name="Move, cancel").click()
    page.get_by_role("link", name="Another day or hour").click()
    page.locator("[name=start_time]").fill(hour)
    page.locator("[name=end_time]").fill("")
    page.get_by_role("button", name="Move it and tell people").click()
    expect(page.locator("main")).to_contain_text("Who is coming is told")


def _make_due(page, site, what) -> None:
    """Lets the earliest planned mail of this kind go now, once the worker has planned it."""
    for _ in range(120):
        _mail_box(page, site)
        row = page.locator("main tr").filter(has=page.get_by_role("cell", name=what, exact=True))
        if row.count():
            break
        page.wait_for_timeout(1_000)
    row.get_by_role("button", name="As if it were due").first.click()
