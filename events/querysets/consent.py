"""What waits for an answer, by who may give it."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from events.querysets.editing import edited_by


class ConsentQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="asked")

    def given(self) -> Self:
        return self.filter(state="given")

    def standing(self) -> Self:
        """Asked or accepted."""
        return self.exclude(state="refused")


class CoHostQuerySet(ConsentQuerySet):
    def answerable_by(self, user: Any) -> Self:
        """By those who are asked to host too."""
        return self.filter(edited_by(user))


class LinkQuerySet(ConsentQuerySet):
    def answerable_by(self, user: Any) -> Self:
        """By the side that has not asked."""
        of_event = Q(is_asked_by_call=True) & edited_by(user, path="event__organization")
        of_call = Q(is_asked_by_call=False) & edited_by(user, path="call__statement__organization")
        return self.filter(of_event | of_call)

    def taken_off(self) -> Self:
        """Refused by the side of the call, at first or later: such an action comes back only with its consent."""
        return self.filter(state="refused", is_asked_by_call=False)


class ClaimQuerySet(ConsentQuerySet):
    def answerable_by(self, user: Any) -> Self:
        """By those who have listed the name."""
        return self.filter(edited_by(user, path="listed_name__statement__organization"))


class SigningQuerySet(ConsentQuerySet):
    def answerable_by(self, user: Any) -> Self:
        """By the organisation that is to sign; of a name without an account here, by those who have issued the text."""
        of_text = Q(organization=None) & edited_by(user, path="revision__statement__organization")
        return self.filter(edited_by(user) | of_text)
