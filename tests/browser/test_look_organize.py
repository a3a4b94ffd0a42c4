"""The organisers' pages: nothing wider than the screen, readable by everybody, and large enough for a finger."""

import pytest
from django.urls import resolve

from tests.browser.looks import faults

JOIN_ALL = """
from accounts.models import Membership, Organization, User
for organization in Organization.objects.all():
    Membership.objects.get_or_create(organization=organization, user=User.objects.get(), defaults={"role": "owner"})
"""
PASSPHRASE = "a long enough passphrase"
# A call whose table has a series in it, then whatever these pages lead to.
START = ["/organize/calls/a-week-of-teach-ins/table/", "/organize/", "/accounts/", "/accounts/mail-box/", "/start/"]
LINKS = """() => [...document.querySelectorAll("main a[href]")].map(link => new URL(link.href))
    .filter(url => url.origin === location.origin && /^.(organize|accounts).*[/]$/.test(url.pathname))
    .map(url => url.pathname)"""


@pytest.mark.sqlite
@pytest.mark.parametrize(("language", "dark"), [("en", False), ("ar", True)])
def test_no_page_of_organisers_is_too_wide_or_hard_to_read_or_hit(start_site, visitor, language, dark):
    site = start_site("--host", "127.0.0.1")  # with the demo
    page = visitor.open(site.setup_link, width=320, language=language, dark=dark)
    page.locator("[type=email]").fill("operator@example.org")
    page.locator("[name=password]").fill(PASSPHRASE)
    page.locator("[name=organization_name]").fill("Friends of the River")
    page.locator("main .button").click()
    site.manage("shell", "-c", JOIN_ALL)

    found = {path: faults(page) for path in one_of_each(page, site.url)}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def one_of_each(page, url):
    """Opens one page for each view that the links of those before lead to."""
    seen, waiting = {"account_logout"}, list(START)
    while waiting:
        path = waiting.pop(0)
        name = resolve(path).view_name
        if name in seen:
            continue
        seen.add(name)
        page.goto(url + path)
        yield path
        waiting += page.evaluate(LINKS)
