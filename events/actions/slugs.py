"""The slug of a row: free when it is looked at, and still free when the row is written."""

from django.db import IntegrityError, transaction

from events.models import Call, Campaign, Event, Statement
from events.slugs import free_slug

TRIES = 5
Addressed = Statement | Call | Event | Campaign


def choose_slug(row: Addressed, text: str, *, otherwise: str) -> None:
    """Without saving. `otherwise` where nothing of `text` can be written in ASCII."""
    others = type(row)._default_manager.exclude(pk=row.pk)
    row.slug = free_slug(text, otherwise=otherwise, is_taken=lambda slug: others.filter(slug=slug).exists())


def insert_with_slug(row: Addressed, text: str, *, otherwise: str) -> None:
    """Two that get the same title at the same instant: the second takes the next address."""
    for left in reversed(range(TRIES)):
        choose_slug(row, text, otherwise=otherwise)
        try:
            with transaction.atomic():
                row.save()
            return
        except IntegrityError:
            if not left:
                raise
