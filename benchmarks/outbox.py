"""How fast the outbox drains, against a loop that only sends: what claims, fences and marks cost."""

import json
import subprocess
import sys

from benchmarks.figures import Figure, rate_ratio
from benchmarks.measuring import SERVER_CORE, on_core
from benchmarks.sink import Sink
from tests.servers.processes import REPOSITORY, private_folder
from tests.servers.site import MANAGE, clean_environment

MAILS = 1_000
# On the same core, over the same server, of the same messages with text, HTML and calendar.
AT_LEAST_OF_A_BARE_LOOP = 0.7


def outbox_figures() -> list[Figure]:
    sink = Sink()
    sink.start()
    rates = measure(sink.port)
    sink.stop()
    built, fixed = rates["built"], rates["fixed"]
    return [
        rate_ratio(
            "drain against building and sending", rates["drain"], built, bound=AT_LEAST_OF_A_BARE_LOOP, unit="mails/s"
        ),
        rate_ratio("drain against smtplib with fixed bytes", rates["drain"], fixed, bound=None, unit="mails/s"),
    ]


def measure(port: int) -> dict[str, float]:
    """The best of three alternating rounds each, in a process of its own on a new SQLite file."""
    environment = clean_environment(private_folder("benchmark"), EMAIL_URL=f"smtp://127.0.0.1:{port}")
    environment["DJANGO_SETTINGS_MODULE"] = "benchmarks.outbox_settings"
    with on_core(SERVER_CORE):
        subprocess.run([*MANAGE, "migrate", "-v0"], env=environment, cwd=REPOSITORY, check=True)
        command = [sys.executable, "-m", "benchmarks.outbox_rounds", str(MAILS)]
        done = subprocess.run(command, env=environment, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)
