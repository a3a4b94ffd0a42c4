"""`manage.py backup FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backups.key_copy import beside
from config.backups.making import make_backup
from config.backups.sealed_file import BackupError


class Command(BaseCommand):
    help = (
        "Writes a sealed copy of the site to FILE and one of its keys to FILE.keys, beside a running site. Older "
        "copies of the keys in the same folder are deleted: with the newest, every FILE opens."
    )
    requires_system_checks = []  # they would load every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--keep-older-keys", action="store_true", help="they open what has been erased since")

    def handle(self, *, file: Path, keep_older_keys: bool, **options: Any) -> None:
        try:
            made = make_backup(file.absolute(), now=timezone.now(), keep_older_keys=keep_older_keys)
        except BackupError as error:
            raise CommandError(f"{file} is not written: {error}")
        except OSError as error:
            raise CommandError(f"{file} is not written: {error.strerror}.")
        self.stdout.write(f"{made.rows} rows are in {file}, {made.keys} keys in {beside(file)}.")
        what = "is older, and should be deleted" if keep_older_keys else "was older, and is deleted"
        for older in made.older:
            self.stdout.write(f"{older} {what}: it opens what has been erased since.")
        self.stdout.write("Keep CONTACT_KEY apart from both: without it nothing of them can be read.")
