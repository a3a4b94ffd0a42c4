"""What is wrong with a page for whoever reads it: on a small screen, with a finger, with a screen reader."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
HARD_TO_HIT = """() => [...document.querySelectorAll("main :is(.button, summary, select, .menu a)")]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
    .map(part => part.textContent.trim())"""


def faults(page: Page) -> list[str]:
    """What is wider than the screen, lower than 2.75 rem though it is to be pressed, or found by axe."""
    wide = ["too wide"] if page.evaluate(TOO_WIDE) else []
    return [*wide, *page.evaluate(HARD_TO_HIT), *(found["id"] for found in Axe().run(page).response["violations"])]
