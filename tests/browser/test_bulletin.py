"""From a figure of the bulletin down to the record it counts."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]


def figure(text: str) -> int:
    """A whole number as the pages write it."""
    return int(re.sub(r"[^\d]", "", text))


def tile(page: Page, place: int) -> int:
    """The figure of a tile."""
    return figure(page.locator(".figure-value").nth(place).inner_text())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("indicator", "kind"), [("register-size", "rights"), ("rights-holders", "parties")])
def test_a_figure_is_the_sum_of_its_entries_and_leads_to_records(
    visit: Visit, indicator: str, kind: str, language: str
) -> None:
    visitor = visit(language)
    visitor.go("/bulletin")
    page = visitor.page
    link = page.locator(f"a[href='/bulletin/{indicator}']")
    shown = figure(page.locator("tr", has=link).locator(".cell-number").inner_text())
    link.click()
    page.wait_for_url(f"**/bulletin/{indicator}")
    assert tile(page, 0) == shown
    months = page.locator("#months-caption").locator("xpath=ancestor::table")
    assert sum(map(figure, months.locator("tbody td:last-child").all_inner_texts())) == shown
    expect(page.locator("[data-chart] svg, [data-chart] canvas").first).to_be_visible()
    with page.expect_download() as download:
        page.locator("a[href^='/ledger.csv']").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == tile(page, 1)
    assert sum(round(float(row["quantity"])) for row in rows) == shown

    entries = page.locator("#entries-caption").locator("xpath=ancestor::table").locator("tbody tr")
    quantity = figure(entries.last.locator("td").last.inner_text())
    entries.last.locator("a").first.click()
    expect(page.locator(".notice-success")).to_be_visible()
    records = page.locator("#records-caption").locator("xpath=ancestor::table").locator("tbody tr")
    expect(records).to_have_count(min(quantity, 100))
    first = records.first.locator("a")
    name = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    assert visitor.address.startswith(f"/{kind}/")


def test_the_ledger_is_filtered_by_what_was_done(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/ledger")
    page = visitor.page
    page.get_by_label("What").select_option(label="Marks recorded")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("action=register.marks_recorded"))
    done = page.locator("tbody td:nth-child(3)")
    expect(done.filter(has_not_text="Marks recorded")).to_have_count(0)
    expect(done.first).to_have_text("Marks recorded")


def test_a_right_shows_where_its_record_came_from(visit: Visit) -> None:
    visitor = visit("en")
    visitor.go("/marks?q=Gucci")
    page = visitor.page
    page.locator("[data-result]").first.click()
    expect(page.locator("h1")).to_have_text("Gucci")
    expect(page.locator(".record-head")).to_contain_text("not an official register")
    page.locator(".timeline a").first.click()
    expect(page.locator(".notice-success")).to_be_visible()
