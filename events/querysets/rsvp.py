"""RSVPs by state and by what is owed to them."""

import datetime as dt
from typing import Any, Self

from django.db import models


class RSVPQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def reachable(self) -> Self:
        return self.filter(address_hash__isnull=False)

    def coming(self) -> Self:
        """Confirmed and going or maybe: those whom a change concerns."""
        return self.confirmed().exclude(answer="not-going")

    def unconfirmed_since(self, before: dt.datetime) -> Self:
        return self.filter(state__in=["unconfirmed"], created_at__lt=before)
