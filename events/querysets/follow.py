"""Follows by state, and by when they are told next."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef


class FollowQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def unconfirmed(self) -> Self:
        return self.filter(state="unconfirmed")

    def at_once(self) -> Self:
        return self.confirmed().filter(how_often="at-once")

    def digests_due(self, *, at: dt.datetime) -> Self:
        return self.confirmed().filter(look_at__lte=at)


class FollowedListQuerySet(models.QuerySet[Any]):
    def followed_by_nobody(self) -> Self:
        follows = self.model._meta.apps.get_model("events", "Follow").objects
        same = follows.filter(path=OuterRef("path"), query=OuterRef("query"), language=OuterRef("language"))
        return self.filter(~Exists(same))
