from hypothesis import given
from hypothesis import strategies as st

from events.text.difference import compare_texts, count_changes


def test_words_inside_a_changed_block():
    title, changed, last = compare_texts("T\nIt is nineteen. Come.\nEnd", "T\nIt is twenty. Come.\nEnd")

    assert (title.kind, changed.kind, last.kind) == ("same", "changed", "same")
    assert [(part.kind, part.text) for part in changed.parts] == [
        ("same", "It is "),
        ("removed", "nineteen."),
        ("added", "twenty."),
        ("same", " Come."),
    ]


def test_blocks_added_and_removed():
    blocks = compare_texts("T\nOld words only here\nEnd", "T\nEnd\nWholly different sentence now")

    assert [(block.kind, block.text) for block in blocks] == [
        ("same", "T"),
        ("removed", "Old words only here"),
        ("same", "End"),
        ("added", "Wholly different sentence now"),
    ]
    assert count_changes(blocks) == 2


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_both_texts_can_be_read_out_of_it(old, new):
    blocks = compare_texts(old, new)

    def read(kind):
        texts = [
            "".join(part.text for part in block.parts if part.kind in ("same", kind))
            for block in blocks
            if block.kind in ("same", "changed", kind)
        ]
        return "\n".join(texts)

    assert read("added") == new
    assert sorted(read("removed").split("\n")) == sorted(old.split("\n"))
