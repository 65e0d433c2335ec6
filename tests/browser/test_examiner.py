"""The examiner's story, from the queue to a refusal, a publication and an opposition, in both languages."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor, send
from tests.browser.test_application import begin

Visit = Callable[..., Visitor]
WORDS = {
    "zh": {
        "marks": ("古驰雅", "澜汀芷"), "like": "Gucci", "goods": "服装", "take": "领取下一件",
        "formal": "形式审查通过", "refuse": "驳回",
        "accept": "初步审定并公告", "decide": "作出决定", "cite": "可引证的在先商标", "refused": "驳回通知",
        "review": "申请复审",
        "reason": "与在先商标近似。", "published": "已公告", "oppose": "提出异议",
        "file": "提交异议", "bad_faith": "恶意申请",
        "open": "尚未裁定", "forecast": "预测", "answer": "审查员 2 人", "sound": "读音近似", "watch": "监测此商标",
    },
    "en": {
        "marks": ("Adidaso", "Vellwick"), "like": "didas", "goods": "clothing", "take": "Take the next file",
        "formal": "The formalities are in order", "refuse": "Refuse", "accept": "Approve and publish",
        "decide": "Decide",
        "cite": "Earlier marks to cite", "refused": "Notice of refusal", "review": "Ask for a review",
        "reason": "It is like the earlier mark.", "published": "Published", "oppose": "Oppose the registration",
        "file": "File the opposition", "bad_faith": "bad faith", "open": "not decided yet", "forecast": "Forecast",
        "answer": "examiners: 2", "sound": "Sounds alike", "watch": "Watch this mark",
    },
}  # fmt: skip


def file(visitor: Visitor, mark: str, goods: str) -> str:
    """File an application as the agent; the address of its case."""
    page = begin(visitor)
    page.fill("#f-text", mark)
    page.fill("#f-goods", goods)
    page.fill("#f-applicant_name", f"{mark} (sample)")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("#goods-classes .chip").first.click()
    page.locator("main form.form .button-primary").click()
    page.wait_for_url("**/check")
    page.locator("form[action$='/file'] .button-primary").click()
    page.wait_for_url("**/cases/*")
    return visitor.address


def take(visitor: Visitor, case: str, words: dict[str, str]) -> Page:
    """Take files from the queue, as other tests may have left some, until this one comes; accept its formalities."""
    page = visitor.page
    for _ in range(40):
        visitor.go("/queue")
        send(page.get_by_role("button", name=words["take"]))
        if visitor.address == case:
            break
    assert visitor.address == case
    send(page.get_by_role("button", name=words["formal"]))
    made = page.locator("section:has(#report) > .hint").filter(has_text=re.compile("ledger entry|台账"))
    expect(made).to_be_visible(timeout=60_000)  # the worker makes the report, and the page loads anew
    return page


def barriers(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']} {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_cites_what_the_report_found_and_a_review_is_asked_for(visit: Visit, language: str) -> None:
    words = WORDS[language]
    agent, examiner = visit(language).sign_in("agent"), visit(language).sign_in("examiner")
    case = file(agent, words["marks"][0], words["goods"])
    page = take(examiner, case, words)
    expect(page.locator("#report ~ .hits .hit").first).to_contain_text(words["like"])
    assert barriers(page) == []
    page.locator("summary", has_text=words["cite"]).click()
    page.locator("input[name=citations]").first.check()
    page.get_by_role("radio", name=words["refuse"], exact=True).check()
    page.get_by_role("button", name=words["decide"], exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()  # a refusal says why
    expect(page.locator("input[name=citations]").first).to_be_checked()
    page.locator("#f-reason").fill(words["reason"])
    page.get_by_role("button", name=words["decide"], exact=True).click()
    page.wait_for_url("**" + case)
    expect(page.locator("#decided ~ .paper").first).to_contain_text(words["like"])

    agent.go(case)
    letter = agent.page.locator("#letters ~ .paper").first
    expect(letter).to_contain_text(words["refused"])
    expect(letter).to_contain_text(words["reason"])
    agent.page.locator("summary", has_text=words["review"]).click()
    agent.page.locator("#reason-ask_review").fill(words["reason"])
    agent.page.get_by_role("button", name=words["review"]).click()
    expect(agent.page.locator(".procedure-wide text.flow-now")).to_be_visible()
    assert barriers(agent.page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mark_is_published_and_opposed_by_somebody_else(visit: Visit, language: str) -> None:
    words = WORDS[language]
    agent, examiner = visit(language).sign_in("agent"), visit(language).sign_in("examiner")
    case = file(agent, words["marks"][1], words["goods"])
    page = take(examiner, case, words)
    page.get_by_role("radio", name=words["accept"]).check()
    page.get_by_role("button", name=words["decide"], exact=True).click()
    page.wait_for_url("**" + case)
    expect(page.locator(".procedure-wide text.flow-now")).to_contain_text(words["published"])
    right = page.locator(".letter-aside a[href^='/rights/']").first.get_attribute("href") or ""

    rival = visit(language).sign_in("holder")
    rival.go(right)
    rival.page.get_by_role("link", name=words["oppose"]).click()
    rival.page.get_by_role("radio", name=re.compile(words["bad_faith"])).check()
    rival.page.locator("#f-reason").fill(words["reason"])
    assert barriers(rival.page) == []
    rival.page.get_by_role("button", name=words["file"]).click()
    expect(rival.page.locator("#own ~ .paper").first).to_contain_text(words["open"])
    agent.go(case)
    expect(agent.page.locator("#opposed ~ .paper").first).to_contain_text(words["reason"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_if_answers_with_a_chart(visit: Visit, language: str) -> None:
    words = WORDS[language]
    examiner = visit(language).sign_in("examiner")
    examiner.go("/queue")
    page = examiner.page
    page.fill("#f-examiners", "2")
    page.get_by_role("button", name=words["forecast"]).click()
    expect(page.locator(".chart-title")).to_contain_text(words["answer"])
    page.locator("[data-chart]").scroll_into_view_if_needed()
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_marks_are_compared_and_watched(visit: Visit, language: str) -> None:
    words = WORDS[language]
    holder = visit(language).sign_in("holder")
    holder.go("/compare")
    page = holder.page
    page.fill("#f-a", "酷奇")
    page.fill("#f-b", "GUQI")
    page.locator("main form .button-primary").click()
    expect(page.locator("main h2", has_text=words["sound"])).to_be_visible()
    expect(page.locator("main mark").first).to_be_visible()
    assert barriers(page) == []
    holder.go("/marks?q=酷奇&goods=25")
    page.get_by_role("button", name=words["watch"]).click()
    page.wait_for_url("**/watches")
    expect(page.locator("main h2", has_text="酷奇").first).to_be_visible()
    assert barriers(page) == []
