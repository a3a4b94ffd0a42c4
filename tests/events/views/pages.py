"""How tests read pages."""

import re
from html import unescape


def text_of(response):
    """What is read, without tags and runs of white space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def problems_of(response):
    """The lines at the top of the form."""
    box = response.text.partition('id="problems"')[2].partition("</div>")[0]
    return [unescape(re.sub("<[^>]*>", "", line.partition("</li>")[0])).strip() for line in box.split("<li>")[1:]]
