"""How fast the outbox drains real reminders: against a loop that only writes the same mails to the same server, and
against one Celery task for each."""

import json
import subprocess
import sys
import time
from typing import Any

from benchmarks.figures import Figure, rate_ratio
from benchmarks.measuring import SERVER_CORE, on_core
from benchmarks.sink import Sink
from tests.servers.processes import REPOSITORY, ServerProcess, private_folder
from tests.servers.redis import redis_url
from tests.servers.site import MANAGE, clean_environment, own_postgresql, worker_answers

MAILS, TASKS = 2_000, 300
PEOPLE = 1_000_000
# Of the rate of smtplib with the written mails, over as many connections, with every guarantee on.
AT_LEAST = {"SQLite": 0.35, "PostgreSQL": 0.5}
AT_LEAST_OF_TASKS = 3
AT_LEAST_OF_BULK = 0.5


def outbox_figures() -> list[Figure]:
    sink = Sink()
    sink.start()
    figures = []
    for database, variables in {"SQLite": {}, "PostgreSQL": own_postgresql()}.items():
        environment = clean_environment(
            private_folder("benchmark"), EMAIL_URL=f"smtp://127.0.0.1:{sink.port}", **variables
        ) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        rates = rounds(environment, "benchmarks.outbox_rounds", MAILS)
        figures += [
            rate_ratio(
                f"drain on {database} against smtplib with the written mails",
                rates["drain"],
                rates["bare"],
                bound=AT_LEAST[database],
                unit=f"mails/s of {rates['bytes']:,.0f} octets",
            ),
            Figure(f"commits on {database}", rates["commits"] * rates["drain"], "/s"),
        ]
    tasks = one_task_each(environment, sink)
    name = "drain on PostgreSQL against one Celery task for each mail"
    figures.append(rate_ratio(name, rates["drain"], tasks, bound=AT_LEAST_OF_TASKS, unit="mails/s"))
    sink.stop()
    return figures


def rounds(environment: dict[str, str], module: str, number: int) -> dict[str, Any]:
    with on_core(SERVER_CORE):
        for command in (["migrate", "-v0"], ["migrate", "-v0", "--database", "keys"], ["demo", "--events", "20"]):
            run([*MANAGE, *command], environment)
        return json.loads(run([sys.executable, "-m", module, str(number)], environment))


def planning_figures() -> list[Figure]:
    """The reminders of everybody who comes to one event."""
    figures = []
    for database, variables in {"SQLite": {}, "PostgreSQL": own_postgresql()}.items():
        environment = clean_environment(private_folder("benchmark"), **variables) | {
            "DJANGO_SETTINGS_MODULE": "config.settings"
        }
        seen = rounds(environment, "benchmarks.planning_rounds", PEOPLE)
        memory = seen["memory"][len(seen["memory"]) // 10 :]  # once everything is loaded
        figures += [
            rate_ratio(
                f"planning on {database} against its bulk insert",
                seen["planned"],
                seen["bulk"],
                bound=AT_LEAST_OF_BULK,
                unit="rows/s",
            ),
            Figure(f"memory while planning on {database}: most - least", max(memory) - min(memory), "MB", 50),
        ]
    return figures


def one_task_each(environment: dict[str, str], sink: Sink) -> float:
    """Mails per second of one worker process on the same core."""
    environment = environment | {"REDIS_URL": redis_url()}
    celery = [sys.executable, "-m", "celery", "-A", "benchmarks.one_task_each", "worker", "-c", "1", "-l", "warning"]
    with on_core(SERVER_CORE):
        worker = ServerProcess(celery, log=private_folder("benchmark") / "celery.log", environment=environment)
    worker.await_ready(lambda: worker_answers(environment["REDIS_URL"]), seconds=60)
    taken = sink.taken
    started = time.monotonic()
    run([sys.executable, "-m", "benchmarks.one_task_each", str(TASKS)], environment)
    while sink.taken < taken + TASKS:
        time.sleep(0.01)
    seconds = time.monotonic() - started
    worker.stop()
    return TASKS / seconds


def run(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(
        command, env=environment, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
