from django.urls import path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from events.api import views

app_name = "api"

router = DefaultRouter()
router.APIRootView = views.RootView
router.include_format_suffixes = False
router.register("organizations", views.OrganizationViewSet, basename="organization")
router.register("statements", views.StatementViewSet, basename="statement")
router.register("revisions", views.RevisionViewSet, basename="revision")
router.register("calls", views.CallViewSet, basename="call")
router.register("events", views.EventViewSet, basename="event")
router.register("occurrences", views.OccurrenceViewSet, basename="occurrence")
router.register("campaigns", views.CampaignViewSet, basename="campaign")

urlpatterns = [
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(
            url_name="events:api:schema",
            template_name="events/api_docs.html",
            template_name_js="events/api_docs.js",  # the package's own sets a cookie
        ),
        name="docs",
    ),
    *router.urls,
    re_path(r"^(?P<other>[^.]+)/\Z", views.NothingView.as_view(), name="nothing"),  # nothing here ends like a file
]
