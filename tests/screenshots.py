"""The pictures of the README and the documentation: `make screenshots`."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.servers.browser import NARROW, WIDE, launch
from tests.servers.processes import REPOSITORY
from tests.servers.site import Site

FOLDER = REPOSITORY / "docs" / "screenshots"
HEIGHT = 860


@dataclass(frozen=True)
class Picture:
    """The first `link` is followed from `path`: demo content has no fixed addresses but those of its lists."""

    name: str
    path: str
    link: str = ""
    width: int = WIDE
    dark: bool = False
    language: str = "en"


# An action of the call that many towns answer; its own page has everything a page can have.
EVENT, STATEMENT = "/events/?q=clock+tower", "/statements/?q=no+city"
PICTURES = [
    Picture("home", "/"),
    Picture("home-dark", "/", dark=True),
    Picture("home-phone", "/", width=NARROW),
    Picture("home-arabic", "/", language="ar"),
    Picture("statement", STATEMENT, ".rows h2 a"),
    Picture("statement-phone", STATEMENT, ".rows h2 a", width=NARROW),
    Picture("event", EVENT, ".entry h3 a"),
    Picture("event-phone-dark", EVENT, ".entry h3 a", width=NARROW, dark=True),
    Picture("event-arabic", "/events/?language=ar", ".entry h3 a", language="ar"),
    Picture("call", "/calls/", ".rows h2 a, .rows h3 a"),
    Picture("campaign", "/campaigns/", ".rows h2 a"),
    Picture("campaign-phone", "/campaigns/", ".rows h2 a", width=NARROW),
    Picture("calendar", "/calendar/"),
    Picture("sign-in", "/accounts/login/"),
]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    site = Site().start("--host", "127.0.0.1")  # with the demo
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for picture in PICTURES:
                print(take(browser, site.url, picture).relative_to(REPOSITORY))
    finally:
        site.stop()


def take(browser: Browser, url: str, picture: Picture) -> Path:
    context = browser.new_context(
        viewport={"width": picture.width, "height": HEIGHT},
        color_scheme="dark" if picture.dark else "light",
        locale={"en": "en-GB", "ar": "ar-LB"}[picture.language],
    )
    page = context.new_page()
    page.goto(url + picture.path)
    if picture.link:
        page.goto(url + str(page.locator(picture.link).first.get_attribute("href")))
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
