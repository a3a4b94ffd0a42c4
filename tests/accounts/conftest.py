"""What tests of accounts share."""

import datetime as dt

import pytest

from accounts import limits
from accounts.models import User

NOW = dt.datetime(2027, 3, 1, 12, 0, tzinfo=dt.UTC)
# Urlsafe base64 of 32 bytes each.
OLD_CONTACT_KEY = "b2xk" * 10 + "b2w="
NEW_CONTACT_KEY = "bmV3" * 10 + "bmU="


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def operator(db):
    return User.objects.create_user("operator@example.org", "a long password", is_staff=True, is_superuser=True)


@pytest.fixture
def person(db):
    return User.objects.create_user("person@example.org", "a long password")


@pytest.fixture(autouse=True)
def _fresh_limits():
    limits.BUCKETS.clear()
