"""Logs that hold no personal data: routes instead of addresses, and errors without the values in their texts."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def logging_settings(*, level: str) -> dict[str, Any]:
    """Django's LOGGING: one line per record on standard error, with ids, never with names, addresses or tokens."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"route": {"()": "config.logs.RouteInsteadOfPath"}},
        "formatters": {
            "plain": {
                "()": "config.logs.WithoutErrorTexts",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            }
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": sys.stderr},
            "requests": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": ["route"],
                "stream": sys.stderr,
            },
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
            # Names the host that was asked for.
            "django.security": {"level": "CRITICAL"},
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }


class RouteInsteadOfPath(logging.Filter):
    """Django's request logger writes the path, which may hold a token; the route says as much."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        record.msg, record.args = "%s at %s", (getattr(record, "status_code", "?"), getattr(match, "route", "?"))
        return True


class WithoutErrorTexts(logging.Formatter):
    """Where an error came from and its type. Its text may hold an address: PostgreSQL's name the value of a row."""

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802  (the standard library's name)
        parts: list[str] = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"Traceback:\n{frames}{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nafter\n".join(parts)
