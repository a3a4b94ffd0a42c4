"""Django's SQLite backend, with one writer at a time in the process (DESIGN section 4).

Every transaction, and every write outside of one, first waits for its turn in the queue of its database file and
gives it back at commit, rollback or close. Nobody holds two files at once, so two threads cannot wait for each other.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from config.sqlite.writers import WriterQueue, writer_queue

DEFAULT_TIMEOUT = 10.0
# What may change the file is everything else. A checkpoint waits for writers, so it takes its turn among them.
READS = re.compile(
    r"[\s(]*(?:SELECT|EXPLAIN|SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK|PRAGMA(?!\s+WAL_CHECKPOINT))\b", re.IGNORECASE
)


class DatabaseWrapper(SQLiteWrapper):
    _turn: WriterQueue | None = None  # the queue whose turn this connection holds
    _waits = True
    _is_alone = False

    def take_turn(self) -> None:
        """Become the writer of this file; OperationalError after `timeout` seconds or beside another database."""
        self.refuse_second_database()
        timeout = self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT) if self._waits else 0
        queue = writer_queue(str(self.settings_dict["NAME"]))
        if not queue.acquire(timeout=timeout):
            raise OperationalError(f"Database {self.alias!r} is busy: another writer held it for {timeout:g} s.")
        self._turn = queue

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Inside, a write that another writer holds up raises OperationalError at once."""
        self._waits = False
        try:
            yield
        finally:
            self._waits = True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Inside, nobody else writes here, so that this may be written inside a transaction of another database."""
        self._is_alone = True
        try:
            yield
        finally:
            self._is_alone = False

    def give_turn(self) -> None:
        if self._turn is not None:
            queue, self._turn = self._turn, None
            queue.release()

    @property
    def has_turn(self) -> bool:
        return self._turn is not None

    @property
    def is_in_transaction(self) -> bool:
        """In a transaction of the program; the one that a test case wraps around everything does not count."""
        return any(not block._from_testcase for block in self.atomic_blocks)

    def refuse_second_database(self) -> None:
        if self._is_alone:
            return
        for other in connections.all(initialized_only=True):
            if other is not self and isinstance(other, DatabaseWrapper) and other.is_in_transaction:
                raise OperationalError(
                    f"Database {self.alias!r} cannot be written inside a transaction of {other.alias!r}."
                )

    def create_cursor(self, name: str | None = None) -> "Cursor":
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.give_turn()
            raise

    def _savepoint(self, sid: str) -> None:
        if not self.is_in_transaction:  # the outermost block of the program, inside that of a test case
            self.refuse_second_database()
        super()._savepoint(sid)

    def _commit(self) -> None:
        super()._commit()  # after an error the transaction is still open: the rollback that follows ends it
        self.give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.give_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self.give_turn()


class Cursor(SQLiteCursorWrapper):
    """Waits for its turn where it writes outside a transaction."""

    wrapper: DatabaseWrapper
    _returned: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> "Cursor":
        return self._run(super().execute, query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> "Cursor":
        return self._run(super().executemany, query, param_list)

    def _run(self, run: Any, query: str, params: Any) -> "Cursor":
        self._returned = None
        if self.wrapper.has_turn or READS.match(query):
            return run(query, params)
        self.wrapper.take_turn()
        try:
            run(query, params)
            # The statement keeps SQLite's own lock until its last row is read.
            self._returned = iter(super().fetchall()) if self.description else None
        finally:
            if not self.connection.in_transaction:
                self.wrapper.give_turn()
        return self

    def __next__(self) -> Any:
        return super().__next__() if self._returned is None else next(self._returned)

    def fetchone(self) -> Any:
        return super().fetchone() if self._returned is None else next(self._returned, None)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return super().fetchmany(size) if self._returned is None else list(islice(self._returned, size))

    def fetchall(self) -> list[Any]:
        return super().fetchall() if self._returned is None else list(self._returned)
