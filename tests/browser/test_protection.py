"""The story of a complaint, from the account to the yearly report, in both languages."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor, run_in, send
from tools.fresh_window import Window

Visit = Callable[..., Visitor]
PDF = {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%synthetic\n"}
SHOP = """
import sys, django; django.setup()
from onewindow.desks.protection.models import Seller
from onewindow.kernel.people import Person
seller = Person.objects.get(sign_in_name="seller").pk
assert Seller.objects.filter(catalogue__name=sys.argv[1], name="shop").update(person_id=seller) == 1
"""
"""The marketplace says which person of the window is the shop."""
WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~"))}
"""Letters and digits in full width, as evaders write them."""
COLLEAGUE = "another-officer", "long enough words"
WORDS = {
    "zh": {"waiting": "平台人员正在审核投诉", "down": "商品已下架，卖家可在期限内提交反通知", "counter": "提交反通知",
           "countered": "卖家已答复", "final": "投诉已结案，商品保持在架", "appeal": "对下架提出申诉",
           "said": "我们有授权。", "why": "与注册商标相同。", "gone": "该商品可能已不存在",
           "report": "年知识产权保护报告"},
    "en": {"waiting": "answers within 24 hours", "down": "The listing is down. The seller may answer",
           "counter": "Send a counter-notice", "countered": "The seller has answered",
           "final": "The complaint is closed; the listing stays up", "appeal": "Appeal against the removal",
           "said": "We have a licence.", "why": "The mark is the same.", "gone": "it may be gone",
           "report": "Protection report"},
}  # fmt: skip


def fair(page: Page) -> None:
    """No page of the story may keep anybody out."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def stands(visitor: Visitor, meaning: str) -> None:
    """Where the case stands, as its page says to this visitor."""
    expect(visitor.page.locator(".letter .lede")).to_contain_text(meaning)


def decide(page: Page, outcome: str, policy: str, reason: str) -> None:
    page.check(f"input[name=outcome][value={outcome}]")
    page.check(f"input[name=policy][value={policy}]")
    page.fill("#f-reason", reason)
    page.click("form[action$='/decide'] button")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_complaint_from_account_to_report(language: str, visit: Visit) -> None:
    words, catalogue = WORDS[language], f"fair-{language}"
    holder, officer = visit(language).sign_in("holder"), visit(language).sign_in("officer")
    colleague = another_officer(visit, language, holder.window)
    mark = open_account(holder, officer)
    watch(holder, mark)
    scan(officer, catalogue, mark)
    run_in(holder.window, "-c", SHOP, catalogue)
    send_notice_from_findings(holder, catalogue, words)
    case = case_of(holder)
    take(officer, case)
    decide(officer.page, "uphold", "counterfeits", words["why"])
    stands(officer, words["down"])
    answer(visit(language).sign_in("seller"), case, words)
    officer.go(case)
    expect(officer.page.locator("main")).to_contain_text(words["said"])
    decide(officer.page, "refuse_counter", "proof", words["why"])
    stands(officer, words["down"])
    appeal(visit(language).sign_in("seller"), case, words)
    officer.go(case)
    decide(officer.page, "appeal_to_restore", "fair-use", words["why"])
    expect(officer.page.locator("[data-error-summary]")).to_be_visible()  # another officer decides on appeal
    colleague.go(case)
    fair(colleague.page)
    decide(colleague.page, "appeal_to_restore", "fair-use", words["why"])
    stands(colleague, words["final"])
    four_eyes(holder, officer, colleague, catalogue, words)
    read_report(visit(language), words)


def another_officer(visit: Visit, language: str, window: Window) -> Visitor:
    """A second officer, whom the administrator brings in before the first story."""
    name, password = COLLEAGUE
    if not (marker := window.home / f"{name}.added").exists():
        role = ("--name", "Another officer (synthetic)", "--role", "enforcement")
        run_in(window, "-m", "onewindow", "people", "add", name, *role, given=f"{password}\n")
        marker.touch()
    return visit(language).sign_in(name, password)


def open_account(holder: Visitor, officer: Visitor) -> str:
    """Open the account, if it is not there from the story before, and link a right; its mark."""
    holder.go("/protection/account")
    fair(holder.page)
    if holder.page.locator("#f-documents").count():
        holder.page.set_input_files("#f-documents", PDF)
        send(holder.page.locator("main form.form button"))
        officer.go("/protection/queue")
        officer.page.click("#accounts-caption >> xpath=ancestor::table >> css=tbody a")
        send(officer.page.locator("form[action$='/approve'] button"))
        holder.go("/protection/account")
        send(holder.page.locator("form[action$='/rights'] button"))
    linked = holder.page.locator("#linked-caption >> xpath=ancestor::table >> css=tbody a").first
    expect(linked).to_be_visible()
    return linked.inner_text().strip()


def watch(holder: Visitor, mark: str) -> None:
    """Have listings scanned for the mark."""
    holder.go("/protection/watched")
    fair(holder.page)
    right = holder.page.locator("section.paper", has=holder.page.locator(f"h2 a:text-is('{mark}')"))
    if right.locator("button[value=watch]").count():
        right.locator("button[value=watch]").click()
    expect(right.locator("button[value=unwatch]")).to_be_visible()


def scan(officer: Visitor, catalogue: str, mark: str) -> None:
    """Bring in a catalogue: one listing with the mark, one with the mark in disguise, one without it."""
    titles = (f"{mark} 2025", mark.translate(WIDE) + " new", "Plain goods")
    lines = ["id,title,seller", *(f'L{n},"{title}",shop' for n, title in enumerate(titles, 1))]
    page = officer.page
    officer.go("/protection/catalogues")
    fair(page)
    page.fill("#f-catalogue", catalogue)
    page.set_input_files("#f-file", {"name": "fair.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()})
    page.click("main form.form button")
    page.wait_for_url(re.compile("/protection/catalogues/[0-9]+"))
    expect(page.locator(".progress-done")).to_be_visible(timeout=60_000)  # the worker takes the file in


def send_notice_from_findings(holder: Visitor, catalogue: str, words: dict[str, str]) -> None:
    """What the scan found becomes a notice; a listing that is gone is answered."""
    page = holder.page
    found = page.locator("li.hit", has_text=catalogue)
    for _ in range(60):  # the worker takes the file in
        holder.go("/protection/findings")
        if found.count() == 2:
            break
        page.wait_for_timeout(500)
    expect(found).to_have_count(2)
    fair(page)
    for box in found.locator("input[name=finding]").all():
        box.check()
    page.click("button[name=do][value=notice]")
    expect(page.locator("#f-catalogue")).to_have_value(catalogue)
    expect(page.locator("#f-listings")).to_have_value(re.compile(r"^(L1\s+L2|L2\s+L1)\s*$"))
    expect(page.locator("#f-right")).to_have_value(re.compile("."))
    fair(page)
    page.check("input[name=reason][value=counterfeit]")
    page.fill("#f-listings", "L1\nL2\nno-such")
    page.set_input_files("#f-evidence", PDF)
    page.click("main form.form button")
    page.wait_for_url("**/protection/notices/*")
    expect(page.locator("main")).to_contain_text(words["gone"])


def case_of(holder: Visitor) -> str:
    """The first case of the notice that is shown."""
    return (
        holder.page.locator("#cases-caption >> xpath=ancestor::table >> css=tbody a").first.get_attribute("href") or ""
    )


def take(officer: Visitor, case: str) -> None:
    """Take cases until this one comes."""
    for _ in range(12):
        officer.go("/protection/queue")
        send(officer.page.locator("form[action$='/queue/next'] button"))
        if officer.address == case:
            break
    assert officer.address == case
    fair(officer.page)


def answer(seller: Visitor, case: str, words: dict[str, str]) -> None:
    """The seller reads the case and answers with evidence."""
    page = seller.page
    seller.go("/protection/cases")
    expect(page.locator(f"a[href='{case}']")).to_have_count(1)
    seller.go(case)
    fair(page)
    page.click(f"summary:has-text('{words['counter']}')")
    page.fill("#statement-counter", words["said"])
    page.set_input_files("#evidence-counter", PDF)
    page.click("form[action$='/counter'] button")
    stands(seller, words["countered"])


def appeal(seller: Visitor, case: str, words: dict[str, str]) -> None:
    """The seller appeals against the removal."""
    seller.go(case)
    seller.page.click(f"summary:has-text('{words['appeal']}')")
    seller.page.fill("#statement-appeal_removal", words["said"])
    send(seller.page.locator("form[action$='/appeal_removal'] button"))


def four_eyes(
    holder: Visitor, officer: Visitor, colleague: Visitor, catalogue: str, words: dict[str, str]
) -> None:  # fmt: skip
    """A design is a sensitive ground: one officer proposes, nothing happens; another one agrees."""
    page = holder.page
    holder.go("/protection/notices/new")
    page.check("input[name=reason][value=design]")
    page.fill("#f-catalogue", catalogue)
    page.fill("#f-listings", "L3")
    page.fill("#f-statement", words["why"])
    page.click("main form.form button")
    page.wait_for_url("**/protection/notices/*")
    case = case_of(holder)
    take(officer, case)
    decide(officer.page, "uphold", "works", words["why"])
    officer.go(case)
    stands(officer, words["waiting"])
    decide(officer.page, "uphold", "works", words["why"])
    expect(officer.page.locator("[data-error-summary]")).to_be_visible()  # not twice the same pair of eyes
    take(colleague, case)
    decide(colleague.page, "uphold", "works", words["why"])
    stands(colleague, words["down"])


def read_report(reader: Visitor, words: dict[str, str]) -> None:
    """Anybody reads the yearly report, the entries under a figure, and the file."""
    page = reader.page
    assert reader.go("/protection/report") == 200
    expect(page.locator("h1")).to_contain_text(words["report"])
    fair(page)
    expect(page.locator("canvas, [data-chart]").first).to_be_visible()
    file = page.request.get(reader.window.url + (page.locator("a[href$='.pdf']").get_attribute("href") or ""))
    assert file.status == 200 and file.body().startswith(b"%PDF-")
    page.click("#figures-caption >> xpath=ancestor::table >> css=tbody tr:first-child a")
    expect(page.locator("#entries-caption")).to_be_visible()


def test_anybody_reports_a_listing_on_a_small_screen(visit: Visit) -> None:
    visitor = visit("zh", theme="dark", width=360)
    visitor.go("/protection/report-a-listing")
    fair(visitor.page)
    visitor.page.check("input[name=reason][value=counterfeit]")
    visitor.page.fill("#f-listing", "no-such-listing")
    visitor.page.fill("#f-statement", "假货")
    visitor.page.click("main form.form button")
    expect(visitor.page.locator("[data-error-summary]")).to_be_visible()
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
