import copy
import datetime as dt
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from accounts.keys import contact_key_opens, key_names, make_key, read_key
from accounts.models import DataKey, MailBudget
from events.actions.leave import ask_to_leave
from events.actions.purge import answers as purging
from events.actions.purge import purge
from events.actions.rsvp_link import cancel_rsvp
from events.contacts.rsvps import open_contacts
from events.models import RSVP, LeaveLink, Occurrence
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import confirm, join, minutes
from tests.events.factories import NOW, make_event
from tests.servers.processes import bytes_on_disk

CANARY = "canary-7f3a@inbox.example"
TWO_DAYS, TWO_WEEKS = dt.timedelta(days=2), dt.timedelta(days=14)

pytestmark = pytest.mark.django_db


def end():
    return Occurrence.objects.get().ends_at


def test_purge_two_weeks_after_the_end_removes_rows_deliveries_and_the_key_and_keeps_counts():
    confirm(make_event(), party_size=3)

    purge(now=end() + TWO_WEEKS - minutes(1))
    assert (RSVP.objects.count(), len(key_names("occurrence:"))) == (1, 1)

    counts = purge(now=end() + TWO_WEEKS)

    occurrence = Occurrence.objects.get()
    assert counts["answers to dates that are over"] == 1
    assert (RSVP.objects.count(), key_names("occurrence:")) == (0, [])
    assert Delivery.objects.filter(recipient__regex="^(rsvp|batch):").count() == 0
    assert (occurrence.purged_at, occurrence.going_in_person) == (end() + TWO_WEEKS, 3)


def test_purge_follows_the_end_as_it_is_now():
    confirm(make_event())
    old_end = end()
    Occurrence.objects.update(ends_at=old_end + dt.timedelta(days=7))

    purge(now=old_end + TWO_WEEKS)

    assert RSVP.objects.count() == 1


def test_purge_leaves_what_is_postponed_for_half_a_year():
    confirm(make_event())
    Occurrence.objects.update(state="postponed")

    purge(now=end() + dt.timedelta(days=179))
    assert RSVP.objects.count() == 1

    purge(now=end() + dt.timedelta(days=180))
    assert RSVP.objects.count() == 0


def test_purge_removes_what_nobody_confirmed_after_two_days_and_nothing_else():
    event = make_event()
    confirm(event)
    join(event, address="waits@inbox.example")

    purge(now=NOW + TWO_DAYS - minutes(1))
    assert RSVP.objects.count() == 2

    purge(now=NOW + TWO_DAYS)
    assert [rsvp.state for rsvp in RSVP.objects.all()] == ["confirmed"]
    assert len(key_names("occurrence:")) == 1


def test_purge_removes_who_was_too_late_after_two_days():
    event = make_event(capacity_in_person=1)
    confirm(event)
    confirm(event, address="late@inbox.example")

    purge(now=NOW + TWO_DAYS)

    assert [rsvp.state for rsvp in RSVP.objects.all()] == ["confirmed"]


def test_purge_removes_what_was_taken_back_if_the_mail_never_went():
    token, (rsvp,) = confirm(make_event())
    cancel_rsvp(open_link(token), rsvp.pk, now=NOW)

    purge(now=NOW + TWO_DAYS)

    assert RSVP.objects.count() == 0


def test_purge_removes_links_of_leave_and_their_keys():
    ask_to_leave("amal@inbox.example", language="en", now=NOW)

    purge(now=NOW + TWO_DAYS)

    assert (LeaveLink.objects.count(), key_names("leave:"), Delivery.objects.count()) == (0, [], 0)


def test_purge_sweeps_keys_whose_date_is_gone_but_no_young_ones():
    for name in ("occurrence:424242", "leave:434343"):
        make_key(name)
    make_key("occurrence:454545")
    DataKey.objects.filter(name__in=["occurrence:424242", "leave:434343"]).update(created_on=NOW.date())
    DataKey.objects.filter(name="occurrence:454545").update(created_on=NOW.date() + TWO_DAYS)

    purge(now=NOW + TWO_DAYS)

    assert key_names("occurrence:") == ["occurrence:454545"]
    assert key_names("leave:") == []


def test_purge_finishes_what_was_interrupted_after_the_mark():
    confirm(make_event())
    Occurrence.objects.update(purged_at=NOW)

    purge(now=NOW + minutes(1))

    assert (RSVP.objects.count(), key_names("occurrence:")) == (0, [])


def test_purge_destroys_the_key_of_a_date_whose_rows_are_gone_already():
    join(make_event())
    purge(now=NOW + TWO_DAYS)
    assert (RSVP.objects.count(), len(key_names("occurrence:"))) == (0, 1)
    DataKey.objects.update(created_on=(end() + TWO_WEEKS).date())  # too young to be swept

    purge(now=end() + TWO_WEEKS)

    assert key_names("occurrence:") == []


def test_purge_destroys_the_key_before_it_deletes_a_row(monkeypatch):
    confirm(make_event())
    monkeypatch.setattr(purging, "_delete", stop)

    with pytest.raises(InterruptedError):
        purge(now=end() + TWO_WEEKS)

    assert (RSVP.objects.count(), key_names("occurrence:")) == (1, [])


def stop(rows, *, now):
    raise InterruptedError


def test_purge_calls_the_other_apps():
    join(make_event())
    assert MailBudget.objects.count() == 1

    counts = purge(now=NOW + TWO_DAYS)

    assert MailBudget.objects.count() == 0
    assert counts["mail budgets"] == 1
    assert "finished deliveries" in counts


def test_purge_twice_is_once():
    confirm(make_event())
    purge(now=end() + TWO_WEEKS)

    counts = purge(now=end() + TWO_WEEKS + minutes(1))

    assert counts["answers to dates that are over"] == 0


def test_dry_run_counts_and_changes_nothing():
    event = make_event()
    confirm(event)
    join(event, address="waits@inbox.example")
    before = (RSVP.objects.count(), DataKey.objects.count(), Delivery.objects.count(), MailBudget.objects.count())

    counts = purge(now=end() + TWO_WEEKS, dry_run=True)

    assert counts["answers to dates that are over"] == 2
    assert counts["answers that nobody confirmed"] == 1
    after = (RSVP.objects.count(), DataKey.objects.count(), Delivery.objects.count(), MailBudget.objects.count())
    assert after == before
    assert Occurrence.objects.get().purged_at is None


def test_command_prints_what_went():
    confirm(make_event())
    Occurrence.objects.update(starts_at=NOW - dt.timedelta(days=9000), ends_at=NOW - dt.timedelta(days=8000))
    dry, wet = StringIO(), StringIO()

    call_command("purge", "--dry-run", stdout=dry)
    call_command("purge", stdout=wet)

    assert "     1 would go: answers to dates that are over" in dry.getvalue()
    assert "     1 gone: answers to dates that are over" in wet.getvalue()


def test_canary_cannot_be_read_from_an_old_copy_with_the_current_contact_key():
    confirm(make_event(), address=CANARY, name="Canary Q")
    old_copy = [copy.copy(rsvp) for rsvp in RSVP.objects.all()]
    assert open_contacts(old_copy)[old_copy[0].pk].address == CANARY

    purge(now=end() + TWO_WEEKS)

    assert contact_key_opens()
    assert read_key(f"occurrence:{old_copy[0].occurrence_id}") is None
    assert open_contacts(old_copy) == {}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_files_hold_neither_canary_nor_key_after_a_purge():
    """Also not in freed pages or write-ahead logs; a copy of the file from before has the row, but nothing opens it."""
    confirm(make_event(), address=CANARY, name="Canary Q")
    rsvp = RSVP.objects.get()
    key_name = f"occurrence:{rsvp.occurrence_id}"
    wrapped, sealed = bytes(DataKey.objects.get(pk=key_name).wrapped), bytes(rsvp.sealed_address)
    copied = backup_of("default")
    assert sealed in file_bytes("default")
    assert wrapped in file_bytes("keys")

    purge(now=end() + TWO_WEEKS)

    assert sealed not in file_bytes("default")
    assert wrapped not in file_bytes("keys")
    for everything in (file_bytes("default"), file_bytes("keys"), copied):
        assert CANARY.encode() not in everything
        assert b"Canary" not in everything
    assert sealed in copied


def database_file(alias):
    return Path(connections[alias].settings_dict["NAME"])


def file_bytes(alias):
    return bytes_on_disk(database_file(alias))


def backup_of(alias):
    copied = sqlite3.connect(":memory:")
    with sqlite3.connect(database_file(alias)) as source:
        source.backup(copied)
    source.close()
    return copied.serialize()
