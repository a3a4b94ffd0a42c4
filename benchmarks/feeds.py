"""The calendar of 1,000 upcoming events against a bare Django view: same server, same core, same client."""

import json
import re
import statistics
import subprocess
import sys

from benchmarks.figures import Figure, rate_ratio, ratio
from benchmarks.load import Connection, fetch, keep_asking, request_bytes
from benchmarks.measuring import CLIENT_CORE, on_core, pss_megabytes
from benchmarks.pages import bare_site, measured
from tests.servers.processes import REPOSITORY
from tests.servers.site import Site

FEED = "/events.ics"
ROUNDS = 5
LEAST_304, LEAST_BODY = 0.8, 0.65
MOST_REBUILD, MOST_COMPRESSED, MOST_GROWTH = 0.03, 0.1, 1.2
REQUESTS = 100_000
MOST_GROWN = 5  # MB


def served(site: Site) -> list[Figure]:
    """What each answer costs once the feed is built: not changed since, and the whole of it, compressed."""
    etag = re.search(rb'(?i)\r\netag: ("[^"]+")', fetch(site.port, FEED))
    assert etag is not None
    known = {"If_None_Match": etag[1].decode()}
    with bare_site() as (bare_port, bare_pid), on_core(CLIENT_CORE):
        bare, unchanged, whole = [], [], []
        for _round in range(ROUNDS):
            bare.append(measured(bare_port, bare_pid, "/ok"))
            unchanged.append(measured(site.port, site.server.pid, FEED, **known))
            whole.append(measured(site.port, site.server.pid, FEED))
    bare_rate, bare_cpu = medians(bare)
    figures = []
    for name, rounds, bound in (("304", unchanged, LEAST_304), ("whole, gzip", whole, LEAST_BODY)):
        rate, cpu = medians(rounds)
        figures += [
            rate_ratio(name, rate, bare_rate, bound=bound, unit="requests/s"),
            ratio(f"{name}, by processor time", cpu, bare_cpu, bound=bound, unit="ms"),
        ]
    return figures


def medians(rounds: list[tuple[float, float]]) -> tuple[float, float]:
    rates, costs = zip(*rounds, strict=True)
    return statistics.median(rates), statistics.median(costs)


def rebuilt(site: Site) -> list[Figure]:
    """One event changes: what the feed costs then, against rendering all of them as the peers do."""
    few = rounds_of(site, "few")
    many = rounds_of(site, "many")
    naive = few["naive"]
    return [
        share("rebuilt after one change", few["rebuilt"], naive, MOST_REBUILD),
        share("rebuilt and compressed", few["compressed"], naive, MOST_COMPRESSED),
        Figure("looked at again, nothing changed", few["looked at"], "ms of processor"),
        Figure(
            f"rebuilt, with {many['events']:,.0f} events outside of the window",
            many["rebuilt"] / few["rebuilt"],
            "of the same without",
            MOST_GROWTH,
            absolute=f"{many['rebuilt']:.2f} against {few['rebuilt']:.2f} ms",
        ),
    ]


def filtered(site: Site) -> list[Figure]:
    counted = rounds_of(site, "filters")
    name = f"entries rendered after one change, {counted['filters']:,.0f} filters asked"
    return [Figure(name, counted["rendered"], "entries", 1)]


def share(name: str, ours: float, naive: float, bound: float) -> Figure:
    return Figure(name, ours / naive, "of naive", bound, absolute=f"{ours:.2f} against {naive:.0f} ms of processor")


def rounds_of(site: Site, size: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.feed_rounds", size]
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(command, env=environment, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def memory(site: Site) -> list[Figure]:
    """Whether the server grows over many requests, for known feeds and for filters that nobody asked before."""
    addresses = [FEED, "/statements.ics", "/events.rss", "/events.json"]
    for address in addresses:
        fetch(site.port, address)
    ask_for_new_filters(site, 2_000)  # memory that is filled once is no growth: of filters, of each thread
    asked = 0
    with on_core(CLIENT_CORE):
        keep_asking(site.port, addresses, seconds=10)
        before = pss_megabytes(site.server.pid)
        while asked < REQUESTS:
            asked += keep_asking(site.port, addresses, seconds=2).answers
    ask_for_new_filters(site, 2_000)
    grown = pss_megabytes(site.server.pid) - before
    return [Figure(f"memory grown over {asked:,} requests", grown, "MB", MOST_GROWN, absolute=f"from {before:.0f} MB")]


def ask_for_new_filters(site: Site, number: int) -> None:
    connection = Connection(site.port)
    for word in range(number):
        connection.fetch(request_bytes(site.port, f"{FEED}?q=nothing{word}"))
