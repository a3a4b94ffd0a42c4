"""Statements, revisions and calls: what the public sees, what an editor may change."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q

from events.querysets.editing import edited_by


class StatementQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Public ones, and drafts of the organisations in which `user` may edit."""
        return self.filter(Q(published_at__isnull=False) | edited_by(user))

    def editable_by(self, user: Any) -> Self:
        return self.filter(edited_by(user))

    def for_list(self) -> Self:
        return self.select_related("organization", "current")


class RevisionQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Published revisions of published statements, removed ones too (they answer 410)."""
        return self.filter(published_at__isnull=False, statement__published_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        return self.filter(
            Q(published_at__isnull=False, statement__published_at__isnull=False)
            | edited_by(user, path="statement__organization")
        )


class CallQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Calls of published statements that stand in a published revision."""
        return self.filter(
            statement__published_at__isnull=False, anchors__revision__published_at__isnull=False
        ).distinct()

    def editable_by(self, user: Any) -> Self:
        return self.filter(edited_by(user, path="statement__organization"))

    def answerable_by(self, organizations: Any) -> Self:
        """Public calls of these organisations first, then those that are open to others; newest text first."""
        is_own = Q(statement__organization__in=organizations)
        answerable = self.public().filter(is_own | Q(is_open_to_hosts=True))
        own_first = answerable.alias(is_own=ExpressionWrapper(is_own, BooleanField()))
        return own_first.order_by("-is_own", "-statement__dated_on", "id")

    def for_list(self) -> Self:
        return self.select_related("statement__organization", "statement__current")

    def with_anchors(self) -> Self:
        """`call.anchors.all()` holds the anchors of published revisions, newest last, at one query."""
        anchors = self.model._meta.get_field("anchors").related_model
        newest_last = anchors.objects.filter(revision__published_at__isnull=False).order_by("revision__number")
        return self.prefetch_related(Prefetch("anchors", newest_last.select_related("revision")))
