"""What is hidden or not published leaves through no door: pages, feeds, API, headers, mails, figures (invariant 1)."""

import datetime as dt
import itertools
import re

import pytest
from django.core import mail
from django.test import Client

from events.actions.details import write_search_text
from events.actions.occurrence import change_place
from events.actions.statement import save_revision
from events.actions.whereabouts import Where
from events.models import AnsweredCall, Event, Occurrence
from tests.events.answers import deliver, join
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_place,
    make_statement,
    make_user,
)
from tests.hostile.crawl import crawl, said

HIDDEN = "wisteria"
DRAFT = "quince"
HIDING = {
    "place_visibility": "confirmed",
    "shown_place": None,
    "online_visibility": "confirmed",
    "shown_online_url": "",
    "attendance": "both",
    "public_area": "Ashford, north",
}


@pytest.fixture
def secretive(world):
    """Everything that can be hidden or be a draft is, under two words that nothing else holds."""
    place = make_place(organization=world.group, name=f"{HIDDEN} House", locality=HIDDEN, address_lines=f"7 {HIDDEN}")
    hiding = HIDING | {"place": place, "online_url": f"https://meet.example/{HIDDEN}"}
    world.secret = world.make_event(slug="secret-place", call=world.call, campaign=world.campaign, **hiding)
    date = world.series.occurrences.first()
    for name, value in (hiding | {"has_own_whereabouts": True}).items():
        setattr(date, name, value)
    date.save()
    plant_drafts(world)
    for event in Event.objects.select_related("organization", "shown_place"):
        write_search_text(event)
        event.save()
    return world


def plant_drafts(world):
    words = {"organization": world.group, "published": False, "title": f"{DRAFT} title"}
    campaign = make_campaign(slug=f"{DRAFT}-campaign", summary=DRAFT, description=DRAFT, call=world.call, **words)
    make_milestone(campaign=campaign, title=f"{DRAFT} milestone")
    Event.objects.filter(pk=world.event.pk).update(campaign=campaign)
    world.make_event(slug=f"{DRAFT}-event", published=False, title=DRAFT, call=world.call, campaign=world.campaign)
    draft = make_statement(slug=f"{DRAFT}-statement", blocks=[f"We call for {DRAFT} everywhere."], **words)
    hidden_call = make_call(statement=draft, exact=f"We call for {DRAFT}", title=DRAFT, slug=f"{DRAFT}-call")
    AnsweredCall.objects.create(call=hidden_call, anchor=hidden_call.anchors.get(), event=world.event, linked_at=NOW)
    AnsweredCall.objects.create(
        call=hidden_call, anchor=hidden_call.anchors.get(), campaign=world.campaign, linked_at=NOW
    )
    translation = make_statement(slug=f"{DRAFT}-translation", language="ar", **words)
    translation.translation_of = world.statement.current
    translation.save()
    body = f"{world.statement.current.body}\n\nAnd {DRAFT}."
    save_revision(
        world.statement,
        title=f"{DRAFT} now",
        body=body,
        language="en",
        note=DRAFT,
        by=world.owner,
        now=NOW,
        version=world.statement.version,
    )


def leaks(answers, *words):
    return [address for address, answer in answers.items() if any(word in said(answer).lower() for word in words)]


def test_no_page_feed_or_endpoint_holds_what_is_hidden_or_a_draft(secretive, stranger):
    guesses = [
        f"/{plural}/{DRAFT}-{name}{ending}"
        for plural, name in [
            ("events", "event"),
            ("statements", "statement"),
            ("statements", "translation"),
            ("calls", "call"),
            ("campaigns", "campaign"),
            ("api/v1/events", "event"),
            ("api/v1/campaigns", "campaign"),
            ("api/v1/statements", "statement"),
            ("api/v1/calls", "call"),
        ]
        for ending in ("/", ".ics")
    ]
    guesses += ["/statements/no-city/revisions/2/", "/statements/no-city/revisions/2.txt"]
    guesses += ["/statements/no-city/revisions/2/changes/", f"/events/{DRAFT}-event/2027-03-13/"]

    answers = crawl(stranger, [path.replace("/.ics", ".ics") for path in guesses])

    assert len(answers) > 100
    assert leaks({path: answers[path] for path in answers if DRAFT not in path}, HIDDEN, DRAFT) == []
    assert {answers[path.replace("/.ics", ".ics")].status_code for path in guesses} == {404}
    assert [path for path, answer in answers.items() if answer.status_code >= 500] == []


def test_another_organisation_sees_no_more_than_anybody(secretive):
    other = Client()
    other.force_login(make_event().organization.members.first() or make_user())

    assert leaks(crawl(other), HIDDEN, DRAFT) == []


def test_its_own_organisers_see_both(secretive, organiser):
    """Otherwise the tests above would look for words that are nowhere."""
    answers = crawl(organiser)

    assert len(leaks(answers, HIDDEN)) > 1
    assert len(leaks(answers, DRAFT)) > 5


def test_words_of_what_is_hidden_find_nothing(secretive, stranger):
    for word, ending in itertools.product((HIDDEN, DRAFT), ("/", ".ics", ".rss", ".json")):
        for model in ("events", "statements", "calls", "campaigns", "organizations"):
            with_word = stranger.get(f"/{model}{ending}", {"q": word}).text
            without = stranger.get(f"/{model}{ending}", {"q": "zzzzzz"}).text
            assert with_word.replace(word, "zzzzzz") == without
    for model in ("events", "occurrences", "statements", "calls", "campaigns", "organizations"):
        assert stranger.get(f"/api/v1/{model}/", {"q": word}).json()["results"] == []


KEYS = {
    "q": ["hands", "clock", "ashford", HIDDEN, "meet"],
    "kind": ["rally"],
    "when": ["month"],
    "after": ["2027-03-01"],
    "before": ["2027-12-01"],
    "organization": ["clinic-watch"],
    "statement": ["no-city"],
    "call": ["rally-everywhere"],
    "campaign": ["bank-campaign"],
    "language": ["en"],
    "online": ["true", "false"],
    "place": ["clock tower square", "ashford", HIDDEN, "wisteria house", "zurich"],
    "near": ["london", HIDDEN, "zurich", "zurich&radius_km=500"],
    "accessibility": ["step-free"],
}


def every_list(group):
    """Body and ETag of each list under each key, and of the pages of what is hidden."""
    client = Client()
    lists = ["/events/", "/events.ics", "/events.rss", "/events.json", "/api/v1/events/", "/api/v1/occurrences/"]
    queries = ["", *[f"?{key}={value}" for key, values in KEYS.items() for value in values]]
    addresses = [path + query for path in lists for query in queries]
    addresses += ["/", "/calendar/", "/events/secret-place/", "/events/every-week/", "/events/secret-place.ics"]
    addresses += ["/events/every-week.ics", "/events/secret-place/2027-03-13.ics", "/calls/rally-everywhere/?by=town"]
    addresses += [f"/{name}.ics" for name in ("calls/rally-everywhere", "statements/no-city", f"organizations/{group}")]
    answers = {address: client.get(address) for address in addresses}
    return {address: (answer.status_code, answer.get("ETag"), answer.text) for address, answer in answers.items()}


def test_every_list_under_every_key_is_the_same_bytes_whatever_is_hidden(secretive):
    before = every_list("clinic-watch")
    other = make_place(organization=secretive.group, name="Elsewhere", locality="Zurich", address_lines="1 Other Road")
    rows = {"place": other, "online_url": "https://other.example/room"}
    Event.objects.filter(slug="secret-place").update(**rows)
    Occurrence.objects.filter(place_visibility="confirmed").update(**rows)

    after = every_list("clinic-watch")

    assert [address for address in before if before[address] != after[address]] == []


def test_a_hidden_place_that_changes_is_told_to_nobody_else(secretive):
    """Also not that it has changed: no SEQUENCE, no LAST-MODIFIED, no notice on the page."""
    before = every_list("clinic-watch")
    date = secretive.secret.occurrences.get()
    where = Where.of(date)

    change_place(
        date,
        where=Where(
            attendance="both",
            place_line=f"Another {HIDDEN} Hall, Ashford",
            place_visibility="confirmed",
            public_area=where.public_area,
            online_url=f"https://meet.example/{HIDDEN}-two",
        ),
        by=secretive.owner,
        now=NOW + dt.timedelta(minutes=5),
        version=None,
    )

    after = every_list("clinic-watch")
    assert [address for address in before if before[address] != after[address]] == []


def test_text_to_paste_into_a_messenger_is_for_everybody(secretive, organiser):
    pages = [organiser.get(f"/organize/events/secret-place/{rest}").text for rest in ("", "2027-03-13/")]

    texts = re.findall(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>|<pre[^>]*>(.*?)</pre>", "".join(pages), re.DOTALL)
    assert len(texts) >= 2
    assert not [text for text in texts if HIDDEN in str(text).lower()]


def test_mail_to_who_has_not_confirmed_holds_nothing_hidden(secretive):
    join(secretive.secret)
    join(secretive.series)
    join(secretive.series, address="noor@inbox.example")

    sent = deliver()

    assert len(sent) == 2
    texts = [str(part) for message in mail.outbox for part in (message.body, message.alternatives, message.attachments)]
    assert not any(HIDDEN in text.lower() for text in texts)
