"""Calendar entries as they are kept."""

from typing import Any, Self

from django.db import models


class FragmentQuerySet(models.QuerySet[Any]):
    def failed(self) -> Self:
        """What no calendar shows, until its source changes."""
        return self.exclude(failure="").order_by("uid", "language")
