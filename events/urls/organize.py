"""The organisers' pages of actions, their home, and the operator's first steps."""

from django.urls import path, re_path

from events.views import (
    organize,
    organize_date,
    organize_event,
    organize_host_link,
    organize_message,
    organize_series,
    start,
)

EVENT = "organize/events/<slug:slug>/"
DATE = r"^organize/events/(?P<slug>[-\w]+)/(?P<date>\d{4}-\d{2}-\d{2}(?:T\d{4})?)/"

urlpatterns = [
    path("start/", start.show_start, name="start"),
    path("start/remove-examples/", start.remove_examples, name="start-remove-examples"),
    path("organize/", organize.show_organize_home, name="organize-home"),
    path("organize/events/new/", organize_event.new_event, name="organize-event-new"),
    path(EVENT, organize_event.show_own_event, name="organize-event-detail"),
    path(f"{EVENT}edit/", organize_event.edit_event, name="organize-event-edit"),
    path(f"{EVENT}publish/", organize_event.publish_event, name="organize-event-publish"),
    path(f"{EVENT}delete/", organize_event.delete_event, name="organize-event-delete"),
    path(f"{EVENT}extend/", organize_event.extend_series, name="organize-event-extend"),
    path(f"{EVENT}series/", organize_series.change_series, name="organize-event-series"),
    path(f"{EVENT}place/", organize_series.change_place_of_all, name="organize-event-place"),
    path(f"{EVENT}cancel/", organize_series.cancel_event, name="organize-event-cancel"),
    path(f"{EVENT}host-link/", organize_host_link.give_host_link, name="organize-event-host-link"),
    path(f"{EVENT}retry/", organize_message.retry_mails, name="organize-event-retry"),
    re_path(rf"{DATE}$", organize_date.show_own_date, name="organize-occurrence-detail"),
    re_path(rf"{DATE}message/$", organize_message.write_message, name="organize-occurrence-message"),
    *[
        re_path(rf"{DATE}{verb}/$", organize_date.change_date, {"verb": verb}, name=f"organize-occurrence-{verb}")
        for verb in organize_date.VERBS
    ],
]
