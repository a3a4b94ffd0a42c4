"""`manage.py doctor`: exit code 1 when something is broken; warnings leave it 0."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.doctor import Finding, State, examine


class Command(BaseCommand):
    help = "Look at everything that this site needs and say what is missing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of objects with check, state and text")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(now=timezone.now())
        self.stdout.write(as_json(findings) if options["json"] else as_lines(findings))
        if any(finding.state == State.FAILURE for finding in findings):
            sys.exit(1)


def as_json(findings: list[Finding]) -> str:
    return json.dumps([finding.as_dict() for finding in findings], indent=2)


def as_lines(findings: list[Finding]) -> str:
    return "\n".join(f"{finding.state:8} {finding.check:12} {finding.text}" for finding in findings)
