"""The site as a stranger starts it: `manage.py serve` in a folder, on a port and on databases of its own."""

import os
import re
import subprocess
import sys
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from celery import Celery

from tests.servers.postgresql import create_database
from tests.servers.processes import REPOSITORY, ServerProcess, answers_on, free_port, private_folder
from tests.servers.redis import redis_url

MANAGE = [sys.executable, str(REPOSITORY / "manage.py")]
CELERY_WORKER = [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--concurrency", "2"]
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")
_numbers = count(1)


def clean_environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """The environment of a program of ours that runs apart from the test; empty values win over a .env file."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    silenced = dict.fromkeys(("DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL", "EMAIL_URL"), "")
    return kept | silenced | {"DATA_DIR": str(data_dir), "DEBUG": "false"} | variables


def own_postgresql() -> dict[str, str]:
    """The variables of a site on PostgreSQL and Redis, with two new databases and a Redis database of its own."""
    name = f"site_{os.getpid()}_{next(_numbers)}"
    return {
        "DATABASE_URL": create_database(name),
        "KEYS_DATABASE_URL": create_database(f"{name}_keys"),
        "REDIS_URL": f"{redis_url()}/{8 + next(_numbers) % 8}",
    }


def worker_answers(broker: str) -> bool:
    """Whether a Celery worker listens on this broker."""
    with Celery(broker=broker, set_as_current=False) as app:
        return bool(app.control.ping(timeout=0.5))


def status_of(url: str) -> int:
    """The status of an answer; 0 while nobody answers."""
    try:
        with urlopen(url, timeout=60) as answer:
            return int(answer.status)
    except URLError as error:
        return int(getattr(error, "code", 0))


class Site:
    """A running site; `url`, `setup_link`, `manage(...)` and `stop()` are what tests use."""

    def __init__(self, **variables: str) -> None:
        self.port = free_port()
        self.data_dir = private_folder("site")
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = clean_environment(self.data_dir, SITE_URL=self.url, **variables)
        self._processes: list[ServerProcess] = []

    def start(self, *options: str) -> "Site":
        """Serve (by default without demo content) and, on Redis, a Celery worker with beat beside it."""
        command = [*MANAGE, "serve", "--port", str(self.port), *(options or ("--no-demo",))]
        server = self._run(command, "serve.log")
        server.await_ready(lambda: answers_on(self.port) and self.get("/healthz") == 200, seconds=180)
        if self.environment["REDIS_URL"]:
            worker = self._run(CELERY_WORKER, "celery.log")
            worker.await_ready(lambda: worker_answers(self.environment["REDIS_URL"]), seconds=180)
        return self

    def _run(self, command: list[str], log: str) -> ServerProcess:
        process = ServerProcess(command, log=self.data_dir / log, environment=self.environment)
        self._processes.append(process)
        return process

    @property
    def server(self) -> ServerProcess:
        return self._processes[0]

    @property
    def setup_link(self) -> str:
        """The single-use link that the console shows while there is no operator."""
        found = re.search(rf"{re.escape(self.url)}/\S*set-?up\S*", self.server.text())
        assert found, self.server.text()
        return found.group()

    def get(self, path: str) -> int:
        """The status of a page; 0 while nobody answers."""
        return status_of(self.url + path)

    def text(self, path: str) -> str:
        with urlopen(self.url + path, timeout=60) as answer:
            return str(answer.read().decode())

    def manage(self, *arguments: str, given: str | None = None) -> str:
        """Run a management command beside the site; its output. CalledProcessError if it fails."""
        command = [*MANAGE, *arguments]
        finished = subprocess.run(
            command, env=self.environment, cwd=REPOSITORY, input=given, capture_output=True, text=True, timeout=300
        )
        assert finished.returncode == 0, f"{arguments}: {finished.stdout}{finished.stderr}"
        return finished.stdout

    def stop(self) -> list[int]:
        """End all processes; their exit codes, the server's first."""
        codes = [process.stop() for process in self._processes]
        self._processes.clear()
        return codes
