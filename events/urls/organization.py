from django.urls import path

from events.views import organization

urlpatterns = [
    path("organizations/", organization.list_organizations, name="organization-list"),
    path("organizations/<slug:slug>/", organization.show_organization, name="organization-detail"),
]
