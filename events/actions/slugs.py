"""The slug of a row: free when it is looked at, and still free when the row is written."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from events.models import Call, Campaign, Event, OldSlug, Statement
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


def leave_slugs(rows: Iterable[Addressed]) -> None:
    """What is public and about to be deleted: its address answers that it is gone."""
    left = [OldSlug(model=str(row._meta.model_name), slug=row.slug, object_id=row.pk) for row in rows]
    OldSlug.objects.bulk_create(left, ignore_conflicts=True)
