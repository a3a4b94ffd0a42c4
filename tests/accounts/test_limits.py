import socket

import pytest
from django.test import RequestFactory

from accounts import limits
from accounts.limits import Rate, TokenBuckets, check_limit, client_key, client_prefix


def post(address="203.0.113.7", **headers):
    return RequestFactory().post("/", REMOTE_ADDR=address, **headers)


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock of the limits, set by hand."""

    class Clock:
        now = 1_000.0

    monkeypatch.setattr(limits.time, "monotonic", lambda: Clock.now)
    monkeypatch.setattr(limits, "DAILY_KEY", limits.DailyKey())
    return Clock


def test_buckets_fill_again():
    buckets, rate = TokenBuckets(), Rate(burst=2, seconds=10)

    assert [buckets.take({"a": rate}, now=at) for at in (0, 0, 0, 9.9, 10, 10.1, 1000, 1000, 1000)] == [
        True, True, False, False, True, False, True, True, False,
    ]  # fmt: skip


def test_an_empty_bucket_costs_the_others_nothing():
    buckets = TokenBuckets()
    small, large = Rate(burst=1, seconds=60), Rate(burst=2, seconds=60)
    buckets.take({"small": small, "large": large}, now=0)

    assert buckets.take({"small": small, "large": large}, now=0) is False
    assert buckets.take({"large": large}, now=0) is True


def test_buckets_do_not_grow_without_bound(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 100)
    buckets = TokenBuckets()
    for number in range(1_000):
        buckets.take({str(number): Rate(burst=1, seconds=1)}, now=0)

    assert list(buckets.buckets) == [str(number) for number in range(900, 1_000)]


def test_a_client_is_limited_and_another_is_not(clock):
    answers = [check_limit(post(), action="rsvp") for _ in range(limits.PER_CLIENT.burst + 5)]

    assert answers == [True] * limits.PER_CLIENT.burst + [False] * 5
    assert check_limit(post("203.0.114.7"), action="rsvp") is True
    assert check_limit(post(), action="follow") is True
    clock.now += limits.PER_CLIENT.seconds
    assert check_limit(post(), action="rsvp") is True


def test_neighbours_in_one_network_count_as_one_client(clock):
    addresses = [f"203.0.113.{n}" for n in range(limits.PER_CLIENT.burst + 1)]

    assert [check_limit(post(address), action="rsvp") for address in addresses][-1] is False


def test_an_action_is_limited_over_all_clients(clock):
    answers = [
        check_limit(post(f"198.{n // 250}.{n % 250}.1"), action="rsvp") for n in range(limits.PER_ACTION.burst + 1)
    ]

    assert answers == [True] * limits.PER_ACTION.burst + [False]
    assert check_limit(post("203.0.113.7"), action="follow") is True


def test_limits_touch_no_network(clock, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert check_limit(post(), action="rsvp") is True


@pytest.mark.parametrize(
    ("proxies", "forwarded", "prefix"),
    [
        (0, "198.51.100.1", "203.0.113.0/24"),
        (1, "198.51.100.1", "198.51.100.0/24"),
        (1, "192.0.2.9, 198.51.100.1", "198.51.100.0/24"),
        (2, "192.0.2.9, 198.51.100.1", "192.0.2.0/24"),
        (2, "198.51.100.1", "198.51.100.0/24"),
        (1, "", "203.0.113.0/24"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.1", "198.51.100.0/24"),
        (1, "fe80::1%eth0", "fe80::/64"),
        (1, "nonsense", "unknown"),
    ],
)
def test_client_prefix_trusts_as_many_proxies_as_there_are(settings, proxies, forwarded, prefix):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert client_prefix(post(HTTP_X_FORWARDED_FOR=forwarded)) == prefix


def test_client_prefix_over_a_unix_socket():
    assert client_prefix(post("")) == "unknown"


def test_client_key_holds_no_address_and_changes_every_day(clock):
    first = client_key(post())

    assert client_key(post()) == first
    assert "203.0" not in str(limits.BUCKETS.buckets)
    clock.now += limits.KEY_SECONDS
    assert client_key(post()) != first
