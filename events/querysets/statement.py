"""Statements, revisions and calls: what the public sees, what an editor may change."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q

from events.querysets.editing import edited_by

INVITATION_LIFETIME = dt.timedelta(days=30)


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


class SignatureQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def of_endorsers(self) -> Self:
        """Those that others than the issuer have given."""
        return self.standing().filter(role="endorser")

    def to_look_at(self) -> Self:
        """A correction of what they have signed is the current text, and they have neither signed nor refused it."""
        corrected = self.of_endorsers().filter(
            revision__statement__current__is_correction=True,
            revision__number__lt=F("revision__statement__current__number"),
        )
        return corrected.exclude(refused=F("revision__statement__current"))

    def of_editors(self, user: Any) -> Self:
        return self.filter(edited_by(user))


class ListedNameQuerySet(models.QuerySet[Any]):
    def releasable_by(self, user: Any) -> Self:
        """Claimed ones, for both sides."""
        sides = edited_by(user, path="claimed_by") | edited_by(user, path="statement__organization")
        return self.filter(sides, claimed_by__isnull=False)


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self, *, at: dt.datetime) -> Self:
        return self.filter(created_at__gt=at - INVITATION_LIFETIME)

    def over(self, *, at: dt.datetime) -> Self:
        return self.filter(created_at__lte=at - INVITATION_LIFETIME)


class CallQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Calls of published statements that stand in a published revision."""
        return self.filter(
            statement__published_at__isnull=False, anchors__revision__published_at__isnull=False
        ).distinct()

    def editable_by(self, user: Any) -> Self:
        return self.filter(edited_by(user, path="statement__organization"))

    def answerable_by(self, organizations: Any, *, standing: Any = ()) -> Self:
        """Public calls of these organisations first, then those that are open to others, and `standing`, which are
        answered already; newest text first."""
        is_own = Q(statement__organization__in=organizations)
        answerable = self.public().filter(is_own | Q(is_open_to_hosts=True) | Q(pk__in=standing))
        own_first = answerable.alias(is_own=ExpressionWrapper(is_own, BooleanField()))
        return own_first.order_by("-is_own", "-statement__dated_on", "id")

    def for_list(self) -> Self:
        return self.select_related("statement__organization", "statement__current")

    def with_anchors(self) -> Self:
        """`call.anchors.all()` holds the anchors of published revisions, newest last, at one query."""
        anchors = self.model._meta.get_field("anchors").related_model
        newest_last = anchors.objects.filter(revision__published_at__isnull=False).order_by("revision__number")
        return self.prefetch_related(Prefetch("anchors", newest_last.select_related("revision")))
