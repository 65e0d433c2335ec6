"""The story of a complaint, from the account to the yearly report, in both languages."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
PDF = {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%synthetic\n"}
LISTINGS = """
import sys, django; django.setup()
from onewindow.desks.protection.models import Catalogue, Listing, Seller
from onewindow.kernel import clock
from onewindow.kernel.people import Person
now, name = clock.now(), sys.argv[1]
catalogue, _ = Catalogue.objects.get_or_create(name=name, defaults={"made_at": now, "entry_seq": 1})
seller = Person.objects.get(sign_in_name="seller").pk
shop, _ = Seller.objects.get_or_create(catalogue=catalogue, name="shop", defaults={"person_id": seller})
for number in (1, 2, 3):
    Listing.objects.create(catalogue=catalogue, reference=f"L{number}", title=f"Synthetic {number}", seller=shop,
                           seen_at=now, recorded_seq=1, touched_seq=1)
"""
WORDS = {
    "zh": {"upheld": "商品已下架", "counter": "提交反通知", "countered": "反通知审核中", "final": "恢复生效",
           "appeal": "对下架提出申诉", "said": "我们有授权。", "why": "与注册商标相同。", "gone": "该商品可能已不存在",
           "report": "年知识产权保护报告"},
    "en": {"upheld": "Listing removed", "counter": "Send a counter-notice", "countered": "Counter-notice under review",
           "final": "Restoral final", "appeal": "Appeal against the removal", "said": "We have a licence.",
           "why": "The mark is the same.", "gone": "it may be gone", "report": "Protection report"},
}  # fmt: skip


def fair(page: Page) -> None:
    """No page of the story may keep anybody out."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []


def decide(page: Page, outcome: str, policy: str, reason: str) -> None:
    page.check(f"input[name=outcome][value={outcome}]")
    page.check(f"input[name=policy][value={policy}]")
    page.fill("#f-reason", reason)
    page.click("form[action$='/decide'] button")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_complaint_from_account_to_report(language: str, visit: Visit) -> None:
    words = WORDS[language]
    holder, officer = visit(language).sign_in("holder"), visit(language).sign_in("officer")
    home = holder.window.home
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONEWINDOW_")}
    environment = {**kept, "ONEWINDOW_HOME": str(home), "DJANGO_SETTINGS_MODULE": "onewindow.web.settings"}
    subprocess.run([sys.executable, "-c", LISTINGS, f"fair-{language}"], env=environment, check=True)
    open_account(holder, officer)
    send_notice(holder, f"fair-{language}", words)
    case = (
        holder.page.locator("#cases-caption >> xpath=ancestor::table >> css=tbody a").first.get_attribute("href") or ""
    )
    # The officer takes cases until this one comes.
    for _ in range(8):
        officer.go("/protection/queue")
        fair(officer.page)
        officer.page.click("form[action$='/queue/next'] button")
        officer.page.wait_for_url(re.compile("/protection/(cases/|queue)"))
        if officer.address == case:
            break
    assert officer.address == case
    fair(officer.page)
    decide(officer.page, "uphold", "counterfeits", words["why"])
    expect(officer.page.locator("main")).to_contain_text(words["upheld"])
    answer(visit(language).sign_in("seller"), case, words)
    officer.go(case)
    expect(officer.page.locator("main")).to_contain_text(words["said"])
    decide(officer.page, "refuse_counter", "proof", words["why"])
    seller = visit(language).sign_in("seller")
    seller.go(case)
    seller.page.click(f"summary:has-text('{words['appeal']}')")
    seller.page.fill("#statement-appeal_removal", words["said"])
    seller.page.click("form[action$='/appeal_removal'] button")
    officer.go(case)
    decide(officer.page, "appeal_to_restore", "fair-use", words["why"])
    expect(officer.page.locator("[data-error-summary]")).to_be_visible()  # another officer decides on appeal
    reader = visit(language)
    assert reader.go("/protection/report") == 200
    expect(reader.page.locator("h1")).to_contain_text(words["report"])
    fair(reader.page)
    reader.page.click("#figures-caption >> xpath=ancestor::table >> css=tbody tr:first-child a")
    expect(reader.page.locator("#entries-caption")).to_be_visible()


def open_account(holder: Visitor, officer: Visitor) -> None:
    """Open the account, if it is not there from the story before, and link a right."""
    holder.go("/protection/account")
    fair(holder.page)
    if holder.page.locator("#f-documents").count():
        holder.page.set_input_files("#f-documents", PDF)
        holder.page.click("main form.form button")
        officer.go("/protection/queue")
        officer.page.click("#accounts-caption >> xpath=ancestor::table >> css=tbody a")
        officer.page.click("form[action$='/approve'] button")
        holder.go("/protection/account")
        holder.page.click("form[action$='/rights'] button")
    expect(holder.page.locator("#linked-caption >> xpath=ancestor::table >> css=tbody a").first).to_be_visible()


def send_notice(holder: Visitor, catalogue: str, words: dict[str, str]) -> None:
    """Send a notice about three listings, one of which is gone."""
    page = holder.page
    holder.go("/protection/notices/new")
    fair(page)
    page.check("input[name=reason][value=counterfeit]")
    page.select_option("#f-right", index=1)
    page.fill("#f-catalogue", catalogue)
    page.fill("#f-listings", "L1\nL2\nno-such")
    page.set_input_files("#f-evidence", PDF)
    page.click("main form.form button")
    page.wait_for_url("**/protection/notices/*")
    expect(page.locator("main")).to_contain_text(words["gone"])


def answer(seller: Visitor, case: str, words: dict[str, str]) -> None:
    """The seller reads the case and answers with evidence."""
    page = seller.page
    seller.go("/protection/cases")
    assert page.locator(f"a[href='{case}']").count() == 1
    seller.go(case)
    fair(page)
    page.click(f"summary:has-text('{words['counter']}')")
    page.fill("#statement-counter", words["said"])
    page.set_input_files("#evidence-counter", PDF)
    page.click("form[action$='/counter'] button")
    expect(page.locator("main")).to_contain_text(words["countered"])


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
