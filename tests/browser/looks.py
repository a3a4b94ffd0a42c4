"""What is wrong with a page for whoever reads it: on a small screen, with a finger, with a screen reader."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
HARD_TO_HIT = """() => [...document.querySelectorAll("main :is(.button, summary, select, .menu a)")]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
    .map(part => part.textContent.trim())"""


def fits(page: Page) -> Page:
    """The same page, once it stands: nothing of it is wider than the screen."""
    page.wait_for_load_state("domcontentloaded")  # a page that is not there yet has no width
    assert not page.evaluate(TOO_WIDE)
    return page


BROKEN_WORDS = """() => [...document.querySelectorAll("main *")]
    .filter(part => !part.children.length && /^\\p{L}{2,12}$/u.test(part.textContent.trim()) && part.checkVisibility())
    .filter(part => {
        const words = document.createRange();
        words.selectNodeContents(part);
        return new Set([...words.getClientRects()].map(line => Math.round(line.top))).size > 1;
    })
    .map(part => `broken: ${part.textContent.trim()}`)"""


def faults(page: Page) -> list[str]:
    """What is wider than the screen, lower than 2.75 rem though it is to be pressed, a short word in two, or found by
    axe."""
    wide = ["too wide"] if page.evaluate(TOO_WIDE) else []
    return [
        *wide,
        *page.evaluate(HARD_TO_HIT),
        *page.evaluate(BROKEN_WORDS),
        *(found["id"] for found in Axe().run(page).response["violations"]),
    ]
