"""What a participant leaves behind in a running site: no address, name, secret link, client address or browser in
any log, and nothing readable in the database (invariants 7 and 10)."""

import re
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from config.celery import app
from notifications.doorbell import PLAN_TASK, RING_TASK
from tests.servers.smtp import MailServer

ADDRESS, NAME, OTHER = "quince7f3a@inbox.example", "Wisteria Canary", "plum9d1c@inbox.example"
CALENDAR = "Snapdragon Phone"
CLIENT, BROWSER, REFERRER = "203.0.113.77", "CanaryBrowser/9.9", "https://canary-referrer.example/page"
LINK = re.compile(r"/(rsvps|leave|follows)/([\w-]{43})/")


@pytest.fixture(scope="module")
def mails():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def lively(start_site, mails):
    """A site with demo content that logs all it can."""
    return start_site("--host", "127.0.0.1", EMAIL_URL=mails.url, LOG_LEVEL="DEBUG", TRUSTED_PROXY_COUNT="1")


def ask(site, path, data=None):
    headers = {"User-Agent": BROWSER, "X-Forwarded-For": CLIENT, "Referer": REFERRER}
    body = None if data is None else urlencode(data, doseq=True).encode()
    try:
        with urlopen(Request(site.url + path, data=body, headers=headers), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def coming(site):
    """An event that takes answers, and what its form needs."""
    for slug in re.findall(r'href="/events/([\w-]+)/', ask(site, "/events/")[1]):
        page = ask(site, f"/events/{slug}/")[1]
        dates = re.findall(r'name="dates" value="([\dT-]+)"', page)
        if dates:
            return f"/events/{slug}/rsvp/", {"dates": dates[:1], "party_size": "2", "attendance": "in-person"}
    raise AssertionError("no event takes answers")


def link_of(mails, number):
    return LINK.search(mails.await_mails(number)[-1].text)


def live(site, mails):
    """Come, confirm, fail, be refused, leave; every secret that came by."""
    path, form = coming(site)
    assert ask(site, path, form | {"email": ADDRESS, "name": NAME})[0] == 200
    token = link_of(mails, 1)[2]
    assert ask(site, f"/rsvps/{token}/", {"action": "confirm"})[0] == 200
    assert ask(site, f"/rsvps/{token}/", {"action": "change", "rsvp": ADDRESS})[0] == 422
    page = ask(site, f"/rsvps/{token}/", {"action": "make-calendar", "name": CALENDAR})[1]
    calendar = re.search(r"/calendars/([\w-]{43})\.ics", page)[1]
    assert ask(site, f"/calendars/{calendar}.ics")[0] == 200
    assert ask(site, f"/calendars/{calendar}.ics", {})[0] == 405
    assert ask(site, f"/calendars/{calendar}x.ics")[0] == 404
    assert ask(site, f"/calendars/{calendar}%00.ics")[0] == 400
    assert ask(site, f"/rsvps/{token}x/")[0] == 404
    assert ask(site, f"/rsvps/{token}%00/")[0] == 400
    assert ask(site, path, form | {"email": f"{ADDRESS},{OTHER}", "name": NAME})[0] == 422
    assert ask(site, path, form | {"email": OTHER, "name": NAME + "\x00"})[0] == 422
    assert ask(site, f"/events/?q={ADDRESS}&after={NAME.split()[0]}")[0] == 400
    assert ask(site, f"/{ADDRESS}/")[0] == 404
    assert ask(site, "/accounts/login/", {"login": ADDRESS, "password": NAME})[0] == 403
    mails.await_mails(2)
    followed = {"path": "/events/", "query": "", "zone": "Asia/Beirut", "how_often": "daily"}
    assert ask(site, "/follows/", followed | {"email": OTHER})[0] == 200
    follow = link_of(mails, 3)
    assert (follow[1], ask(site, f"/follows/{follow[2]}/", {"action": "confirm"})[0]) == ("follows", 200)
    assert ask(site, f"/follows/{follow[2]}/", {"action": "change", "zone": ADDRESS})[0] == 422
    page = ask(site, f"/follows/{follow[2]}/", {"action": "make-calendar", "name": CALENDAR})[1]
    own = re.search(r"/calendars/([\w-]{43})\.ics", page)[1]
    assert ask(site, f"/calendars/{own}.ics")[0] == 200
    assert ask(site, f"/follows/{follow[2]}x/")[0] == 404
    assert ask(site, "/follows/", followed | {"email": f"{ADDRESS},{OTHER}"})[0] == 422
    assert ask(site, "/leave/", {"email": ADDRESS})[0] == 200
    leave = link_of(mails, 4)
    assert leave[1] == "leave"
    assert ask(site, f"/leave/{leave[2]}/")[0] == 200
    return [token, leave[2], calendar, follow[2], own]


def test_nothing_of_a_participant_is_in_logs_database_or_tasks(lively, mails):
    secrets = live(lively, mails)

    logs = "".join(path.read_text() for path in lively.data_dir.glob("*.log"))
    canaries = [
        *secrets,
        "quince7f3a",
        "plum9d1c",
        "Wisteria",
        "Snapdragon",
        CLIENT,
        "CanaryBrowser",
        "canary-referrer",
    ]
    assert len(logs) > 100
    assert [canary for canary in canaries if canary in logs] == []
    stored = lively.manage("shell", "-c", DUMP)
    assert "events.RSVP" in stored
    assert [canary for canary in canaries if canary in stored] == []
    files = b"".join(path.read_bytes() for path in lively.data_dir.glob("*.sqlite3*"))
    assert [canary for canary in canaries if canary.encode() in files] == []


DUMP = """
from django.apps import apps
for model in apps.get_models():
    for row in model._default_manager.values():
        print(model._meta.label, row)
"""


def test_tasks_carry_nothing():
    """What is owed stands in the database; the broker sees names of tasks only."""
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}

    assert {RING_TASK, PLAN_TASK} <= set(ours)
    assert {name: task.run.__code__.co_argcount for name, task in ours.items()} == dict.fromkeys(ours, 0)
