"""Errors as problem details (RFC 9457): what is wrong, and with which key."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from events.errors import EventsError
from events.filters import FilterError
from events.scopes import Gone, Moved

MEDIA_TYPE = "application/problem+json"


class ProblemErrorSerializer(serializers.Serializer):
    key = serializers.CharField(read_only=True)
    detail = serializers.CharField(read_only=True)


class ProblemSerializer(serializers.Serializer):
    """RFC 9457, in the reader's language. `errors` names each key that could not be read."""

    type = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    status = serializers.IntegerField(read_only=True)
    detail = serializers.CharField(required=False)
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]


def answer_problem(error: Exception, _context: dict[str, Any]) -> Response | None:
    """What REST framework calls for each exception of a view; None lets it through as a 500."""
    if isinstance(error, FilterError):
        errors = [{"key": key, "detail": text} for key, texts in error.problems.items() for text in texts]
        return _problem(HTTPStatus.BAD_REQUEST, error.message, errors=errors)
    if isinstance(error, EventsError):
        errors = [{"key": error.field, "detail": error.message}] if error.field else []
        return _problem(HTTPStatus.BAD_REQUEST, error.message, errors=errors)
    if isinstance(error, Moved):
        return Response(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": error.path})
    if isinstance(error, Gone):
        return _problem(HTTPStatus.GONE, str(error))
    if isinstance(error, Http404):
        return _problem(HTTPStatus.NOT_FOUND)
    if isinstance(error, PermissionDenied):
        return _problem(HTTPStatus.FORBIDDEN)
    if isinstance(error, exceptions.APIException):
        return _problem(HTTPStatus(error.status_code), str(error.detail))
    return None


def _problem(status: HTTPStatus, detail: str = "", errors: list[dict[str, str]] | None = None) -> Response:
    body: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status.value}
    body |= {"detail": detail} if detail else {}
    body |= {"errors": errors} if errors else {}
    return Response(body, status=status, content_type=MEDIA_TYPE)
