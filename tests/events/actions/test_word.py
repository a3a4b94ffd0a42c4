import datetime as dt

import pytest
import time_machine

from events.actions.occurrence import cancel_occurrence, move_occurrence
from events.actions.word import write_word
from events.errors import EventsError
from events.hosts import open_host
from events.models import Announcement
from events.reading.host_page import read_counts
from events.reading.outbox import read_words
from notifications.models import Delivery
from tests.events.answers import confirm as rsvp
from tests.events.answers import deliver, join, token_in
from tests.events.factories import NOW, make_event, make_organization, make_user
from tests.events.proposals import DAY, host_event

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


def host_with(*addresses):
    """A host and the date of the action to which these have confirmed that they come."""
    token, _host = host_event()
    host = open_host(token)
    for address in addresses:
        rsvp(host.event, address=address)
    return host, host.event.occurrences.get()


def test_word_goes_to_those_who_have_confirmed_and_to_nobody_else():
    host, date = host_with("a@inbox.example", "b@inbox.example")
    join(host.event, address="waits@inbox.example")
    deliver(LATER)

    write_word(date, text="Meet at the <b>north</b> door.\nBring water.", by=host, now=LATER)

    mails = deliver(LATER)
    assert Delivery.objects.filter(kind="events.word").count() == 2
    assert sorted(mail.to[0] for mail in mails) == ["a@inbox.example", "b@inbox.example"]
    assert all("Meet at the <b>north</b> door.\nBring water." in mail.body for mail in mails)
    assert all("&lt;b&gt;north" in mail.alternatives[0][0] for mail in mails)
    assert all("List-Unsubscribe" in mail.extra_headers for mail in mails)


def test_word_stands_in_no_delivery_and_on_no_public_page(client):
    host, date = host_with("a@inbox.example")
    write_word(date, text="Wisteria gate", by=host, now=LATER)
    deliver(LATER)

    public = [f"{host.event.get_absolute_url()}", date.get_absolute_url(), "/events/", f"/events/{host.event.slug}.ics"]

    assert "Wisteria" not in repr(list(Delivery.objects.values()))
    for path in public:
        response = client.get(path)
        assert response.status_code == 200
        assert b"Wisteria" not in (b"".join(response.streaming_content) if response.streaming else response.content)


def test_word_is_planned_once_however_often_the_planner_comes():
    host, date = host_with("a@inbox.example")
    deliver(LATER)
    write_word(date, text="Wisteria", by=host, now=LATER)

    assert len(deliver(LATER)) == 1
    assert deliver(LATER + dt.timedelta(minutes=1)) == []


def test_three_words_in_a_day_and_the_same_one_once():
    host, date = host_with("a@inbox.example")
    first = write_word(date, text="One", by=host, now=LATER)

    assert write_word(date, text=" One ", by=host, now=LATER) == first
    write_word(date, text="Two", by=host, now=LATER)
    write_word(date, text="Three", by=host, now=LATER)
    with pytest.raises(EventsError, match="tomorrow") as refused:
        write_word(date, text="Four", by=host, now=LATER)
    assert refused.value.field == "text"

    write_word(date, text="Four", by=host, now=LATER + dt.timedelta(days=1))
    assert Announcement.objects.words().count() == 4


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001, "a\x00b"])
def test_word_that_cannot_be_is_refused(text):
    host, date = host_with()

    with pytest.raises(EventsError) as refused:
        write_word(date, text=text, by=host, now=LATER)
    assert (refused.value.field, Announcement.objects.count()) == ("text", 0)


def test_word_of_another_host_of_a_draft_and_after_the_end_is_refused():
    host, date = host_with()
    other, _date = host_event(address="b@inbox.example")
    owner = make_user()
    draft = make_event(organization=make_organization(owner=owner), published=False)

    with pytest.raises(EventsError, match="Only those who host"):
        write_word(date, text="Hi", by=open_host(other), now=LATER)
    with pytest.raises(EventsError, match="not public"):
        write_word(draft.occurrences.get(), text="Hi", by=owner, now=LATER)
    with pytest.raises(EventsError, match="over"):
        write_word(date, text="Hi", by=host, now=NOW + dt.timedelta(days=20))
    assert Announcement.objects.count() == 0


def test_word_is_no_change_and_does_not_hide_one():
    host, date = host_with("a@inbox.example")
    deliver(LATER)
    move_occurrence(date, start_on=DAY, start_time=dt.time(17, 30), duration=None, by=host, now=LATER)
    write_word(date, text="Wisteria", by=host, now=LATER)

    subjects = sorted(mail.subject for mail in deliver(LATER + dt.timedelta(minutes=2)))

    assert subjects == [
        "A word from the host: Rally at every town hall",
        "The hour is set: Rally at every town hall, Saturday 13 March, 17:30",
    ]


def test_word_after_a_cancellation_still_reaches_those_who_were_coming():
    host, date = host_with("a@inbox.example")
    cancel_occurrence(date, by=host, now=LATER)
    deliver(LATER)

    write_word(date, text="We meet at the café instead.", by=host, now=LATER)

    assert ["café" in mail.body for mail in deliver(LATER)] == [True]


def test_counts_are_sums_of_parties_without_a_name():
    host, date = host_with()
    rsvp(host.event, address="a@inbox.example", party_size=3)
    rsvp(host.event, address="b@inbox.example", party_size=2, answer="maybe")
    join(host.event, address=None, party_size=4)
    join(host.event, address="c@inbox.example", party_size=5)
    date.refresh_from_db()

    counts = read_counts(date)

    assert (counts.going, counts.maybe, counts.waiting) == (7, 2, 5)


def test_words_are_listed_with_how_many_have_gone(django_assert_num_queries):
    host, date = host_with("a@inbox.example", "b@inbox.example")
    write_word(date, text="One", by=host, now=LATER)
    deliver(LATER)
    write_word(date, text="Two", by=host, now=LATER + dt.timedelta(minutes=1))

    with django_assert_num_queries(3):  # the last counts those for whom nothing is written yet
        newest, oldest = read_words(date)

    assert (newest.word.word, newest.sent.sent, newest.sent.planned) == ("Two", 0, 2)
    assert (oldest.word.word, oldest.sent.sent, oldest.sent.planned) == ("One", 2, 0)


def test_urgent_message_goes_ahead_of_all_news_that_waits():
    host, date = host_with("a@inbox.example", "b@inbox.example")
    other = make_event(title="Sit-in", start_on=NOW.date() + dt.timedelta(days=1))
    rsvp(other, address="c@inbox.example")
    deliver(LATER)
    cancel_occurrence(other.occurrences.get(), by=None, now=LATER)  # of a date that comes long before

    write_word(date, text="Go home by the river.", is_urgent=True, by=host, now=LATER)

    assert [mail.subject[:6] for mail in deliver(LATER)] == ["Urgent", "Urgent", "Cancel"]


def test_urgent_messages_have_a_limit_of_their_own():
    host, date = host_with("a@inbox.example")
    for number in range(3):
        write_word(date, text=f"Word {number}", by=host, now=LATER)
    for number in range(12):
        write_word(date, text=f"Route {number}", is_urgent=True, by=host, now=LATER)

    with pytest.raises(EventsError, match="Twelve urgent messages") as refused:
        write_word(date, text="Route 12", is_urgent=True, by=host, now=LATER)

    assert refused.value.field == "text"
    assert write_word(date, text="Route 0", is_urgent=True, by=host, now=LATER).word == "Route 0"


def test_word_stands_behind_the_links_of_those_who_have_confirmed_also_without_an_address(client):
    host, date = host_with()
    token, _rsvps = rsvp(host.event, address="a@inbox.example")
    unreachable = join(host.event, address=None)
    join(host.event, address="waits@inbox.example")
    (mail,) = [mail for mail in deliver(LATER) if mail.to == ["waits@inbox.example"]]
    write_word(date, text="Wisteria <gate>", by=host, now=LATER)

    with time_machine.travel(LATER, tick=False):
        pages = [client.get(f"/rsvps/{each}/").content.decode() for each in (token, unreachable, token_in(mail))]

    assert ["Wisteria &lt;gate&gt;" in page for page in pages] == [True, True, False]
