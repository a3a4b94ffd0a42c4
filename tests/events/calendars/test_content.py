"""What an entry says, and what it never says."""

import datetime as dt

import icalendar
import pytest

from events.calendars.fragments import render_milestone, render_schedule
from events.models import AnsweredCall, Milestone, Occurrence, Revision, Schedule
from tests.events.factories import (
    NOW,
    make_call,
    make_campaign,
    make_event,
    make_milestone,
    make_organization,
    make_place,
    make_statement,
)

SITE = "http://127.0.0.1:8000"


def entries(event, language="en"):
    schedule = Schedule.objects.for_calendar().get(event=event)
    data = b"BEGIN:VCALENDAR\r\n" + render_schedule(schedule, language=language).body + b"END:VCALENDAR\r\n"
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


def bytes_of(event):
    return render_schedule(Schedule.objects.for_calendar().get(event=event), language="en").body


def unfolded(data):
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_an_entry_is_exactly_these_lines(db):
    """The golden file of one date: whoever changes a line here changes what every subscriber reads."""
    organization = make_organization(name="Clinic Workers United")
    statement = make_statement(slug="clinics", organization=organization)
    call = make_call(statement=statement, slug="rally")
    campaign = make_campaign(slug="keep-it-open")
    event = make_event(
        organization=organization,
        call=call,
        campaign=campaign,
        slug="hands-off",
        title="Hands off our clinics",
        summary="Bring a sign, a neighbour; something warm.",
        place=make_place(latitude="40.7123456", longitude="-74.0060001"),
    )
    Schedule.objects.filter(event=event).update(uid="0b1f")
    passage = f"{SITE}/statements/clinics/revisions/1/#call-rally"
    linked = f"{passage}:~:text=On%20March%2013%20we%20call%20on%20every%20city%20to%20rally"
    about = 'LABEL="Statement: No city gives up its clinic";FMTTYPE=text/html;LANGUAGE=en'

    assert unfolded(bytes_of(event)) == [
        "BEGIN:VEVENT",
        "UID:0b1f",
        "DTSTAMP:20270301T120000Z",
        "CREATED:20270301T120000Z",
        "LAST-MODIFIED:20270301T120000Z",
        "SEQUENCE:0",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "DTSTART;TZID=America/New_York:20270313T173000",
        "DTEND;TZID=America/New_York:20270313T193000",
        "STATUS:CONFIRMED",
        "SUMMARY:Hands off our clinics",
        f"DESCRIPTION:No city gives up its clinic – {passage}"
        "\\n“On March 13 we call on every city to rally”\\n"
        "\\nBring a sign\\, a neighbour\\; something warm."
        "\\nHost: Clinic Workers United"
        f"\\nDetails and changes: {SITE}/events/hands-off/",
        "CATEGORIES:Rally",
        "LOCATION:Clock Tower Square\\, 112 Market St\\, Ashford",
        "GEO:40.71235;-74.00600",
        "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=100;"
        'X-TITLE="Clock Tower Square, 112 Market St, Ashford":geo:40.71235,-74.00600',
        f"URL:{SITE}/events/hands-off/",
        f'LINK;VALUE=URI;LINKREL="{SITE}/rel/called-for-by/";{about}:{linked}',
        f'LINK;VALUE=URI;LINKREL="describedby":{passage}',
        "REFID:statement-clinics",
        f"CONCEPT:{SITE}/campaigns/keep-it-open/",
        "END:VEVENT",
        "",
    ]


def test_a_statement_of_two_calls_is_one_refid(db):
    statement = make_statement()
    calls = [make_call(statement=statement, exact=exact) for exact in ("We have counted", "nineteen")]
    event = make_event(call=calls[0])
    AnsweredCall.objects.create(call=calls[1], anchor=calls[1].anchors.get(), event=event, linked_at=NOW)

    lines = unfolded(bytes_of(event))

    assert [line for line in lines if line.startswith("REFID")] == [f"REFID:statement-{statement.slug}"]
    assert len([line for line in lines if line.startswith("LINK")]) == 4


def test_a_link_leads_to_the_revision_of_the_day_it_was_made(db):
    call = make_call()
    event = make_event(call=call)
    newer = Revision.objects.create(
        statement=call.statement,
        number=2,
        title="Another title",
        body="New",
        language="en",
        text="Another title\nNew",
        sha256="0" * 64,
        created_at=NOW,
        published_at=NOW,
    )
    call.statement.current = newer
    call.statement.save()

    [entry] = entries(event)

    assert entry["DESCRIPTION"].startswith(
        f"No city gives up its clinic – {SITE}/statements/{call.statement.slug}/revisions/1/"
    )


def test_a_removed_revision_is_quoted_no_longer(db):
    call = make_call()
    event = make_event(call=call)
    Revision.objects.update(title="", body="", text="", removed_at=NOW, removed_reason="A court said so")

    assert b"On March 13" not in bytes_of(event).replace(b"\r\n ", b"").split(b"LINK")[0]


def test_an_unpublished_statement_is_not_spoken_of(db):
    event = make_event(call=make_call(statement=make_statement(title="Not yet public", published=False)))

    assert not [line for line in unfolded(bytes_of(event)) if "Not yet" in line or line.startswith(("LINK", "REFID"))]


def test_an_unpublished_campaign_is_not_a_concept(db):
    event = make_event(campaign=make_campaign(published=False))

    assert "CONCEPT" not in entries(event)[0]


@pytest.mark.parametrize("hidden", ["place", "link"])
def test_what_is_hidden_never_leaves(db, hidden):
    """With the hidden value and without it the bytes are the same."""
    fields = {
        "place": {"place": make_place(name="Secret cellar"), "shown_place": None, "public_area": "Old town"},
        "link": {"attendance": "online", "online_url": "https://meet.example.org/secret", "shown_online_url": ""},
    }[hidden]
    event = make_event(**fields)
    before = bytes_of(event)

    empty = {"place": None} if hidden == "place" else {"online_url": ""}
    type(event).objects.filter(pk=event.pk).update(**empty)
    Occurrence.objects.filter(event=event).update(**empty)

    assert b"ecret" not in before
    assert bytes_of(event) == before


def test_a_hidden_place_shows_its_area_and_who_will_know_it(db):
    place = make_place(name="Secret cellar")
    [entry] = entries(make_event(place=place, shown_place=None, public_area="Old town"))

    assert entry["LOCATION"] == "Old town"
    assert "The exact place is told to people who have confirmed." in entry["DESCRIPTION"]


def test_an_online_action_has_its_link_only_if_everybody_may_have_it(db):
    link = "https://meet.example.org/room;a,b"
    [shown] = entries(make_event(attendance="both", place=make_place(), online_url=link, shown_online_url=link))
    [hidden] = entries(make_event(attendance="online", online_url=link))

    assert (shown["CONFERENCE"], shown["LOCATION"]) == (link, "Clock Tower Square, 112 Market St, Ashford and online")
    assert (hidden.get("CONFERENCE"), hidden["LOCATION"]) == (None, "Online")


def test_a_place_to_be_announced_says_so(db):
    [entry] = entries(make_event(place_is_pending=True))

    assert entry["LOCATION"] == "Place to be announced"
    assert "The place will be announced." in entry["DESCRIPTION"]


@pytest.mark.parametrize(
    ("state", "status", "prefix"),
    [("cancelled", "CANCELLED", "Cancelled: "), ("postponed", "TENTATIVE", "Postponed: ")],
)
def test_a_state_is_a_status_a_prefix_and_a_reason(db, state, status, prefix):
    event = make_event(title="Vigil")
    Occurrence.objects.update(state=state, note="The square is flooded")

    [entry] = entries(event)

    assert (entry["STATUS"], entry["SUMMARY"]) == (status, prefix + "Vigil")
    assert "The square is flooded" in entry["DESCRIPTION"]


def test_what_is_over_stays_where_it_was(db):
    days = [dt.date(2027, 3, 13), dt.date(2027, 3, 20)]
    event = make_event(place=make_place(name="Old hall"), rule="FREQ=WEEKLY;BYDAY=SA", dates=days)
    new = make_place(name="New hall")
    type(event).objects.filter(pk=event.pk).update(place=new, shown_place=new)
    Occurrence.objects.filter(original_on=days[1]).update(place=new, shown_place=new)

    master, past = entries(event)

    assert master["LOCATION"].startswith("New hall")
    assert (past["RECURRENCE-ID"].dt.date(), past["LOCATION"][:8]) == (days[0], "Old hall")


HOSTILE = (
    'A\rB\x85C\u2028D\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:evil\x00\x07\ud83d "quoted" \\ ; , 👩🏽‍🚒 العربية' + "x" * 500
)


def test_hostile_text_is_text_wherever_it_stands(db):
    def spoil(text):
        return text.replace("\x00", "").replace("\ud83d", "")  # no form lets these in, and PostgreSQL keeps neither

    organization = make_organization(name=spoil(HOSTILE)[:120])
    title = spoil(HOSTILE)[:200]
    place = make_place(organization=organization, name=title, address_lines=title, locality=title[:100])
    event = make_event(
        organization=organization, title=title, summary=title, description=spoil(HOSTILE) * 20, place=place
    )
    Occurrence.objects.update(note=title)

    [entry] = entries(event)

    assert entry["UID"] == event.schedules.get().uid
    names = [line.partition(":")[0] for line in unfolded(bytes_of(event))]
    assert (names.count("UID"), names.count("BEGIN"), names.count("END")) == (1, 1, 1)
    assert all(len(line) <= 75 and b"\r" not in line for line in bytes_of(event).split(b"\r\n"))


def test_a_long_description_is_shortened_and_the_page_named(db):
    [entry] = entries(make_event(description="word " * 2_000))

    assert len(entry["DESCRIPTION"]) < 900
    assert " …\nHost" in entry["DESCRIPTION"]


def test_markdown_is_plain_text(db):
    [entry] = entries(make_event(description="**Bring** a [sign](https://example.org/)\n\n- one\n- two"))

    assert "Bring a sign\none\ntwo" in entry["DESCRIPTION"]


def test_a_milestone_is_a_day_of_its_campaign(db):
    campaign = make_campaign(slug="divest", title="Divest", call=make_call(), kind="divestment")
    milestone = make_milestone(campaign=campaign, note="All shareholders may speak.")

    body = render_milestone(Milestone.objects.for_calendar().get(pk=milestone.pk), language="en").body
    [entry] = icalendar.Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n").walk("VEVENT")

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (dt.date(2027, 4, 20), dt.date(2027, 4, 21))
    assert (entry["SUMMARY"], entry["STATUS"]) == ("Divest: Shareholders’ meeting", "CONFIRMED")
    assert (entry["CONCEPT"], entry["URL"]) == (f"{SITE}/campaigns/divest/", f"{SITE}/campaigns/divest/")
    assert entry["DESCRIPTION"].startswith("No city gives up its clinic – ")
    assert "All shareholders may speak." in entry["DESCRIPTION"]


def test_a_cancelled_milestone_stays(db):
    milestone = make_milestone(state="cancelled")

    body = render_milestone(Milestone.objects.for_calendar().get(pk=milestone.pk), language="en").body

    assert b"STATUS:CANCELLED\r\n" in body
    assert b"SUMMARY:Cancelled: " in body
