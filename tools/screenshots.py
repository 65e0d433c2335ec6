"""Pictures of the window for the documentation: ``python tools/screenshots.py [--out docs/screenshots]``.

``--only complaint,report`` takes those alone whose names begin so, to look at pages that are being worked on.

Opens a window of its own with the sample register, files one application in it and takes it to its decision, adds files
of other years (``earlier_files.py``), and takes every picture in Chinese and English, light and dark, narrow and wide,
as the agent and as the examiner. One of them becomes ``window.png`` beside the folder, for the README.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from fresh_window import CHROMIUM_ARGUMENTS, Window, chromium, fresh_window

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
from onewindow.desks.register.sample import reader

LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
THEMES = ("light", "dark")
WIDTHS = {"narrow": 360, "wide": 1280}
WIDEST = 1920
SEARCH = "/marks?q=酷奇&goods=25"
LOGO = "Spotify"
APPLICATION = {"text": "山岚茶事", "goods": "茶；茶饮料；茶馆", "applicant_name": "山岚茶业有限公司（样例）"}


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--only", default="", help="names of pictures, or how they begin, with commas between")
    chosen = parser.parse_args()
    out: Path = chosen.out
    wanted = tuple(chosen.only.split(","))
    out.mkdir(parents=True, exist_ok=True)
    found = chromium()
    if found is None:
        raise SystemExit("No Chromium on this machine; install one, for example `apt-get install chromium`.")
    with fresh_window() as window, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_ARGUMENTS))
        addresses = prepare(browser, window)
        for language in LANGUAGES:
            for theme in THEMES:
                for name, width in WIDTHS.items():
                    for person, known in addresses.items():
                        pages = {subject: address for subject, address in known.items() if subject.startswith(wanted)}
                        if not pages:
                            continue
                        with visitor(browser, window, language, theme, width, person) as page:
                            for subject, address in pages.items():
                                take(page, window.url + address, out / f"{subject}-{language}-{theme}-{name}.png")
                if "search".startswith(wanted):
                    with visitor(browser, window, language, theme, WIDEST) as page:
                        take(page, window.url + SEARCH, out / f"search-{language}-{theme}-widest.png")
        if not chosen.only:
            with visitor(browser, window, "zh", "light", WIDTHS["wide"], person="") as page:
                page.goto(window.url + SEARCH, wait_until="networkidle")
                page.screenshot(path=out.parent / "window.png")
        browser.close()
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


def prepare(browser: Browser, window: Window) -> dict[str, dict[str, str]]:
    """File one application, leave one in draft, search by a picture, take a file; the address of every page to take, by
    the person who sees it and by name."""
    earlier = window.run("earlier_files.py")
    complaints = window.run("earlier_complaints.py")
    with visitor(browser, window, "zh", "light", WIDTHS["wide"]) as page:
        draft = fill_application(page, window)
        filed = fill_application(page, window)
        page.locator("form.form button[type=submit]").last.click()
        page.locator("main form.actions button").click()
        page.wait_for_url("**/cases/*")
        page.goto(window.url + SEARCH)
        right = page.locator("[data-result]").first.get_attribute("href") or ""
        pictured, compared = search_by_picture(page, window)
        page.goto(window.url + SEARCH)
        page.locator("form[action='/watches/new'] button").click()
    case = f"/cases/{filed.split('/')[2]}"
    with visitor(browser, window, "zh", "light", WIDTHS["wide"], "examiner") as page:
        take_file(page, window, case)
    return {
        "agent": {
            "home": "/", "search": SEARCH, "search-picture": pictured, "compare": compared, "right": right,
            "application": draft, "applications": "/applications", "case": case, "watches": "/watches",
            "renewal": earlier["to-renew"], "bulletin": "/bulletin",
        },
        "examiner": {
            "queue": "/queue", "what-if": "/queue?examiners=2&rate=60&arrivals=3#what-if", "examination": case,
            "opposition": earlier["opposed"], "registration": earlier["to-register"],
        },
        "officer": {
            "complaints": "/protection/queue", "complaint": complaints["weighed"],
            "complaint-two-officers": complaints["two-officers"], "complaint-appealed": complaints["appealed"],
            "protection-report": "/protection/report", "transparency": "/protection/transparency",
        },
        "holder": {
            "rights-account": "/protection/account", "notice": "/protection/notices/new",
            "complaints-of-holder": "/protection/cases",
        },
        "seller": {"complaint-of-seller": complaints["answered"]},
    }  # fmt: skip


def search_by_picture(page: Page, window: Window) -> tuple[str, str]:
    """Search by a logo of the sample; the address of the results, and of the comparison with the first of them."""
    logo = next(logo for logo in reader.iter_logos() if logo.title == LOGO)
    page.goto(window.url + "/marks")
    page.set_input_files("#image", {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": logo.svg()})
    page.wait_for_url("**picture=*")
    beside = page.locator(".hit-links a").first.get_attribute("href") or ""
    return page.url.removeprefix(window.url), beside


def take_file(page: Page, window: Window, case: str) -> None:
    """As the examiner, take files until this one comes, and find its formalities in order; the report is then made."""
    for _ in range(10):
        page.goto(window.url + "/queue")
        page.locator("form[action='/queue/next'] button").click()
        page.wait_for_load_state()
        if page.url.endswith(case):
            break
    page.locator("form[action$='/accept_formalities'] button").click()
    for _ in range(60):
        page.goto(window.url + case)
        if page.locator("form[action$='/decide']").count():
            return
        page.wait_for_timeout(500)


def fill_application(page: Page, window: Window) -> str:
    """Begin an application and write it, as a person would; the address of its form."""
    page.goto(window.url + "/applications")
    page.locator("form[action='/applications/new'] button").click()
    for name, value in APPLICATION.items():
        page.fill(f"#f-{name}", value)
    with page.expect_response(lambda answer: answer.request.method == "POST"):  # the draft is kept as it is written
        page.locator("#goods-classes .chip").first.click()
    return page.url.removeprefix(window.url)


@contextmanager
def visitor(
    browser: Browser, window: Window, language: str, theme: str, width: int, person: str = "agent"
) -> Iterator[Page]:
    """A browser of its own: language, theme (``light`` or ``dark``), width in CSS pixels; of a sample person."""
    context = browser.new_context(
        locale=LANGUAGES[language], color_scheme=theme, viewport={"width": width, "height": 800 if width > 400 else 740}
    )  # type: ignore[arg-type]
    page = context.new_page()
    if person:
        page.goto(window.url + "/sign-in")
        page.fill("#f-sign_in_name", person)
        page.fill("#f-password", window.password)
        page.click("main button[type=submit]")
        page.wait_for_url(window.url + "/")
    yield page
    context.close()


def take(page: Page, address: str, to: Path) -> None:
    """The whole page at an address, when it has come to rest; also the pictures a reader would have to scroll to."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    for chart in page.locator("[data-chart]").all():  # drawn when they come into view
        chart.scroll_into_view_if_needed()
        chart.locator("*").first.wait_for()
    page.screenshot(full_page=True, path=to)


if __name__ == "__main__":
    main()
