"""How django-allauth meets this site: letters through the outbox, no sign-up, no client address anywhere."""

import base64
import io
from datetime import timedelta
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.emails import allauth_mail
from accounts.errors import KeysUnavailable
from accounts.keys import destroy_keys, make_key
from accounts.letters import owed_letter
from accounts.limits import client_key
from accounts.sealing import seal, unseal
from notifications.actions import owe

LETTER_LIFETIME = timedelta(days=1)
UNKNOWN_ACCOUNT = "account/email/unknown_account"
MFA_KEY = "second-factors"
MFA_CONTEXT = ("mfa_authenticator", "data", "")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the set-up link and from invitations."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth's limits count by this; a hash that is worth nothing tomorrow serves as well as an address."""
        return client_key(request)

    def is_safe_url(self, url: str) -> bool:
        """A path of this site: nothing here leads elsewhere after signing in, and allauth breaks on half an address."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # Never from the Host header: whoever asks for the letter could choose where its link leads.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Says what changed and when, not from which address and browser."""
        to = email or EmailAddress.objects.get_primary_email(user)
        if to:
            self.send_mail(template_prefix, to, {"timestamp": timezone.now(), **(context or {})})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Seals the letter into the outbox. For an address without an account the same work is done and thrown
        away, so that time tells nothing; nobody gets a mail then."""
        now = timezone.now()
        mail = allauth_mail(template_prefix, {**context, "email": email}, to=email)
        try:
            letter = owed_letter(mail, now=now, lifetime=LETTER_LIFETIME)
        except KeysUnavailable as error:
            raise ImmediateHttpResponse(keys_unavailable(self.request, error))
        if template_prefix == UNKNOWN_ACCOUNT:
            destroy_keys([letter.recipient])
        else:
            owe([letter], now=now)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed: a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(self._key(), text.encode(), context=MFA_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(self._key(), base64.b64decode(encrypted_text), context=MFA_CONTEXT).decode()

    def get_totp_issuer(self) -> str:
        return "Convoke"

    def build_totp_svg(self, url: str) -> str:
        """Dark on white also where the page is dark: phones do not read the negative."""
        picture = io.BytesIO()
        segno.make(url, micro=False).save(picture, kind="svg", border=4, light="#fff", omitsize=True)
        return picture.getvalue().decode()

    def _key(self) -> bytes:
        try:
            return make_key(MFA_KEY)
        except KeysUnavailable as error:
            raise ImmediateHttpResponse(keys_unavailable(context.request, error))


def keys_unavailable(request: HttpRequest, error: KeysUnavailable) -> HttpResponse:
    return render(request, "accounts/keys_unavailable.html", {"reason": error.message}, status=503)
