"""Asks one address in one role, looks at what comes back and at every row, and puts everything back."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connections, transaction
from django.db.models import Model
from django.test import Client

from accounts.limits import BUCKETS
from tests.events.permissions.doors import Asked, Door, address
from tests.events.permissions.world import PRIVATE, World
from tests.hostile.world import stored

SIGN_IN = "/accounts/login/"
WRITES = re.compile(r"\s*(?:INSERT\s(?:OR IGNORE )?INTO|UPDATE|DELETE FROM)\s\"(\w+)\"", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """`changed` are the models of which a row is not what it was."""

    method: str
    status: int
    location: str
    changed: frozenset[str]
    text: str = field(repr=False)

    def said(self, changes: str) -> str:
        """The word of the table; an answer that fits none of them says itself."""
        if self.changed and self.method == "GET":
            return repr(self)
        if self.changed:
            return "yes" if changes in self.changed and self.status < 400 else repr(self)
        if self.location.startswith(SIGN_IN):
            return "sign in"
        if self.status in (403, 404):
            return "no"
        return "yes" if (self.method, self.status) == ("GET", 200) else repr(self)


class Visitor:
    """One role in one world: what it is told at each address, and which private things it has seen."""

    def __init__(self, world: World, role: str) -> None:
        self.world, self.role, self.client = world, role, Client()
        self.seen: set[str] = set()
        if user := world.users.get(role):
            self.client.force_login(user)
        token = {"host link": world.token, "other host": world.other_token}.get(role)
        if token:
            assert self.client.get(f"/hosts/{token}/").status_code == 200
        # Whoever has no link has at best what a copy of the database holds of it.
        self.asked = Asked(world, role, token or world.host.token_sha256[:43])
        self.before = stored()

    def words(self, name: str, doors: list[Door], methods: list[str]) -> set[str]:
        """What is said at all doors of one address; with "look" where it can be read and not changed."""
        return {self._word(name, door, methods, self.asked) for door in doors}

    def words_with_link(self, name: str, doors: list[Door], methods: list[str], token: str) -> set[str]:
        return {self._word(name, door, methods, Asked(self.world, self.role, token)) for door in doors}

    def _word(self, name: str, door: Door, methods: list[str], asked: Asked) -> str:
        path, answers = address(name, door, asked), {}
        for method in ("GET", "POST"):
            answer = self._answer(method, path, door, asked)
            if method in methods:
                answers[method] = answer.said(door.changes)
            elif answer.changed or not (answer.status == 405 or answer.location.startswith(SIGN_IN)):
                return f"answers to {answer!r}"
        if answers == {"GET": "yes", "POST": "no"}:
            return "look"
        return " and ".join(sorted(set(answers.values())))

    def _answer(self, method: str, path: str, door: Door, asked: Asked) -> Answer:
        BUCKETS.clear()
        cache.clear()
        with put_back():
            data = door.data(asked) if method == "POST" else {}
            with noting_writes() as writes:
                response = self.client.generic(method, path) if method == "GET" else self.client.post(path, data)
            changed = self._changed(writes)
        location = response.headers.get("Location", "")
        text = b"".join(response.streaming_content) if response.streaming else response.content
        answer = Answer(method, response.status_code, location, changed, text.decode())
        self.seen |= {thing for thing, sign in PRIVATE.items() if re.search(sign, answer.text)}
        return answer

    def _changed(self, tables: set[str]) -> frozenset[str]:
        """No row has to be compared of tables that nothing was written to."""
        models = [model for model in apps.get_models() if model._meta.db_table in tables]
        known = [model for model in models if model._meta.label in self.before]
        return frozenset(model._meta.object_name for model in known if rows_of(model) != self.before[model._meta.label])


def rows_of(model: type[Model]) -> list[Any]:
    return list(model._default_manager.order_by("pk").values_list())


@contextmanager
def put_back() -> Iterator[None]:
    """Not `atomic`: some keys are made in transactions that must be the outermost."""
    points = {alias: transaction.savepoint(using=alias) for alias in connections}
    try:
        yield
    finally:
        for alias, point in points.items():
            transaction.savepoint_rollback(point, using=alias)


@contextmanager
def noting_writes() -> Iterator[set[str]]:
    """The tables that anything is written to."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield tables
