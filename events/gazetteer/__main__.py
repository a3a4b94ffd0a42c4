"""Makes the keys of the towns and keeps them, out of everybody's way: see events.gazetteer.keys."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from events.gazetteer.keys import keep_keys, make_keys

if __name__ == "__main__":
    os.nice(10)
    with suppress(OSError):  # where nothing can be kept, whoever asks makes them for itself
        keep_keys(Path(sys.argv[2]), make_keys(Path(sys.argv[1])))
