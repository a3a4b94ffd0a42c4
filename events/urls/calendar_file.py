"""A calendar kept elsewhere, taken over from its file."""

from django.urls import path

from events.views import organize_import

urlpatterns = [
    path("organize/import/", organize_import.choose_file, name="organize-import"),
    path("organize/import/<int:pk>/", organize_import.take_file, name="organize-import-file"),
    path("organize/import/<int:pk>/discard/", organize_import.discard_file, name="organize-import-discard"),
]
