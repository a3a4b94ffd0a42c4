"""The settings of the tests: the real ones, in a folder of their own, deaf to the environment.

`TEST_DATABASE=postgresql` chooses PostgreSQL and Redis, which this starts; otherwise the run is on SQLite.
"""

import os

from tests.servers.postgresql import postgresql_url
from tests.servers.processes import private_folder
from tests.servers.redis import redis_url

# One folder, and one set of databases, per process: the workers of pytest-xdist share nothing.
DATA_FOLDER = private_folder("tests")
(DATA_FOLDER / "static").mkdir()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
# Empty values win over a developer's .env file.
SILENCED = ("DATABASE_URL", "KEYS_DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "CONTACT_KEY")
os.environ |= dict.fromkeys(SILENCED, "")
os.environ |= {"DATA_DIR": str(DATA_FOLDER), "SITE_URL": "http://127.0.0.1:8000", "DEBUG": "false"}
os.environ |= {"TRUSTED_PROXY_COUNT": "0", "LANGUAGES": "en,ar"}
if os.environ.get("TEST_DATABASE") == "postgresql":
    os.environ["DATABASE_URL"] = f"{postgresql_url()}/convoke_{WORKER}"
    os.environ["KEYS_DATABASE_URL"] = f"{postgresql_url()}/keys_{WORKER}"
    os.environ["REDIS_URL"] = f"{redis_url()}/{WORKER.removeprefix('gw')}"

from config.settings import *  # noqa: E402, F403  (the environment first)
from config.settings import DATABASES, STORAGES  # noqa: E402

# The usual names, so that a program started by a test finds them. Files, not memory: two threads with connections
# of their own meet the same locks as in production.
for database in DATABASES.values():
    database["TEST"] = {"NAME": str(database["NAME"])}
# Pages name their static files without a `collectstatic` before each run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# What the hash is worth is Django's business; a sign-in per test is ours.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
