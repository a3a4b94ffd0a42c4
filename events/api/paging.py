"""Pages by keyset. The next one is named by a Link header (RFC 8288) and by `next` in the body."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events.filters import FilterError
from events.paging import PAGE_ROWS, Page, read_page
from events.wording import parse_digits

MOST_ROWS = 100


class KeysetPages(BasePagination):
    """`page` is the cursor, `limit` the number of rows; the view's `order` names never-null columns."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        cursor = request.query_params.get("page", "")
        self.page: Page = read_page(queryset, order=view.order, cursor=cursor, size=_limit(request))
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        following = self._next()
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        return Response({"results": data, "next": following}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": ["string", "null"], "format": "uri", "description": "The next page, if there is one."}
        properties = {"results": schema, "next": following}
        return {"type": "object", "required": ["results", "next"], "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        page = {"description": "The cursor of a page, from `next`.", "schema": {"type": "string"}}
        rows = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE_ROWS}
        limit = {"description": "How many rows at most.", "schema": rows}
        return [{"name": "page", "in": "query", **page}, {"name": "limit", "in": "query", **limit}]

    def _next(self) -> str | None:
        if self.page.next_cursor is None:
            return None
        query = self.request.query_params.copy()
        query["page"] = self.page.next_cursor
        return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"


def _limit(request: Request) -> int:
    written = parse_digits(request.query_params.get("limit", str(PAGE_ROWS)))
    if not (written.isascii() and written.isdecimal() and len(written) < 5 and 1 <= int(written) <= MOST_ROWS):
        raise FilterError({"limit": [_("Write a number from 1 to %(most)s.") % {"most": MOST_ROWS}]})
    return int(written)
