"""LANGUAGES, as an operator sets it."""

import subprocess
import sys

import pytest

from tests.servers.processes import REPOSITORY
from tests.servers.site import clean_environment

SAY = "from config import settings; print(settings.LANGUAGE_CODE, *dict(settings.LANGUAGES))"


def started(tmp_path, **variables):
    environment = clean_environment(tmp_path, **variables)
    return subprocess.run(
        [sys.executable, "-c", SAY], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "en en ar"),
        ({"LANGUAGES": ""}, "en en ar"),
        ({"LANGUAGES": "ar"}, "ar ar"),
        ({"LANGUAGES": "ar, en"}, "ar ar en"),
    ],
)
def test_the_first_of_the_languages_is_the_default(tmp_path, variables, said):
    assert started(tmp_path, **variables).stdout.strip() == said


def test_a_language_that_there_is_not_stops_the_start_by_name(tmp_path):
    answer = started(tmp_path, LANGUAGES="en,xx")

    assert answer.returncode != 0
    assert answer.stderr == "Convoke does not start: LANGUAGES: no xx, only en, ar.\n"
