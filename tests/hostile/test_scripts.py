"""What people write stays text, wherever it is shown; and no page needs more than the policy allows."""

import datetime as dt
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core import mail
from icalendar import Calendar

from events.actions.call import mark_call
from events.actions.campaign import CampaignDetails, edit_campaign
from events.actions.campaign_parts import Citation, add_demand, add_milestone, add_target
from events.actions.details import Details
from events.actions.event import post_event
from events.actions.occurrence import move_occurrence
from events.actions.signature import list_names
from events.actions.statement import create_statement_draft, publish_statement
from events.actions.whereabouts import Where
from events.models import Campaign
from events.timing import Timing
from tests.events.answers import confirm, deliver
from tests.events.factories import NOW
from tests.hostile.crawl import Links, crawl, strings_of

# Each opens something, somewhere: a tag, an attribute, a comment, a link, a template, a line, a calendar entry.
PAYLOADS = [
    "<script>canary()</script>",
    "\"'><img src=//evil.example/x onerror=canary()>",
    "</title></textarea></script><svg onload=canary()>",
    "[click](javascript:canary())",
    "[click](JaVaScRiPt&colon;canary() 'x')",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example/>",
    "<a href=data:text/html,canary>x</a>",
    "<!--<x-canary>-->",
    "]]><x-canary/>",
    "{{ settings.SECRET_KEY }}{% csrf_token %}",
    "%(name)s %s {0} {name}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=canary()>",
    "`<x-canary>` ~~~ <x-canary>",
    "javascript:canary()",
    "&lt;x-canary&gt; &#60;x-canary&#62;",
    "\\u003cx-canary\\u003e",
    "\u202e\u2066<x-canary>\u2069",
]
LINES = ["BEGIN:VEVENT", "END:VCALENDAR", "ATTENDEE:mailto:victim@inbox.example", "X-ALT-DESC;FMTTYPE=text/html:<b>"]
WORDS = " ".join(PAYLOADS)
TEXT = "\n\n".join([*PAYLOADS, *LINES, "\n".join(LINES)])


def line(length=200):
    """As many of the payloads as the field takes; another field takes others first."""
    found = ""
    for payload in PAYLOADS[length % 7 :] + PAYLOADS:
        if len(found) + len(payload) < length:
            found += payload + " "
    return found


@pytest.fixture
def scribbled(world):
    """Every text that anybody can write holds all payloads."""
    group, by = world.group, {"by": world.owner, "now": NOW}
    group.name, group.description = line(120), TEXT
    group.save()
    draft = create_statement_draft(
        organization=group, title=line(299), body=TEXT, dated_on=NOW.date(), language="en", **by
    )
    statement = publish_statement(draft, **by)
    start = statement.current.text.index("<https:")
    mark_call(
        statement,
        passage=(start, start + 22),
        title=line(119),
        asks_for="other",
        window_start_on=None,
        window_end_on=None,
        is_open_to_hosts=True,
        **by,
    )
    for role in ("host", "endorser"):
        list_names(statement, names=[line(119), *PAYLOADS], role=role, by=world.owner)
    campaign = Campaign.objects.get(slug="bank-campaign")
    details = CampaignDetails.of(campaign)
    changed = dict.fromkeys(("description", "outcome"), TEXT) | {"title": line(), "summary": line(300)}
    edit_campaign(campaign, details=CampaignDetails(**{**vars_of(details), **changed}), version=campaign.version, **by)
    source = Citation(title=line(300), url="https://bank.example/?a='b&c", read_on=NOW.date())
    add_target(campaign, name=line(), kind="company", reason=TEXT, sources=[source], since=NOW.date(), **by)
    add_demand(campaign, asked=line(300), of_whom=line(199), **by)
    add_milestone(campaign, title=line(198), on=NOW.date(), note=line(499), **by)
    world.scribbled = post_event(
        group,
        details=Details(
            title=line(197),
            kind="rally",
            summary=line(298),
            description=TEXT,
            safety=TEXT,
            calls=[world.call],
            campaign=campaign,
            language="en",
        ),
        timing=Timing(
            start_on=NOW.date().replace(day=20), start_time=world.event.schedules.get().start_time, zone="UTC"
        ),
        where=Where(
            attendance="both",
            place_line=line(399),
            online_url="https://meet.example/?a='\"b",
            online_visibility="public",
        ),
        **by,
    )
    date = world.scribbled.occurrences.get()
    confirm(world.scribbled, name=line(80), address="amal@inbox.example")
    moment = {"start_on": date.start_on, "start_time": date.start_time.replace(hour=3), "hours": "timed"}
    move_occurrence(date, **moment, duration=None, note=line(296), version=None, **by)
    return world


def vars_of(details):
    return {name: getattr(details, name) for name in details.__dataclass_fields__}


def dangers(html):
    """Tags and attributes that could act; what a page may have is left out."""
    found = []
    for tag, attributes in Links(html).tags:
        is_data = attributes.get("type", "").endswith("json")
        if tag in ("x-canary", "svg", "math", "iframe", "object", "embed", "style", "base") or (
            tag == "script" and "src" not in attributes and not is_data
        ):
            found.append((tag, attributes))
        found += [(tag, name, value) for name, value in attributes.items() if name.startswith("on") or name == "style"]
        links = [attributes[name] for name in ("href", "action", "formaction") if name in attributes]
        found += [(tag, link) for link in links if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)]
        loaded = [attributes[name] for name in ("src", "srcset", "poster", "background") if name in attributes]
        loaded += [attributes["href"]] if tag == "link" and attributes.get("rel") == "stylesheet" else []
        found += [(tag, link) for link in loaded if not re.match(r"/(?!/)", link)]
    return found


def is_html(answer):
    return answer.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("who", ["stranger", "organiser"])
def test_nothing_that_people_wrote_acts_on_any_page(scribbled, clients, who):
    answers = crawl(clients[who])

    pages = {path: answer for path, answer in answers.items() if is_html(answer)}
    assert len(pages) > 60
    assert sum("canary" in page.text for page in pages.values()) > 15
    assert {path: found for path, page in pages.items() if (found := dangers(page.text))} == {}
    assert [path for path, answer in answers.items() if answer.status_code >= 500] == []


def test_html_inside_feeds_does_not_act_either(scribbled, stranger):
    for name in ("events", "statements", "calls", "campaigns", "organizations"):
        rss = ElementTree.fromstring(stranger.get(f"/{name}.rss").content)
        said = ["".join(one.itertext()) for one in rss.iter("description")]
        said += [item["content_html"] for item in stranger.get(f"/{name}.json").json()["items"]]
        assert "canary" in str(said)
        assert [found for html in said if (found := dangers(html))] == []


def test_linked_data_ends_where_it_should(scribbled, stranger):
    page = stranger.get(scribbled.scribbled.get_absolute_url()).text

    inside = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]

    assert json.loads(inside)["name"] == scribbled.scribbled.title
    assert not set("<>&") & set(inside)


def test_calendars_hold_their_entries_and_nothing_that_was_written_into_them(scribbled, stranger):
    answers = crawl(stranger)

    calendars = {path: answer.content for path, answer in answers.items() if path.partition("?")[0].endswith(".ics")}
    assert len(calendars) > 15
    for body in calendars.values():
        calendar = Calendar.from_ical(body)
        kinds = {component.name for component in calendar.walk()}
        assert kinds <= {"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"}
        assert not [one for one in calendar.walk() if "ATTENDEE" in one or "X-ALT-DESC" in one]
        assert body.count(b"\r") == body.count(b"\n") == body.count(b"\r\n")
        assert max(len(text) for text in body.split(b"\r\n")) <= 75
    events = Calendar.from_ical(calendars[f"/events/{scribbled.scribbled.slug}.ics"]).walk("VEVENT")
    assert [event["SUMMARY"].strip() for event in events] == [scribbled.scribbled.title]


def test_mails_hold_no_act_and_no_header_of_theirs(scribbled):
    deliver(NOW + dt.timedelta(minutes=5))

    assert len(mail.outbox) >= 3
    for message in mail.outbox:
        html = next(str(part.content) for part in message.alternatives if part.mimetype == "text/html")
        # Mail programs know no other way than styles, and every address in a mail is a whole one.
        assert [one for one in dangers(html) if "style" not in one[:2]] == []
        assert not re.search(r"<(img|link)\b", html)
        head = message.message().as_string().split("\n\n")[0]
        assert (message.to, "Bcc:" in head, "victim@" in head) == (["amal@inbox.example"], False, False)


def test_the_api_gives_what_was_written_as_text(scribbled, stranger):
    for name in ("events", "occurrences", "statements", "calls", "campaigns", "organizations"):
        answer = stranger.get(f"/api/v1/{name}/")
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "canary" in " ".join(strings_of(answer.json()))


# --- The policy


def test_every_page_carries_the_policy_and_needs_no_exception(world, clients):
    for client in clients.values():
        for path, page in crawl(client).items():
            if is_html(page):
                policy = page["Content-Security-Policy"]
                assert (path, "unsafe" in policy, "default-src 'none'" in policy) == (path, False, True)
                assert (path, dangers(page.text)) == (path, [])


INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|json\"))|<style|\sstyle=|\son(?:click|change|error|input|load|submit)=|javascript:",
    re.IGNORECASE,
)


@pytest.mark.parametrize("folder", ["account", "accounts", "allauth", "events", "mfa", "."])
def test_templates_of_pages_hold_no_script_and_no_style(folder):
    templates = list((Path(settings.BASE_DIR) / "templates" / folder).glob("**/*.html" if folder != "." else "*.html"))

    assert templates
    found = [(path.name, INLINE.findall(path.read_text())) for path in templates if "mails" not in path.parts]
    assert [one for one in found if one[1]] == []


# --- What anonymous people get


def test_nobody_who_only_reads_gets_a_cookie(world, stranger):
    for path, answer in crawl(stranger, skip=("/accounts/",)).items():
        assert (path, answer.cookies) == (path, {})
        assert "csrfmiddlewaretoken" not in answer.text


def test_programs_of_other_sites_may_read_feeds_and_the_api(world, stranger):
    answers = crawl(stranger)

    open_to_all = [path for path in answers if path.startswith("/api/v1/") and "/docs/" not in path]
    open_to_all += [path for path in answers if path.partition("?")[0].endswith((".ics", ".rss", ".json"))]
    assert len(open_to_all) > 25
    assert [path for path in open_to_all if answers[path].get("Access-Control-Allow-Origin") != "*"] == []
    assert not [path for path in answers if "Access-Control-Allow-Credentials" in answers[path]]
