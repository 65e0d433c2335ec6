"""The applicant's story, from signing in to taking the application back: in both languages, and by the keyboard."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor, drawn_width

Visit = Callable[..., Visitor]
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
WORDS = {
    "zh": {
        "goods": "咖啡；茶", "saved": r"保存", "filed": "已提交", "withdrawn": "已撤回", "letter": "回执|通知书",
        "rule": "9 个月", "withdraw": "撤回申请", "pending": "申请中",
    },
    "en": {
        "goods": "coffee; tea", "saved": r"Saved", "filed": "Filed", "withdrawn": "Withdrawn", "letter": "receipt",
        "rule": "9 months", "withdraw": "Withdraw the application", "pending": "Pending",
    },
}  # fmt: skip


def begin(visitor: Visitor) -> Page:
    """A new draft, begun by pressing the button."""
    page = visitor.page
    visitor.go("/applications")
    page.locator("form[action='/applications/new'] button").click()
    page.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}/edit"))
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_a_draft_to_a_withdrawal(visit: Visit, tmp_path: Path, language: str) -> None:
    words, mark = WORDS[language], {"zh": "岚岫蜃楼", "en": "Quaffelbrook"}[language]
    first = visit(language).sign_in("agent")
    page = begin(first)
    form = first.address
    page.locator("#f-text").press_sequentially(mark)
    page.locator("#f-goods").fill(words["goods"])
    page.locator("#f-applicant_name").fill("山岚有限公司")
    chip = page.locator("#goods-classes .chip").first
    expect(chip).to_contain_text("30")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.locator("summary")).to_contain_text("30")
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile(words["saved"]))
    first.context.close()

    second = visit(language).sign_in("agent")
    second.go("/applications")
    page = second.page
    page.get_by_role("link", name=mark).click()
    page.locator(f"a[href='{form}']").click()
    expect(page.locator("#f-text")).to_have_value(mark)
    expect(page.locator("#f-goods")).to_have_value(words["goods"])
    expect(page.locator("#goods-classes .chip").first).to_have_attribute("aria-pressed", "true")
    picture = tmp_path / "logo.png"
    picture.write_bytes(PICTURE)
    page.locator("#f-image").set_input_files(picture)
    page.locator("main form.form .button-primary").click()

    page.wait_for_url("**/check")
    summary = page.locator(".summary-list")
    for said in (mark, words["goods"], "30"):
        expect(summary).to_contain_text(said)
    page.locator("form[action$='/file'] .button-primary").click()

    page.wait_for_url("**/cases/*")
    case = second.address
    number = page.locator("a[href^='/rights/']").first.inner_text().split()[-1]
    assert re.fullmatch(r"OW20\d\d\d{7}", number)
    expect(page.locator(".procedure-wide")).to_have_attribute("aria-label", re.compile(words["filed"]))
    expect(page.locator(".procedure-wide text.flow-now")).to_contain_text(words["filed"])
    expect(page.locator(".deadline")).to_contain_text(words["rule"])
    expect(page.locator(".paper")).to_contain_text(number)
    expect(page.locator(".paper h3")).to_contain_text(re.compile(words["letter"], re.IGNORECASE))
    expect(page.locator(".timeline li").nth(2)).to_be_visible()
    assert drawn_width(page.locator(".letter-aside img")) == 1

    anybody = visit(language)
    anybody.go(f"/marks?q={mark}")
    expect(anybody.page.locator("#results .hit").first).to_contain_text(number)
    expect(anybody.page.locator("#results .hit").first).to_contain_text(words["pending"])
    assert anybody.go(case) == 404

    page.locator("summary", has_text=words["withdraw"]).click()
    page.locator("form[action$='/withdraw'] .button").click()
    expect(page.locator(".procedure-wide text.flow-now")).to_contain_text(words["withdrawn"])
    expect(page.locator(".deadline-met")).to_have_count(1)
    anybody.go(f"/marks?q={mark}")
    expect(anybody.page.locator("#results")).not_to_contain_text(number)
    anybody.go(f"/marks?q={mark}&status=ended")
    expect(anybody.page.locator("#results .hit").first).to_contain_text(words["withdrawn"])


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is on the first element of ``selector``, which must show that it has it."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_an_application_from_the_keyboard_alone(visit: Visit) -> None:
    visitor = visit("en")
    page = visitor.page
    visitor.go("/")
    page.keyboard.press("Shift+Tab")
    reach(page, ".tools a[href^='/sign-in']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in*")
    reach(page, "#f-sign_in_name")
    page.keyboard.type("agent")
    page.keyboard.press("Tab")
    page.keyboard.type(visitor.window.password)
    page.keyboard.press("Enter")
    page.wait_for_url(visitor.window.url + "/")
    page.evaluate("document.activeElement.blur()")
    reach(page, ".nav a[href='/applications']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/applications")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reach(page, "form[action='/applications/new'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    reach(page, "#f-text")
    page.keyboard.type("Wobblethwaite")
    reach(page, "#f-goods")
    page.keyboard.type("umbrellas")
    expect(page.locator("#goods-classes .chip").first).to_contain_text("18")
    reach(page, "#goods-classes .chip")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.keyboard.press("Space")
    reach(page, "#f-applicant_name")
    page.keyboard.type("Wobblethwaite Ltd")
    reach(page, "main form.form .button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    reach(page, "form[action$='/file'] .button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    expect(page.locator("h1")).to_have_text("Wobblethwaite")
    reach(page, ".fold summary")
    page.keyboard.press("Enter")
    reach(page, "form[action$='/withdraw'] button")
    page.keyboard.press("Enter")
    expect(page.locator(".procedure-wide text.flow-now")).to_contain_text("Withdrawn")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_missing_is_named_before_sending(visit: Visit, language: str) -> None:
    visitor = visit(language).sign_in("agent")
    page = begin(visitor)
    page.locator("#f-text").fill("山岚")
    page.locator("main form.form .button-primary").click()
    page.wait_for_url("**/check")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(3)
    expect(page.locator("form[action$='/file'] .button-primary")).to_have_count(0)
    summary.locator("a[href$='#f-classes']").click()
    page.wait_for_url("**/edit#f-classes")
    expect(page.locator("#f-classes-30")).to_be_visible()


def test_a_picture_that_is_unfit_is_refused_beside_its_field(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("en").sign_in("agent")
    page = begin(visitor)
    bad = tmp_path / "logo.svg"
    bad.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    page.locator("#f-text").fill("kept all the same")
    page.locator("#f-image").set_input_files(bad)
    page.locator("main form.form .button-primary").click()
    expect(page.locator("#f-image-error")).to_contain_text("without scripts")
    expect(page.locator("#f-image")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-text")).to_have_value("kept all the same")
