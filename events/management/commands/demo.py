"""Demo content: fictional groups, statements, actions; marked as examples on each page."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.demo.build import clear_demo, has_examples, load_demo
from events.demo.many import add_many


class Command(BaseCommand):
    help = "Adds demo content, or takes it away with --clear."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clear", action="store_true", help="take every example away")
        parser.add_argument("--language", choices=["en", "ar"], help="only what is in this language")
        parser.add_argument(
            "--events", type=int, metavar="N", help="instead: N synthetic upcoming events, for measuring"
        )

    def handle(self, *, clear: bool, language: str | None, events: int | None, **options: Any) -> None:
        if clear:
            self.stdout.write(f"{clear_demo()} examples were taken away.")
            return
        if has_examples():
            raise CommandError("There is demo content already. Take it away with: manage.py demo --clear")
        if events is None:
            load_demo(now=timezone.now(), language=language)
            self.stdout.write("The demo is there. Each page of it says “Example”.")
            return
        if not 1 <= events <= 100_000:
            raise CommandError("--events: a number from 1 to 100000.")
        for done in add_many(events, now=timezone.now()):
            self._show_progress(done, events)

    def _show_progress(self, done: int, total: int) -> None:
        if sys.stdout.isatty():
            self.stdout.write(f"\r{done} of {total} events", ending="\n" if done == total else "")
        elif done == total or done % 1_000 == 0:
            self.stdout.write(f"{done} of {total} events")
