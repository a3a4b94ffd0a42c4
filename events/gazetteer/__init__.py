"""Towns of the world (GeoNames, through the extra `places`): where one lies and which clock it keeps."""

from events.gazetteer.distance import distance_km
from events.gazetteer.finding import find_town, split_town, towns_named
from events.gazetteer.index import is_available, warm_up
from events.gazetteer.town import Town

__all__ = ["Town", "distance_km", "find_town", "is_available", "split_town", "towns_named", "warm_up"]
