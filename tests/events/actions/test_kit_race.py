"""A host writes while the kit changes: what the host has written is never overwritten, whoever is first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connections

from events.actions import event as event_actions
from events.actions import kit as kit_actions
from events.actions.details import Details
from events.models import Event
from tests.events.actions.test_kit import LATER, make_following, save
from tests.events.factories import make_call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    call = make_call(title="Rally")
    save(call)
    return make_following(call)


class Held:
    """A function that waits, in the middle of the transaction of whoever calls it first."""

    def __init__(self, monkeypatch, module, name):
        self._real, self.reached, self._may_go = getattr(module, name), Signal(), Signal()
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args, **kwargs):
        self.reached.set()
        self._may_go.wait(1)
        return self._real(*args, **kwargs)


def in_a_thread(do):
    try:
        return do()
    finally:
        connections.close_all()


def write_own_title(event):
    standing = Details.of(event)
    fields = {name: getattr(standing, name) for name in standing.__dataclass_fields__}
    event_actions.edit_event(event, details=Details(**{**fields, "title": "Our own"}), by=None, now=LATER)


def both_at_once(first, second, held):
    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(in_a_thread, first)
        held.reached.wait(5)
        other = pool.submit(in_a_thread, second)
        running.result()
        other.result()


def test_the_host_is_first(event, monkeypatch):
    held = Held(monkeypatch, event_actions, "touch_event")

    both_at_once(lambda: write_own_title(event), lambda: save(event.kit.call, title="From the kit"), held)

    event = Event.objects.get()
    assert (event.title, event.inherited) == ("Our own", ["description", "safety"])
    assert " our own" in event.search_text


def test_the_kit_is_first(event, monkeypatch):
    held = Held(monkeypatch, kit_actions, "touch_calendar")

    both_at_once(lambda: save(event.kit.call, title="From the kit"), lambda: write_own_title(event), held)

    event = Event.objects.get()
    assert (event.title, event.inherited) == ("Our own", ["description", "safety"])
    assert " our own" in event.search_text


def test_an_action_made_while_the_kit_changes_has_its_new_words(event, monkeypatch):
    held = Held(monkeypatch, kit_actions, "touch_calendar")
    call = event.kit.call

    both_at_once(lambda: save(call, title="From the kit"), lambda: make_following(call, kit=event.kit), held)

    assert set(Event.objects.values_list("title", flat=True)) == {"From the kit"}
