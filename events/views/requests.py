"""What a view behind `login_required` gets."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User  # type: ignore[assignment]  # never anonymous: login_required has seen to it
