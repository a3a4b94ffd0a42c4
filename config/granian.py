"""How granian serves the site: one process, few threads, no trace of who came."""

import multiprocessing
import os
import signal
import sys
import threading
import time

KILL_AFTER = 5  # seconds

OPTIONS = (
    *("--interface", "wsgi", "--http", "1", "--no-ws"),
    # One process: SQLite has one writer, and the embedded worker's broker is memory. Its default is 512 threads.
    *("--workers", "1", "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"),
    *("--respawn-failed-workers", "--workers-kill-timeout", str(KILL_AFTER)),
    *("--no-access-log", "--log-level", "warning"),  # an access log would hold client addresses and tokens
)


def granian_command(application: str, *, host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "granian", *OPTIONS, "--host", host, "--port", str(port), application]


def end_with_main_process() -> None:
    """In the process that serves: when the one that looks after it was killed (-9, out of memory), nobody would end it
    any more, and it would hold port and databases."""
    main = multiprocessing.parent_process()
    if main is not None:
        threading.Thread(target=_end_after, args=[main], name="main-process", daemon=True).start()


def _end_after(main: multiprocessing.process.BaseProcess) -> None:
    main.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(KILL_AFTER)
    os._exit(1)
