"""Searching: while typing, filtered, from the keyboard, as a report, and with what is no mark at all."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.conftest import Visitor, drawn_width

from onewindow.desks.register.sample.reader import iter_logos

Visit = Callable[..., Visitor]
FETCH = "async (address) => [...new Uint8Array(await (await fetch(address)).arrayBuffer())]"
FIRST = "#results [data-result]"


def test_results_come_while_typing_and_the_address_follows(visit: Visit) -> None:
    visitor = visit("zh")
    visitor.go("/marks")
    page = visitor.page
    page.evaluate("window.stillHere = true")
    page.locator("#q").press_sequentially("酷奇", delay=20)
    expect(page.locator(FIRST).first).to_have_text("Gucci")
    page.locator("#goods").press_sequentially("服装", delay=20)
    expect(page.locator("#results .hint").first).to_contain_text("25")
    expect(page).to_have_url(re.compile("q=%E9%85%B7%E5%A5%87&goods=%E6%9C%8D%E8%A3%85"))
    assert page.evaluate("window.stillHere"), "the page was loaded anew"
    page.reload()
    expect(page.locator("#q")).to_have_value("酷奇")
    expect(page.locator(FIRST).first).to_have_text("Gucci")


def test_a_hit_says_why_on_hover_and_on_focus(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=酷奇&goods=25")
    hit = visitor.page.locator(".hit").first
    chip, rule = hit.locator(".chip-rule").first, hit.locator(".rule").first
    expect(hit.locator(".hit-overlap")).to_contain_text("25")
    expect(rule).to_be_hidden()
    chip.hover()
    expect(rule).to_contain_text("said alike")
    visitor.page.mouse.move(0, 0)
    chip.focus()
    visitor.page.keyboard.press("Shift+Tab")
    visitor.page.keyboard.press("Tab")
    expect(rule).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(rule).to_be_hidden()


def test_filters_change_the_results_in_place(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=coach")
    page = visitor.page
    expect(page.locator(FIRST).first).to_have_text("Coach")
    for label in ("Registered", "Pending"):
        page.get_by_role("checkbox", name=label).uncheck()
    page.get_by_role("checkbox", name="Ended or refused").check()
    expect(page).to_have_url(re.compile("status=ended"))
    expect(page.locator("#results .chip-status-live, #results .chip-status-pending")).to_have_count(0)
    expect(page.locator("#results .hit").first).to_be_visible()
    page.locator("#f-office").fill("jp")
    page.locator("#f-office").press("Tab")
    expect(page.locator("#results .facts").first).to_contain_text("JP")
    numbers = page.locator("#results .hit .facts").all_inner_texts()
    assert numbers
    assert all("No. JP" in facts for facts in numbers)


def test_keys_lead_to_the_field_and_through_the_results(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=coach")
    page = visitor.page
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(FIRST).first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(FIRST).nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Coach")
    expect(page.locator(".particulars")).to_contain_text("Nice classes")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_is_a_pdf_in_the_language_of_the_page(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.go("/marks?q=酷奇&goods=25")
    address = visitor.page.locator("a[href^='/marks.pdf']").get_attribute("href") or ""
    document = pypdfium2.PdfDocument(bytes(visitor.page.evaluate(FETCH, address)))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "酷奇" in text and "Gucci" in text
    assert ("近似" in text) == (language == "zh")
    assert ("Earlier marks" in text or "earlier marks" in text) == (language == "en")


def test_the_csv_has_the_hits_of_the_page(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=酷奇&goods=25")
    page = visitor.page
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["mark"] for row in rows] == page.locator(FIRST).all_inner_texts()
    assert all(row["reasons"] and row["source"] for row in rows)


def test_the_language_changes_and_the_path_stays(visit: Visit) -> None:
    visitor = visit("zh")
    visitor.go("/marks?q=酷奇&goods=25&status=registered&status=ended")
    page = visitor.page
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert visitor.address.startswith("/marks?")
    expect(page.locator("#q")).to_have_value("酷奇")
    expect(page.locator("#goods")).to_have_value("25")
    expect(page.get_by_role("checkbox", name="Registered")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Ended or refused")).to_be_checked()
    visitor.go("/bulletin")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_theme_chosen_is_kept(visit: Visit) -> None:
    visitor = visit("en", theme="light")
    visitor.go("/")
    page = visitor.page
    body, ground = page.locator("body"), "node => getComputedStyle(node).backgroundColor"
    light = body.evaluate(ground)
    page.locator("[data-theme-toggle]").click()
    expect(body).not_to_have_css("background-color", light)
    dark = body.evaluate(ground)
    visitor.go("/bulletin")
    expect(body).to_have_css("background-color", dark)
    expect(page.locator("[data-theme-toggle]")).to_have_attribute("aria-pressed", "true")


ODD = {"punctuation": "!!! ... ?", "emoji": "😀🎉", "unassigned": "\u0378\u0379"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ODD)
def test_a_mark_without_letters_has_an_answer_in_words(visit: Visit, name: str, language: str) -> None:
    visitor = visit(language)
    visitor.go("/marks")
    visitor.page.locator("#q").fill(ODD[name])
    kind = ".notice-error, #results .empty" if name == "emoji" else ".notice-error"
    said = visitor.page.locator(f"#results {kind}").filter(has_not_text=re.compile("Type a mark|输入商标"))
    expect(said).to_be_visible()
    assert any("一" <= c <= "鿿" for c in said.inner_text()) == (language == "zh")


def test_an_empty_search_says_what_to_do(visit: Visit) -> None:
    visitor = visit("en")
    assert visitor.go("/marks?q=") == 200
    expect(visitor.page.locator("#results .empty")).to_contain_text("Type a mark")
    visitor.page.locator("#q").fill("coach")
    expect(visitor.page.locator(FIRST).first).to_be_visible()
    visitor.page.locator("#q").fill("")
    expect(visitor.page.locator("#results .empty")).to_be_visible()


@pytest.mark.parametrize(("text", "status"), [("m" * 500, 422), ("وفاكاش", 200), ("שלום", 200), ("a\u202eb", 200)])
def test_long_and_right_to_left_marks_are_answered(visit: Visit, text: str, status: int) -> None:
    visitor = visit("en")
    answer = visitor.context.request.get(visitor.window.url + "/marks", params={"q": text})
    assert answer.status == status
    visitor.page.goto(answer.url)
    if status == 422:
        expect(visitor.page.locator("#results .notice-error")).to_contain_text("400")
    else:
        expect(visitor.page.locator("#results .hit, #results .empty").first).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_arabic_mark_reads_from_the_right(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=وفاكاش")
    word = visitor.page.locator(".specimen-word").first
    expect(word).to_have_text("وفاكاش")
    assert word.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert visitor.page.locator("#q").evaluate("node => getComputedStyle(node).direction") == "rtl"


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1280), ("en", "dark", 360)])
def test_a_picture_is_chosen_and_searched_by(
    visit: Visit, language: str, theme: str, width: int, tmp_path: Path
) -> None:
    logo = next(logo for logo in iter_logos() if logo.title == "Spotify")
    (tmp_path / "logo.svg").write_bytes(logo.svg())
    visitor = visit(language, theme=theme, width=width)
    visitor.go("/marks?q=&goods=9&status=registered&status=pending&status=ended")
    page = visitor.page
    page.set_input_files("#image", tmp_path / "logo.svg")
    page.wait_for_url("**picture=*")
    expect(page.locator(FIRST).first).to_have_text("Spotify")
    expect(page.locator("#goods")).to_have_value("9")
    expect(page.locator(".by-picture-seen")).to_be_visible()
    assert drawn_width(page.locator(".by-picture-seen")) > 0
    hit = page.locator(".hit").first
    hit.locator(".chip-image").first.focus()
    expect(hit.locator(".rule").first).to_contain_text({"zh": "图形", "en": "drawings"}[language])
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []

    page.locator("#q").press_sequentially("Northwind", delay=20)  # the picture stays while somebody types
    expect(page).to_have_url(re.compile("q=Northwind.*picture=|picture=.*q=Northwind"))
    expect(page.locator("[data-result]", has_text="Spotify").first).to_be_visible()
    page.locator("#q").fill("")
    expect(page.locator(FIRST).first).to_have_text("Spotify")
    page.locator(".hit-links a").nth(2).click()  # leave out its owner
    expect(page).to_have_url(re.compile("without_owner="))
    expect(page.locator("[data-result]", has_text="Spotify")).to_have_count(0)
    if width > 1000:
        page.locator("input[name=without_owner]").uncheck()
        expect(page.locator(FIRST).first).to_have_text("Spotify")


def test_a_picture_is_dropped_on_the_page_and_a_broken_one_is_told(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=Spotify")
    drop = """([name, kind, content]) => {
      const carrier = new DataTransfer();
      carrier.items.add(new File([content], name, { type: kind }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carrier, bubbles: true, cancelable: true }));
    }"""
    logo = next(logo for logo in iter_logos() if logo.title == "Adidas")
    visitor.page.evaluate(drop, ["a.svg", "image/svg+xml", logo.svg().decode()])
    visitor.page.wait_for_url("**picture=*")
    expect(visitor.page.locator("[data-result]", has_text="Adidas").first).to_be_visible()
    expect(visitor.page.locator("#q")).to_have_value("Spotify")
    visitor.page.evaluate(drop, ["b.svg", "image/svg+xml", "<svg><script>alert(1)</script></svg>"])
    expect(visitor.page.locator("#results .notice-error")).to_contain_text("scripts")
