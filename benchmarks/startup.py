"""How long until the first page, how much memory while nothing happens, how long until it is gone."""

import shutil
import subprocess
import time
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.measuring import pss_megabytes
from tests.servers.processes import REPOSITORY, ServerProcess, free_port, private_folder
from tests.servers.site import Site, clean_environment, status_of

IDLE_SECONDS = 8


def fresh_clone() -> list[Figure]:
    """`make run` in a new clone, with whatever the package manager has cached."""
    folder, port = private_folder("clone"), free_port()
    clone = folder / "convoke"
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)
    environment = clean_environment(folder / "var", PORT=str(port))
    seconds = seconds_to_first_page(["make", "--directory", str(clone), "run"], environment, port, log=folder / "log")
    shutil.rmtree(folder, ignore_errors=True)
    return [Figure("make run in a fresh clone, to the first page", seconds, "s", 60)]


def seconds_to_first_page(command: list[str], environment: dict[str, str], port: int, *, log: Path) -> float:
    started = time.monotonic()
    process = ServerProcess(command, log=log, environment=environment)
    process.await_ready(lambda: status_of(f"http://127.0.0.1:{port}/") == 200, seconds=300)
    seconds = time.monotonic() - started
    process.stop()
    return seconds


def serve_alone() -> list[Figure]:
    """A site that was migrated before: start, rest, end."""
    site = Site()
    site.start()
    site.stop()
    started = time.monotonic()
    site.start()
    start = time.monotonic() - started
    time.sleep(IDLE_SECONDS)
    memory = pss_megabytes(site.server.pid)
    started = time.monotonic()
    site.stop()
    end = time.monotonic() - started
    return [
        Figure("serve alone, to an answer", start, "s", 5),
        Figure("memory while idle (PSS of the tree)", memory, "MB", 170),
        Figure("clean stop", end, "s", 3),
    ]
