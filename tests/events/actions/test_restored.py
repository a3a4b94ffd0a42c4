import datetime as dt

import pytest
from django.test import Client

from accounts.actions.invitation import invite_member
from accounts.keys import key_names
from accounts.models import Invitation, KeptMail
from events.actions.event import cancel_event
from events.actions.leave import ask_to_leave
from events.actions.restored import settle_restored
from events.contacts.links import seal_link, seal_texts
from events.models import (
    RSVP,
    CalendarFile,
    Event,
    Follow,
    Host,
    LeaveLink,
    PastedList,
    SignatureInvitation,
    TrustedHost,
    Webhook,
)
from notifications.models import Delivery
from tests.events.answers import confirm, deliver
from tests.events.factories import NOW, make_event, make_organization, make_statement, make_user
from tests.events.follows import follow
from tests.events.proposals import host_event, make_open_call, trust
from tests.events.webhooks import make_webhook

pytestmark = pytest.mark.django_db
SEALED = [
    RSVP,
    Follow,
    Host,
    LeaveLink,
    TrustedHost,
    Webhook,
    Invitation,
    PastedList,
    CalendarFile,
    SignatureInvitation,
    KeptMail,
]


@pytest.fixture
def sealed_rows():
    """Of every kind one at least; the links of an answer, a follow and a host."""
    rsvp, _ = confirm(make_event())
    followed, _ = follow()
    hosted, *_ = host_event()
    trust(make_open_call())
    ask_to_leave("lee@inbox.example", language="en", now=NOW)
    make_webhook("https://hook.example/")
    owner = make_user()
    organization = make_organization(owner=owner)
    invite_member(organization, address="new@inbox.example", role="helper", by=owner, now=NOW)
    KeptMail.objects.create(sealed=b"sealed", created_at=NOW)
    pasted = PastedList(call=make_open_call(), created_at=NOW)
    for held in (pasted, CalendarFile(organization=organization, created_at=NOW)):
        seal_texts(held, text="somebody@inbox.example")
        held.save()
    invitation = SignatureInvitation(statement=make_statement(), language="en", created_at=NOW)
    seal_link(invitation, token="t" * 43, address="rima@inbox.example")
    invitation.save()
    return [f"/rsvps/{rsvp}/", f"/follows/{followed}/", f"/hosts/{hosted}/"]


def counts():
    return {model.__name__: model._default_manager.count() for model in SEALED}


def test_rows_whose_keys_are_all_there_stay(sealed_rows):
    before = counts()
    assert 0 not in before.values()

    settled = settle_restored(key_names={*key_names(""), KeptMail.key_name_of(NOW.date())}, now=NOW)

    assert (settled.forgotten, counts()) == (0, before)


def test_rows_that_nothing_opens_any_more_go_and_no_page_breaks(sealed_rows):
    settled = settle_restored(key_names=["pepper"], now=NOW)

    assert set(counts().values()) == {0}
    assert settled.forgotten >= len(SEALED)
    assert not Delivery.objects.filter(recipient__regex="^(rsvp|follow|host|leave|signing|webhook):").exists()
    assert Event.objects.count() == 2
    assert [Client().get(path).status_code for path in ["/", "/events/", *sealed_rows]] == [200, 200, 404, 404, 404]


def test_a_change_that_nobody_was_told_of_yet_is_not_told_after_a_restore():
    """Its mails were not even planned when the copy was made; meanwhile they went."""
    event = make_event()
    confirm(event)
    deliver()
    cancel_event(event, by=None, now=NOW)
    later = NOW + dt.timedelta(hours=3)

    settled = settle_restored(key_names=key_names(""), now=later)

    assert settled.doubted == Delivery.objects.filter(state="uncertain").count() == 1
    assert deliver(later + dt.timedelta(minutes=1)) == []
