"""How much of a foreign calendar is looked at."""

MOST_BYTES = 1_000_000
MOST_LINES = 60_000
MOST_COMPONENTS = 5_000
MOST_ENTRIES = 500
MOST_PROPERTIES = 1_000  # of one component
MOST_CHARACTERS = 30_000  # of one property
MOST_PARAMETERS = 1_000  # characters before the value
MOST_LISTED = 400  # dates in RDATE or EXDATE of one entry
MOST_OVERRIDES = 400  # of one entry
DEEPEST = 5
UID_LENGTH = 255
