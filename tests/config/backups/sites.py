"""A site with a bit of everything, its loss, and what tells whether it is back."""

import datetime as dt
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections, transaction

from accounts.models import DataKey, NeverWrite
from config.backups.rows import LEFT_OUT, empty_tables, follow_sequences, tables
from events.models import Event
from tests.events.answers import confirm, join
from tests.events.factories import NOW, make_event, make_statement
from tests.events.follows import follow


def make_site() -> Event:
    """Two people come, one of them unconfirmed; one follows, one never wants to be written to."""
    make_statement()
    event = make_event(title="März 13: “all” of it, ١٣", description="Line\nline")
    confirm(event, name="Amal", party_size=2)
    join(event, address="bo@inbox.example")
    follow()
    NeverWrite.objects.create(address_hash="0" * 64)
    return event


def rows():
    """All that a copy holds, row by row, but for what a restore writes anew."""
    models = [model for model in tables() if model not in LEFT_OUT]
    return {model._meta.db_table: sorted(map(repr, model._base_manager.order_by().values_list())) for model in models}


def lose_site(*, with_keys=True):
    with transaction.atomic():
        empty_tables()
        follow_sequences()  # from one again, as in a new database
    if with_keys:
        DataKey.objects.all().delete()


@contextmanager
def somebody_connected(alias):
    """With a connection of another program's, which has read something once."""
    other = connections[alias].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations")
    try:
        yield
    finally:
        other.close()


def run(command, *arguments, now=NOW + dt.timedelta(minutes=1)):
    """What it says."""
    out = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"config.management.commands.{command}.timezone.now", lambda: now)
        call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def refusal(command, *arguments, **options):
    with pytest.raises(CommandError) as error:
        run(command, *arguments, **options)
    assert "\n" not in str(error.value)
    return str(error.value)
