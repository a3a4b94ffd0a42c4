"""Many drafts of a call are published in batches: nobody else waits for all of them."""

import pytest

from events.actions.pasted_list import publish_drafts, publishing
from events.models import Event
from tests.events.factories import NOW, make_call, make_event

pytestmark = pytest.mark.django_db


def test_what_is_public_stays_so_when_it_breaks_off_and_the_same_again_goes_on(monkeypatch):
    call = make_call()
    organization = call.statement.organization
    drafts = [make_event(organization=organization, call=call, published=False) for _ in range(5)]
    publish_event = publishing.publish_event

    def break_off(event, **how):
        if event == drafts[3]:
            raise ConnectionError
        return publish_event(event, **how)

    monkeypatch.setattr(publishing, "BATCH", 2)
    monkeypatch.setattr(publishing, "publish_event", break_off)
    with pytest.raises(ConnectionError):
        publish_drafts(call, drafts, by=None, now=NOW)
    assert list(Event.objects.exclude(published_at=None).order_by("pk")) == drafts[:2]

    monkeypatch.setattr(publishing, "publish_event", publish_event)
    again = publish_drafts(call, drafts, by=None, now=NOW)

    assert (again.events, again.refused) == (drafts[2:], [])
    assert Event.objects.filter(published_at=NOW).count() == 5
