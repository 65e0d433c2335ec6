"""The trustee's story: a client is taken on, a portfolio taken in, what is due is paid, asked about and cut."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor
from tests.browser.test_examiner import barriers

from onewindow.kernel import clock
from onewindow.law.numbers import check_digit

Visit = Callable[..., Visitor]
WORDS = {
    "zh": {
        "client": "鹿鸣茶业（合成）", "annuity": "第8年年费", "late": "已逾期，宽限期内", "pay": "将所选标记为已缴",
        "paid": "1 项费用已标记为已缴", "remind": "立即提醒客户", "reminder": "未来三个月的期限", "granted": "今日授权",
        "compute": "计算", "qualify": "符合条件：减缴 85%", "ask": "提交减缴请求", "approved": "已准予",
        "expected": "带有正确校验位的号码", "address": "生成地址", "differs": "项期限不同", "see": "查看结果",
    },
    "en": {
        "client": "Lu Ming Tea (synthetic)", "annuity": "Annuity, year 8", "late": "late, in grace",
        "pay": "Mark the chosen as paid", "paid": "1 fee is marked as paid", "remind": "Remind the client now",
        "reminder": "Deadlines of the next three months", "granted": "Granted today", "compute": "Compute",
        "qualify": "You qualify: 85% less", "ask": "Ask for the reduction", "approved": "is approved",
        "expected": "the number with its check digit", "address": "Make an address", "differs": "deadlines differ",
        "see": "See the answer",
    },
}  # fmt: skip
SERIALS = {"zh": 1000000, "en": 2000000}


def portfolio(serial: int) -> tuple[str, str]:
    """A file with an annuity late by some weeks, a pending application, and a wrong check digit; synthetic."""
    today = clock.now().date()
    filed = today.replace(year=today.year - 7, day=min(today.day, 28)) - timedelta(days=40)
    granted, pending = f"{filed.year}1{serial:07d}", f"{today.year - 1}1{serial:07d}"
    right = f"{granted}.{check_digit(granted)}"
    wrong = f"{granted[:-1]}9." + ("1" if check_digit(granted[:-1] + "9") != "1" else "2")
    rows = [
        "jurisdiction,kind,number,title,filing_date,filing_fee_date,grant_date,paid_to",
        f"CN,invention,{right},冷泡茶瓶 (synthetic),{filed},{filed},{filed + timedelta(days=800)},7",
        f"CN,invention,{pending}.{check_digit(pending)},茶渣工艺 (synthetic),{today.year - 1}-01-05,,,",
        f"CN,invention,{wrong},x,2020-01-01,,,",
    ]
    return "\n".join(rows), right


@pytest.mark.parametrize(("language", "theme", "width"), [("zh", "light", 1280), ("en", "dark", 360)])
def test_the_trustee_s_story(visit: Visit, language: str, theme: str, width: int) -> None:
    words = WORDS[language]
    agent = visit(language, theme=theme, width=width, reduced_motion="reduce").sign_in("agent")
    page = agent.page
    looked_at: list[str] = []

    def look() -> None:
        agent.picture("trustee")
        looked_at.extend(f"{agent.address}: {line}" for line in barriers(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            looked_at.append(f"{agent.address}: wider than {width} px")

    agent.go("/clients")
    look()
    page.fill("#f-name", words["client"])
    page.locator("main form .button-primary").click()
    page.wait_for_url("**/clients/*")
    client = agent.address
    content, right = portfolio(SERIALS[language])
    page.set_input_files("#f-file", {"name": "rights.csv", "mimeType": "text/csv", "buffer": content.encode()})
    page.locator("form[action$='/files'] button").click()
    page.wait_for_url("**/files/*")
    # The worker takes it in meanwhile, and the page loads anew.
    expect(page.locator("#refused-caption")).to_be_visible(timeout=60_000)
    expect(page.locator("main")).to_contain_text(words["expected"])
    look()

    agent.go(client)
    late = page.locator(".docket tbody tr", has_text=right).filter(has_text=words["annuity"])
    expect(late).to_contain_text(words["late"])
    look()
    late.locator("input[name=paid]").check()
    page.get_by_role("button", name=words["pay"]).click()
    page.wait_for_url("**" + client)
    expect(page.locator("main, .messages").first).to_be_visible()
    expect(page.locator("body")).to_contain_text(words["paid"])
    expect(page.locator(".docket tbody tr", has_text=right).filter(has_text=words["annuity"])).to_have_count(0)

    agent.go(client + "/what-if")
    if width < 800:
        page.locator("summary").first.click()
    page.get_by_role("radio", name=words["granted"]).check()
    page.get_by_role("button", name=words["compute"]).click()
    page.wait_for_url("**ask=granted**")
    expect(page.locator("main")).to_contain_text(words["differs"])
    look()

    agent.go(client + "/mandate")
    page.get_by_role("button", name=words["remind"]).click()
    page.wait_for_url("**/mandate")
    expect(page.locator("#letters ~ .paper").first).to_contain_text(words["reminder"])
    look()

    agent.go(client + "/calendar")
    page.get_by_role("button", name=words["address"]).click()
    address = page.locator("main code").inner_text()
    look()
    assert re.fullmatch(rf"{agent.window.url}/calendars/[\w-]{{43}}\.ics\?lang={language}", address)
    answer = page.request.get(address)
    assert answer.status == 200 and answer.text().startswith("BEGIN:VCALENDAR")
    for leaves, kind in (("report.pdf", "application/pdf"), ("payments.xlsx", "spreadsheet"), ("payments.csv", "csv")):
        got = page.request.get(f"{agent.window.url}{client}/{leaves}")
        assert got.status == 200 and kind in got.headers["content-type"]

    agent.go("/reductions")
    page.locator("label", has_text=right).click()
    page.fill("#f-income1", "500,000")
    page.get_by_role("button", name=words["see"]).click()
    expect(page.locator(".notice").first).to_contain_text(words["qualify"])
    look()
    page.get_by_role("button", name=words["ask"]).click()
    expect(page.locator("body")).to_contain_text(words["approved"])
    assert looked_at == []
