"""A real HTTPS server on loopback, with a certificate of an authority of its own, that keeps what it is sent."""

import datetime as dt
import ipaddress
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = ["localhost", "hook.example"]


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes
    server_name: str | None


class HttpsServer:
    """`requests` holds what came, in order; `answer_next` says how the next ones fare, `before_answering` may wait."""

    def __init__(self, folder: Path) -> None:
        self.requests: list[Request] = []
        self.answers: deque[tuple[int, dict[str, str]]] = deque()
        self.before_answering: Callable[[BaseHTTPRequestHandler], None] = lambda handler: None
        self.authority = folder / "authority.pem"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self._server.socket = self._context(folder).wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer_next(self, *statuses: int, **headers: str) -> None:
        self.answers.extend((status, headers) for status in statuses)

    def _context(self, folder: Path) -> ssl.SSLContext:
        certificate = write_certificates(folder, authority=self.authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = note_name
        return context


def note_name(connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
    connection.asked_for = name  # type: ignore[attr-defined]


def handler_of(server: HttpsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            name = getattr(self.connection, "asked_for", None)
            server.requests.append(Request(self.path, headers, body, name))
            server.before_answering(self)
            status, extra = server.answers.popleft() if server.answers else (204, {})
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def write_certificates(folder: Path, *, authority: Path) -> Path:
    """The authority's own certificate, to trust; the server's with its key. All valid from long ago, for long."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = signed("Authority of the tests", root_key, issuer="Authority of the tests", by=root_key, is_authority=True)
    own = signed("localhost", key, issuer="Authority of the tests", by=root_key, is_authority=False)
    authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    file = folder / "server.pem"
    kept = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *kept) + own.public_bytes(serialization.Encoding.PEM)
    )
    return file


def signed(name: str, key: object, *, issuer: str, by: object, is_authority: bool) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    # Long before and after: the clock of a test may stand elsewhere than that of OpenSSL.
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    public = key.public_key()  # type: ignore[attr-defined]
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=3650))
        .not_valid_after(now + dt.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()),  # type: ignore[attr-defined]
            critical=False,
        )
    )
    if is_authority:
        usage = dict.fromkeys(
            ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
        )
        more = {"key_cert_sign": True, "crl_sign": True, "encipher_only": False, "decipher_only": False}
        builder = builder.add_extension(x509.KeyUsage(**usage, **more), critical=True)
    else:
        names = [*map(x509.DNSName, NAMES), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(by, hashes.SHA256())  # type: ignore[arg-type]
