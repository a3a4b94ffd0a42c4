"""Organisations asked to sign a statement, corrections of what they have signed, names that are claimed."""

from django.urls import path

from events.views import organize_signature, organize_signing, signing

one = "organize/statements/<slug:slug>/"

urlpatterns = [
    path("sign/<str:token>/", signing.show_signing, name="signing"),
    path(f"{one}invitations/", organize_signing.invite, name="organize-statement-invitations"),
    path(f"{one}invitations/<int:pk>/withdraw/", organize_signing.withdraw, name="organize-invitation-withdraw"),
    path(f"{one}signatures/<int:pk>/refuse/", organize_signature.refuse, name="organize-signature-refuse"),
    path("organize/names/<int:pk>/claim/", organize_signing.claim, name="organize-name-claim"),
    path("organize/names/<int:pk>/release/", organize_signing.release, name="organize-name-release"),
]
