"""A calendar file as somebody brought it in: kept sealed, looked through, taken over as drafts, known again."""

from events.actions.calendar_file.keeping import discard_file, keep_file
from events.actions.calendar_file.taking import NewEntry, take_file
from events.actions.held_text import ListGone

__all__ = ["ListGone", "NewEntry", "discard_file", "keep_file", "take_file"]
