"""`manage.py import_calendar`."""

import io

import pytest
from django.core.management import CommandError, call_command

from events.models import CalendarFile, Event
from tests.events.factories import make_organization
from tests.events.imports.calendar_file.test_hostile import calendar, event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
START = "DTSTART;TZID=Europe/Berlin:20270313T173000"


def run(path, *args):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_calendar", str(path), "--organization", "ours", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    make_organization(slug="ours", zone="Europe/Berlin")

    def write(*lines):
        path = tmp_path / "a.ics"
        path.write_bytes(calendar(*lines))
        return path

    return write


def test_entries_become_drafts_and_what_was_left_out_is_said(file):
    private = event(START, "CLASS:PRIVATE", uid="b")
    out, err = run(file(*event(START, "ATTENDEE:mailto:x@planted.example"), *private))

    (made,) = Event.objects.all()
    assert out.strip().endswith(f"/organize/events/{made.slug}/")
    assert "new: “Rally”, Saturday 13 March 2027, 17:30, Berlin time (UTC+1)" in err
    assert "line 7: not taken: ATTENDEE: addresses of people are left out" in err
    assert "left out (private): “Rally”" in err
    assert not CalendarFile.objects.exists()


def test_a_dry_run_makes_nothing(file):
    out, err = run(file(*event(START)), "--dry-run")

    assert (out, Event.objects.count()) == ("", 0)
    assert "new: “Rally”" in err


def test_again_only_what_has_changed_is_named(file):
    run(file(*event(START)))
    assert "unchanged: “Rally”" in run(file(*event(START)))[1]

    out, err = run(file(*event(START, "LOCATION:Hafen")))

    assert "changed: “Rally”" in err
    assert Event.objects.get().place.name == "Hafen"
    assert out.count("/organize/events/") == 1


def test_a_clock_that_nobody_knows_has_to_be_said(file):
    path = file(*event("DTSTART:20270313T173000"))

    with pytest.raises(CommandError, match="zone: the file does not say it for floating"):
        run(path)
    with pytest.raises(CommandError, match="There is no time zone"):
        run(path, "--zone", "Nowhere")
    run(path, "--zone", "Asia/Beirut")

    assert Event.objects.get().schedules.get().zone == "Asia/Beirut"


def test_what_is_no_calendar_is_refused(file, tmp_path):
    (tmp_path / "b.ics").write_text("hello")

    with pytest.raises(CommandError, match="file: This is no calendar file"):
        run(tmp_path / "b.ics")
