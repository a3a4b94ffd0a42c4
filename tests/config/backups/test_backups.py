"""`manage.py backup` and `restore` with real files, on both databases."""

import datetime as dt
import errno
import os
import stat
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.keys import destroy_keys, key_names, make_key
from accounts.models import DataKey, NeverWrite, User
from config.backups import making, restoring
from config.backups.key_copy import beside, read_key_copy
from config.backups.rows import schema
from config.data_dir import take_data_dir
from events.contacts.rsvps import occurrence_key, open_contacts
from events.models import RSVP, Event, Follow, Occurrence, Schedule
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.accounts.conftest import NEW_CONTACT_KEY
from tests.config.backups.sites import lose_site, make_site, refusal, rows, run, somebody_connected
from tests.events.answers import AMAL, deliver
from tests.events.factories import NOW, make_event

pytestmark = pytest.mark.django_db(transaction=True)
# What a restore writes anew, on purpose.
RAISED = {"events_schedule", "events_milestone"}
# What every migration writes anew where it is missing.
DJANGOS = {"auth_permission", "django_content_type"}
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "monday"


def without(tables, rows):
    return {table: found for table, found in rows.items() if table not in tables}


def test_what_was_lost_is_there_again_row_by_row(file):
    make_site()
    run("backup", file)
    before = rows()
    lose_site()

    run("restore", file)

    assert without(RAISED, rows()) == without(RAISED, before)
    assert len(rows()["events_schedule"]) == 1
    assert {contact.address for contact in open_contacts(RSVP.objects.all()).values()} == {AMAL, "bo@inbox.example"}


def test_links_open_and_new_rows_get_new_numbers_after_a_restore(file):
    make_site()
    token = next(contact.token for contact in open_contacts(RSVP.objects.all()).values() if contact.address == AMAL)
    run("backup", file)
    lose_site()

    run("restore", file)

    assert open_link(token).rsvp.party_size == 2
    numbers = set(Event.objects.values_list("pk", flat=True))
    assert make_event().pk not in numbers
    assert make_key("occurrence:1")


def test_files_are_for_their_owner_only_and_say_nothing(file):
    make_site()

    said = run("backup", file)

    assert [path.name for path in sorted(file.parent.iterdir())] == ["monday", "monday.keys"]
    for path in (file, beside(file)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not any(word in path.read_bytes() for word in (b"example", b"occurrence:", b"Amal"))
    assert said.startswith(f"{sum(map(len, rows().values()))} rows are in {file}, {len(key_names(''))} keys in ")


def test_only_the_newest_copy_of_the_keys_is_kept_and_opens_every_file(file):
    make_site()
    run("backup", file, now=NOW)
    foreign = file.with_name("other.keys")
    foreign.write_bytes(b"somebody else's")
    newer = file.with_name("tuesday")

    said = run("backup", newer, now=NOW + DAY)

    assert f"{beside(file)} was older, and is deleted" in said
    assert (beside(file).exists(), foreign.exists(), beside(newer).exists()) == (False, True, True)
    lose_site()
    os.utime(foreign, (0, 0))
    assert refusal("restore", file) == (
        f"{file} is not restored: no monday.keys lies beside it: "
        f"name the newest copy of the key store, --keys {beside(newer)}."
    )
    run("restore", file, "--keys", beside(newer))
    assert Event.objects.count() == 1


def test_older_copies_of_the_keys_stay_where_that_is_wanted(file):
    make_site()
    run("backup", file, now=NOW)

    said = run("backup", file.with_name("tuesday"), "--keep-older-keys", now=NOW + DAY)

    assert f"{beside(file)} is older, and should be deleted" in said
    assert beside(file).exists()


def test_what_was_purged_since_is_not_restored_and_the_rest_is(file):
    """Of an old copy with the newest keys, which lie here on the machine itself or in their own copy."""
    make_site()
    other = make_event(title="Another")
    kept_key = make_key(occurrence_key(other.occurrences.get().pk))
    run("backup", file)
    destroy_keys([occurrence_key(RSVP.objects.first().occurrence_id)])
    newest = file.with_name("tuesday")
    run("backup", newest, now=NOW + DAY)

    said = run("restore", file, "--replace")

    assert "rows are erased again" in said
    assert (RSVP.objects.count(), Follow.objects.count(), Event.objects.count()) == (0, 1, 2)
    assert not Delivery.objects.filter(recipient__startswith="rsvp:").exists()
    lose_site()
    run("restore", file, "--keys", beside(newest))
    assert (RSVP.objects.count(), Follow.objects.count(), Event.objects.count()) == (0, 1, 2)
    assert make_key(occurrence_key(other.occurrences.get().pk)) == kept_key


def test_who_never_wants_to_be_written_to_since_then_stays_so(file):
    make_site()
    run("backup", file)
    NeverWrite.objects.create(address_hash="1" * 64)
    newest = file.with_name("tuesday")
    run("backup", newest, now=NOW + DAY)

    run("restore", file, "--replace")
    assert NeverWrite.objects.count() == 2

    lose_site()
    run("restore", file, "--keys", beside(newest))
    assert NeverWrite.objects.count() == 2


def test_what_was_due_meanwhile_is_not_sent_again_and_what_is_to_come_is(file):
    event = make_site()
    occurrence = Occurrence.objects.get()
    deliver(NOW + MINUTE)
    run("backup", file)
    lose_site()

    a_day_before = occurrence.starts_at - DAY + MINUTE  # the reminder was not even planned when the copy was made
    said = run("restore", file, now=a_day_before)

    assert "1 messages were due since then" in said
    assert deliver(a_day_before + MINUTE) == []
    doubted = Delivery.objects.get(state="uncertain")
    assert (doubted.kind, doubted.settled_at) == ("events.reminder", a_day_before)
    assert doubted.reason == "the site was restored from a copy made before"
    (reminder,) = deliver(occurrence.starts_at - dt.timedelta(hours=1))
    assert reminder.to == [AMAL]
    assert event.title in reminder.subject + reminder.body


def test_what_is_due_for_erasure_since_then_is_erased(file):
    make_site()
    run("backup", file)
    lose_site()

    run("restore", file, now=NOW + dt.timedelta(days=60))

    assert (RSVP.objects.count(), key_names("occurrence:")) == (0, [])


def test_calendars_are_newer_than_any_that_was_given_out(file):
    make_site()
    run("backup", file)
    Schedule.objects.update(sequence=7, last_modified=NOW + DAY)  # changed, and lost with the change
    restored_at = NOW + 2 * DAY

    run("restore", file, "--replace", now=restored_at)

    schedule = Schedule.objects.get()
    assert schedule.last_modified == restored_at
    assert schedule.sequence > 7


def test_a_copy_of_before_a_rotation_opens_with_the_newest_keys(file, settings):
    make_site()
    run("backup", file)
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY, *settings.CONTACT_KEYS]
    call_command("rotate_contact_key", stdout=StringIO())
    newest = file.with_name("tuesday")
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]
    run("backup", newest, now=NOW + DAY)
    lose_site()

    run("restore", file, "--keys", beside(newest))

    assert len(open_contacts(RSVP.objects.all())) == 2


def test_another_contact_key_is_named_and_nothing_is_changed(file, settings):
    make_site()
    run("backup", file)
    lose_site()
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]

    said = refusal("restore", file)

    assert said.startswith(f"{file} is not restored: {beside(file)}: CONTACT_KEY does not open it: set the one")
    assert (Event.objects.count(), DataKey.objects.count()) == (0, 0)


def test_a_site_that_is_there_is_not_overwritten_unless_that_is_wanted(file):
    make_site()
    run("backup", file)
    before = rows()

    said = refusal("restore", file)

    assert said.startswith(f"{file} is not restored: there is a site here already; with --replace it is lost")
    assert rows() == before


def test_a_site_with_other_keys_is_replaced_as_a_whole(file):
    make_site()
    run("backup", file)
    lose_site()
    make_site()  # another one, with a pepper of its own
    User.objects.create_user(email="new@example.org")

    assert "there is a site here already" in refusal("restore", file)
    run("restore", file, "--replace")

    assert (User.objects.count(), RSVP.objects.count(), len(open_contacts(RSVP.objects.all()))) == (0, 2, 2)
    assert set(key_names("")) == set(read_key_copy(beside(file)).entries)


@pytest.mark.parametrize("name", ["monday", "monday.keys"])
def test_a_file_that_is_there_is_never_overwritten(file, name):
    make_site()
    file.with_name(name).write_bytes(b"precious")

    assert refusal("backup", file) == f"{file} is not written: {file.with_name(name)} is there already."
    assert [path.read_bytes() for path in file.parent.iterdir()] == [b"precious"]


def test_a_disk_that_is_full_is_named_and_nothing_is_left_of_the_attempt(file, monkeypatch):
    make_site()

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(making.os, "fsync", full)

    assert refusal("backup", file) == f"{file} is not written: No space left on device."
    assert list(file.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(file):
    make_site()
    missing = file.parent / "no" / "file"

    assert refusal("backup", missing) == f"{missing} is not written: No such file or directory."
    assert "No such file or directory" in refusal("restore", missing)


def test_no_copy_is_made_that_nobody_could_use(file, settings):
    make_site()
    settings.CONTACT_KEYS = [NEW_CONTACT_KEY]

    assert "CONTACT_KEY does not open what is sealed" in refusal("backup", file)
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize("which", ["cut", "changed", "longer"])
def test_what_is_damaged_changes_nothing(file, which):
    make_site()
    run("backup", file)
    before = rows()
    whole = file.read_bytes()
    broken = {"cut": whole[:-40], "changed": whole[:-9] + b"x" + whole[-8:], "longer": whole + b"x"}
    file.write_bytes(broken[which])

    assert "is not restored: it is " in refusal("restore", file, "--replace")
    assert "is not restored: it is " in refusal("restore", file, "--dry-run")
    assert rows() == before


def test_what_breaks_in_the_middle_leaves_everything_as_it_was(file, monkeypatch):
    make_site()
    run("backup", file)
    lose_site()
    make_site()
    before = (without(DJANGOS, rows()), key_names(""))

    def breaks(**options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(restoring, "settle_restored", breaks)

    assert "No space left" in refusal("restore", file, "--replace")
    assert (without(DJANGOS, rows()), key_names("")) == before


def test_a_file_of_another_version_is_named(file, monkeypatch):
    make_site()
    monkeypatch.setattr(making, "schema", lambda: [*schema()])
    run("backup", file)
    lose_site()

    monkeypatch.setattr(restoring, "schema", lambda: [*schema(), "events.9999_later"])
    assert "made by an older version, without events.9999_later: restore it with that" in refusal("restore", file)
    monkeypatch.setattr(restoring, "schema", lambda: schema()[:-1])
    assert f"made by a newer version ({schema()[-1]} is unknown here): update Convoke" in refusal("restore", file)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_a_site_that_somebody_has_open_is_left_alone(file, alias):
    """A worker or run_outbox, whose connection waits for its next turn."""
    make_site()
    run("backup", file)
    before = rows()

    with somebody_connected(alias):
        said = refusal("restore", file, "--replace")
        assert f"is not restored: something has the database '{alias}' open: end `serve`, `run_outbox`" in said

    assert rows() == before
    run("restore", file, "--replace")


@pytest.mark.sqlite
def test_a_site_that_is_served_is_left_alone(file, settings):
    make_site()
    run("backup", file)
    held = take_data_dir(settings.DATA_DIR, within=0)

    said = refusal("restore", file, "--replace")
    os.close(held)

    assert said == f"{file} is not restored: the site of DATA_DIR ({settings.DATA_DIR}) is running: end `serve` first."


def test_keys_of_another_site_are_refused(file):
    make_site()
    run("backup", file)
    lose_site()
    make_site()
    other = file.with_name("other")
    run("backup", other, "--keep-older-keys")
    lose_site()

    assert f"{beside(other)} holds the keys of another site." in refusal("restore", file, "--keys", beside(other))
    assert "it is the copy of a key store" in refusal("restore", beside(file))
    assert "it is no copy of a key store" in refusal("restore", file, "--keys", file)


def test_a_dry_run_reads_all_of_it_and_changes_nothing(file):
    make_site()
    run("backup", file)
    lose_site()

    said = run("restore", file, "--dry-run")

    assert said.startswith(f"{file} of 2027-03-01 12:01 UTC is whole: ")
    assert (Event.objects.count(), DataKey.objects.count()) == (0, 0)
