from html.parser import HTMLParser

import pytest

from events.text.markdown import render_markdown


def test_text_becomes_html_and_addresses_become_links():
    assert render_markdown("**Bring** a sign\nhttps://example.org") == (
        "<p><strong>Bring</strong> a sign<br>\n"
        '<a href="https://example.org" rel="noopener nofollow ugc">https://example.org</a></p>\n'
    )


def test_headings_stand_below_the_title_of_the_page_and_leave_out_no_step():
    assert render_markdown("### Bring\n\n##### Food\n\n# Why") == "<h3>Bring</h3>\n<h4>Food</h4>\n<h2>Why</h2>\n"
    assert render_markdown("### Bring\n\n### Food") == "<h2>Bring</h2>\n<h2>Food</h2>\n"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![tracker](https://example.org/pixel.png)",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](vbscript:x)",
        '<a href="https://example.org" style="position:fixed" onclick="x()">x</a>',
        "<iframe src=https://example.org></iframe>",
    ],
)
def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(source):
    found = Elements()
    found.feed(render_markdown(source))

    assert found.tags <= {"p", "a"}
    assert found.attributes <= {("href", "https://example.org"), ("rel", "noopener nofollow ugc")}


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(attrs)
