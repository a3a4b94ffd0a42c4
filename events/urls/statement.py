from django.urls import path

from events.views import statement

urlpatterns = [
    path("statements/", statement.list_statements, name="statement-list"),
    path("statements/<slug:slug>/", statement.show_statement, name="statement-detail"),
    path("statements/<slug:slug>/revisions/<int:number>/", statement.show_revision, name="revision-detail"),
    path("statements/<slug:slug>/revisions/<int:number>.txt", statement.send_text, name="revision-text"),
    path(
        "statements/<slug:slug>/revisions/<int:number>/changes/", statement.show_difference, name="revision-difference"
    ),
]
