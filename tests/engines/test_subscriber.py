"""A real client end to end: vdirsyncer subscribes to a running site, khal shows what it has fetched."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
VDIRSYNCER_CONFIG = """
[general]
status_path = "{folder}/status"

[pair actions]
a = "site"
b = "local"
collections = null
conflict_resolution = "a wins"

[storage site]
type = "http"
url = "{url}"

[storage local]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
KHAL_CONFIG = """
[calendars]
[[actions]]
path = {folder}/calendar

[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {folder}/khal.db
"""
SHOWN = ("title", "start", "end", "location", "status")


class Subscriber:
    """One person's computer."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER_CONFIG.format(folder=folder, url=url))
        (folder / "khal.conf").write_text(KHAL_CONFIG.format(folder=folder))
        (folder / "calendar").mkdir()

    def sync(self) -> None:
        if not (self.folder / "status").exists():
            self._run("vdirsyncer", "-c", self.folder / "vdirsyncer.conf", "discover")
        self._run("vdirsyncer", "-c", self.folder / "vdirsyncer.conf", "sync")

    def shown(self) -> list[list[str]]:
        """Each date of the next ninety days, as khal lists it in UTC: title, start, end, place, status."""
        columns = [part for name in SHOWN for part in ("--json", name)]
        listed = self._run("khal", "-c", self.folder / "khal.conf", "list", *columns, "today", "90d")
        days = [json.loads(line) for line in listed.splitlines() if line.startswith("[")]
        return sorted([entry[name] for name in SHOWN] for day in days for entry in day)

    def items(self) -> int:
        return len(list((self.folder / "calendar").glob("*.ics")))

    def _run(self, program: str, *arguments: str | Path) -> str:
        environment = {**os.environ, "HOME": str(self.folder), "TZ": "UTC", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
        finished = subprocess.run(
            [BIN / program, *arguments], env=environment, capture_output=True, text=True, timeout=180, input="y\n" * 9
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout


@pytest.fixture
def subscriber(tmp_path, site) -> Subscriber:
    return Subscriber(tmp_path, f"{site.url}/organizations/neighbours.ics")


def on_site(site, verb: str) -> str:
    return site.manage("shell", "--command", f"from tests.engines import posting; posting.{verb}()")


def rows(site) -> list[list[str]]:
    return sorted(json.loads(on_site(site, "print_rows").splitlines()[-1]))


def test_a_subscriber_sees_what_stands_and_then_what_has_changed(site, subscriber):
    on_site(site, "post")

    subscriber.sync()

    assert subscriber.items() == 2  # one for each UID, not one for the whole calendar
    assert subscriber.shown() == rows(site)
    assert len(subscriber.shown()) == 5

    on_site(site, "change")
    subscriber.sync()

    assert subscriber.items() == 2
    assert subscriber.shown() == rows(site)
    assert sorted(status for *_rest, status in subscriber.shown()) == ["CANCELLED", *["CONFIRMED"] * 4]
