"""Statements in public and as their editors see them."""

from django.urls import path

from events.views import organize_signature, organize_statement, statement

public = [
    path("statements/", statement.list_statements, name="statement-list"),
    path("statements/<slug:slug>/", statement.show_statement, name="statement-detail"),
    path("statements/<slug:slug>/revisions/<int:number>/", statement.show_revision, name="revision-detail"),
    path("statements/<slug:slug>/revisions/<int:number>.txt", statement.send_text, name="revision-text"),
    path(
        "statements/<slug:slug>/revisions/<int:number>/changes/", statement.show_difference, name="revision-difference"
    ),
]

one = "organize/statements/<slug:slug>/"
organize = [
    path("organize/statements/", organize_statement.list_own_statements, name="organize-statement-list"),
    path("organize/statements/new/", organize_statement.new_statement, name="organize-statement-new"),
    path(one, organize_statement.show_own_statement, name="organize-statement-detail"),
    path(f"{one}edit/", organize_statement.edit_statement, name="organize-statement-edit"),
    path(f"{one}publish/", organize_statement.publish_statement, name="organize-statement-publish"),
    path(f"{one}discard/", organize_statement.discard_draft, name="organize-statement-discard"),
    path(f"{one}revisions/<int:number>/remove/", organize_statement.remove_revision, name="organize-revision-remove"),
    path(f"{one}translate/", organize_signature.new_translation, name="organize-statement-translate"),
    path(f"{one}names/<slug:role>/", organize_signature.edit_names, name="organize-statement-names"),
    path(f"{one}sign/", organize_signature.sign_statement, name="organize-statement-sign"),
    path(f"{one}signatures/<int:pk>/withdraw/", organize_signature.withdraw, name="organize-signature-withdraw"),
]

urlpatterns = [*public, *organize]
