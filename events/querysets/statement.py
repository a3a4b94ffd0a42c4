"""Statements, revisions and calls: what the public sees, what an editor may change."""

from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q


class StatementQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Public ones, and drafts of the organisations in which `user` may edit."""
        return self.filter(Q(published_at__isnull=False) | _edited_by(user)).distinct()

    def editable_by(self, user: Any) -> Self:
        return self.filter(_edited_by(user)).distinct()

    def for_list(self) -> Self:
        return self.select_related("organization", "current")


class RevisionQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Published revisions of published statements, removed ones too (they answer 410)."""
        return self.filter(published_at__isnull=False, statement__published_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        return self.filter(
            Q(published_at__isnull=False, statement__published_at__isnull=False) | _edited_by(user, "statement__")
        ).distinct()


class CallQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Calls of published statements that stand in a published revision."""
        return self.filter(
            statement__published_at__isnull=False, anchors__revision__published_at__isnull=False
        ).distinct()

    def editable_by(self, user: Any) -> Self:
        return self.filter(_edited_by(user, "statement__")).distinct()

    def for_list(self) -> Self:
        return self.select_related("statement__organization", "statement__current")

    def with_anchors(self) -> Self:
        """`call.anchors.all()` holds the anchors of published revisions, newest last, at one query."""
        anchors = self.model._meta.get_field("anchors").related_model
        newest_last = anchors.objects.filter(revision__published_at__isnull=False).order_by("revision__number")
        return self.prefetch_related(Prefetch("anchors", newest_last.select_related("revision")))


def _edited_by(user: Any, prefix: str = "") -> Q:
    if user is None or not user.is_authenticated:
        return Q(pk__in=[])
    path = f"{prefix}organization__memberships"
    return Q(**{f"{path}__user": user, f"{path}__role__in": ["owner", "organizer"]})
