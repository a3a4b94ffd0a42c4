"""How tests read pages."""

import re


def text_of(response):
    """What is read, without tags and runs of white space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())
