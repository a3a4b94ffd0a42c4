"""How far two places lie apart."""

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

_EARTH_RADIUS_KM = 6371.0088


class Located(Protocol):
    """Degrees, north and east positive."""

    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...


def distance_km(a: Located, b: Located) -> float:
    """The great circle's kilometres, on a sphere (the haversine formula): less than 0.6 % off."""
    latitude_a, latitude_b = radians(a.latitude), radians(b.latitude)
    north = sin((latitude_b - latitude_a) / 2)
    east = sin(radians(b.longitude - a.longitude) / 2)
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(north**2 + cos(latitude_a) * cos(latitude_b) * east**2)))
