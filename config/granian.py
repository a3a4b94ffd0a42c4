"""How granian serves the site: one process, few threads, no trace of who came."""

import sys

OPTIONS = (
    *("--interface", "wsgi", "--http", "1", "--no-ws"),
    # One process: SQLite has one writer, and the embedded worker's broker is memory. Its default is 512 threads.
    *("--workers", "1", "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"),
    *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
    *("--no-access-log", "--log-level", "warning"),  # an access log would hold client addresses and tokens
)


def granian_command(application: str, *, host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "granian", *OPTIONS, "--host", host, "--port", str(port), application]
