"""How long pasted texts take to read, printed as JSON: seconds of processor time for 100 kB, the best of several."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.events.imports.action_list.test_reading_properties import SLOW, seconds_for

RUNS = 3

if __name__ == "__main__":
    seconds_for(SLOW["corpus"])  # the words of the languages are read in once
    print(json.dumps({name: min(seconds_for(text) for _run in range(RUNS)) for name, text in SLOW.items()}))
