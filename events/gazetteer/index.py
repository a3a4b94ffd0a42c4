"""The file of towns, found by name: in memory is nothing but what is being looked up.

GeoNames' towns of 500 people and more have over a million names. Their sorted keys (events.gazetteer.keys) say where
the few towns stand whose name has the same checksum; those are read, and their names compared.
"""

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from zlib import crc32

from events.gazetteer.keys import OFFSET_BITS, make_soon, names_of, open_keys, towns_file
from events.gazetteer.town import Town, fold_name

_opening = Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """A town with all its names."""

    town: Town
    names: tuple[str, ...]


class NameIndex:
    """Which towns bear a name. Safe to share between threads: nothing changes once it is made."""

    def __init__(self, path: Path) -> None:
        self._keys = open_keys(path)
        with path.open("rb") as file:
            self._file = mmap(file.fileno(), 0, access=ACCESS_READ)

    def entries(self, name: str) -> list[Entry]:
        """The towns that bear this name or one that folds to the same."""
        folded = fold_name(name)
        checksum = crc32(folded.encode())
        at = bisect_left(self._keys, checksum << OFFSET_BITS)
        found = []
        while folded and at < len(self._keys) and self._keys[at] >> OFFSET_BITS == checksum:
            entry = self._read(self._keys[at] & (1 << OFFSET_BITS) - 1)
            if any(fold_name(known) == folded for known in entry.names):
                found.append(entry)
            at += 1
        return found

    def _read(self, offset: int) -> Entry:
        record = json.loads(self._file[offset : self._file.find(b"}", offset) + 1])
        found = Town(
            name=record["name"],
            country=record["countrycode"],
            region=record["admin1code"],
            latitude=record["latitude"],
            longitude=record["longitude"],
            zone=record["timezone"],
            population=record["population"],
        )
        return Entry(found, tuple(names_of(record)))


def is_available() -> bool:
    """Whether the extra `places` is installed."""
    return towns_file() is not None


def open_index() -> NameIndex | None:
    """The index of the installed file, opened once for the process; nothing without the extra."""
    with _opening:
        return _index()


def warm_up(*, after: float = 0) -> None:
    """Sees to it that the first name is found at once, in so many seconds: see `make_soon`."""
    path = towns_file()
    if path is not None and not _index.cache_info().currsize:
        make_soon(path, after=after)


@cache
def _index() -> NameIndex | None:
    path = towns_file()
    return NameIndex(path) if path else None
