"""A whole call as somebody pasted it: kept sealed, looked through, taken over as actions and listed names."""

from events.actions.held_text import ListGone
from events.actions.pasted_list.keeping import MOST_ACTIONS, MOST_BYTES, discard_list, keep_answers, keep_list
from events.actions.pasted_list.publishing import Published, publish_drafts
from events.actions.pasted_list.taking import NewAction, take_list

__all__ = [
    "MOST_ACTIONS",
    "MOST_BYTES",
    "ListGone",
    "NewAction",
    "Published",
    "discard_list",
    "keep_answers",
    "keep_list",
    "publish_drafts",
    "take_list",
]
