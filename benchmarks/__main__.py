"""Run the benchmarks, all or some, and print one table each."""

import argparse
import platform
import subprocess
import sys
import time
from collections.abc import Callable

import psutil

from benchmarks import feeds, pages, startup
from benchmarks.figures import Figure, print_table
from benchmarks.measuring import SERVER_CORE, on_core
from benchmarks.outbox import outbox_figures, planning_figures
from benchmarks.reading import reading_figures
from benchmarks.sink import Sink
from tests.servers.processes import REPOSITORY
from tests.servers.site import Site

EVENTS, MAILS = 1_000, 1_000


def machine() -> str:
    cores, gigabytes = psutil.cpu_count(), psutil.virtual_memory().total / 1e9
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{cores} cores, {gigabytes:.0f} GB, {system}"


def page_figures() -> list[Figure]:
    site = site_with_events()
    paths = pages.paths_of(site)
    figures = pages.repeated(site, paths) + pages.cold(site, paths) + pages.transferred(site, paths)
    site.stop()
    return figures


def mail_figures() -> list[Figure]:
    """The same pages while 1,000 mails go out, and how fast they go."""
    sink = Sink()
    sink.start()
    site = site_with_events(EMAIL_URL=f"smtp://127.0.0.1:{sink.port}")
    paths = pages.paths_of(site)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.owe_mails", str(MAILS)],
        env=site.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=REPOSITORY,
        check=True,
    )
    while sink.taken == 0:
        time.sleep(0.05)
    started = time.monotonic()
    figures = pages.while_busy(site, paths, is_busy=lambda: sink.taken < MAILS)
    seconds = time.monotonic() - started
    site.stop()
    sink.stop()
    return [*figures, Figure("1,000 mails beside busy pages", MAILS / seconds, "mails/s")]


def feed_figures() -> list[Figure]:
    site = site_with_events()
    figures = feeds.served(site) + feeds.memory(site)
    site.stop()
    figures += feeds.filtered(site) + feeds.rebuilt(site)
    return figures


def site_with_events(**variables: str) -> Site:
    site = Site(**variables)
    with on_core(SERVER_CORE):
        site.start()
    site.manage("demo", "--events", str(EVENTS))
    return site


PARTS: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
    "clone": ("A stranger's first minute", startup.fresh_clone),
    "serve": ("One process: site, worker and beat", startup.serve_alone),
    "pages": (f"Anonymous pages with {EVENTS:,} upcoming events against a bare Django view", page_figures),
    "feeds": (f"The calendar of {EVENTS:,} upcoming events", feed_figures),
    "reading": ("Pasted lists of actions, processor time for 100 kB", reading_figures),
    "mails": ("Pages while mails go out", mail_figures),
    "outbox": ("Reminders out of the outbox", outbox_figures),
    "planning": ("Reminders of 1,000,000 people who come to one event", planning_figures),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    chosen = parser.parse_args().parts or list(PARTS)
    print(machine())
    is_all_met = True
    for part in chosen:
        title, measure = PARTS[part]
        figures = measure()
        print_table(title, figures)
        is_all_met &= all(figure.is_met for figure in figures)
    return 0 if is_all_met else 1


if __name__ == "__main__":
    sys.exit(main())
