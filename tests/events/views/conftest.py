"""Whom most pages of organisers are shown to, and what is theirs; a module may have its own of the same name."""

import pytest

from events.reading import pasted_list
from tests.events.factories import make_call, make_organization, make_statement, make_user
from tests.events.views.list_pages import DAY, read_lines


@pytest.fixture
def owner(client):
    """Signed in."""
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def organization(owner):
    return make_organization(name="Harbour Union", owner=owner)


@pytest.fixture
def call(organization):
    return make_call(title="Rally", statement=make_statement(organization=organization))


@pytest.fixture
def editor(client):
    """Signed in, and who edits for `group`."""
    return signed_in(client, name="Clinic Workers United")


@pytest.fixture
def statement(editor):
    return make_statement(organization=editor.group)


@pytest.fixture
def organiser(client):
    """Signed in, and the owner of `group`."""
    return signed_in(client)


@pytest.fixture
def call_of_a_day(organiser):
    """Of the organiser who is signed in, for `list_pages.DAY` alone."""
    return make_call(statement=make_statement(organization=organiser.group), window_start_on=DAY, window_end_on=DAY)


@pytest.fixture
def without_gazetteer(monkeypatch):
    """Towns are found, or not, in tests of their own."""
    monkeypatch.setattr(pasted_list, "find_town", lambda name, **beside: None)


@pytest.fixture
def lists_are_read_plainly(monkeypatch):
    """Each line says what it means (tests/events/views/list_pages.py)."""
    monkeypatch.setattr(pasted_list, "read_action_list", read_lines)


def signed_in(client, **group):
    user = make_user()
    client.force_login(user)
    user.group = make_organization(owner=user, **group)
    return user
