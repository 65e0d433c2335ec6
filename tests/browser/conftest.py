"""One real window (server, worker, SQLite, the sample register) and one real Chromium for all tests of this folder.

With ``PICTURES_FOLDER=FOLDER`` the stories leave a picture of every page they look at there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from tools.fresh_window import CHROMIUM_ARGUMENTS, Window, chromium, fresh_window

from onewindow.kernel import clock
from onewindow.law.calendars import COLUMNS, calendar

LOCALES = {"zh": "zh-CN", "en": "en-US"}
NO_CHROMIUM = "no Chromium on this machine: install one, for example `apt-get install chromium`, to test in the browser"
WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""

PICTURES = os.environ.get("PICTURES_FOLDER", "")
_signed_in: dict[str, list[Any]] = {}

expect.set_options(timeout=30_000)


def years_to_come() -> str:
    """Closing days of this year and the next, where the program knows none yet."""
    this = clock.now().year
    unknown = [year for year in (this, this + 1) if year not in calendar("CN").years]
    rows = [f"CN,{year}-01-01,no,New Year's Day,元旦,made for the tests,为测试而设" for year in unknown]
    return "\n".join((",".join(COLUMNS), *rows))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_CHROMIUM, pytrace=False)
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Window]:
    """The open window; searches are not counted, as every test comes from the same address.

    Its calendar knows this year and the next whatever day the tests are run on: where the program does not, the house
    has added a notice (made for the tests) itself, as an administrator would.
    """
    with fresh_window(closing_days=years_to_come(), ONEWINDOW_SEARCH_RATE="100000") as opened:
        yield opened


def run_in(window: Window, *arguments: str, given: str = "") -> str:
    """What Python says when it is run in the window's own environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONEWINDOW_")}
    environment = {**kept, "ONEWINDOW_HOME": str(window.home), "DJANGO_SETTINGS_MODULE": "onewindow.web.settings"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, check=True, input=given, stdout=subprocess.PIPE, text=True).stdout


def drawn_width(image: Locator) -> int:
    """The width in pixels of a picture, once the browser has it whole; one that cannot be drawn fails."""
    drawn = "image => { image.loading = 'eager'; return image.decode().then(() => image.naturalWidth); }"
    width: int = image.evaluate(drawn)
    return width


def send(button: Locator) -> None:
    """Press the button of a form, and stay until the page that answers it is whole."""
    with button.page.expect_navigation():
        button.click()


class Visitor:
    """Somebody before a browser of their own, and all that browser complained of."""

    def __init__(self, context: BrowserContext, window: Window, seen_as: str = "") -> None:
        self.context, self.window, self.complaints = context, window, list[str]()
        self.seen_as = seen_as
        context.set_default_timeout(60_000)
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def _said(self, message: Any) -> None:
        # Chromium writes a line of its own for every answer of 4xx; the tests look at statuses themselves.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")

    def go(self, address: str) -> int:
        """Open an address of the window; the status it answers."""
        answer = self.page.goto(self.window.url + address)
        assert answer is not None
        return answer.status

    def sign_in(self, name: str, password: str = "") -> "Visitor":
        """Sign in through the page; a sample person who did so before in this run is still signed in."""
        if name in _signed_in:
            self.context.add_cookies(_signed_in[name])
            return self
        self.go("/sign-in")
        self.page.fill("#f-sign_in_name", name)
        self.page.fill("#f-password", password or self.window.password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(self.window.url + "/")
        if not password:
            _signed_in[name] = [cookie for cookie in self.context.cookies() if cookie["name"] == "sessionid"]
        return self

    def picture(self, story: str) -> None:
        """Keep a picture of the present page, where pictures are wanted: ``pledge-03-edit-zh-light-1280.png``."""
        if not PICTURES:
            return
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.glob(f"{story}-*-{self.seen_as}.png"))) + 1
        page = re.sub(r"[0-9a-f-]{36}|\?.*|[^a-z/]", "", self.address).strip("/").replace("/", "-") or "front"
        self.page.screenshot(full_page=True, path=folder / f"{story}-{number:02d}-{page}-{self.seen_as}.png")

    def violations(self) -> list[str]:
        """What the content security policy of the present page had to stop."""
        stopped: list[str] = self.page.evaluate("window.__violations")
        return stopped

    @property
    def address(self) -> str:
        """The path and query of the present page."""
        return self.page.url.removeprefix(self.window.url)


@pytest.fixture
def visit(browser: Browser, window: Window) -> Iterator[Callable[..., Visitor]]:
    """``visit("zh", theme="dark", width=360)``: a new visitor. No browser may have complained when a test ends."""
    visitors: list[Visitor] = []

    def arrive(language: str = "en", theme: str = "light", width: int = 1280, **options: Any) -> Visitor:
        context = browser.new_context(
            locale=LOCALES[language], color_scheme=theme, viewport={"width": width, "height": 900}, **options
        )  # type: ignore[arg-type]
        visitors.append(Visitor(context, window, f"{language}-{theme}-{width}"))
        return visitors[-1]

    yield arrive
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    stopped = [
        line
        for visitor in visitors
        for page in visitor.context.pages
        for line in page.evaluate("window.__violations ?? []")
    ]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints
    assert not stopped
