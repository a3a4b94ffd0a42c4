"""The settings of the tests: the real ones, in a folder of their own, deaf to the environment."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# One folder per process, so that the workers of pytest-xdist share nothing.
DATA_FOLDER = Path(tempfile.mkdtemp(prefix="convoke-tests-"))
atexit.register(shutil.rmtree, DATA_FOLDER, ignore_errors=True)
(DATA_FOLDER / "static").mkdir()
# Empty values win over a developer's .env file.
SILENCED = ("DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "CONTACT_KEY")
os.environ |= dict.fromkeys(SILENCED, "")
os.environ |= {"DATA_DIR": str(DATA_FOLDER), "SITE_URL": "http://127.0.0.1:8000", "DEBUG": "false"}

from config.settings import *  # noqa: E402, F403  (the environment first)
from config.settings import DATABASES, STORAGES  # noqa: E402

# Files, not memory: two threads with connections of their own then meet the same locks as in production.
for alias, settings in DATABASES.items():
    settings["TEST"] = {"NAME": str(DATA_FOLDER / f"test-{alias}.sqlite3")}
# Pages name their static files without a `collectstatic` before each run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# What the hash is worth is Django's business; a sign-in per test is ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
