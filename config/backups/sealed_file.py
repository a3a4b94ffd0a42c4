"""The format of a backup: a head that anybody can read, then frames that nobody can change, leave out or add to.

    convoke backup 1                    the version of the format
    {"what": …, "made_at": …, "site": …, "slots": {…}}
    (length, AES-256-GCM of up to 256 KiB of one zlib stream) …

Each file has a random key, which stands in the head once for each key that opens it (`slots`). A nonce is the number
of its frame and whether that is the last one, and every frame is bound to the head: the tags are the checksum, and a
file that is cut short has no last frame. Neither writer nor reader holds more than a frame or two.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FIRST_LINE = b"convoke backup "
VERSION = b"1\n"
FRAME_BYTES = 256 * 1024
TAG_BYTES = 16
LAST = 1 << 31  # beside the length
LENGTH = struct.Struct(">I")
LONGEST_HEAD = 64 * 1024
PIECE_BYTES = 1024 * 1024  # unpacked at once


class BackupError(Exception):
    """Why a copy cannot be made or restored: one line for the operator."""


@dataclass(frozen=True)
class Head:
    """`what` is "site" or "keys"; `made_at` as in ISO 8601, in UTC; `site` tells the key store that belongs to it from
    any other; `slots` are the key of the file, sealed, in Base64, by the name of what opens it."""

    what: str
    made_at: str
    site: str
    slots: Mapping[str, str]

    def line(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True).encode() + b"\n"


class SealedWriter:
    """Writes values that JSON can hold, one after the other. What is not closed has no end."""

    def __init__(self, file: BinaryIO, head: Head, *, key: bytes) -> None:
        self._file, self._cipher, self._number = file, AESGCM(key), 0
        self._bound = hashlib.sha256(head.line()).digest()
        self._packer, self._packed = zlib.compressobj(6), bytearray()
        file.write(FIRST_LINE + VERSION + head.line())

    def write(self, value: Any) -> None:
        self._packed += self._packer.compress(json.dumps(value, separators=(",", ":")).encode())
        self._packed += self._packer.compress(b"\n")
        while len(self._packed) > FRAME_BYTES:
            self._seal(bytes(self._packed[:FRAME_BYTES]), is_last=False)
            del self._packed[:FRAME_BYTES]

    def close(self) -> None:
        self._packed += self._packer.flush()
        while len(self._packed) > FRAME_BYTES:
            self._seal(bytes(self._packed[:FRAME_BYTES]), is_last=False)
            del self._packed[:FRAME_BYTES]
        self._seal(bytes(self._packed), is_last=True)

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(nonce(self._number, is_last=is_last), plain, self._bound)
        self._file.write(LENGTH.pack(len(sealed) | (LAST if is_last else 0)) + sealed)
        self._number += 1


def read_head(file: BinaryIO) -> Head:
    """Raises BackupError for what is no backup."""
    line = file.readline(len(FIRST_LINE) + 10)
    if not line.startswith(FIRST_LINE):
        raise BackupError("it is no backup of Convoke.")
    if line != FIRST_LINE + VERSION:
        raise BackupError(f"it is of format {line[len(FIRST_LINE) :].decode(errors='replace').strip()}, unknown here.")
    line = file.readline(LONGEST_HEAD)
    if not line.endswith(b"\n"):
        raise BackupError("it is cut short.")
    try:
        head = Head(**json.loads(line))
    except (TypeError, ValueError):
        raise BackupError("it is damaged.")
    if head.line() != line:
        raise BackupError("it is damaged.")
    return head


def read_values(file: BinaryIO, head: Head, *, key: bytes) -> Iterator[Any]:
    """The values that were written, from behind the head. Raises BackupError as soon as something is wrong: use
    nothing of it for good before the last."""
    rest = b""
    for piece in _unpacked(_frames(file, head, key=key)):
        *lines, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, lines)


def _unpacked(frames: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for frame in frames:
        packed = frame
        while packed:
            yield unpacker.decompress(packed, PIECE_BYTES)
            packed = unpacker.unconsumed_tail
    yield unpacker.flush()


def _frames(file: BinaryIO, head: Head, *, key: bytes) -> Iterator[bytes]:
    cipher, bound, number, is_last = AESGCM(key), hashlib.sha256(head.line()).digest(), 0, False
    while not is_last:
        (length,) = LENGTH.unpack(_exactly(file, LENGTH.size))
        is_last, length = bool(length & LAST), length & ~LAST
        if not TAG_BYTES <= length <= FRAME_BYTES + TAG_BYTES:
            raise BackupError("it is damaged.")
        try:
            yield cipher.decrypt(nonce(number, is_last=is_last), _exactly(file, length), bound)
        except InvalidTag:
            raise BackupError("it is damaged.")
        number += 1
    if file.read(1):
        raise BackupError("it is damaged: something stands behind its end.")


def _exactly(file: BinaryIO, size: int) -> bytes:
    read = file.read(size)
    if len(read) < size:
        raise BackupError("it is cut short.")
    return read


def nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
