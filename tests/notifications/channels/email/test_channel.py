"""Against real sockets: a server that follows a script, since aiosmtpd is too well-behaved for some of it."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from notifications.channels.email import EmailChannel
from notifications.errors import ChannelDown
from notifications.kinds import Message, Outcome, Result
from tests.servers.processes import free_port

DATE = datetime(2027, 3, 13, 12, 0, tzinfo=UTC)
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class KeepingBackend(EmailBackend):
    keeps = True


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise RuntimeError("maria@example.org")


class ScriptedServer:
    """Answers each command by its first word; `None` hangs up, "." is the answer to the whole message."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | None] = {}
        self.usual: dict[str, bytes | None] = {"data": b"354 go\r\n", "quit": None}
        self.connections = 0
        self.words: list[str] = []
        self.bodies: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            with client, client.makefile("rwb", buffering=0) as stream:
                self.talk(stream)

    def talk(self, stream) -> None:
        stream.write(b"220 hello\r\n")
        while line := stream.readline():
            word = line.split()[0].decode().lower()
            self.words.append(word)
            said = self.answer(stream, word, self.usual.get(word, b"250 OK\r\n"))
            if said is not None and said.startswith(b"354"):
                self.bodies.append(b"".join(iter(stream.readline, b".\r\n")))
                said = self.answer(stream, ".", b"250 OK\r\n")
            if said is None or not said.endswith(b"\n"):
                return

    def answer(self, stream, word: str, usual: bytes | None) -> bytes | None:
        answer = self.answers.get(word, usual)
        if answer is not None:
            stream.write(answer)
        return answer


@pytest.fixture(params=[b"250 HELP", b"250 PIPELINING"], ids=["one-by-one", "pipelining"])
def server(request, settings) -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    server.usual["ehlo"] = b"250-hello\r\n" + request.param + b"\r\n"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5
    yield server
    server.listener.close()


@pytest.fixture
def channel() -> Iterator[EmailChannel]:
    channel = EmailChannel()
    yield channel
    channel.close()


def send(channel: EmailChannel, **fields) -> Outcome:
    channel.open()
    message = Message(**{"to": "maria@example.org", "language": "en", "subject": "A note", "text": "Text", **fields})
    return channel.send(message, message_id="<1@example.org>", date=DATE)


def result(outcome: Outcome) -> tuple[Result, str]:
    return outcome.result, outcome.code


def test_one_connection_carries_a_batch(server, channel):
    assert [send(channel), send(channel), send(channel)] == [Outcome(Result.SENT, "250")] * 3
    assert (server.connections, len(server.bodies)) == (1, 3)


@pytest.mark.parametrize("word", ["mail", "rcpt", "data"])
def test_a_connection_lost_before_the_message_is_no_loss(word, server, channel):
    server.answers[word] = None
    assert result(send(channel)) == (Result.RETRY, "connection")

    server.answers.clear()
    assert result(send(channel)) == (Result.SENT, "250")
    assert server.connections == 2


def test_what_is_known_of_one_message_says_nothing_about_the_next(server, channel):
    assert result(send(channel)) == (Result.SENT, "250")
    server.answers["rcpt"] = None

    assert result(send(channel)) == (Result.RETRY, "connection")


@pytest.mark.parametrize("answer", [None, b"25", b"nonsense\r\n"])
def test_an_answer_that_never_comes_after_the_message_is_uncertain(answer, server, channel):
    server.answers["."] = answer

    assert result(send(channel)) == (Result.UNCERTAIN, "lost")
    assert len(server.bodies) == 1


def test_a_server_that_hangs_after_the_message_is_uncertain(server, channel):
    server.answers["."] = b"250-OK\r\n"  # and never the last line

    assert result(send(channel)) == (Result.UNCERTAIN, "lost")


@pytest.mark.parametrize(
    ("word", "answer", "expected"),
    [
        ("mail", b"451 4.3.0 later\r\n", (Result.RETRY, "451 4.3.0")),
        ("rcpt", b"550 5.1.1 <maria@example.org>\r\n", (Result.FAILED, "550 5.1.1")),
        ("rcpt", b"450 4.2.0 greylisted\r\n", (Result.RETRY, "450 4.2.0")),
        ("data", b"554 5.5.1 no\r\n", (Result.FAILED, "554 5.5.1")),
        (".", b"554 5.6.0 spam\r\n", (Result.FAILED, "554 5.6.0")),
        (".", b"421 4.3.2 closing\r\n", (Result.RETRY, "421 4.3.2")),
    ],
)
def test_an_answer_decides_and_the_next_message_goes_out(word, answer, expected, server, channel):
    server.answers[word] = answer
    assert result(send(channel)) == expected

    server.answers.clear()
    assert result(send(channel)) == (Result.SENT, "250")


def test_a_refused_transaction_is_taken_back_before_the_next(server, channel):
    server.answers["data"] = b"554 5.5.1 no\r\n"
    send(channel)
    server.answers.clear()
    send(channel)

    assert server.words == ["ehlo", "mail", "rcpt", "data", "rset", "mail", "rcpt", "data"]


def test_a_line_that_begins_with_a_dot_arrives_as_it_is(server, channel):
    send(channel, text=".\n..\n.end\n")

    assert b"\r\n..\r\n...\r\n..end\r\n" in server.bodies[0]  # RFC 5321 4.5.2: one more each


def test_a_server_that_goes_on_after_a_refusal_gets_nothing_for_nobody(server, channel):
    server.answers["rcpt"] = b"550 5.1.1 nobody\r\n"

    assert result(send(channel)) == (Result.FAILED, "550 5.1.1")
    assert b"".join(server.bodies) == b""
    assert result(send(channel, to="jo@example.org")) == (Result.FAILED, "550 5.1.1")


def test_sender_recipient_and_data_come_in_one_packet_where_the_server_allows_it(settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listener.getsockname()
        packets: list[bytes] = []

        def serve() -> None:
            client, _ = listener.accept()
            with client:
                for said in [
                    b"220 hi",
                    b"250-hi\r\n250 PIPELINING",
                    b"250 a\r\n250 b\r\n354 go",
                    b"250 taken",
                    b"221 bye",
                ]:
                    client.sendall(said + b"\r\n")
                    packets.append(client.recv(100_000))

        thread = Thread(target=serve)
        thread.start()
        channel = EmailChannel()
        assert result(send(channel)) == (Result.SENT, "250")
        channel.close()
        thread.join()

    assert packets[1].split(b"\r\n") == [
        b"MAIL FROM:<noreply@convoke.example>",
        b"RCPT TO:<maria@example.org>",
        b"DATA",
        b"",
    ]


def test_a_server_that_is_not_there_is_a_channel_that_is_down(server, channel, settings):
    settings.EMAIL_PORT = free_port()

    with pytest.raises(ChannelDown, match=r"^ConnectionRefusedError at socket"):
        send(channel)


def test_a_server_that_hangs_up_on_hello_loses_nothing(server, channel):
    server.answers["ehlo"] = None

    assert result(send(channel)) == (Result.RETRY, "connection")
    assert server.bodies == []


def test_a_refused_message_never_reaches_the_server(server, channel):
    assert send(channel, subject="A\nBcc: all@example.org") == Outcome(
        Result.FAILED, "refused", "the subject has a line end in it"
    )
    assert server.bodies == []


def test_what_a_keeping_backend_takes_is_kept_not_sent(channel, settings):
    settings.EMAIL_BACKEND = f"{__name__}.KeepingBackend"

    assert send(channel) == Outcome(Result.KEPT, "250")
    assert [message.to for message in mail.outbox] == [["maria@example.org"]]


def test_a_backend_that_breaks_is_tried_again_and_its_words_are_not_kept(channel, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"

    outcome = send(channel)

    assert result(outcome) == (Result.RETRY, "backend")
    assert outcome.reason.startswith("RuntimeError at test_channel.py:")
    assert "maria" not in outcome.reason + caplog.text


def test_mail_is_off_where_the_settings_say_so(settings):
    settings.EMAIL_IS_OFF = True
    assert EmailChannel.is_on() is False

    settings.EMAIL_IS_OFF = False
    assert EmailChannel.is_on() is True
