from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from notifications.actions import HORIZON, Planned, plan, planning
from notifications.actions.owing import write_owed
from notifications.actions.planning import ROWS_PER_TRANSACTION
from notifications.models import Delivery
from tests.notifications.kinds import NOW, NoteKind, note, owed, urgent_note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rings")]
UNTIL = NOW + HORIZON


def keys() -> set[str]:
    return set(Delivery.objects.values_list("key", flat=True))


def test_plan_asks_every_kind_and_writes_each_message_once():
    note.planned = [[owed(1), owed(2)], [owed(3)]]
    urgent_note.planned = [[owed(4, kind="tests.urgent")]]

    assert plan(now=NOW, until=UNTIL) == Planned(4, ())
    assert plan(now=NOW, until=UNTIL) == Planned(0, ())
    assert keys() == {"note:1", "note:2", "note:3", "note:4"}


def test_plan_tells_the_kinds_how_far_to_look(monkeypatch):
    asked = []
    monkeypatch.setattr(NoteKind, "plan", lambda kind, *, now, until: asked.append((now, until)) or iter([]))

    plan(now=NOW, until=UNTIL)

    assert asked == [(NOW, NOW + timedelta(hours=48))] * 2


def test_a_kind_that_breaks_keeps_what_it_had_said_and_stops_no_other(caplog):
    def broken():
        yield [owed(1)]
        raise ValueError("maria@example.org")

    note.planned = broken()
    urgent_note.planned = [[owed(2, kind="tests.urgent")]]

    assert plan(now=NOW, until=UNTIL) == Planned(2, ("tests.note",))
    assert keys() == {"note:1", "note:2"}
    assert "Kind tests.note could not be planned: ValueError at test_planning.py" in caplog.text
    assert "maria" not in caplog.text


def test_plan_goes_on_where_it_was_interrupted():
    def interrupted():
        yield [owed(1), owed(2)]
        raise KeyboardInterrupt

    note.planned = interrupted()
    with pytest.raises(KeyboardInterrupt):
        plan(now=NOW, until=UNTIL)

    note.planned = [[owed(1), owed(2)], [owed(3)]]
    assert plan(now=NOW, until=UNTIL) == Planned(1, ())


def test_plan_writes_in_small_transactions(monkeypatch):
    size = ROWS_PER_TRANSACTION[connection.vendor]
    note.planned = [[owed(number) for number in range(2 * size + 1)]]
    sizes = []
    monkeypatch.setattr(planning, "write_owed", lambda rows, **how: sizes.append(len(rows)) or write_owed(rows, **how))

    plan(now=NOW, until=UNTIL)

    assert sizes == [size, size, 1]


def test_two_planners_at_once_owe_everything_once(transactional_db):
    note.planned = [[owed(number) for number in range(start, start + 20)] for start in range(0, 200, 20)]
    ready = Barrier(3)
    broken: list[tuple[str, ...]] = []

    def plan_too():
        ready.wait()
        broken.append(plan(now=NOW, until=UNTIL).broken_kinds)
        connection.close()

    threads = [Thread(target=plan_too) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Delivery.objects.count() == 200
    assert broken == [(), (), ()]
