"""A real PostgreSQL: an installed one, otherwise the one that the package `pgserver` carries."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers.processes import ServerProcess, answers_on, free_port, private_folder, unprivileged_user

ADDRESS_VARIABLE = "TEST_POSTGRESQL_ADDRESS"  # how the workers of pytest-xdist find the one server of the run
# Durability is for those who keep their data longer than a test.
# Without autovacuum: between tests it finds every table empty, and plans for a thousand rows become plans for one.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "autovacuum=off")


def installed_programs() -> Path | None:
    """The folder with the newest installed server's programs (Debian keeps them out of PATH)."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def packaged_programs() -> Path | None:
    spec = find_spec("pgserver")  # not imported: as root it would make a system user
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "pginstall" / "bin"


def programs() -> Path:
    chosen = packaged_programs() if os.environ.get("TEST_SERVERS") == "packaged" else installed_programs()
    found = chosen or packaged_programs()
    if found is None:
        raise RuntimeError("No PostgreSQL found. Type: apt-get install -y postgresql")
    return found


@cache
def postgresql_url() -> str:
    """`postgresql://user@host:port` without a database name, of one server per test run, started when first asked."""
    if ADDRESS_VARIABLE not in os.environ:
        os.environ[ADDRESS_VARIABLE] = start()
    return os.environ[ADDRESS_VARIABLE]


def create_database(name: str) -> str:
    """Make an empty database; its URL."""
    with psycopg.connect(f"{postgresql_url()}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{postgresql_url()}/{name}"


def start() -> str:
    server = PostgreSQL(options=FAST)
    server.start()
    return server.url


class PostgreSQL:
    """A server in a folder of its own, on one port however often it starts."""

    def __init__(self, *, options: Sequence[str] = ()) -> None:
        self.folder, self.user, self.port = private_folder("postgresql"), unprivileged_user(), free_port()
        self.url = f"postgresql://convoke@127.0.0.1:{self.port}"
        self.options = (*options, f"unix_socket_directories={self.folder}")
        self.bin_folder = readable_by(self.user, programs(), folder=self.folder)
        if self.user:
            shutil.chown(self.folder, self.user)
        # No locale of the machine: text sorts alike wherever the tests run.
        run_as = {"user": self.user, "extra_groups": []} if self.user else {}
        how = ("-U", "convoke", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        command = [self.bin_folder / "initdb", "-D", self.folder / "data", *how]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **run_as)

    def start(self) -> None:
        options = [part for option in self.options for part in ("-c", option)]
        where = ("-D", self.folder / "data", "-h", "127.0.0.1", "-p", str(self.port))
        command = [self.bin_folder / "postgres", *where, *options]
        self.process = ServerProcess(command, log=self.folder / "log", user=self.user)
        self.process.await_ready(lambda: answers_on(self.port) and accepts(self.url))

    def restart_at_once(self) -> None:
        """As `pg_ctl -m immediate`: nothing is finished, and the next start recovers."""
        self.process.signal(signal.SIGQUIT)
        self.process.wait(30)
        self.start()


def readable_by(user: str | None, bin_folder: Path, *, folder: Path) -> Path:
    """Where `user` can run the programs: a virtual environment may lie in a home that only its owner can read."""
    package = bin_folder.parents[1]
    if user is None or package.name != "pgserver":
        return bin_folder
    for part in (package, package.with_name("pgserver.libs")):
        shutil.copytree(part, folder / part.name)
    return folder / "pgserver" / "pginstall" / "bin"


def accepts(url: str) -> bool:
    try:
        psycopg.connect(f"{url}/postgres").close()
    except psycopg.OperationalError:
        return False
    return True
