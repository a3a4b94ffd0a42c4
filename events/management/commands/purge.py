"""manage.py purge: forgets what is due, in all apps."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from events.actions.purge import purge


class Command(BaseCommand):
    help = "Erases what is kept no longer (docs/privacy.md) and destroys its keys. The schedule does it every hour."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        counts = purge(now=timezone.now(), dry_run=dry_run)
        verb = "would go" if dry_run else "gone"
        for what, number in counts.items():
            self.stdout.write(f"{number:6} {verb}: {what}")
