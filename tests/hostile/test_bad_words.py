"""Hostile words where no form stands: rules of series, the import command; and the digits that are none of that."""

import datetime as dt
import io
import time

import pytest
from django.core.management import CommandError, call_command

from events.actions.details import Details
from events.actions.event import create_event
from events.actions.whereabouts import Where
from events.errors import EventsError
from events.models import Event, Occurrence, Statement
from events.timing import Timing
from tests.events.factories import NOW
from tests.hostile.forms import send
from tests.hostile.world import stored

RULES = [
    ("FREQ=SECONDLY", "FREQ"),
    ("FREQ=MINUTELY;INTERVAL=1", "FREQ"),
    ("FREQ=HOURLY", "FREQ"),
    ("FREQ=", "FREQ"),
    ("INTERVAL=2", "FREQ"),
    ("FREQ=DAILY;COUNT=1000000000", "COUNT"),
    ("FREQ=DAILY;COUNT=0", "COUNT"),
    ("FREQ=DAILY;COUNT=-1", "COUNT"),
    ("FREQ=DAILY;COUNT=" + "9" * 150, "COUNT"),
    ("FREQ=DAILY;UNTIL=99991231", "UNTIL"),
    ("FREQ=DAILY;UNTIL=20270313T250000Z", "UNTIL"),
    ("FREQ=DAILY;COUNT=2;UNTIL=20270401", "COUNT"),
    ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
    ("FREQ=DAILY;INTERVAL=" + "9" * 100, "INTERVAL"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "BYSETPOS"),
    ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "BYSETPOS"),
    ("FREQ=YEARLY;BYYEARDAY=1", "BYYEARDAY"),
    ("FREQ=YEARLY;BYEASTER=0", "BYEASTER"),
    ("FREQ=WEEKLY;BYDAY=XX", "BYDAY"),
    ("FREQ=WEEKLY;BYDAY=6TU", "BYDAY"),
    ("FREQ=WEEKLY;BYHOUR=1,2,3", "BYHOUR"),
    ("FREQ=WEEKLY;FREQ=DAILY", "FREQ"),
    ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"),
    ("FREQ=WEEKLY\r\nEXDATE:20270313", "FREQ"),
    ("FREQ=WEEKLY\x00", "FREQ"),
    ("FREQ=WEEKLY;" * 10_000, "longer"),
    ("\u0664", "\u0664"),
]


@pytest.mark.parametrize(("rule", "named"), RULES, ids=range(len(RULES)))
def test_rule_is_refused_by_the_name_of_its_part_in_no_time(world, rule, named):
    before, began = stored(), time.process_time()

    with pytest.raises(EventsError) as refused:
        create_event(
            world.group,
            details=Details(title="Every second", kind="rally"),
            timing=Timing(start_on=dt.date(2027, 3, 13), start_time=dt.time(18), zone="UTC", rule=rule),
            where=Where(place_is_pending=True),
            by=world.owner,
            now=NOW,
        )

    assert named in refused.value.message
    assert (time.process_time() - began < 10, stored() == before) == (True, True)


def run(tmp_path, content, *options, name="statement.txt", organization="clinic-watch"):
    path = tmp_path / name
    path.write_bytes(content)
    call_command("import_statement", str(path), "--organization", organization, *options, stderr=io.StringIO())


TEXT = b"Keep the buses\n\n2027-03-03\n\nWe call on all. Come to the square at noon."


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", [], "source: There is no text"),
        (b"\xff\xfe\x00", [], "source: The file is encoded in UTF-16"),
        (b"caf\xe9", [], "source: The text is not UTF-8: byte 4"),
        (b"a\x00b", [], "source: The file holds NUL bytes"),
        (b"<!DOCTYPE html><p>x", [], "source: This is the source code"),
        (b"x" * 50_000_000, [], "source: The text is larger than one megabyte"),
        (b"Keep the buses\n\n2027-03-03\n\n" + b"We call on all. " * 40_000, [], "body: Please use at most"),
        (TEXT.replace(b"2027-03-03", b""), [], "dated_on: Which day does the text bear?"),
        (TEXT, ["--date=yesterday"], "--date: write it as 2027-03-13"),
        (TEXT, ["--date=9999-12-31"], "dated_on: That day is too far away"),
        (TEXT, ["--title=a\x1bb"], "title: The text has a character that cannot be shown"),
        (TEXT, ["--title=" + "x" * 10_000], "title: Please use at most 300 characters"),
        (TEXT, ["--title=\u200b"], "title: This must not be empty"),
        (TEXT, ["--language=../x"], "language: Write the language as a code"),
        (b"![a](https://evil.example/x.png)\n\n2027-03-03", ["--title=x"], ""),
    ],
    ids=range(15),
)
def test_import_command_says_what_is_wrong_and_stores_nothing(world, tmp_path, content, options, said):
    before = stored()

    with pytest.raises(CommandError) as refused:
        run(tmp_path, content, "--publish", *options)

    assert said in str(refused.value)
    assert stored() == before


@pytest.mark.parametrize("name", ["/no/such/file", "/", "-" * 5_000])
def test_import_command_says_which_file_it_cannot_read(world, name):
    with pytest.raises(CommandError):
        call_command("import_statement", name, "--organization", "clinic-watch")


def test_import_command_knows_no_such_organization(world, tmp_path):
    with pytest.raises(CommandError, match="There is no organization"):
        run(tmp_path, TEXT, organization="../clinic-watch")
    assert Statement.objects.count() == 2


# --- What is not hostile


def test_arabic_and_persian_digits_are_digits_in_every_field(world, clients):
    typed = {
        "start_on": "٢٠٢٧-٠٣-٢٠",
        "start_time": "١٧:٣٠",
        "end_time": "۱۹:۳۰",
        "capacity_in_person": "٥٠",
        "repeats": "weekly",
        "interval": "٢",
        "until_on": "۲۰۲۷-۰۵-۰۱",
        "exdates": "٢٠٢٧-٠٤-١٧",
    }
    assert send("event", clients, typed).status_code == 302

    event = Event.objects.latest("pk")
    dates = [(date.start_on, date.start_time, date.duration) for date in event.occurrences.all()]
    expected = [dt.date(2027, 3, 20), dt.date(2027, 4, 3), dt.date(2027, 5, 1)]
    assert event.capacity_in_person == 50
    assert dates == [(day, dt.time(17, 30), dt.timedelta(hours=2)) for day in expected]


def test_arabic_digits_are_digits_in_answers_days_and_addresses(world, clients):
    assert send("rsvp", clients, {"party_size": "٣"}).status_code == 200
    assert send("milestone", clients, {"on": "٢٠٢٧-٠٥-٠١"}).status_code == 302
    assert send("statement", clients, {"dated_on": "۲۰۲۷-۰۳-۰۳"}).status_code == 302

    assert Occurrence.objects.get(event__slug="hands-off").going_unreachable == 3
    assert world.campaign.milestones.latest("pk").on == dt.date(2027, 5, 1)
    assert Statement.objects.latest("pk").dated_on == dt.date(2027, 3, 3)
    for path in ("/events/", "/events.ics", "/api/v1/events/"):
        answer = clients["stranger"].get(path, {"after": "٢٠٢٧-٠٣-٠١", "before": "۲۰۲۷-۰۴-۰۱"})
        assert (answer.status_code, "hands-off" in answer.text) == (200, True)
    assert len(clients["stranger"].get("/api/v1/occurrences/", {"limit": "٢"}).json()["results"]) == 2
