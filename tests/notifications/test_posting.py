"""POSTs to servers of others: how they end, how long they take, and where they never go."""

import ipaddress
import socket
import ssl
import threading
import time

import pytest

from notifications.foreign_addresses import AddressRefused, may_be_reached, read_target
from notifications.kinds import Outcome, Result
from notifications.posting import TRIES_OF_REFUSED, post, tls_context

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:7f00:1::1", "2001:db8::1"),
]
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"]


def send(url, *, body=b"{}", seconds=5.0):
    return post(url, body, headers={}, tls=tls_context(), seconds=seconds)


def resolves_to(monkeypatch, *answers):
    """What any name resolves to, answer after answer; the questions."""
    asked, left = [], list(answers)

    def resolve(host, port, **kwargs):
        asked.append(host)
        address = left.pop(0)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        rest = (0, 0) if family == socket.AF_INET6 else ()
        return [(family, socket.SOCK_STREAM, 6, "", (address, port, *rest))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


# --- Where it goes


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address, monkeypatch):
    asked = resolves_to(monkeypatch, address)

    outcome = send("https://hook.example/")

    assert may_be_reached(ipaddress.ip_address(address)) is False
    assert asked == ["hook.example"]
    assert outcome == Outcome(Result.FAILED, "refused", "This address is not on the public internet.")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_reached(address):
    assert may_be_reached(ipaddress.ip_address(address)) is True


def test_loopback_is_the_only_private_address_that_a_setting_can_open(settings):
    settings.FOREIGN_SERVERS_MAY_BE_LOOPBACK = True

    opened = [address for address in PRIVATE if may_be_reached(ipaddress.ip_address(address))]

    assert opened == ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    both = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)

    assert send("https://hook.example/").code == "refused"


@pytest.mark.parametrize(
    "url",
    [
        *("https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://[::1]/"),
        *("https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://①②⑦.0.0.1/"),
        *(
            "https://localhost/",
            "https://LOCALHOST./",
            "https://printer/",
            "https://nas.local/in",
            "https://db.internal/",
        ),
        *("http://hook.example/", "ftp://hook.example/", "https:///in", "hook.example", "javascript:alert(1)"),
        *("https://user@hook.example/", "https://user:word@hook.example/", "https://hook.example/#part"),
        *("https://hook.example:99999/", "https://hook.example:port/", f"https://hook.example/{'x' * 1000}"),
    ],
)
def test_what_is_no_public_https_address_is_refused_as_it_is_typed(url):
    with pytest.raises(AddressRefused):
        read_target(url)


def test_a_name_is_resolved_once_and_that_address_is_asked_with_the_name_of_the_certificate(endpoint, monkeypatch):
    """A second look-up would get another address: DNS rebinding."""
    asked = resolves_to(monkeypatch, "127.0.0.1", "10.0.0.1")

    outcome = send(f"https://hook.example:{endpoint.port}/in")

    (request,) = endpoint.requests
    assert (outcome.result, asked) == (Result.SENT, ["hook.example"])
    assert (request.server_name, request.headers["host"]) == ("hook.example", f"hook.example:{endpoint.port}")


def test_a_server_without_a_trustworthy_certificate_gets_nothing(endpoint, monkeypatch):
    resolves_to(monkeypatch, "127.0.0.1")
    other_name = send(f"https://other.example:{endpoint.port}/")
    monkeypatch.delenv("SSL_CERT_FILE")
    resolves_to(monkeypatch, "127.0.0.1")
    unknown_authority = send(f"https://hook.example:{endpoint.port}/")

    assert {other_name.code, unknown_authority.code} == {"tls"}
    assert endpoint.requests == []


# --- How it ends


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome(Result.SENT, "200")),
        (202, Outcome(Result.SENT, "202")),
        (302, Outcome(Result.RETRY, "302", "redirects are not followed", tries=TRIES_OF_REFUSED)),
        (404, Outcome(Result.RETRY, "404", "the server refuses it", tries=TRIES_OF_REFUSED)),
        (410, Outcome(Result.FAILED, "410", "the server wants nothing more", is_hard_bounce=True)),
        (429, Outcome(Result.RETRY, "429", "the server does not take it now")),
        (503, Outcome(Result.RETRY, "503", "the server does not take it now")),
    ],
)
def test_the_status_says_how_it_ended(endpoint, status, outcome):
    endpoint.answer_next(status, Location=f"{endpoint.url}/elsewhere")

    assert send(endpoint.url) == outcome
    assert [request.path for request in endpoint.requests] == ["/"]


def test_nobody_there_is_tried_again(endpoint):
    endpoint.stop()

    assert send(endpoint.url).code == "connection"


class RawServer:
    """Answers a TLS connection with the pieces it is given, one every `pause` seconds."""

    def __init__(self, context, pieces, *, pause=0.0):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self.listener.getsockname()[1]}/"
        self.context, self.pieces, self.pause = context, pieces, pause
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self):
        plain, _address = self.listener.accept()
        try:
            with self.context.wrap_socket(plain, server_side=True) as connection:
                connection.recv(4096)
                for piece in self.pieces:
                    connection.sendall(piece)
                    time.sleep(self.pause)
        except OSError:
            pass


@pytest.fixture
def raw(endpoint, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    return lambda pieces, **fields: RawServer(context, pieces, **fields).url


def test_interim_answers_are_passed_over(raw):
    pieces = [
        b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 1",
        b"00 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
    ]

    assert send(raw(pieces)) == Outcome(Result.SENT, "200")


def test_an_answer_without_end_is_cut_off(raw):
    endless = (b"HTTP/1.1 103 Early Hints\r\nx: " + b"x" * 4000 for _ in range(1_000_000))

    assert send(raw(endless)).code == "unreadable"


def test_what_is_no_http_is_said(raw):
    assert send(raw([b"220 mail.example ESMTP\r\n"])).code == "unreadable"


def test_a_server_that_drips_is_left_at_the_time_limit(raw):
    drops = [bytes([byte]) for byte in b"HTTP/1.1 103 Early Hints\r\n"] * 10
    started = time.monotonic()

    outcome = send(raw(drops, pause=0.2), seconds=0.6)

    assert outcome == Outcome(Result.RETRY, "timeout", "no answer within 0.6 seconds")
    assert time.monotonic() - started < len(drops) * 0.2


def test_a_resolver_that_does_not_answer_is_left_at_the_time_limit(monkeypatch):
    may_answer, answered = threading.Event(), []

    def resolve(*args, **kwargs):
        may_answer.wait(60)
        answered.append(args)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    assert (send("https://hook.example/", seconds=0.3).code, answered) == ("timeout", [])
    may_answer.set()
