"""Chromium as people meet the site: with and without scripts, wide and narrow, and talking to nobody else."""

import shutil
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Debian's Chromium as root, without a display, and without any request of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1280, 390
PATIENCE_MS = 30_000  # what a green run never waits; beside others a page may come late


def program() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        raise RuntimeError("No Chromium found. Type: apt-get install -y chromium fonts-noto-core")
    return found


def launch(playwright: Playwright) -> Browser:
    expect.set_options(timeout=PATIENCE_MS)
    return playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)


class Visitor:
    """Opens pages and remembers what they should not have done."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: list[Page] = []
        self.foreign_requests: list[str] = []
        self.script_errors: list[str] = []

    def open(
        self,
        url: str,
        *,
        scripts: bool = True,
        width: int = WIDE,
        language: str = "en-GB",
        dark: bool = False,
        zone: str | None = None,
    ) -> Page:
        """A page in a browser of its own: no cookie is shared with the other pages."""
        page = self._browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme="dark" if dark else "light",
            timezone_id=zone,
        ).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self._note(request, urlsplit(url).netloc))
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))
        page.on("console", self._note_console)
        page.on("response", self._note_answer)
        self._pages.append(page)
        page.goto(url)
        return page

    def _note(self, request: Request, own: str) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own:
            self.foreign_requests.append(request.url)

    def _note_console(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            self.script_errors.append(line.text)

    def _note_answer(self, response: Response) -> None:
        """A part of a page that is missing; the page itself may be a 404 or a 410 that a test wants to see."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.script_errors.append(f"{response.status} {response.url}")

    def leave(self) -> None:
        for page in self._pages:
            page.context.close()
