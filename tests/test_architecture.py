"""The house as DESIGN draws it: who may import whom, and which rooms do not exist.

`config → events → accounts → notifications`; inside an app
`urls → views, api, feeds, admin, tasks, commands → forms → actions → messages, permissions, calendars → models →
querysets`. What is not in the list (text, imports, reading, recurrence …) is a room of its own subject: it is checked
against the apps, and against the doors, which nobody below may call.
"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "events", "accounts", "notifications")
DOORS = {"urls", "views", "api", "feeds", "admin", "tasks", "management"}
LAYERS = (
    {"urls"},
    DOORS - {"urls"},
    {"forms"},
    {"actions"},
    {"messages", "permissions", "calendars"},
    {"models"},
    {"querysets"},
)
FORBIDDEN_ROOMS = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "signals"}
MOST_LINES = 400


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT)).removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def app(self) -> str:
        return self.name.split(".")[0]

    @property
    def room(self) -> str:
        return room_of(self.name)

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Dotted names of what is imported, with the line. `from a import b` counts as a.b."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def room_of(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def layer_of(room: str) -> int | None:
    return next((number for number, rooms in enumerate(LAYERS) if room in rooms), None)


def modules() -> list[Module]:
    paths = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return [Module(path) for path in paths if "migrations" not in path.parts]


MODULES = modules()


def test_there_is_something_to_look_at():
    assert {module.app for module in MODULES} == set(APPS)
    assert len(MODULES) > 60


@pytest.mark.parametrize("app", APPS)
def test_apps_import_in_one_direction_only(app):
    above = APPS[: APPS.index(app)]

    wrong = [
        f"{module.name}:{line} imports {name}"
        for module in MODULES
        if module.app == app
        for name, line in module.imports()
        if name.split(".")[0] in above
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS[1:])
def test_layers_import_downwards_only(app):
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module in MODULES
        if module.app == app and layer_of(module.room) is not None
        for name, line in module.imports()
        if name.split(".")[0] == app and is_above(room_of(name), module.room) and not is_for_types_only(module, line)
    ]

    assert wrong == []


def is_above(room: str, other: str) -> bool:
    """Whether `room` stands in a higher layer than `other`; rooms outside the list stand nowhere."""
    layer, other_layer = layer_of(room), layer_of(other)
    return layer is not None and other_layer is not None and layer < other_layer


def is_for_types_only(module: Module, line: int) -> bool:
    """Inside `if TYPE_CHECKING:`, which never runs: a queryset may name the model that it is typed with."""
    return any(
        isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and node.lineno < line <= node.end_lineno
        for node in module.tree.body
    )


def test_rooms_of_one_subject_do_not_call_the_doors():
    wrong = [
        f"{module.name}:{line} imports {name}"
        for module in MODULES
        if module.app != "config" and layer_of(module.room) is None
        for name, line in module.imports()
        if name.split(".")[0] in APPS and room_of(name) in DOORS
    ]

    assert wrong == []


def test_no_room_is_named_after_nothing():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert [path for path in tracked if FORBIDDEN_ROOMS & {part.removesuffix(".py") for part in path.split("/")}] == []


def test_no_module_is_longer_than_one_subject():
    lengths = {module.name: len(module.path.read_text().splitlines()) for module in MODULES}

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_imports_stand_at_the_top():
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in MODULES
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    # Django asks an app for its start-up through ready(), before which models cannot be imported.
    assert [place for place in wrong if not place.split(":")[0].endswith(".apps")] == []


def test_imports_are_absolute():
    wrong = [
        f"{module.name}:{node.lineno}"
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert wrong == []


# A column's default has no argument to take the day from.
COLUMN_DEFAULTS = {"accounts.models.user.today"}
CLOCKS = {"django.utils.timezone.now", "timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"}


def test_only_doors_read_the_clock():
    """Below them `now` is an argument; so time can be said in tests, and one request has one time."""
    below = {"actions", "messages", "permissions", "calendars", "models", "querysets", "forms"}

    wrong = [
        f"{module.name}:{node.lineno} calls {ast.unparse(node.func)}"
        for module in MODULES
        if module.room in below
        for part in module.tree.body
        if f"{module.name}.{getattr(part, 'name', '')}" not in COLUMN_DEFAULTS
        for node in ast.walk(part)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]

    assert wrong == []


def test_no_signals_and_no_logic_in_save():
    wrong = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in MODULES
        if module.room == "models"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete")
    ]
    wrong += [
        f"{module.name}:{line} {name}"
        for module in MODULES
        for name, line in module.imports()
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]

    assert wrong == []
