"""Starting, awaiting and ending the processes that the tests talk to."""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers_on(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def private_folder(prefix: str) -> Path:
    """A new folder that goes when this process ends, after the servers in it."""
    folder = Path(tempfile.mkdtemp(prefix=f"convoke-{prefix}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def bytes_on_disk(database: Path) -> bytes:
    """A file of SQLite's and what lies beside it, as a thief would find them.

    Read by another process: whoever opens and closes them drops all locks that its own connections hold, and then
    another program deletes the log under them (sqlite.org/howtocorrupt.html, 2.2).
    """
    files = sorted(database.parent.glob(f"{database.name}*"))
    return subprocess.run(["cat", *files], check=True, stdout=subprocess.PIPE).stdout


def unprivileged_user() -> str | None:
    """Whom a server that refuses to run as root runs as; None where we are not root anyway."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in users)


class ServerProcess:
    """A child that writes to a log file and ends with us at the latest."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        self.log = log
        self._output = log.open("ab")
        self._popen = subprocess.Popen(
            [str(part) for part in command],
            env=None if environment is None else dict(environment),
            cwd=REPOSITORY if user is None else "/",
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        atexit.register(self.stop)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def await_ready(self, is_ready: Callable[[], bool], *, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while not is_ready():
            if self._popen.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self._popen.args} did not get ready:\n{self.text()[-4000:]}")
            time.sleep(0.02)

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def wait(self, seconds: float) -> int:
        """Its exit code; TimeoutExpired if it goes on."""
        return self._popen.wait(seconds)

    def has_ended(self) -> bool:
        return self._popen.poll() is not None

    def signal(self, number: int) -> None:
        self._popen.send_signal(number)

    def children(self) -> list[int]:
        """The ids of its own children (Linux)."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()

    def stop(self, *, seconds: float = 15) -> int:
        """End it gently; its exit code. A process that does not obey is killed, which its exit code shows."""
        atexit.unregister(self.stop)
        if self._popen.poll() is None:
            self._popen.terminate()
        try:
            code = self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._popen.returncode
        self._output.close()
        return code
