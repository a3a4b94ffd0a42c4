from events.text.marks import Mark, mark_statement
from events.text.rendering import build_text


def mark(body, *marks, title="Title"):
    text = build_text(title, body)
    spans = [Mark(slug, text.index(words), text.index(words) + len(words)) for slug, words in marks]
    return mark_statement(title, body, text, spans)


def test_overlapping_marks_are_split_not_nested():
    marked = mark("one two three four", ("a", "one two three"), ("b", "two three four"))

    assert marked.blocks[0].html == (
        '<p><mark id="call-a">one </mark><mark id="call-b" class="shared">two three</mark><mark> four</mark></p>'
    )
    assert marked.blocks[0].slugs == ("a", "b")


def test_two_passages_that_begin_together_both_have_their_id():
    marked = mark("one two three", ("a", "one"), ("b", "one two"))

    assert marked.blocks[0].html == (
        '<p><span id="call-b"></span><mark id="call-a" class="shared">one</mark><mark> two</mark> three</p>'
    )


def test_a_passage_goes_through_inline_markup():
    marked = mark("We **call on** [all](https://x.example)", ("a", "call on all"))

    assert marked.blocks[0].html == (
        '<p>We <strong><mark id="call-a">call on</mark></strong><mark> </mark>'
        '<a href="https://x.example" rel="noopener nofollow"><mark>all</mark></a></p>'
    )


def test_a_passage_over_several_blocks_marks_each_and_has_one_id():
    marked = mark("one\n\n- two\n- three\n\nfour", ("a", "one\ntwo\nthree"))

    html = "".join(block.html for block in marked.blocks)
    assert html.count('id="call-a"') == 1
    assert html.count("<mark") == 3
    assert [block.slugs for block in marked.blocks] == [("a",), (), ()]


def test_the_title_can_be_a_passage():
    marked = mark("text", ("a", "Stop it"), title="Stop it now")

    assert marked.title.html == '<mark id="call-a">Stop it</mark> now'
    assert marked.title.slugs == ("a",)


def test_text_is_escaped_inside_and_outside_marks():
    marked = mark('a <b> & "c"', ("a", "<b> &"))

    assert marked.blocks[0].html == '<p>a <mark id="call-a">&lt;b&gt; &amp;</mark> "c"</p>'


def test_a_stored_text_that_a_newer_renderer_would_not_make_is_shown_as_it_was_stored():
    marked = mark_statement("Title", "**other**", "Title\nstored <text>\nmore", [Mark("a", 6, 12)])

    assert [block.html for block in marked.blocks] == [
        '<p><mark id="call-a">stored</mark> &lt;text&gt;</p>',
        "<p>more</p>",
    ]
