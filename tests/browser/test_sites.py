"""The network engineer's story: a site from its file to a plan with pictures, a certificate checked,
changes tried, and the plan approved by somebody else."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor, drawn_width
from tests.browser.test_examiner import barriers

Visit = Callable[..., Visitor]
TOPOLOGY = {"ietf-network:networks": {"network": [{
    "node": [{"node-id": "Core"}, {"node-id": "Gate"}],
    "ietf-network-topology:link": [{"link-id": "1", "source": {"source-node": "Core"},
                                    "destination": {"dest-node": "Gate"}}],
}]}}  # fmt: skip
WORDS = {
    "zh": {"sample": "填入样例站点", "plan": "开始规划", "well": "所有业务均满足时限且零丢包", "approve": "批准规划",
           "own": "规划须由申请人以外的人员批准", "done": "规划已批准", "bad": "缺少",
           "change": "改动一处并查看影响", "look": "查看影响", "breaks": "不再满足：Inspection hall",
           "fine": "没有任何影响", "proved": "已即时核验证明，成立", "read": "读取", "map": "Inspection hall："},
    "en": {"sample": "Show the sample site", "plan": "Plan it", "well": "Every service keeps its deadline",
           "approve": "Approve the plan", "own": "approved by somebody other",
           "done": "Plan approved", "bad": "is missing", "change": "Change something and see what breaks",
           "look": "See what breaks", "breaks": "No longer holds: Inspection hall", "fine": "Nothing breaks",
           "proved": "was checked just now and holds", "read": "Read it", "map": "Inspection hall:"},
}  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1280), ("en", "dark", 360)])
def test_a_site_is_planned_and_approved(visit: Visit, language: str, theme: str, width: int) -> None:
    words = WORDS[language]
    engineer = visit(language, theme, width).sign_in("engineer")
    page = engineer.page
    engineer.go("/network/sites")
    page.locator("#f-topology").set_input_files(
        {"name": "port.json", "mimeType": "application/json", "buffer": json.dumps(TOPOLOGY).encode()}
    )
    page.get_by_role("button", name=words["read"]).click()
    expect(page.locator("#f-site")).to_have_value(re.compile('"ends"'))
    page.get_by_role("link", name=words["sample"]).click()
    text = page.locator("#f-site")
    expect(text).to_have_value(re.compile("burst_kb = 3\n"))
    whole = text.input_value()
    text.fill(whole.replace("burst_kb = 3\n", "", 1))
    page.get_by_role("button", name=words["plan"]).click()
    expect(page.locator("[data-error-summary]")).to_contain_text(words["bad"])
    text.fill(whole)
    page.get_by_role("button", name=words["plan"]).click()
    page.wait_for_url("**/network/sites/*-*")
    address = page.url
    expect(page.locator("main")).to_contain_text(words["well"], timeout=240_000)  # it loads anew when it is there
    expect(page.locator("main")).to_contain_text(words["own"])
    expect(page.get_by_role("button", name=words["approve"])).to_have_count(0)
    pictures = page.locator(".site-picture img")
    expect(pictures).to_have_count(5)
    assert all(drawn_width(pictures.nth(n)) > 0 for n in range(5))
    assert barriers(page) == []
    expect(page.get_by_role("heading", name=words["map"])).to_have_count(1)
    page.goto(f"{address}/certificates/0")
    expect(page.locator("main")).to_contain_text(words["proved"])
    assert barriers(page) == []
    for place, value, seen in (
        ("area Inspection hall: new wall", "30 0 30 40 concrete", words["breaks"]),
        ("service Gate video: rate_mbps", "1700", words["fine"]),  # another camera
        ("group Trunk: slots", '{"Control": [0], "Images": [1, 5, 9, 13, 17], "Business": [3, 13]}', "13"),
    ):
        page.goto(address)
        page.get_by_role("link", name=words["change"]).click()
        page.locator("#f-place").select_option(place)
        page.locator("#f-value").fill(value)
        page.get_by_role("button", name=words["look"], exact=True).click()
        expect(page.locator("main")).to_contain_text(seen)
        assert barriers(page) == []
    admin = visit(language, theme, width).sign_in("admin")
    admin.page.goto(address)
    admin.page.get_by_role("button", name=words["approve"]).click()
    expect(admin.page.locator("main")).to_contain_text(words["done"])
    assert not engineer.complaints and not admin.complaints
