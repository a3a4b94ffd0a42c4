"""A call's home for its coordinator, and what it asks of hosts."""

from django.urls import path

from events.views import organize_table, organize_table_ask, organize_table_files, still_on

CALL = "organize/calls/<slug:slug>/table"

urlpatterns = [
    path(f"{CALL}/", organize_table.show_table, name="organize-call-table"),
    path(f"{CALL}.txt", organize_table_files.send_text, name="organize-call-table-text"),
    path(f"{CALL}.csv", organize_table_files.send_csv, name="organize-call-table-csv"),
    path(f"{CALL}/print/", organize_table_files.show_to_print, name="organize-call-table-print"),
    path(f"{CALL}/ask/", organize_table_ask.ask_hosts, name="organize-call-table-ask"),
    path(f"{CALL}/note/", organize_table.note_still_on, name="organize-call-table-note"),
    path(f"{CALL}/publish/", organize_table.publish, name="organize-call-table-publish"),
    path(f"{CALL}/<int:pk>/host-link/", organize_table_ask.give_host_link, name="organize-call-table-host-link"),
    path("hosts/<str:token>/still-on/", still_on.answer, name="host-still-on"),
]
