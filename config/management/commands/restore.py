"""`manage.py restore FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from config.backups.restoring import Restored, restore_backup
from config.backups.sealed_file import BackupError
from notifications.errors import where_it_broke


class Command(BaseCommand):
    help = (
        "Puts the copy in FILE in place of a site that is not running: all of it or nothing. The keys come from the "
        "key store that is here if it is the same site's, otherwise from FILE.keys, or from the newest by --keys."
    )
    requires_system_checks = []  # the tables may not be there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--keys", type=Path, metavar="FILE.keys", help="the newest copy of the key store")
        parser.add_argument("--replace", action="store_true", help="even if there is a site, which is lost then")
        parser.add_argument("--dry-run", action="store_true", help="read all of it and change nothing")

    def handle(self, *, file: Path, keys: Path | None, replace: bool, dry_run: bool, **options: Any) -> None:
        try:
            restored = restore_backup(
                file.absolute(), keys_path=keys, replace=replace, dry_run=dry_run, now=timezone.now()
            )
        except BackupError as error:
            raise CommandError(f"{file} is not restored: {error}")
        except OSError as error:
            raise CommandError(f"{file} is not restored: {error.filename or file}: {error.strerror}.")
        except Error as error:  # its text may quote a row
            raise CommandError(f"{file} is not restored: the database refused ({where_it_broke(error)}).")
        self.say(restored, file=file, dry_run=dry_run)

    def say(self, restored: Restored, *, file: Path, dry_run: bool) -> None:
        keys = restored.keys or "the key store that is here"
        made_at = f"{restored.made_at:%Y-%m-%d %H:%M} UTC"
        if dry_run:
            self.stdout.write(f"{file} of {made_at} is whole: {restored.rows} rows, which {keys} opens.")
            return
        self.stdout.write(f"{restored.rows} rows of {made_at} are in place, with the keys of {keys}.")
        settled = restored.settled
        if settled.forgotten or restored.erased:
            number = settled.forgotten + restored.erased
            self.stdout.write(f"{number} rows are erased again, as they were since then or were due to be.")
        if settled.doubted:
            self.stdout.write(
                f"{settled.doubted} messages were due since then. Perhaps they went out, so they do not go now: "
                "/admin/notifications/delivery/?state__exact=uncertain shows them, and sends those you choose."
            )
        self.stdout.write("Everybody signs in anew. Start the site.")
