"""What waits for an answer: proposals under a call, questions between organisations; the kit of a call."""

from django.urls import path

from events.views import organize_kit, organize_link, organize_proposal, organize_waiting

CALL = "organize/calls/<slug:slug>/"
EVENT = "organize/events/<slug:slug>/"

urlpatterns = [
    path("organize/waiting/", organize_waiting.show_waiting, name="organize-waiting"),
    path("organize/waiting/<slug:kind>/<int:pk>/", organize_waiting.answer, name="organize-waiting-answer"),
    path("organize/trusted-hosts/", organize_proposal.list_trusted, name="organize-trusted-list"),
    path("organize/trusted-hosts/<int:pk>/revoke/", organize_proposal.revoke, name="organize-trusted-revoke"),
    path(f"{CALL}proposals/", organize_proposal.list_proposals, name="organize-call-proposals"),
    path(f"{CALL}proposals/back/", organize_proposal.send_back_group, name="organize-call-proposals-back"),
    path(f"{CALL}proposals/<int:pk>/", organize_proposal.answer_proposal, name="organize-call-proposal"),
    path(f"{CALL}kit/", organize_kit.edit_kit, name="organize-call-kit"),
    path(f"{EVENT}kit/", organize_kit.take_field, name="organize-event-kit"),
    path(f"{CALL}links/", organize_link.links_of_own_call, name="organize-call-links"),
    path(f"{CALL}links/<slug:event>/end/", organize_link.detach_from_own_call, name="organize-call-link-end"),
    path(f"{EVENT}calls/", organize_link.links_of_own_event, name="organize-event-calls"),
    path(f"{EVENT}calls/<slug:call>/end/", organize_link.detach_own_event, name="organize-event-call-end"),
]
