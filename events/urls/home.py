from django.urls import path

from events.views.language import set_language

urlpatterns = [
    path("language/", set_language, name="set-language"),
]
