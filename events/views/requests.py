"""What views are asked with: by whom, and which row."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` gets."""

    user: User  # type: ignore[assignment]  # never anonymous: login_required has seen to it


def read_id(text: str | None) -> int:
    """An id; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else 0
