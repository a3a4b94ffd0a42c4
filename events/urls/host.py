"""Proposing an action under a call, and the page behind a host's link."""

from django.urls import path

from events.views import host, host_link, proposal

urlpatterns = [
    path("calls/<slug:slug>/host/", proposal.host_call, name="call-host"),
    path("hosts/new-link/", host_link.send_new_links, name="host-new-link"),  # before the tokens
    path("hosts/<str:token>/", host.show_host, name="host-detail"),
    path("hosts/<str:token>/sheet/", host_link.show_sheet, name="host-sheet"),
]
