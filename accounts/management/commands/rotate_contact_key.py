"""Wraps every data key anew with the newest contact key."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.errors import KeysUnavailable
from accounts.keys import contact_key_opens, number_of_old_keys, rewrap_keys

SECONDS_BETWEEN_LINES = 10


class Command(BaseCommand):
    help = (
        "Wraps every data key with the newest CONTACT_KEY. First set CONTACT_KEY=new,old everywhere and restart; "
        "then run this; then remove the old key. Safe to interrupt and to run again, beside a running server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how many keys are to be wrapped.")
        parser.add_argument("--batch", type=int, default=100, help="Keys per transaction (default 100).")

    def handle(self, *, dry_run: bool, batch: int, **options: Any) -> None:
        if not contact_key_opens():
            raise CommandError("CONTACT_KEY does not open every data key. Put the old key behind the new one: new,old.")
        total = number_of_old_keys()
        if dry_run:
            self.stdout.write(f"{total} keys would be wrapped with the newest contact key.")
            return
        try:
            done = self._rewrap(total, batch=max(1, batch))
        except KeysUnavailable as error:
            raise CommandError(f"Stopped: a key was made meanwhile with another contact key. {error}")
        ending = " The old contact key can go now." if len(settings.CONTACT_KEYS) > 1 else ""
        self.stdout.write(f"{done} keys wrapped anew.{ending}")

    def _rewrap(self, total: int, *, batch: int) -> int:
        done, said_at = 0, time.monotonic()
        while number := rewrap_keys(batch):
            done += number
            if sys.stdout.isatty():
                self.stdout.write(f"\r{done} of {total}", ending="")
            elif time.monotonic() - said_at > SECONDS_BETWEEN_LINES:
                self.stdout.write(f"{done} of {total}")
                said_at = time.monotonic()
        return done
