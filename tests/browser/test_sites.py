"""The network engineer's story: a site from its file to a plan with pictures, which somebody else approves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor
from tests.browser.test_examiner import barriers

Visit = Callable[..., Visitor]
WORDS = {
    "zh": {"sample": "填入样例站点", "plan": "开始规划", "well": "所有业务均满足时限且零丢包", "approve": "批准规划",
           "own": "规划须由申请人以外的人员批准", "done": "规划已批准", "bad": "缺少"},
    "en": {"sample": "Show the sample site", "plan": "Plan it", "well": "Every service keeps its deadline",
           "approve": "Approve the plan", "own": "approved by somebody other",
           "done": "Plan approved", "bad": "is missing"},
}  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1280), ("en", "dark", 360)])
def test_a_site_is_planned_and_approved(visit: Visit, language: str, theme: str, width: int) -> None:
    words = WORDS[language]
    engineer = visit(language, theme, width).sign_in("engineer")
    page = engineer.page
    engineer.go("/network/sites")
    page.get_by_role("link", name=words["sample"]).click()
    text = page.locator("#f-site")
    whole = text.input_value()
    text.fill(whole.replace("burst_kb = 3\n", "", 1))
    page.get_by_role("button", name=words["plan"]).click()
    expect(page.locator("[data-error-summary]")).to_contain_text(words["bad"])
    text.fill(whole)
    page.get_by_role("button", name=words["plan"]).click()
    page.wait_for_url("**/network/sites/*-*")
    address = page.url
    expect(page.locator("main")).to_contain_text(words["well"], timeout=90_000)  # it loads anew when the plan is there
    expect(page.locator("main")).to_contain_text(words["own"])
    assert page.get_by_role("button", name=words["approve"]).count() == 0
    pictures = page.locator(".site-picture img")
    expect(pictures).to_have_count(5)
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    assert all(pictures.nth(n).evaluate("image => image.decode().then(() => image.naturalWidth)") > 0 for n in range(5))
    assert barriers(page) == []
    admin = visit(language, theme, width).sign_in("admin")
    admin.page.goto(address)
    admin.page.get_by_role("button", name=words["approve"]).click()
    expect(admin.page.locator("main")).to_contain_text(words["done"])
    assert not engineer.complaints and not admin.complaints
