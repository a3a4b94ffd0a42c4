"""The SQLite backend alone, on two databases of its own, whatever the rest of the suite runs on."""

from collections.abc import Callable, Iterator
from itertools import groupby
from threading import Barrier, Event, Thread

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError, connections, transaction

from config.sqlite.base import READS, DatabaseWrapper
from config.sqlite.writers import WriterQueue, writer_queue

IMMEDIATE_FAILURE = 0.05


@pytest.fixture(autouse=True)
def two_databases(tmp_path, django_db_blocker) -> Iterator[None]:
    for alias in ("first", "second"):
        connections.settings[alias] = {
            **connections.settings["default"],
            "ENGINE": "config.sqlite",
            "NAME": tmp_path / f"{alias}.sqlite3",
            "OPTIONS": settings.SQLITE_OPTIONS | {"timeout": 5},
        }
    with django_db_blocker.unblock():
        for alias in ("first", "second"):
            run("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)", using=alias)
        yield
        for alias in ("first", "second"):
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


def run(sql: str, *params: object, using: str = "first") -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)


def write(text: str, *, using: str = "first") -> None:
    run("INSERT INTO note (text) VALUES (%s)", text, using=using)


def notes(using: str = "first") -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT text FROM note ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def is_free(using: str = "first") -> bool:
    """Whether the next writer would have its turn at once."""
    queue = writer_queue(str(connections.settings[using]["NAME"]))
    if not queue.acquire(timeout=0):
        return False
    queue.release()
    return True


def in_thread(work: Callable[[], None]) -> Thread:
    def work_and_close() -> None:
        try:
            work()
        finally:
            for alias in ("first", "second"):
                connections[alias].close()

    thread = Thread(target=work_and_close, daemon=True)
    thread.start()
    return thread


def hurry(monkeypatch) -> None:
    """Waiters give up at once; also in threads, whose connections copy these settings."""
    for alias in ("first", "second"):
        options = connections.settings[alias]["OPTIONS"] | {"timeout": IMMEDIATE_FAILURE}
        monkeypatch.setitem(connections.settings[alias], "OPTIONS", options)


def test_turn_is_held_in_a_transaction_and_free_after_it():
    with transaction.atomic("first"):
        write("one")
        assert not is_free()

    assert is_free()
    assert notes() == ["one"]


def test_turn_is_free_after_a_rolled_back_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic("first"):
        write("one")
        raise ZeroDivisionError

    assert is_free()
    assert notes() == []


def test_turn_is_free_after_failing_statements_in_and_outside_of_transactions():
    write("one")

    with pytest.raises(IntegrityError):
        write("one")
    assert is_free()
    with pytest.raises(IntegrityError), transaction.atomic("first"):
        write("one")
    assert is_free()
    with pytest.raises(OperationalError):
        run("INSERT INTO missing VALUES (1)")
    assert is_free()


def test_turn_is_free_after_a_commit_that_fails():
    run("CREATE TABLE reply (note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)")

    with pytest.raises(IntegrityError), transaction.atomic("first"):
        run("INSERT INTO reply VALUES (99)")

    assert is_free()


def test_turn_is_free_when_begin_itself_fails(tmp_path, monkeypatch):
    """Another process holds the file: SQLite's own lock is what cannot be had."""
    hurry(monkeypatch)
    connections["first"].close()  # opened anew it gets the short time-out
    stranger = DatabaseWrapper({**connections.settings["first"]}, alias="stranger")
    stranger.connect()
    stranger.connection.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="locked"), transaction.atomic("first"):
        pass

    stranger.close()
    assert is_free()


def test_turn_is_free_after_close_inside_a_transaction():
    with transaction.atomic("first"):
        write("one")
        connections["first"].close()
        assert is_free()

    assert is_free()
    assert notes() == []


def test_savepoints_keep_the_turn_until_the_outermost_block_ends():
    with transaction.atomic("first"):
        with transaction.atomic("first"):
            write("kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic("first"):
            write("undone")
            raise ZeroDivisionError
        assert not is_free()

    assert is_free()
    assert notes() == ["kept"]


def test_durable_block_is_refused_inside_another_and_leaves_the_turn_alone():
    with transaction.atomic("first"):
        with pytest.raises(RuntimeError), transaction.atomic("first", durable=True):
            pass
        assert not is_free()

    assert is_free()


def test_autocommit_write_takes_its_turn_only_for_the_statement():
    write("one")

    assert is_free()
    assert notes() == ["one"]


def test_autocommit_write_that_returns_rows_is_finished_before_they_are_read(monkeypatch):
    hurry(monkeypatch)

    with connections["first"].cursor() as cursor:
        cursor.execute("INSERT INTO note (text) VALUES ('a'), ('b'), ('c'), ('d') RETURNING text")
        assert in_other_thread(lambda: write("e")) == []
        assert cursor.fetchone() == ("a",)
        assert cursor.fetchmany(2) == [("b",), ("c",)]
        assert list(cursor) == [("d",)]
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM note")
        assert cursor.fetchone() == (5,)


def in_other_thread(work: Callable[[], None]) -> list[str]:
    """The texts of the errors that `work` met in a thread with a connection of its own."""
    errors: list[str] = []

    def work_and_note() -> None:
        try:
            work()
        except OperationalError as error:
            errors.append(str(error))

    in_thread(work_and_note).join(20)
    return errors


def test_autocommit_write_waits_for_another_threads_transaction():
    order: list[str] = []

    def write_and_note() -> None:
        write("second")
        order.append("written")

    with transaction.atomic("first"):
        write("first")
        thread = in_thread(write_and_note)
        thread.join(0.1)
        order.append("committing")
    thread.join(20)

    assert order == ["committing", "written"]
    assert notes() == ["first", "second"]


def test_waiting_too_long_is_a_clear_error(monkeypatch):
    hurry(monkeypatch)

    with transaction.atomic("first"):
        assert in_other_thread(lambda: write("x")) == ["Database 'first' is busy: another writer held it for 0.05 s."]

    assert is_free()
    assert in_other_thread(lambda: write("y")) == []


def test_reading_never_waits():
    with transaction.atomic("first"):
        write("unseen")
        seen: list[list[str]] = []
        in_thread(lambda: seen.append(notes())).join(20)

    assert seen == [[]]


def test_nobody_writes_one_database_inside_a_transaction_of_the_other():
    with transaction.atomic("first"):
        with pytest.raises(OperationalError, match="'second' cannot be written inside a transaction of 'first'"):
            write("x", using="second")
        with (
            pytest.raises(OperationalError, match="'second' cannot be written"),
            transaction.atomic("second", durable=True),
        ):
            pass
        assert notes("second") == []

    write("x", using="second")
    assert notes("second") == ["x"]
    assert is_free("second")


def from_test_case(using: str) -> transaction.Atomic:
    block = transaction.atomic(using)
    block._from_testcase = True
    return block


def test_test_case_may_wrap_both_databases_but_the_program_inside_may_not():
    with from_test_case("first"), from_test_case("second"):
        with transaction.atomic("second", durable=True):
            write("key", using="second")
        with transaction.atomic("first"):
            write("row")
            with pytest.raises(OperationalError, match="'second' cannot be written"), transaction.atomic("second"):
                pass
        with transaction.atomic("second"):
            write("another key", using="second")

    assert notes("second") == ["key", "another key"]
    assert is_free()
    assert is_free("second")


def test_two_writing_threads_take_turns():
    """Of 200 commits by each of two threads, nearly none follows one of the same thread while the other waits."""
    writers: list[str] = []
    start = Barrier(2)

    def keep_writing(name: str) -> None:
        connections["first"].ensure_connection()
        start.wait(20)
        for number in range(200):
            with transaction.atomic("first"):
                write(f"{name}{number}")
                writers.append(name)

    threads = [in_thread(lambda name=name: keep_writing(name)) for name in ("a", "b")]
    for thread in threads:
        thread.join(60)

    assert len(notes()) == 400
    longest_run = max(len(list(run)) for _, run in groupby(writers[: last_of_both(writers)]))
    assert longest_run <= 10


def last_of_both(writers: list[str]) -> int:
    """Where the first thread has written its last: from there on the other is alone."""
    return min(len(writers) - writers[::-1].index(name) for name in ("a", "b"))


def test_queue_serves_in_the_order_of_asking():
    queue = WriterQueue()
    served: list[int] = []
    queue.acquire(timeout=0)

    def wait_for_turn(number: int) -> None:
        asked[number].set()
        assert queue.acquire(timeout=20)
        served.append(number)
        queue.release()

    asked = [Event() for _ in range(5)]
    threads = []
    for number in range(5):
        threads.append(in_thread(lambda number=number: wait_for_turn(number)))
        asked[number].wait(20)
        while len(queue._waiting) <= number:
            threads[-1].join(0.001)
    queue.release()
    for thread in threads:
        thread.join(20)

    assert served == [0, 1, 2, 3, 4]


def test_who_gave_up_waiting_is_passed_over():
    queue = WriterQueue()
    queue.acquire(timeout=0)

    assert queue.acquire(timeout=0.01) is False
    queue.release()

    assert queue.acquire(timeout=0) is True


def test_two_paths_to_one_file_share_a_queue(tmp_path):
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "first.sqlite3")

    assert writer_queue(str(tmp_path / "link.sqlite3")) is writer_queue(str(tmp_path / "first.sqlite3"))
    assert writer_queue(":memory:") is not writer_queue(":memory:")
    assert writer_queue("file:a?mode=memory&cache=shared") is writer_queue("file:a?mode=memory&cache=shared")


@pytest.mark.parametrize("name", [":memory:", "file:notes?mode=memory&cache=shared"])
def test_memory_databases_work(name):
    memory = DatabaseWrapper({**connections.settings["first"], "NAME": name}, alias="memory")
    memory.connect()

    with memory.cursor() as cursor:
        cursor.execute("CREATE TABLE note (text TEXT)")
        cursor.executemany("INSERT INTO note VALUES (%s)", [("a",), ("b",)])
        cursor.execute("SELECT count(*) FROM note")
        assert cursor.fetchone() == (2,)

    assert not memory.has_turn
    memory.connection.close()


def test_transaction_without_autocommit_holds_its_turn_until_commit():
    connection = connections["first"]
    connection.set_autocommit(False)

    write("one")
    assert not is_free()
    connection.commit()

    assert is_free()
    connection.set_autocommit(True)
    assert notes() == ["one"]


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True),
        ("  (select 1)", True),
        ("EXPLAIN QUERY PLAN UPDATE note SET text = ''", True),
        ("PRAGMA foreign_keys = OFF", True),
        ("SAVEPOINT a", True),
        ("PRAGMA wal_checkpoint(TRUNCATE)", False),
        ("WITH due AS (SELECT 1) UPDATE note SET text = ''", False),
        ("insert into note values (1)", False),
        ("-- a comment\nDELETE FROM note", False),
        ("VACUUM", False),
        ("SELECTED", False),
    ],
)
def test_reads_are_told_from_writes(sql, reads):
    assert bool(READS.match(sql)) is reads
