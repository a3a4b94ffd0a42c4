"""The endpoints: what is public, under the one filter, by pages."""

import hashlib
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import viewsets
from rest_framework.response import Response
from rest_framework.routers import APIRootView
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.models import Organization
from events.api import serializers
from events.api.description import Described
from events.api.filtering import ComingOccurrenceFilter, EventFilter, OneFilterBackend
from events.api.paging import KeysetPages
from events.filters import CallFilter, CampaignFilter, OrganizationFilter, RevisionFilter, StatementFilter
from events.models import Call, Campaign, Event, Occurrence, Revision, Statement
from events.reading.passages import with_passages
from events.scopes import find


class ForEverySite(APIView):
    """Pages of other sites may read it (https://fetch.spec.whatwg.org/#http-cors-protocol), without cookies."""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        _open_to_every_site(response)
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match"
            response["Access-Control-Max-Age"] = "86400"
        return response


class NothingView(ForEverySite):
    """Every other address of the API: programs cannot read the page that people get."""

    schema = None

    def initial(self, request: Any, *_args: Any, **_kwargs: Any) -> None:
        raise Http404


class RootView(ForEverySite, APIRootView):
    """What there is."""


class SchemaView(ForEverySite, SpectacularJSONAPIView):
    """The description for machines."""


class PublicViewSet(ForEverySite, viewsets.ReadOnlyModelViewSet):
    """Read by anybody, from any page; an unchanged answer is 304."""

    schema = Described()
    filter_backends = [OneFilterBackend]
    pagination_class = KeysetPages
    lookup_field = "slug"
    order: list[str]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The filter is for lists: one thing is found by its name alone."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_object(self) -> Any:
        """By the name that it had before too, as its page: that one is moved to (301)."""
        try:
            return super().get_object()
        except Http404:
            if self.lookup_field == "slug":
                find(self.get_queryset().model, self.kwargs["slug"], f"api:{self.basename}-detail")
            raise

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "public, no-cache"
        response.add_post_render_callback(lambda rendered: _unless_known(request, rendered))
        return response


def _open_to_every_site(response: HttpResponse) -> None:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link"


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Called with the rendered answer: names its bytes, and gives 304 where the client has them."""
    if response.status_code != 200:
        return None
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer is not None:
        _open_to_every_site(answer)  # otherwise a page of another site may not even learn that it is 304
    return answer


class OrganizationViewSet(PublicViewSet):
    """Who publishes statements and hosts actions."""

    serializer_class = serializers.OrganizationSerializer
    filterset_class = OrganizationFilter
    order = ["name", "id"]

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.all()


class StatementViewSet(PublicViewSet):
    """Published statements, the newest first; a translation is a statement of its own."""

    serializer_class = serializers.StatementSerializer
    filterset_class = StatementFilter
    order = ["-dated_on", "-id"]

    def get_queryset(self) -> QuerySet[Statement]:
        return Statement.objects.public().for_list().select_related("translation_of__statement")


class RevisionViewSet(PublicViewSet):
    """Revisions of statements, the newest first; in lists without their texts."""

    filterset_class = RevisionFilter
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    order = ["-id"]

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        is_list = self.action == "list"
        return serializers.RevisionSummarySerializer if is_list else serializers.RevisionSerializer

    def get_queryset(self) -> QuerySet[Revision]:
        return Revision.objects.public().select_related("statement")


class CallViewSet(PublicViewSet):
    """What published statements call for, with the exact passages."""

    serializer_class = serializers.CallSerializer
    filterset_class = CallFilter
    order = ["-id"]

    def get_queryset(self) -> QuerySet[Call]:
        return with_passages(Call.objects.public().for_list())


class EventViewSet(PublicViewSet):
    """Events of which a date fits the filter; without one, all that is public, past ones too."""

    serializer_class = serializers.EventSerializer
    filterset_class = EventFilter
    order = ["-id"]

    def get_queryset(self) -> QuerySet[Event]:
        return Event.objects.public().for_page().prefetch_related("schedules")


class OccurrenceViewSet(PublicViewSet):
    """Dates, the soonest first: those that are not over, unless `when`, `after` or `before` say otherwise; of one
    `event` all."""

    serializer_class = serializers.OccurrenceSerializer
    filterset_class = ComingOccurrenceFilter
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    order = ["local_day", "starts_at", "id"]

    def get_queryset(self) -> QuerySet[Occurrence]:
        return Occurrence.objects.public().for_list()


class CampaignViewSet(PublicViewSet):
    """Campaigns with targets, reasons, sources, demands and milestones."""

    serializer_class = serializers.CampaignSerializer
    filterset_class = CampaignFilter
    order = ["-start_on", "-id"]

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.public().for_page()
