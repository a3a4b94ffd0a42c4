"""The Web Push channel against a real HTTPS server: who pushes is checked, and what is pushed is opened, by libraries
that are not ours. A browser's own subscription cannot be had here."""

import base64
import json
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from http_ece import ECEException
from py_vapid import Vapid02

from notifications.channels.web_push import PushMessage, WebPushChannel
from notifications.channels.web_push.encryption import encrypt
from notifications.kinds import Outcome, Result
from tests.notifications.channels.web_push.browser import VAPID, FakeBrowser
from tests.notifications.kinds import NOW

MESSAGE_ID = "<3f8a0c3f8a0c3f8a0c3f8a0c3f8a0c3f8a0c3f8a@events.example.org>"


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture(autouse=True)
def push_is_on(settings):
    settings.WEB_PUSH, settings.VAPID_PRIVATE_KEY = True, VAPID
    settings.SECURITY_CONTACT = "mailto:security@example.org"


@pytest.fixture
def browser(endpoint):
    return FakeBrowser(f"{endpoint.url}/push/abc")


def send(browser, body=b"News", **fields):
    channel = WebPushChannel()
    channel.open()
    keys = {"endpoint": browser.endpoint, "browser_key": browser.key, "auth": browser.auth}
    message = PushMessage(body=body, seconds=3600, **{**keys, **fields})
    return channel.send(message, message_id=MESSAGE_ID, date=NOW)


def test_the_browser_and_nobody_else_opens_what_arrives(endpoint, browser):
    outcome = send(browser, "Noticias: ¡ñ!".encode(), is_pressing=True)

    (request,) = endpoint.requests
    assert outcome == Outcome(Result.SENT, "204")
    assert browser.opens(request.body).decode() == "Noticias: ¡ñ!"
    with pytest.raises((InvalidTag, ECEException)):
        FakeBrowser(browser.endpoint).opens(request.body)
    names = ("content-encoding", "ttl", "urgency", "topic")
    assert [request.headers[name] for name in names] == ["aes128gcm", "3600", "high", "3f8a0c" * 5 + "3f"]


def test_all_messages_have_one_length_and_none_looks_like_another(endpoint, browser):
    for body in (b"", b"News", b"News", b"x" * 900):
        send(browser, body)

    assert len({len(request.body) for request in endpoint.requests}) == 1
    assert len({request.body for request in endpoint.requests}) == 4


def test_the_token_says_who_pushes_to_whom_and_verifies(endpoint, browser):
    send(browser)

    (request,) = endpoint.requests
    assert Vapid02.verify(request.headers["authorization"])
    token = request.headers["authorization"].removeprefix("vapid t=").partition(",")[0]
    claims = json.loads(decoded(token.split(".")[1]))
    origin = urlsplit(browser.endpoint)
    assert (claims["aud"], claims["sub"]) == (f"https://{origin.netloc}", "mailto:security@example.org")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_a_hard_bounce(endpoint, browser, status):
    endpoint.answer_next(status)

    assert send(browser) == Outcome(Result.FAILED, str(status), "the server wants nothing more", is_hard_bounce=True)


def test_a_service_that_is_busy_is_asked_again(endpoint, browser):
    endpoint.answer_next(429, 503)

    assert [send(browser).result for _ in range(2)] == [Result.RETRY, Result.RETRY]


def test_a_key_that_is_none_is_not_pushed_to(endpoint, browser):
    outcomes = [send(browser, browser_key=key) for key in (b"", b"\x04" + b"\1" * 64, browser.key[:-1])]

    assert {(outcome.result, outcome.is_hard_bounce) for outcome in outcomes} == {(Result.FAILED, True)}
    assert endpoint.requests == []


def test_it_is_off_without_its_setting_or_without_a_key(settings):
    assert WebPushChannel.is_on() is True
    settings.VAPID_PRIVATE_KEY = ""
    assert WebPushChannel.is_on() is False
    settings.WEB_PUSH, settings.VAPID_PRIVATE_KEY = False, VAPID
    assert WebPushChannel.is_on() is False


def test_the_example_of_rfc_8291():
    """Its section 5, byte for byte."""
    number = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    browser_key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"

    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        browser_key=decoded(browser_key),
        auth=decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        own_key=ec.derive_private_key(number, ec.SECP256R1()),
        length=0,
    )

    assert body == decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
