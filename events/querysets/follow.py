"""Follows by state, and by when they are told next."""

import datetime as dt
from typing import Any, Self

from django.db import models


class FollowQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def unconfirmed(self) -> Self:
        return self.filter(state="unconfirmed")

    def at_once(self) -> Self:
        return self.confirmed().filter(how_often="at-once")

    def digests_due(self, *, at: dt.datetime) -> Self:
        return self.confirmed().filter(look_at__lte=at)
