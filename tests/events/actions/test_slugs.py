import pytest
from django.db import IntegrityError

from events.actions import slugs
from events.actions.slugs import TRIES, choose_slug, insert_with_slug
from events.models import Call
from tests.events.factories import make_call

pytestmark = pytest.mark.django_db


def unsaved_like(call):
    return Call(statement=call.statement, title=call.title, asks_for=call.asks_for, created_at=call.created_at)


def test_a_row_that_is_there_already_keeps_the_slug_it_has():
    call = make_call(slug="boycott-halden")

    choose_slug(call, "Boycott Halden", otherwise="call")

    assert call.slug == "boycott-halden"


def test_who_comes_second_at_the_same_instant_takes_the_next_slug(monkeypatch):
    first = make_call(slug="boycott-halden")
    second, looked_too_early = unsaved_like(first), iter(["boycott-halden"])
    real = slugs.free_slug
    monkeypatch.setattr(
        slugs, "free_slug", lambda *args, **kwargs: next(looked_too_early, None) or real(*args, **kwargs)
    )

    insert_with_slug(second, "Boycott Halden", otherwise="call")

    assert sorted(Call.objects.values_list("slug", flat=True)) == ["boycott-halden", "boycott-halden-2"]


def test_it_does_not_try_for_ever(monkeypatch):
    first, tried = make_call(slug="boycott-halden"), []
    monkeypatch.setattr(slugs, "free_slug", lambda *args, **kwargs: tried.append(1) or "boycott-halden")

    with pytest.raises(IntegrityError):
        insert_with_slug(unsaved_like(first), "Boycott Halden", otherwise="call")

    assert len(tried) == TRIES
