"""Following a list or a page by mail, and the page behind one's link."""

from django.urls import path

from events.views import follow

urlpatterns = [
    path("follows/", follow.create_follow, name="follow-create"),
    path("follows/<str:token>/", follow.show_follow, name="follow-detail"),
    path("follows/<str:token>/unsubscribe/", follow.unsubscribe, name="follow-unsubscribe"),
]
