"""The mails of accounts, one function each. Nothing in them was typed by a stranger."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Organization
from accounts.models.organization import Role
from notifications.kinds import Message


def invitation_mail(organization: Organization, *, to: str, role: str, token: str, language: str | None) -> Message:
    """An invitation into an organisation, in the language of who invites."""
    path = reverse("accounts:invitation", args=[token])
    context = {
        "organization": organization,
        "role": Role(role).label,
        "url": settings.SITE_URL + path,
        "site_url": settings.SITE_URL,
    }
    return letter("accounts/mails/invitation", context, to=to, language=language)


def allauth_mail(prefix: str, context: dict[str, object], *, to: str) -> Message:
    """One of allauth's letters (`<prefix>_subject.txt`, `<prefix>_message.txt`) in the language of the page that
    asked for it; its HTML part is the same text, set as a letter."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    context = {**context, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"{prefix}_subject.txt", context).split())
    text = render_to_string(f"{prefix}_message.txt", context).strip() + "\n"
    html = render_to_string("accounts/mails/letter.html", {"subject": subject, "text": text})
    return Message(to=to, language=language, subject=subject, text=text, html=html)


def letter(template: str, context: dict[str, object], *, to: str, language: str | None) -> Message:
    """`<template>_subject.txt`, `<template>_body.txt` and `<template>_body.html`, in one language."""
    language = language or settings.LANGUAGE_CODE
    with translation.override(language):
        parts = {
            name: render_to_string(f"{template}_{name}", context) for name in ("subject.txt", "body.txt", "body.html")
        }
    return Message(
        to=to,
        language=language,
        subject=" ".join(parts["subject.txt"].split()),
        text=parts["body.txt"].strip() + "\n",
        html=parts["body.html"],
    )
