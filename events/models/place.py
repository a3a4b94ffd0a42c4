"""Where."""

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

_ARABIC_LETTER = re.compile("[\u0621-\u064a]")


class Place(models.Model):
    """A named location of an organisation. Nothing but the actions reads the place of an event: pages, filters, feeds
    and the API read `shown_place`."""

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="places")
    name = models.CharField(max_length=200)
    address_lines = models.CharField(max_length=300, blank=True)
    locality = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    accessibility = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | (Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))),
                name="place_coordinates_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def one_line(self) -> str:
        """Name, address and locality with the commas of their script, without saying anything twice."""
        parts: list[str] = []
        for part in (self.name, self.address_lines.replace("\n", ", "), self.locality):
            if part and not any(part in said for said in parts):
                parts.append(part)
        return _with_own_commas(parts)

    @property
    def line_without_town(self) -> str:
        """Name and address, where the town is said by itself."""
        address = (line for line in self.address_lines.split("\n") if line not in self.name)
        return _with_own_commas(part for part in (self.name, *address) if part)


def _with_own_commas(parts: Iterable[str]) -> str:
    line = ", ".join(parts)
    return line.replace(", ", "، ") if _ARABIC_LETTER.search(line) else line
