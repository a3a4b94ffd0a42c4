"""`manage.py serve`: from nothing to a running site."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.serving import serve


class Command(BaseCommand):
    help = "Make what is missing (secrets, tables, static files, demo content on loopback) and serve the site."
    requires_system_checks = []  # the server process runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-demo", action="store_true", help="no demo content, even on loopback")

    def handle(self, *args: Any, **options: Any) -> None:
        serve(host=options["host"], port=options["port"], with_demo=not options["no_demo"], say=self.stdout.write)
