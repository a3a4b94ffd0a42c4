import datetime as dt

import pytest
import time_machine

from events.actions.word import write_word
from events.models import Announcement, Occurrence
from notifications.models import Delivery
from tests.events.answers import confirm, deliver, join
from tests.events.factories import NOW, make_event, make_organization, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def owner(client):
    owner = make_user()
    event = make_event(organization=make_organization(owner=owner), title="Hands off")
    for name in "abc":
        confirm(event, address=f"{name}@inbox.example")
    join(event, address="waits@inbox.example")
    deliver()
    client.force_login(owner)
    return owner


def path():
    return f"/organize/events/{Occurrence.objects.get().event.slug}/2027-03-13/message/"


def test_preview_shows_subject_words_and_how_many_and_sends_nothing(client, owner):
    response = client.post(path(), {"step": "word-preview", "text": "Go by <b>the</b> river.", "is_urgent": "on"})

    page = response.content.decode()
    assert "Urgent: Hands off" in page
    assert page.count("Go by &lt;b&gt;the&lt;/b&gt; river.") == 2  # to be read, and to be changed
    assert "3 answers," in page
    assert "3 of them get a mail." in page
    assert "inbox.example" not in page
    assert Announcement.objects.count() == 0


def test_urgent_message_is_sent_and_its_counts_stand_below(client, owner):
    response = client.post(path(), {"step": "word", "text": "Go home by the river.", "is_urgent": "on"})

    assert response.headers["Location"] == f"{path()}#said"
    waiting = client.get(path()).content.decode()
    assert '<dd class="figures">3</dd>' in waiting.split("Not yet")[1]
    assert "data-live" in waiting
    mails = deliver(LATER)
    assert [mail.subject for mail in mails] == ["Urgent: Hands off"] * 3
    assert all(mail.body.index("Go home by the river.") < mail.body.index("Only for you") for mail in mails)
    first, second, _third = Delivery.objects.filter(kind="events.word").order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(
        state="failed", last_code="550 5.1.1", reason="the server refused the recipient"
    )
    Delivery.objects.filter(pk=second.pk).update(state="uncertain", last_code="lost 1", reason="")
    page = client.get(path()).content.decode()
    counts = [page.split(label)[1].split("</dd>")[0].rpartition(">")[2] for label in ("Delivered", "Not yet", "Failed")]
    assert counts == ["1", "0", "1"]
    assert "the mail server refused the address" in page
    assert "perhaps it arrived" in page
    assert "data-live" not in page
    assert "@inbox" not in page
    assert "550 5.1.1" not in page


def test_refused_message_stays_to_be_corrected(client, owner):
    for number in range(3):
        write_word(Occurrence.objects.get(), text=f"{number}", by=owner, now=LATER)

    response = client.post(path(), {"step": "word", "text": "Three <3>"})

    assert response.status_code == 422
    assert "Three &lt;3&gt;</textarea>" in response.content.decode()
    assert Announcement.objects.count() == 3


def test_others_and_get_do_not_write(client, owner):
    client.get(path() + "?text=x")
    address = path()
    client.force_login(make_user())
    assert client.post(address, {"text": "x"}).status_code == 404
    client.logout()
    assert client.post(address, {"text": "x"}).status_code == 302
    assert Announcement.objects.count() == 0
