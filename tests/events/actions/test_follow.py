import datetime as dt

import pytest
from django.core import mail

from accounts.actions import never_write, take_mail_budget
from accounts.keys import destroy_keys, key_names
from events.actions.event import publish_event
from events.actions.follow import change_follow, confirm_follows, end_follow, end_follow_feed, make_follow_feed
from events.actions.leave import ask_to_leave, leave_everything, open_held
from events.actions.private_feed import note_last_uses
from events.actions.purge import purge
from events.contacts.private_feeds import FeedKey
from events.errors import EventsError
from events.follow_links import open_follow
from events.models import Follow, FollowFeed
from events.rsvp_links import open_link
from notifications.models import Delivery
from tests.events.answers import AMAL, confirm, deliver, join, minutes, token_in
from tests.events.factories import NOW, make_call, make_campaign, make_event, make_organization
from tests.events.follows import ask, follow, news, token_to

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rows():
    return list(Follow.objects.order_by("created_at", "pk").values_list("path", "query"))


def test_nothing_is_told_before_the_link_is_used():
    ask()
    (message,) = deliver()
    assert "\nHow often: At once\n" in message.body
    assert "How often: At once<" in message.alternatives[0][0]
    publish_event(make_event(published=False), by=None, now=NOW + minutes(1))

    assert message.subject == "Please confirm that you follow: Upcoming actions"
    assert news(NOW + minutes(10)) == []
    assert Follow.objects.get().state == "unconfirmed"
    confirm_follows([open_follow(token_to()).follow], address=AMAL, now=NOW + minutes(11))
    publish_event(make_event(published=False, title="After"), by=None, now=NOW + minutes(12))
    (message,) = news(NOW + minutes(20))
    assert message.subject.startswith("New: After")


def test_address_and_link_stand_nowhere_in_the_rows():
    token, row = follow()

    held = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in Follow.objects.values_list().get()
    )
    assert [sign for sign in (AMAL, "inbox.example", token) if sign.encode() in held] == []
    assert key_names("follow:") == [f"follow:{row.pk}"]


def test_two_follows_of_one_mailbox_have_nothing_in_common():
    follow(query="kind=vigil")
    follow(query="kind=march", now=NOW + minutes(1), zone="Europe/Berlin", how_often="daily")

    one, other = Follow.objects.values()
    shared = {name for name in one if one[name] == other[name]}
    assert shared <= {"path", "language", "state", "ended_at"}


def test_what_a_stranger_types_into_a_filter_is_not_in_the_mail_to_an_address_that_nobody_confirmed():
    ask(query="q=Buy+now+evil.example&place=Evilville&language=evil-x&kind=vigil")
    (message,) = deliver()

    whole = message.subject + message.body + message.alternatives[0][0]
    assert [word for word in ("evil", "Buy", "Evilville", "kind=vigil") if word in whole] == []
    assert message.subject == "Please confirm that you follow: Upcoming actions (Vigil), narrowed further"


def test_at_most_one_unanswered_mail_a_day_over_all_forms_and_the_open_link_lists_the_rest():
    join(make_event())
    ask(query="kind=vigil", now=NOW + minutes(1))
    ask(query="kind=march", address="AMAL@inbox.example", now=NOW + minutes(2))
    (message,) = deliver(NOW + minutes(3))
    rsvp_link = open_link(token_in(message))

    assert rows() == [("/events/", "kind=vigil"), ("/events/", "kind=march")]
    assert {one.query for one in rsvp_link.follows} == {"kind=vigil", "kind=march"}
    assert ask(query="kind=vigil", now=NOW + DAY + minutes(5)) is None
    assert len(deliver(NOW + DAY + minutes(5))) == 1


def test_open_link_lists_what_was_asked_for_since_and_only_that():
    ask(query="kind=vigil")
    deliver()
    ask(query="kind=march", now=NOW + minutes(1))
    ask(query="kind=march", now=NOW + minutes(2), how_often="weekly")
    ask(query="kind=rally", address="other@inbox.example", now=NOW + minutes(1))
    join(make_event(), now=NOW + minutes(3))

    link = open_follow(token_to())

    assert [(one.query, one.how_often) for one in link.follows] == [("kind=march", "weekly")]
    assert len(link.rsvps) == 1
    confirm_follows([link.follow, *link.follows], address=AMAL, now=NOW + minutes(4))
    assert set(Follow.objects.confirmed().values_list("query", flat=True)) == {"kind=vigil", "kind=march"}
    assert take_mail_budget(AMAL, now=NOW + minutes(5)) is True


def test_following_the_same_again_leaves_one_as_it_was_typed_last():
    follow(query="kind=vigil")
    follow(query="kind=vigil", address="other@inbox.example")
    _token, newest = follow(query="kind=vigil", address="Amal@inbox.example", how_often="weekly")

    assert Follow.objects.count() == 2
    assert Follow.objects.filter(pk=newest.pk).exists()
    assert len(key_names("follow:")) == 2


def test_nobody_on_the_list_is_written_to():
    never_write(AMAL)
    ask()

    assert deliver() == []


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/events/", "", ("/events/", "")),
        ("/events/", "?page=x&lang=ar&by=town&kind=vigil&q=", ("/events/", "kind=vigil")),
        ("/events/", "when=weekend&kind=vigil", ("/events/", "kind=vigil&when=weekend")),
        ("/events/", "call=asked", ("/calls/asked/", "")),
        ("/calls/asked/", "", ("/calls/asked/", "")),
        ("/calls/asked/", "kind=vigil", ("/events/", "call=asked&kind=vigil")),
        ("/organizations/hosts/", "by=town", ("/organizations/hosts/", "")),
        ("/campaigns/pressing/", "", ("/campaigns/pressing/", "")),
    ],
)
def test_what_is_followed_is_kept_in_one_form(path, query, kept):
    make_call(slug="asked")
    make_campaign(slug="pressing", organization=make_organization(slug="hosts"))

    ask(path, query)

    assert rows() == [kept]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", ""),
        ("/", ""),
        ("/leave/", ""),
        ("//evil.example/", ""),
        ("/calls/none-such/", ""),
        ("/calls/../leave/", ""),
        ("/events/\n", ""),
        ("/calls/asked/\n", ""),
        ("/events/", "kind=riot"),
        ("/events/", "when=yesterday"),
        ("/events/", "nonsense=1"),
        ("/events/", "call=none-such"),
        ("/events/", "q=" + "x" * 1_000),
        ("/events/", "q=%00"),
    ],
)
def test_what_cannot_be_followed_is_refused(path, query):
    make_call(slug="asked")

    with pytest.raises(EventsError):
        ask(path, query)

    assert (rows(), Delivery.objects.count()) == ([], 0)


def test_clock_is_the_browsers_else_the_organisations_else_that_of_the_dates():
    host = make_organization(zone="Asia/Beirut")
    call = make_call()
    make_event(call=call, zone="Europe/Berlin")
    for path, zone in [
        ("/events/", "Pacific/Auckland"),
        (f"/organizations/{host.slug}/", ""),
        (f"/calls/{call.slug}/", "Mars/Olympus"),
        ("/events/", ""),
    ]:
        ask(path, zone=zone)

    zones = Follow.objects.order_by("pk").values_list("zone", flat=True)
    assert sorted(zones) == sorted(["Pacific/Auckland", "Asia/Beirut", "Europe/Berlin", "Europe/Berlin"])


def test_change_takes_a_pace_and_a_clock_and_nothing_else():
    token, _row = follow()

    change_follow(open_follow(token), how_often="daily", zone="Asia/Tokyo", now=NOW)

    row = Follow.objects.get()
    assert (row.how_often, row.zone) == ("daily", "Asia/Tokyo")
    assert row.look_at == dt.datetime(2027, 3, 1, 23, 0, tzinfo=dt.UTC)
    for wrong in ({"how_often": "hourly", "zone": "UTC"}, {"how_often": "daily", "zone": "Mars/Olympus"}):
        with pytest.raises(EventsError):
            change_follow(open_follow(token), **wrong, now=NOW)


def test_end_erases_row_mails_and_key_at_once():
    token, _row = follow()
    publish_event(make_event(published=False), by=None, now=NOW + minutes(1))

    link = open_follow(token)
    end_follow(link, now=NOW + minutes(2))
    end_follow(link, now=NOW + minutes(2))

    assert (Follow.objects.count(), key_names("follow:"), open_follow(token)) == (0, [], None)
    assert Delivery.objects.filter(recipient__startswith="follow:").count() == 0
    assert deliver(NOW + minutes(20)) == []


def test_without_its_key_nothing_is_shown_and_nothing_is_sent():
    token, row = follow()
    publish_event(make_event(published=False), by=None, now=NOW + minutes(1))
    destroy_keys([f"follow:{row.pk}"])

    assert open_follow(token) is None
    assert deliver(NOW + minutes(10)) == []


# --- Purge and /leave/


def test_purge_takes_what_nobody_confirmed_after_48_hours_and_nothing_else():
    follow(address="other@inbox.example")
    ask()
    deliver()

    purge(now=NOW + 2 * DAY - minutes(1))
    assert Follow.objects.count() == 2
    counts = purge(now=NOW + 2 * DAY)

    assert counts["follows that nobody confirmed"] == 1
    (row,) = Follow.objects.all()
    assert (row.state, key_names("follow:")) == ("confirmed", [f"follow:{row.pk}"])
    purge(now=NOW + 400 * DAY)
    assert Follow.objects.count() == 1


def test_purge_sweeps_keys_without_rows():
    _token, row = follow()
    Follow.objects.filter(pk=row.pk).delete()

    purge(now=dt.datetime.now(dt.UTC) + 3 * DAY)

    assert key_names("follow:") == []


def test_leave_lists_follows_whatever_the_spelling_and_erases_them():
    follow(query="kind=vigil", address="amal.q@gmail.com")
    ask(query="kind=march", address="Amalq+x@googlemail.com")
    _token, foreign = follow(address="other@inbox.example")
    ask_to_leave("amalq@gmail.com", language="en", now=NOW)
    deliver()
    held = open_held(token_in(mail.outbox[-1]), now=NOW)

    assert {one.query for one in held.follows} == {"kind=vigil", "kind=march"}
    leave_everything(held, never_again=False, now=NOW)

    assert [row.pk for row in Follow.objects.all()] == [foreign.pk]
    assert key_names("follow:") == [f"follow:{foreign.pk}"]


# --- Calendars of one's own


def test_a_calendar_of_ones_own_is_named_shown_once_and_ends_alone():
    token, row = follow()
    link = open_follow(token)
    first, second = make_follow_feed(link, name=" My  phone"), make_follow_feed(link, name="Laptop")

    assert [name for _feed, name in open_follow(token).feeds()] == ["Laptop", "My phone"]
    assert FollowFeed.objects.filter(token_sha256=FeedKey.of_token(first).secret.hex()).exists()
    held = repr(list(FollowFeed.objects.values()))
    assert [sign for sign in (first, second, "phone", "Laptop") if sign in held] == []
    note_last_uses({FeedKey.of_token(first): NOW.date()})
    assert [feed.last_used_on for feed, _name in open_follow(token).feeds()] == [None, NOW.date()]
    assert end_follow_feed(open_follow(token), open_follow(token).feeds()[1][0].pk) == "My phone"
    assert [name for _feed, name in open_follow(token).feeds()] == ["Laptop"]
    assert row.feeds.count() == 1


def test_bad_names_too_many_and_those_of_others_are_refused():
    token, _row = follow()
    other, _row = follow(address="other@inbox.example")
    make_follow_feed(open_follow(other), name="Theirs")
    (foreign,) = FollowFeed.objects.all()
    for number in range(5):
        make_follow_feed(open_follow(token), name=f"Number {number}")

    for name in ("", "x" * 61, "Number 1", "One more"):
        with pytest.raises(EventsError) as refused:
            make_follow_feed(open_follow(token), name=name)
        assert refused.value.field == "name"
    with pytest.raises(EventsError):
        end_follow_feed(open_follow(token), foreign.pk)
    assert FollowFeed.objects.count() == 6


def test_an_answer_and_a_follow_of_one_mailbox_cannot_be_joined():
    _token, (rsvp,) = confirm(make_event())
    _token, row = follow()

    shared = {value for value in vars(rsvp).values() if isinstance(value, bytes | str)} & {
        value for value in vars(row).values() if isinstance(value, bytes | str)
    }
    assert shared <= {"", "confirmed", "en"}
