"""Whole sites, as operators run them: copied while they serve, restored where nothing was, on either database."""

import subprocess

from config.secrets_file import read_secrets
from tests.servers.processes import REPOSITORY
from tests.servers.site import MANAGE, Site


def refusal(site, *arguments):
    command = [*MANAGE, *map(str, arguments)]
    finished = subprocess.run(command, env=site.environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.count("\n") == 1
    return finished.stderr


def test_a_site_moves_to_sqlite_and_back_with_pages_and_calendars(start_site, tmp_path):
    """On PostgreSQL that is to the other database and back."""
    site = start_site()
    site.manage("demo")
    file, second = tmp_path / "copy", tmp_path / "second"
    site.manage("backup", str(file))
    titles = titles_of(site)
    assert "is not restored: " in refusal(site, "restore", file, "--replace")

    moved = Site(CONTACT_KEY=read_secrets(site.data_dir / "secrets.env")["CONTACT_KEY"])
    moved.manage("restore", str(file))
    try:
        moved.start()
        assert titles_of(moved) == titles
        moved.manage("backup", str(second))
    finally:
        moved.stop()
    site.stop()
    site.manage("restore", str(second), "--replace")

    assert titles_of(site.start()) == titles
    assert '"contact_key_opens": true' in site.text("/readyz")


def titles_of(site):
    """Those of its calendar; there are some."""
    lines = site.text("/events.ics").splitlines()
    titles = sorted(line for line in lines if line.startswith(("SUMMARY", "UID", "DTSTART")))
    assert len(titles) > 20
    return titles
