"""A POST to a server of others: within ten seconds, without following anything, reading no more than its status."""

import re
import socket
import ssl
import time
from collections.abc import Mapping

from notifications.errors import ChannelDown, NotificationsError, where_it_broke
from notifications.foreign_addresses import AddressRefused, Target, read_target, resolve, seconds_left
from notifications.kinds import Outcome, Result

LONGEST_SECONDS = 10.0
MOST_BYTES = 64 * 1024
MOST_ADDRESSES = 4
STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r\n]")
# What a server that is only misconfigured answers for a while, before it counts as an answer.
TRIES_OF_REFUSED = 8
MAY_PASS = {408, 425, 429}


class AnswerUnreadable(NotificationsError):
    """What came back is not HTTP/1."""


def tls_context() -> ssl.SSLContext:
    """Checks certificates against those that the machine trusts."""
    try:
        return ssl.create_default_context()
    except OSError as error:
        raise ChannelDown(where_it_broke(error)) from error


def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    tls: ssl.SSLContext,
    gone: frozenset[int] = frozenset({410}),
    seconds: float = LONGEST_SECONDS,
) -> Outcome:
    """How it went. `gone` are the answers that end it for good (a hard bounce). Never raises what the other side can
    cause; codes and reasons hold nothing of the address or of the answer but its status."""
    try:
        return _outcome_of(_post(url, body, headers, tls=tls, deadline=time.monotonic() + seconds), gone)
    except AddressRefused as error:
        return Outcome(Result.FAILED, "refused", str(error))
    except TimeoutError:
        return Outcome(Result.RETRY, "timeout", f"no answer within {seconds:g} seconds")
    except ssl.SSLError:
        return Outcome(Result.RETRY, "tls", "no trustworthy connection")
    except AnswerUnreadable:
        return Outcome(Result.RETRY, "unreadable", "the answer is not HTTP", tries=TRIES_OF_REFUSED)
    except socket.gaierror:
        return Outcome(Result.RETRY, "name", "the name of the server is not known")
    except OSError:
        return Outcome(Result.RETRY, "connection", "no connection, or it broke")


def _outcome_of(status: int, gone: frozenset[int]) -> Outcome:
    code = str(status)
    if 200 <= status < 300:
        return Outcome(Result.SENT, code)
    if status in gone:
        return Outcome(Result.FAILED, code, "the server wants nothing more", is_hard_bounce=True)
    if 300 <= status < 400:
        return Outcome(Result.RETRY, code, "redirects are not followed", tries=TRIES_OF_REFUSED)
    if 400 <= status < 500 and status not in MAY_PASS:
        return Outcome(Result.RETRY, code, "the server refuses it", tries=TRIES_OF_REFUSED)
    return Outcome(Result.RETRY, code, "the server does not take it now")


def _post(url: str, body: bytes, headers: Mapping[str, str], *, tls: ssl.SSLContext, deadline: float) -> int:
    target = read_target(url)
    with _connect(target, tls=tls, deadline=deadline) as connection:
        connection.settimeout(seconds_left(deadline))
        connection.sendall(_head(target, body, headers) + body)
        return _status(connection, deadline=deadline)


def _connect(target: Target, *, tls: ssl.SSLContext, deadline: float) -> ssl.SSLSocket:
    """To the first address that answers, of those that were judged; the name is still what the certificate is for."""
    last: OSError = ConnectionError()
    for family, address in resolve(target, deadline=deadline)[:MOST_ADDRESSES]:
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(seconds_left(deadline))
            plain.connect(address)
        except TimeoutError:
            plain.close()
            raise
        except OSError as error:
            plain.close()
            last = error
            continue
        return _secured(plain, target, tls=tls, deadline=deadline)
    raise last


def _secured(plain: socket.socket, target: Target, *, tls: ssl.SSLContext, deadline: float) -> ssl.SSLSocket:
    try:
        plain.settimeout(seconds_left(deadline))
        return tls.wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _head(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    all_headers = {
        "Host": target.host_header,
        "User-Agent": "Convoke",
        "Connection": "close",
        **headers,
        "Content-Length": str(len(body)),
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in all_headers.items())]
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise AddressRefused("a header or the path cannot be written")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _status(connection: ssl.SSLSocket, *, deadline: float) -> int:
    """Of the final answer; what stands behind its first line is not read."""
    read = b""
    while len(read) < MOST_BYTES:
        connection.settimeout(seconds_left(deadline))
        piece = connection.recv(4096)
        if not piece:
            raise ConnectionError
        read += piece
        while (found := STATUS_LINE.match(read)) and found[1].startswith(b"1"):  # "100 Continue", "103 Early Hints"
            _interim, end, rest = read.partition(b"\r\n\r\n")
            if not end:
                break
            read = rest
        if found and not found[1].startswith(b"1"):
            return int(found[1])
        if not found and (b"\n" in read or len(read) > 32):
            raise AnswerUnreadable
    raise AnswerUnreadable
