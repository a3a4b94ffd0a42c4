"""Endpoints of others, on our own machine: only here may a channel reach one."""

from collections.abc import Iterator

import pytest

from tests.servers.https import HttpsServer


@pytest.fixture
def endpoint(settings, monkeypatch, tmp_path) -> Iterator[HttpsServer]:
    server = HttpsServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    settings.FOREIGN_SERVERS_MAY_BE_LOOPBACK = True
    server.start()
    yield server
    server.stop()
