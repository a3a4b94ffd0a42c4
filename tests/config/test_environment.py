"""Settings that cannot be meant, as a process of its own meets them; and those that can."""

import subprocess
import sys

import pytest

from tests.servers.processes import REPOSITORY, private_folder
from tests.servers.site import clean_environment

SHOW = "from config.settings import *; print(SITE_URL, ALLOWED_HOSTS[0], CSRF_TRUSTED_ORIGINS[0], DEBUG, WEB_PUSH)"
LANGUAGES = "from config.settings import *; print(LANGUAGE_CODE, [*dict(LANGUAGES)])"
PUBLIC = {"SECRET_KEY": "s" * 50, "CONTACT_KEY": "A" * 43 + "=", "EMAIL_URL": "off"}


def start(*, show: str = SHOW, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment(private_folder("fresh"), **variables)
    return subprocess.run(
        [sys.executable, "-c", show], env=environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=180
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "convoke.example"),
        ("SITE_URL", "http://"),
        ("SITE_URL", "http://[::1"),
        ("SITE_URL", "ftp://actions.example.org"),
        ("SITE_URL", "https://actions.example.org/convoke"),
        ("SITE_URL", "https://me:word@actions.example.org"),
        ("SITE_URL", "https://actions.example.org:many"),
        ("LOG_LEVEL", "loud"),
        ("DEBUG", "perhaps"),
        ("WEB_PUSH", "perhaps"),
        ("DATABASE_URL", "convoke"),
        ("DATABASE_URL", "mysql://localhost/convoke"),
        ("KEYS_DATABASE_URL", "sqlite:///keys.sqlite3"),
        ("REDIS_URL", "localhost:6379"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp:/mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org:many"),
    ],
)
def test_what_cannot_be_meant_is_named_in_one_line(name, value):
    finished = start(**PUBLIC | {name: value})

    assert finished.returncode == 1
    assert finished.stderr.startswith(f"Convoke does not start: {name} is ")
    assert finished.stderr.count("\n") == 1
    assert value not in finished.stderr  # it may hold a password


@pytest.mark.parametrize(
    ("typed", "host", "url"),
    [
        ("https://Actions.Example.org:443/", "actions.example.org", "https://actions.example.org"),
        ("http://actions.example.org:8080", "actions.example.org", "http://actions.example.org:8080"),
        ("https://Aktionen-für-alle.example", "xn--aktionen-fr-alle-szb.example", None),
        ("http://[::1]:8000", "::1", "http://[::1]:8000"),
    ],
)
def test_the_address_is_kept_as_browsers_write_it(typed, host, url):
    url = url or f"https://{host}"

    assert start(**PUBLIC, SITE_URL=typed).stdout == f"{url} {host} {url} False False\n"


def test_errors_are_shown_in_full_on_loopback_only():
    assert start(DEBUG="true", LOG_LEVEL="warning").stdout.endswith(" True False\n")

    finished = start(**PUBLIC, DEBUG="on", SITE_URL="https://actions.example.org")

    assert finished.stderr.startswith("Convoke does not start: DEBUG shows ")


@pytest.mark.parametrize(
    ("named", "offered"),
    [
        ({}, "en ['en', 'ar']"),
        ({"LANGUAGES": ""}, "en ['en', 'ar']"),
        ({"LANGUAGES": "ar"}, "ar ['ar']"),
        ({"LANGUAGES": "ar, en"}, "ar ['ar', 'en']"),
    ],
)
def test_the_first_of_the_languages_is_the_default(named, offered):
    assert start(**named, show=LANGUAGES).stdout == f"{offered}\n"


def test_a_language_that_there_is_not_is_named():
    finished = start(LANGUAGES="en,xx")

    assert finished.returncode == 1
    assert finished.stderr == "Convoke does not start: LANGUAGES: no xx, only en, ar.\n"
