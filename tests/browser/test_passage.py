"""Marking a passage in a browser: by selecting it, and by ticking where there are no scripts."""

import pytest
from playwright.sync_api import expect

from events.models import Call
from tests.events.factories import make_organization, make_statement, make_user

# Beyond the basic plane, right to left, with a letter that HTML escapes: what offsets are easily lost over.
BLOCKS = ["👩‍⚕️👩‍⚕️ count: 3 < 4. We call on every city to rally. Come & stay.", "ندعو كل مدينة إلى التجمع. تعالوا."]

# Drags over `words`, as a hand does: from the middle of the line before the first to after the last letter.
PLACE_OF = """([words, atEnd]) => {
  const walker = document.createTreeWalker(document.querySelector(".sentences"), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, atEnd ? at + words.length - 1 : at);
    range.setEnd(node, atEnd ? at + words.length : at + 1);
    const box = range.getBoundingClientRect();
    const toRight = /[\u0600-\u06ff]/.test(words) !== atEnd;
    return [toRight ? box.right - 0.5 : box.left + 0.5, box.top + box.height / 2];
  }
}"""


@pytest.fixture
def open_form(transactional_db, live_server, visitor, client):
    """The form for marking a statement, opened by an editor of its organisation."""

    def open_form(*, scripts):
        owner = make_user()
        statement = make_statement(organization=make_organization(owner=owner), blocks=BLOCKS, title="Drag")
        client.force_login(owner)
        page = visitor.open(live_server.url, scripts=scripts)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/organize/statements/{statement.slug}/calls/new/")
        return page

    return open_form


def drag_over(page, words):
    page.mouse.move(*page.evaluate(PLACE_OF, [words, False]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(PLACE_OF, [words, True]), steps=4)
    page.mouse.up()
    page.locator("[data-chosen] mark").wait_for()  # the page looks once the browser has settled the selection


def submit(page):
    page.get_by_label("Short title").fill("Rally")
    page.get_by_role("button", name="Mark it").click()
    page.wait_for_url("**/organize/statements/*/")
    return Call.objects.get().anchors.get()


@pytest.mark.parametrize("words", ["every city", "We call on every city to rally.", "كل مدينة", "count: 3 < 4"])
def test_selecting_marks_exactly_what_is_selected(open_form, words):
    page = open_form(scripts=True)
    drag_over(page, words)
    expect(page.locator("[data-chosen] mark")).to_have_text(words)

    anchor = submit(page)

    assert anchor.exact == words
    assert anchor.revision.text[anchor.start : anchor.end] == words


def test_a_selection_can_be_undone_and_ticks_count_again(open_form):
    page = open_form(scripts=True)
    drag_over(page, "every city")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-chosen]")).to_be_hidden()
    page.get_by_label("Come & stay.").check()

    assert submit(page).exact == "Come & stay."


def test_without_scripts_sentences_are_ticked(open_form):
    page = open_form(scripts=False)
    page.get_by_label("We call on every city to rally.").check()
    page.get_by_label("Come & stay.").check()

    assert submit(page).exact == "We call on every city to rally. Come & stay."


def test_without_scripts_a_quote_is_pasted(open_form):
    page = open_form(scripts=False)
    page.get_by_label("Or paste the passage").fill("We call on every  city to rally")

    assert submit(page).exact == "We call on every city to rally"
