import io
import os
import tracemalloc

import pytest

from config.backups.sealed_file import FRAME_BYTES, BackupError, Head, SealedWriter, read_head, read_values

KEY = bytes(range(32))
HEAD = Head(what="site", made_at="2027-03-01T12:00:00+00:00", site="5" * 64, slots={"a": "b"})
# Does not pack, so that there are several frames.
VALUES = [{"table": "ß\u0000\u2028"}, *[[n, os.urandom(40_000).hex()] for n in range(20)], [], None]


def written(values=VALUES, *, head=HEAD):
    file = io.BytesIO()
    writer = SealedWriter(file, head, key=KEY)
    for value in values:
        writer.write(value)
    writer.close()
    return file.getvalue()


def read(content, *, key=KEY):
    file = io.BytesIO(content)
    return list(read_values(file, read_head(file), key=key))


def test_what_was_written_is_read_again_and_cannot_be_seen():
    content = written()

    assert read(content) == VALUES
    assert read(written([])) == []
    assert len(content) > 2 * FRAME_BYTES
    assert b"table" not in content


def test_memory_stays_flat_however_much_there_is(tmp_path):
    """40 MB in, and out again: a few frames and pieces of it are held at a time."""
    value, path = "x" * 400_000, tmp_path / "file"
    tracemalloc.start()
    with path.open("wb") as file:
        writer = SealedWriter(file, HEAD, key=KEY)
        for _ in range(100):
            writer.write(value)
        writer.close()
    with path.open("rb") as file:
        number = sum(1 for read in read_values(file, read_head(file), key=KEY) if read == value)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert number == 100
    assert peak < 12_000_000


@pytest.mark.parametrize("left", [0, 3, 17, 60, 200, 400, 5_000, FRAME_BYTES + 400, -1, -30])
def test_a_file_that_is_cut_short_is_refused(left):
    content = written()[:left]

    with pytest.raises(BackupError, match=r"cut short|no backup"):
        read(content)


def test_a_file_without_its_last_frame_is_cut_short():
    """At the very end of a frame, where nothing looks broken."""
    content = written()
    start = content.index(b"\n", content.index(b"\n") + 1) + 1  # behind the head
    length = int.from_bytes(content[start : start + 4], "big")

    with pytest.raises(BackupError, match="cut short"):
        read(content[: start + 4 + length])


@pytest.mark.parametrize("place", [30, 60, 150, 400, 300_000, -1])
def test_a_file_in_which_one_bit_is_changed_is_refused(place):
    content = bytearray(written())
    content[place] ^= 4

    with pytest.raises(BackupError):
        read(bytes(content))


def test_what_stands_behind_the_end_is_refused():
    with pytest.raises(BackupError, match="behind its end"):
        read(written() + b"\n")


def test_a_wrong_key_opens_nothing():
    with pytest.raises(BackupError, match="damaged"):
        read(written(), key=bytes(32))


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"\n" * 100])
def test_another_file_is_no_backup(content):
    with pytest.raises(BackupError, match=r"^it is no backup of Convoke\.$"):
        read(content)


def test_a_newer_format_is_named():
    with pytest.raises(BackupError, match=r"^it is of format 2, unknown here\.$"):
        read(written().replace(b"backup 1", b"backup 2"))
