"""The stories of finance: a pledge by its pledgor, lender and officer, and what a lender and an insurer reckon."""

import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor, send
from tests.browser.test_every_page import barriers

Visit = Callable[..., Visitor]
SIGHTS = {"zh": ("light", 1280), "en": ("dark", 360)}
WORDS = {
    "zh": {"clear": "不存在不予登记的情形", "filed": "已提交", "registered": "已登记", "genuine": "真实有效",
           "altered": "不符", "working": "1 个工作日", "refused": "情形（9）", "premium": "期望赔款",
           "in_force": "保险期内", "valued": "许可费节省|贷款价值比|三者同时发生", "second": "第 2 版",
           "confirmed": "客户确认委托"},
    "en": {"clear": "No ground stands in the way", "filed": "Filed", "registered": "Registered",
           "genuine": "is genuine", "altered": "not a certificate", "working": "1 working day", "refused": "ground 9",
           "premium": "Expected loss", "in_force": "In force",
           "valued": "relief from royalty|Loan to value|All three together", "second": "ersion 2",
           "confirmed": "Mandate confirmed by the client"},
}  # fmt: skip
CLAIMS = "id,form,amount,rate,months,currency\n" + "".join(
    f"L{n},level,{5_000_000 + n},6,{24 + n},CNY\n" for n in range(20)
)


def fit(visitor: Visitor, story: str = "pledge") -> None:
    """The present page keeps nobody out, and does not scroll sideways."""
    visitor.picture(story)
    assert not barriers(visitor), visitor.address
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"), visitor.address


def party_of(name: str, home: Path) -> tuple[str, str]:
    """The party that a sample person acts for, and its country, as the register has them."""
    asked = "SELECT p.name, p.country FROM register_party p JOIN kernel_person k ON k.party_id = p.id"
    with sqlite3.connect(f"file:{home / 'onewindow.sqlite3'}?mode=ro", uri=True) as reader:
        found: tuple[str, str] = reader.execute(f"{asked} WHERE k.sign_in_name = ?", (name,)).fetchone()
    return found


def signed_in(visit: Visit, language: str, name: str) -> tuple[Visitor, Page]:
    theme, width = SIGHTS[language]
    visitor = visit(language, theme=theme, width=width, reduced_motion="reduce").sign_in(name)
    return visitor, visitor.page


def write_form(page: Page, right: int) -> None:
    """A form for one of the sample holder's marks that is in force long enough, and its own alone."""
    page.locator("form[action='/pledges/new'] button").click()
    page.wait_for_url("**/edit")
    page.locator("#f-rights input").nth(right).check()
    page.select_option("#f-lender", index=1)
    page.fill("#f-contract", "质-1")
    page.fill("#f-signed_on", date.today().isoformat())  # noqa: DTZ011
    page.fill("#f-amount", "1500000")
    page.fill("#f-debt_until", (date.today() + timedelta(days=60)).isoformat())  # noqa: DTZ011
    page.fill("#f-scope", "本金、利息")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pledge_from_the_form_to_its_certificate(visit: Visit, tmp_path: Path, language: str) -> None:
    words, right = WORDS[language], {"zh": 0, "en": 1}[language]
    holder, page = signed_in(visit, language, "holder")
    holder.go("/pledges")
    write_form(page, right)
    fit(holder)
    page.locator("main form.form .button-primary").click()
    page.wait_for_url("**/check")
    expect(page.locator(".notice-success")).to_contain_text(words["clear"])
    fit(holder)
    page.locator("form[action$='/send'] .button-primary").click()
    page.wait_for_url(re.compile(r"/pledges/[0-9a-f-]{36}$"))
    case = holder.address
    fit(holder)

    lender, desk = signed_in(visit, language, "lender")
    lender.go("/pledges")
    desk.locator(f"a[href='{case}']").click()
    desk.locator("form[action$='/sign'] button").click()
    expect(desk.locator(".deadline")).to_contain_text(words["working"])
    fit(lender)

    officer, office = signed_in(visit, language, "examiner")
    officer.go(case)
    expect(office.locator(".notice-success")).to_contain_text(words["clear"])
    fit(officer)
    office.locator("form[action$='/register'] button").click()
    expect(office.locator("figure.procedure svg").first).to_have_attribute(
        "aria-label", re.compile(words["registered"])
    )

    lender.go(case)
    fit(lender)
    answer = lender.page.request.get(f"{lender.window.url}{case}/certificate.pdf")
    assert answer.status == 200
    whole = answer.body()
    theme, width = SIGHTS[language]
    stranger = visit(language, theme=theme, width=width)
    for name, content, said in (("whole", whole, "genuine"), ("cut", whole[:-1], "altered")):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        stranger.go("/verify")
        stranger.page.locator("#f-file").set_input_files(file)
        stranger.page.locator("main form .button-primary").click()
        expect(stranger.page.locator("[data-verdict]")).to_contain_text(words[said])
        fit(stranger)


def test_a_right_that_is_pledged_is_not_pledged_again(visit: Visit) -> None:
    holder, page = signed_in(visit, "zh", "holder")
    lender, desk = signed_in(visit, "zh", "lender")
    cases = []
    for _ in range(2):
        holder.go("/pledges")
        write_form(page, 3)
        page.locator("main form.form .button-primary").click()
        page.wait_for_url("**/check")
        page.locator("form[action$='/send'] .button-primary").click()
        page.wait_for_url(re.compile(r"/pledges/[0-9a-f-]{36}$"))
        cases.append(holder.address)
        lender.go(cases[-1])
        desk.locator("form[action$='/sign'] button").click()
        expect(desk.locator(".deadline")).to_be_visible()
    officer, office = signed_in(visit, "zh", "examiner")
    for case, said in zip(cases, (None, WORDS["zh"]["refused"]), strict=True):
        officer.go(case)
        send(office.locator("form[action$='/register'] button"))
        if said:
            expect(office.locator(".error-summary")).to_contain_text(said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_arranger_runs_a_waterfall(visit: Visit, language: str) -> None:
    lender, page = signed_in(visit, language, "lender")
    lender.go("/securitizations")
    page.fill("#f-name", f"一期 {language}")
    page.locator("#f-file").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": CLAIMS.encode()})
    page.fill("#f-tranches", "A, 700000000, 2.8")
    page.locator("main form.form .button-primary").click()
    expect(page.locator(".error-summary a[href='#f-tranches']")).to_be_visible()
    fit(lender, "waterfall")
    page.locator("#f-file").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": CLAIMS.encode()})
    page.fill("#f-tranches", "A, 70000000, 2.8\nB, 20000000, 4")
    page.locator("main form.form .button-primary").click()
    page.wait_for_url(re.compile(r"/securitizations/\d+$"))
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    fit(lender, "waterfall")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_lender_values_a_portfolio(visit: Visit, language: str) -> None:
    lender, page = signed_in(visit, language, "lender")
    lender.go("/rights/1")
    number = page.locator("main dd").nth(1).inner_text()
    lender.go("/valuations")
    page.fill("#f-name", f"组合 {language}")
    page.fill("#f-rights", number)
    page.fill("#f-revenue", "8000000, 10000000, 13000000")
    page.fill("#f-debt", "900000")
    page.locator("main form.form .button-primary").click()
    page.wait_for_url(re.compile(r"/valuations/\d+$"))
    for said in WORDS[language]["valued"].split("|"):
        expect(page.locator("main")).to_contain_text(said)
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    fit(lender, "valuation")
    report = page.request.get(f"{lender.window.url}{lender.address}/report.pdf")
    assert report.status == 200 and report.body().startswith(b"%PDF-")
    page.locator("a[href*='/valuations?of=']").first.click()
    page.fill("#f-revenue", "5000000")
    page.locator("main form.form .button-primary").click()
    page.wait_for_url(re.compile(r"/valuations/\d+$"))
    expect(page.locator("main")).to_contain_text(WORDS[language]["second"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_agent_files_a_pledge_for_a_client_that_confirmed(visit: Visit, language: str) -> None:
    words = WORDS[language]
    holder, page = signed_in(visit, language, "holder")
    name, country = party_of("holder", holder.window.home)
    agent, desk = signed_in(visit, language, "agent")
    agent.go("/clients")
    if not desk.locator("tbody a", has_text=name).count():
        desk.fill("#f-name", name)
        desk.fill("#f-country", country)
        desk.locator("main form .button-primary").click()
        desk.wait_for_url("**/clients/*")
        mandate = agent.address + "/mandate"
        holder.go(mandate)
        page.locator("form[action$='/confirm'] button").click()
        expect(page.locator("main")).to_contain_text(words["confirmed"])
        fit(holder, "agency")
    agent.go("/pledges")
    desk.select_option("#f-client", label=name)
    fit(agent, "agency")
    desk.locator("form[action='/pledges/new'] button").click()
    desk.wait_for_url("**/edit")
    expect(desk.locator("#f-rights input").first).to_be_visible()
    fit(agent, "agency")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_holder_is_insured_and_claims(visit: Visit, language: str) -> None:
    words = WORDS[language]
    holder, page = signed_in(visit, language, "holder")
    holder.go("/insurance")
    page.locator("#f-product input").nth(2).check()
    page.locator("#f-rights input").nth(0).check()
    page.fill("#f-limit", "300000")
    page.locator("main form.form .button-primary").click()
    page.wait_for_url("**/policies/*")
    policy = holder.address
    insurer, desk = signed_in(visit, language, "insurer")
    insurer.go(policy)
    expect(desk.locator("main")).to_contain_text(words["premium"])
    fit(insurer, "insurance")
    send(desk.locator("form[action$='/offer'] .button-primary"))
    holder.go(policy)
    page.locator("form[action$='/accept'] button").click()
    expect(page.locator("figure.procedure svg").first).to_have_attribute("aria-label", re.compile(words["in_force"]))
    page.locator("details:has(form[action$='/claims']) summary").click()
    page.fill("#f-lost_on", page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})"))
    page.fill("#f-amount", "64000")
    page.fill("#f-told", "发现仿冒。")
    page.locator("#f-evidence").set_input_files({"name": "e.txt", "mimeType": "text/plain", "buffer": b"e"})
    fit(holder, "insurance")
    page.locator("form[action$='/claims'] .button-primary").click()
    page.wait_for_url(re.compile(r"/insurance/claims/[0-9a-f-]{36}$"))
    insurer.go(holder.address)
    desk.fill("#f-amount", "64000")
    fit(insurer, "insurance")
    desk.locator("form[action$='/pay'] .button-primary").click()
    expect(desk.locator("main")).to_contain_text("64,000")
