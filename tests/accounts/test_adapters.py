"""Signing in through django-allauth as this site sets it up."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from accounts.adapters import MFAAdapter
from accounts.keys import key_names
from accounts.messages import LETTER
from accounts.models import User
from notifications.models import Delivery

pytestmark = pytest.mark.django_db

PASSWORD = "nineteen clinics"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mara(db):
    return make_person("mara@example.org")


def make_person(email):
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(client):
    """Signed in, and the password given once more a moment ago."""
    client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def letters(now):
    deliveries = list(Delivery.objects.order_by("pk"))
    return list(LETTER.prepare(deliveries, now=now).values())


def masked(response):
    """A page without what differs from request to request by design."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.text)


def test_signing_in(client, mara):
    response = client.post("/accounts/login/", {"login": "Mara@Example.org", "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/organize/")
    assert client.session["_auth_user_id"] == str(mara.pk)


def test_nothing_of_the_client_is_stored(client, mara):
    client.post(
        "/accounts/login/",
        {"login": "mara@example.org", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.77",
        HTTP_USER_AGENT="Canary/1.0",
    )
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x" * 14, "password2": "x" * 14})

    kept = str(dict(client.session)) + str(getattr(cache, "_cache", {}))
    assert "203.0.113" not in kept
    assert "Canary" not in kept


def test_a_known_and_an_unknown_address_get_the_same_answer(client, mara):
    pages = {}
    for path, field in (
        ("/accounts/login/", "login"),
        ("/accounts/password/reset/", "email"),
        ("/accounts/login/code/", "email"),
    ):
        for address in ("mara@example.org", "nobody@example.org"):
            client.logout()
            response = client.post(path, {field: address, "password": "wrong password"}, follow=True)
            pages[path, address] = (
                response.status_code,
                response.redirect_chain,
                masked(response).replace(address, ""),
            )
        assert pages[path, "mara@example.org"] == pages[path, "nobody@example.org"]
    assert len(pages) == 6


def test_only_the_known_address_gets_a_letter(client, mara, now):
    for address in ("mara@example.org", "nobody@example.org"):
        client.post("/accounts/password/reset/", {"email": address})

    (letter,) = letters(now)
    assert (letter.to, letter.subject) == ("mara@example.org", "A new password")
    assert re.search(r"http://127\.0\.0\.1:8000/accounts/password/reset/key/\S+/", letter.text)
    assert letter.html.startswith("<!doctype html>")
    assert len(key_names("letter:")) == 1


def test_the_link_of_a_letter_never_follows_the_host_header(client, mara, now, settings):
    settings.ALLOWED_HOSTS = ["*"]

    client.post("/accounts/password/reset/", {"email": "mara@example.org"}, HTTP_HOST="evil.example")

    assert "evil.example" not in letters(now)[0].text


def test_resets_have_a_budget_of_their_own(client, mara):
    for _ in range(6):
        client.post("/accounts/password/reset/", {"email": "mara@example.org"})

    assert Delivery.objects.count() == 3


def test_a_password_is_reset_with_the_link(client, mara, now):
    client.post("/accounts/password/reset/", {"email": "mara@example.org"})
    link = re.search(r"(/accounts/password/reset/key/\S+/)", letters(now)[0].text)[1]

    assert mara.check_password(PASSWORD)
    page = client.get(link, follow=True)
    response = client.post(
        page.redirect_chain[-1][0], {"password1": "twenty clinics now", "password2": "twenty clinics now"}
    )

    assert response.status_code == 302
    mara.refresh_from_db()
    assert mara.check_password("twenty clinics now")
    assert "_auth_user_id" not in client.session
    assert client.get(link, follow=True).status_code == 200
    assert "This link does not work" in client.get(link, follow=True).text


def test_a_code_signs_in(client, mara, now):
    response = client.post("/accounts/login/code/", {"email": "mara@example.org"})
    code = re.search(r"^\S{6,}$", letters(now)[0].text, re.MULTILINE)[0]

    assert response["Location"].startswith("/accounts/login/code/confirm/")
    client.post("/accounts/login/code/confirm/", {"code": code})

    assert client.session["_auth_user_id"] == str(mara.pk)


def test_a_changed_password_ends_other_sessions_and_is_told(client, mara, now):
    other = type(client)()
    for browser in (client, other):
        browser.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD})

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "twenty clinics now", "password2": "twenty clinics now"},
    )

    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/")["Location"].startswith("/accounts/login/")
    (letter,) = letters(now)
    assert "password has been changed" in letter.text
    assert "127.0.0.1 " not in letter.text
    assert "IP" not in letter.text


def test_changing_the_address_asks_for_the_password_again(client, mara):
    client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD})

    response = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})

    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


def test_a_new_address_counts_when_its_link_was_used(client, mara, now):
    sign_in(client)
    client.post("/accounts/email/", {"email": "New@Example.org", "action_add": ""})
    link = next(
        re.search(r"(/accounts/confirm-email/\S+/)", letter.text)
        for letter in letters(now)
        if letter.to.lower() == "new@example.org"
    )[1]

    client.get(link)
    mara.refresh_from_db()
    assert mara.email == "mara@example.org"
    client.post(link)

    mara.refresh_from_db()
    assert mara.email == "new@example.org"


def test_there_is_no_sign_up(client):
    response = client.post("/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD})

    assert "made by invitation" in response.text
    assert not User.objects.exists()


def test_the_admin_signs_in_on_our_page(client, mara):
    assert client.get("/admin/login/?next=/admin/")["Location"].startswith("/accounts/login/?next=")
    client.force_login(mara)
    assert client.get("/admin/login/?next=/admin/").status_code == 403


def test_guesses_are_limited_for_an_address(client, mara):
    for _ in range(6):
        response = client.post("/accounts/login/", {"login": "mara@example.org", "password": "wrong password"})

    assert "Too many" in response.text
    assert "Too many" in client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD}).text


def test_secrets_of_second_factors_are_sealed(mara):
    secret = generate_totp_secret()
    TOTP.activate(mara, secret)

    stored = str(Authenticator.objects.get().data)
    assert secret not in stored
    assert key_names("second") == ["second-factors"]
    adapter = MFAAdapter()
    assert adapter.decrypt(adapter.encrypt("secret")) == "secret"


def test_a_second_factor_is_asked_for_also_after_a_reset(client, mara, now):
    secret = generate_totp_secret()
    TOTP.activate(mara, secret)
    client.post("/accounts/password/reset/", {"email": "mara@example.org"})
    link = re.search(r"(/accounts/password/reset/key/\S+/)", letters(now)[0].text)[1]
    page = client.get(link, follow=True)
    new = "twenty clinics now"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})

    response = client.post("/accounts/login/", {"login": "mara@example.org", "password": new})
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    code = code_of_now(secret)
    client.post("/accounts/2fa/authenticate/", {"code": code})

    assert client.session["_auth_user_id"] == str(mara.pk)


def code_of_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_without_the_contact_key_mails_are_closed_and_say_why(client, mara, settings):
    client.post("/accounts/password/reset/", {"email": "mara@example.org"})
    settings.CONTACT_KEYS = ["bmV3" * 10 + "bmU="]

    for address in ("mara@example.org", "nobody@example.org"):
        response = client.post("/accounts/password/reset/", {"email": address})
        assert response.status_code == 503
        assert "put back the contact key" in response.text
    assert client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/reauthenticate/",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_page_stands_in_our_frame_and_passes_the_policy(client, mara, path, language):
    sign_in(client)

    response = client.get(path, HTTP_ACCEPT_LANGUAGE=language)

    assert response.status_code == 200
    assert 'class="wordmark"' in response.text
    assert not re.search(r"""\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|type="application/json"))""", response.text)


@pytest.mark.parametrize(
    "path",
    ["login/", "login/code/", "password/reset/", "password/reset/done/", "signup/", "inactive/", "confirm-email/"],
)
def test_each_page_for_strangers_too(client, path):
    response = client.get(f"/accounts/{path}")

    assert response.status_code == 200
    assert 'class="wordmark"' in response.text
    assert not re.search(r"""\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|type="application/json"))""", response.text)


@pytest.mark.parametrize("path", ["", "keys/{pk}/edit/", "keys/{pk}/remove/"])
def test_pages_of_security_keys_stand_in_our_frame(client, mara, path):
    sign_in(client)
    key = Authenticator.objects.create(
        user=mara, type=Authenticator.Type.WEBAUTHN, data={"name": "Red <b>key</b>", "credential": {}}
    )

    page = client.get("/accounts/2fa/webauthn/" + path.format(pk=key.pk)).text

    assert 'class="wordmark"' in page
    if "edit" in path:
        assert f'action="/accounts/2fa/webauthn/keys/{key.pk}/edit/"' in page
    else:
        assert "Red &lt;b&gt;key&lt;/b&gt;" in page


def test_recovery_codes_are_shown_once(client, mara):
    sign_in(client)
    TOTP.activate(mara, generate_totp_secret())
    page = client.get("/accounts/2fa/recovery-codes/generate/")
    assert page.status_code == 200

    shown = client.post("/accounts/2fa/recovery-codes/generate/", follow=True).text

    codes = re.findall(r"\b\d{8}$", shown, re.MULTILINE)
    assert len(codes) == 10
    assert codes[0] not in client.get("/accounts/2fa/recovery-codes/", follow=True).text


@pytest.mark.parametrize("elsewhere", ["http://[::1", "//[x", "https://e.example/", "//e.example", "/\\evil.example"])
def test_signing_in_leads_to_pages_of_this_site_alone(client, mara, elsewhere):
    typed = {"login": mara.email, "password": PASSWORD}

    assert client.get("/accounts/login/", {"next": elsewhere}).status_code == 200
    assert client.post("/accounts/login/", typed | {"next": elsewhere, "password": "wrong"}).status_code == 200
    assert client.post("/accounts/login/", typed | {"next": elsewhere})["Location"] == "/organize/"
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/", typed | {"next": "/start/"})["Location"] == "/start/"
