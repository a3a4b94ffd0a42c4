"""Processor time and memory of a process tree, and which core it runs on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

SERVER_CORE, CLIENT_CORE = 0, 1


def tree(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    return sum(times.user + times.system for times in (process.cpu_times() for process in tree(pid)))


def pss_megabytes(pid: int) -> float:
    """Proportional set size: what is shared between processes counts once."""
    return sum(process.memory_full_info().pss for process in tree(pid)) / 1e6


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What starts in here stays on one core; on a machine with a single one nothing changes."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core} if core in allowed else allowed)
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
