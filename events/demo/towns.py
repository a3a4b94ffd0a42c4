"""The towns that answer the clinics' call. None of them exists.

(town, hour or None where it is to come, place or None where it is to come, title)
"""

import datetime as dt

Answer = tuple[str, dt.time | None, str | None, str]


def at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


TOWNS: list[Answer] = [
    ("Ashfold", at(17, 30), "Clock Tower Square", "Hands off our clinics: rally at Clock Tower Square"),
    ("Birkhollow", None, None, "Birkhollow rallies"),
    ("Carrow Falls", at(18), "Falls Public Library, front steps", "Carrow Falls for its clinic"),
    ("Dunmoor", at(12), "Quay Road 40", "Twelve o’clock at the town hall, Dunmoor"),
    ("Eastlake Haven", at(17), "Union Hall, yard", "Eastlake Haven: we are the waiting list"),
    ("Fenwater", at(16, 30), "Corn Exchange", "Fenwater reads the names"),
    ("Garrowby", at(11), "Market Cross", "Rally at the Market Cross"),
    ("Hexley Cross", at(17, 30), None, "Hexley Cross stands up"),
    ("Inverlow", at(18), "Harbour office", "Inverlow: no clinic, no county"),
    ("Juniper Bay", at(10), "Bandstand", "Morning rally at the bandstand"),
    ("Kestrel Hill", None, "Town hall stairs", "Kestrel Hill calls the roll"),
    ("Larkspur", at(15), "Town hall", "Prams to the town hall"),
    ("Marlmouth", at(17, 30), "Bridge Street 1", "Marlmouth: twenty-one clinics, twenty-one bells"),
    ("Netherby Moor", at(13), "Parish green", "Netherby Moor on the green"),
    ("Orrin Bridge", at(18, 15), "Station forecourt", "Orrin Bridge: from the last train to the last clinic"),
    ("Pell", at(12, 30), "Town hall", "Pell wants its ward back"),
    ("Quarry Banks", at(17), "Miners’ Institute", "Quarry Banks, town hall"),
    ("Rushden Vale", at(9, 30), "Town hall", "Before work: Rushden Vale"),
    ("Sallow Cross", at(19), "Hospital gate", "Night shift rally at the hospital gate"),
    ("Tamsin", at(14), "Old Customs House", "Tamsin for the clinics"),
    ("Underhill", None, None, "Underhill answers"),
    ("Vexford", at(17, 30), "Town hall", "Vexford rallies, whatever the weather"),
    ("Westering", at(18), "Fish Market", "Westering at the Fish Market"),
    ("Yarrow Mills", at(16), "Mill gate", "Yarrow Mills: read them aloud"),
    ("Zennack Point", at(11, 30), "Lighthouse Road", "A short rally with a long view"),
    ("Aldermoor", at(17), "Town hall", "Aldermoor, at five"),
    ("Brackwater", at(12), "Ferry landing", "Brackwater by boat"),
    ("Coldspring", at(17, 30), "Town hall", "Coldspring keeps warm"),
    ("Deepwell", at(18, 30), "Town hall", "Deepwell: candles for twenty-one"),
    ("Elmstow", at(15, 30), "School yard", "Children’s rally in Elmstow"),
]
