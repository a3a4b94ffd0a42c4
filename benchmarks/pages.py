"""Anonymous pages with many upcoming events against a bare Django view: same server, same core, same client."""

import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.figures import Figure, rate_ratio, ratio
from benchmarks.load import Connection, fetch, keep_asking, request_bytes
from benchmarks.measuring import CLIENT_CORE, SERVER_CORE, cpu_seconds, on_core
from config.granian import granian_command
from tests.servers.processes import ServerProcess, answers_on, free_port, private_folder
from tests.servers.site import Site, clean_environment

ROUNDS, ROUND_SECONDS = 3, 2.0
COLD_RENDERS = 30
LEAST_RATIO = 0.3
MOST_KILOBYTES = 50


@contextmanager
def bare_site() -> Iterator[tuple[int, int]]:
    """Port and process of the bare Django site, on granian with the options of ours."""
    folder, port = private_folder("bare"), free_port()
    command = granian_command("benchmarks.bare:application", host="127.0.0.1", port=port)
    environment = clean_environment(folder, DJANGO_SETTINGS_MODULE="")
    with on_core(SERVER_CORE):
        process = ServerProcess(command, log=folder / "log", environment=environment)
    process.await_ready(lambda: answers_on(port))
    yield port, process.pid
    process.stop()


def paths_of(site: Site) -> dict[str, str]:
    """The three pages that people open most, found as they find them."""
    found = {"home": "/"}
    for name, listing in (("event", "/events/"), ("statement", "/statements/")):
        page = site.text(listing)
        links = re.findall(rf'href="({listing}[a-z0-9-]+/)[^"]*"', page)
        found[name] = links[0]
    return found


def repeated(site: Site, paths: dict[str, str]) -> list[Figure]:
    figures = []
    with bare_site() as (bare_port, bare_pid), on_core(CLIENT_CORE):
        for name, path in paths.items():
            ours, theirs = [], []
            for _round in range(ROUNDS):
                ours.append(measured(site.port, site.server.pid, path))
                theirs.append(measured(bare_port, bare_pid, "/"))
            cpu, bare_cpu = (statistics.median(cost for _rate, cost in rounds) for rounds in (ours, theirs))
            rate, bare_rate = (statistics.median(rate for rate, _cost in rounds) for rounds in (ours, theirs))
            figures += [
                rate_ratio(f"{name}, repeated", rate, bare_rate, bound=LEAST_RATIO, unit="requests/s"),
                ratio(f"{name}, repeated, by processor time", cpu, bare_cpu, bound=LEAST_RATIO, unit="ms"),
            ]
    return figures


def measured(port: int, pid: int, path: str, **headers: str) -> tuple[float, float]:
    """Requests per second, and processor time of the server per request in ms."""
    before = cpu_seconds(pid)
    load = keep_asking(port, [path], seconds=ROUND_SECONDS, **headers)
    return load.per_second, (cpu_seconds(pid) - before) / load.answers * 1000


def cold(site: Site, paths: dict[str, str]) -> list[Figure]:
    """What one rendering costs: each request asks for an address that nobody has asked for before."""
    return [cold_page(site, name, path) for name, path in paths.items()]


def cold_page(site: Site, name: str, path: str) -> Figure:
    connection = Connection(site.port)
    connection.fetch(request_bytes(site.port, path))
    before = cpu_seconds(site.server.pid)
    for number in range(COLD_RENDERS):
        connection.fetch(request_bytes(site.port, f"{path}?cold={number}"))
    cost = (cpu_seconds(site.server.pid) - before) / COLD_RENDERS * 1000
    return Figure(f"{name}, rendered anew", cost, "ms of processor")


def transferred(site: Site, paths: dict[str, str]) -> list[Figure]:
    """Bytes of a first visit: the page and what it loads, compressed, with their heads."""
    return [
        Figure(f"{name}, transferred with style and scripts", kilobytes(site, path), "KB", MOST_KILOBYTES)
        for name, path in paths.items()
    ]


def kilobytes(site: Site, path: str) -> float:
    parts = re.findall(r'<(?:link rel="stylesheet" href|script[^>]* src|img[^>]* src)="(/[^"]+)"', site.text(path))
    return sum(len(fetch(site.port, address)) for address in [path, *parts]) / 1000


def while_busy(site: Site, paths: dict[str, str], *, is_busy: Callable[[], bool]) -> list[Figure]:
    """Requests per second as long as `is_busy`, against the bare site by itself."""
    with bare_site() as (bare_port, _pid), on_core(CLIENT_CORE):
        bare_rate = keep_asking(bare_port, ["/"], seconds=ROUND_SECONDS).per_second
        rates = []
        while is_busy():
            rates.append(keep_asking(site.port, list(paths.values()), seconds=0.5).per_second)
    return [
        rate_ratio(
            "home, event and statement while 1,000 mails go out",
            statistics.median(rates),
            bare_rate,
            bound=LEAST_RATIO,
            unit="requests/s",
        )
    ]
