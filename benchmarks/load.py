"""A small HTTP client that keeps several connections busy for a while, as fast as one core goes."""

import selectors
import socket
import time
from dataclasses import dataclass

CONNECTIONS = 8
HEADERS_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    answers: int
    seconds: float
    slowest: float

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds


def request_bytes(port: int, path: str, **headers: str) -> bytes:
    """A GET that takes gzip; underscores in the names of `headers` stand for hyphens."""
    wanted = {"Host": f"127.0.0.1:{port}", "Accept-Encoding": "gzip"} | headers
    lines = [f"GET {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in wanted.items())]
    return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One request after the other over one kept connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._wanted = 0
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self._received, self._wanted = b"", 0
        self.sent_at = time.monotonic()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The whole answer, or None while some of it is missing. RuntimeError for anything but 200 and 304."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise RuntimeError("the server hung up")
        self._received += part
        if not self._wanted:
            self._wanted = wanted_length(self._received)
        return self._received if self._wanted and len(self._received) >= self._wanted else None

    def fetch(self, request: bytes) -> bytes:
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer


def wanted_length(received: bytes) -> int:
    """Length of head and body; 0 while the head is incomplete."""
    end = received.find(HEADERS_END)
    if end < 0:
        return 0
    head = received[:end].lower()
    if head.startswith(b"http/1.1 304"):
        return end + len(HEADERS_END)
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(f"not answered with 200: {received[:200]!r}")
    length = head.split(b"content-length:")[1].split(b"\r\n")[0]
    return end + len(HEADERS_END) + int(length)


def fetch(port: int, path: str, **headers: str) -> bytes:
    """One answer, head and body."""
    return Connection(port).fetch(request_bytes(port, path, **headers))


def keep_asking(port: int, paths: list[str], *, seconds: float, connections: int = CONNECTIONS, **headers: str) -> Load:
    """Ask for `paths` in turn over several connections for about `seconds`."""
    requests = [request_bytes(port, path, **headers) for path in paths]
    answers, slowest = 0, 0.0
    started = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for number in range(connections):
            connection = Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(requests[number % len(requests)])
        while time.monotonic() - started < seconds:
            for key, _events in selector.select(timeout=1):
                if key.data.receive() is not None:
                    answers += 1
                    slowest = max(slowest, time.monotonic() - key.data.sent_at)
                    key.data.send(requests[answers % len(requests)])
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return Load(answers, time.monotonic() - started, slowest)
