"""The network engineer's story: a storm, the root in the topology, the evidence, the approval, the repair times."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor, send
from tests.browser.test_every_page import barriers

Visit = Callable[..., Visitor]
WORDS = {
    "zh": {
        "approve": "批准修复方案", "begin": "开始修复", "fix": "报告已修复", "verify": "验证通过，结案", "sure": "把握",
        "done": "验证通过", "manual": "人工方式", "no": "未知", "located": "已定位", "what": "假设条件：均非实测",
    },
    "en": {
        "approve": "Approve the repair", "begin": "Begin the repair", "fix": "Report it fixed",
        "verify": "Verified: close", "sure": "sure", "done": "Verified", "manual": "By hand", "no": "Unknown",
        "located": "Located",
        "what": "What is assumed: none of it was measured",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1280), ("zh", "dark", 360)])
def test_from_the_storm_to_the_verified_repair(visit: Visit, language: str, theme: str, width: int) -> None:
    words = WORDS[language]
    engineer = visit(language, theme=theme, width=width).sign_in("engineer")
    page = engineer.page
    assert engineer.go("/network/incidents") == 200
    page.locator("button[value=storm]").click()
    expect(page.locator("#table-caption + * , table").first).to_be_visible()
    assert barriers(engineer) == []
    known = (
        page.locator("tbody tr", has=page.locator("a[href*='/network/incidents/']"))
        .filter(has_not_text=words["no"])
        .filter(has_text=words["located"])
    )
    known.first.locator("a").click()
    page.wait_for_url("**/network/incidents/*")

    drawing = page.locator(".net svg")
    expect(drawing).to_be_visible()
    expect(drawing.locator(".net-root, .net-silent")).not_to_have_count(0)
    root = drawing.locator(".net-root text, .net-silent text").first.text_content() or ""
    expect(page.locator("h1")).to_contain_text(root.strip())
    chain = page.locator(".net-chain > li")
    expect(chain.first).to_contain_text(words["sure"])
    assert barriers(engineer) == []

    expect(page.locator("form[action$='/dispatch']")).to_have_count(0)  # nothing runs before it is approved
    for step in ("approve", "begin", "fix", "verify"):
        send(page.get_by_role("button", name=words[step]))
    expect(page.locator(".timeline")).to_contain_text(words["done"])
    expect(page.locator("main form")).to_have_count(0)

    assert engineer.go("/network/repair-times?visit_share=2&top1=100") == 200
    expect(page.get_by_text(words["what"])).to_be_visible()
    expect(page.get_by_text(words["manual"], exact=True).first).to_be_visible()
    assert barriers(engineer) == []
    assert engineer.go("/network/repair-times?visit_share=many") == 422


BAD = b"""[[alarm]]
id = "door-open"
en = "Cabinet door open"
zh = "\xe6\x9c\xba\xe6\x9f\x9c\xe9\x97\xa8\xe6\x89\x93\xe5\xbc\x80"
names = ["CABINET/DOOR"]
raise = "open("
"""


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 360), ("en", "dark", 1280)])
def test_what_is_known_is_read_and_extended(visit: Visit, language: str, theme: str, width: int) -> None:
    engineer = visit(language, theme=theme, width=width).sign_in("engineer")
    page = engineer.page
    assert engineer.go("/network/knowledge") == 200
    fault = page.locator("details", has_text="fibre-cut")
    fault.locator("summary").click()
    expect(fault.locator("dl")).to_be_visible()
    expect(fault.locator("ol > li")).to_have_count(2)  # its checks
    assert barriers(engineer) == []
    field = page.locator("input[type=file]")
    field.set_input_files({"name": "ours.toml", "mimeType": "application/toml", "buffer": BAD})
    send(page.locator("button[value=file]"))
    expect(page.locator(".error-summary, [role=alert]").first).to_contain_text("door-open raise")
    good = BAD.replace(b"open(", b"open")
    field.set_input_files({"name": "ours.toml", "mimeType": "application/toml", "buffer": good})
    send(page.locator("button[value=file]"))
    expect(page.locator("table:has(#kinds-caption)")).to_contain_text("door-open")
    assert barriers(engineer) == []
