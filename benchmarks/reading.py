"""How long a pasted list of actions takes to read."""

import json
import os
import subprocess
import sys

from benchmarks.figures import Figure
from tests.servers.processes import REPOSITORY

AT_MOST = 1
SLOWEST = 3


def reading_figures() -> list[Figure]:
    """Real lines, and of all that was made to be slow the slowest."""
    rounds = subprocess.run(
        [sys.executable, "-m", "benchmarks.reading_rounds"], env=os.environ, cwd=REPOSITORY, check=True, stdout=-1
    )
    seconds: dict[str, float] = json.loads(rounds.stdout)
    hostile = sorted((name for name in seconds if name != "corpus"), key=lambda name: -seconds[name])
    names = {"corpus": "lists as they come"} | {name: f"made to be slow: {name}" for name in hostile[:SLOWEST]}
    return [Figure(said, seconds[name], "s", AT_MOST) for name, said in names.items()]
