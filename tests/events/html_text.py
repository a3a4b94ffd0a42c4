"""What a browser would show of a piece of HTML, written independently of the code under test."""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.marked, self.in_mark = [""], "", 0

    def handle_starttag(self, tag, attrs):
        self.in_mark += tag == "mark"
        if tag in BLOCKS:
            self.blocks.append("")
        if tag == "br":
            self.blocks[-1] += " "

    def handle_endtag(self, tag):
        self.in_mark -= tag == "mark"
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data):
        self.blocks[-1] += data
        if self.in_mark:
            self.marked += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def shown_text(html):
    """Blocks separated by LF, white space collapsed."""
    blocks = [re.sub(r"\s+", " ", block).strip() for block in read(html).blocks]
    return "\n".join(block for block in blocks if block)


def marked_runs(html):
    """The characters inside `<mark>`, in order."""
    return read(html).marked
