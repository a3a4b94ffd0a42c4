"""How variables are read: what cannot be meant stops the start with one line that names the variable."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
env.read_env(Path(__file__).resolve().parent.parent / ".env")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")
PORTS = {"http": 80, "https": 443}
POSTGRESQL = ("postgres", "postgresql")
REDIS = ("redis", "rediss", "unix")


def stop(reason: str) -> NoReturn:
    """One line instead of a traceback, in every process that reads the settings."""
    raise SystemExit(f"Convoke does not start: {reason}")


def whole_number(name: str, *, default: int) -> int:
    try:
        return env.int(name, default=default)
    except ValueError:
        stop(f"{name} is not a whole number.")


def yes_or_no(name: str) -> bool:
    """No where it is not set."""
    value = env.str(name, default="").strip().lower()
    if value not in YES + NO:
        stop(f"{name} is neither true nor false.")
    return value in YES


def log_level() -> str:
    level = env.str("LOG_LEVEL", default="").strip().upper() or "INFO"
    return level if level in LOG_LEVELS else stop(f"LOG_LEVEL is none of {', '.join(LOG_LEVELS)}.")


def site_url(*, default: str) -> str:
    """As browsers write it, who compare it byte by byte: in small letters, without the usual port, in Punycode."""
    try:
        parts = urlsplit(env.str("SITE_URL", default="") or default)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in PORTS or parts.path.strip("/") or parts.query or "@" in parts.netloc:
        stop("SITE_URL is not of the form https://actions.example.org: scheme and host, nothing behind them.")
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" if port in (None, PORTS[parts.scheme]) else f"{parts.scheme}://{name}:{port}"


def database_url(name: str) -> dict[str, Any] | None:
    """None where it is not set."""
    url = env.str(name, default="")
    if not url:
        return None
    if scheme_of(url) not in POSTGRESQL:
        stop(f"{name} is not of the form postgresql://user:password@host/database.")
    return env.db_url(name)


def redis_url() -> str:
    url = env.str("REDIS_URL", default="")
    if url and scheme_of(url) not in REDIS:
        stop("REDIS_URL is not of the form redis://host:6379/0.")
    return url


def languages(every: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Those of `every` that LANGUAGES names, in its order: the first is the default. Where it is not set all."""
    names, codes = dict(every), [code.strip() for code in env.list("LANGUAGES", default=[])]
    if unknown := [code for code in codes if code not in names]:
        stop(f"LANGUAGES: no {', '.join(unknown)}, only {', '.join(names)}.")
    return [(code, names[code]) for code in codes or names]


def mail_settings(url: str) -> dict[str, Any]:
    """Of EMAIL_URL, as Django's settings."""
    try:
        found: dict[str, Any] = env.email_url_config(url)
    except (ImproperlyConfigured, ValueError):
        found = {}
    if not found or not scheme_of(url) or (scheme_of(url).startswith("smtp") and not found["EMAIL_HOST"]):
        stop("EMAIL_URL is not of the form smtp+tls://user:password@host:587, nor off.")
    return found


def scheme_of(url: str) -> str:
    scheme, separator, _rest = url.partition("://")
    return scheme.lower() if separator else ""
