"""The administrator's work: taking in a file with good and bad rows, and letting people in."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
HEADER = "jurisdiction,number,text,classes,status,filing_date,owner_name\n"
BAD = {
    2: ("CN", "IMP-BAD-1", "坏行", "99", "registered", "2024-05-31"),
    4: ("CN", "IMP-BAD-2", "坏行二", "9", "registered", "gestern"),
}


def marks_file(path: Path, prefix: str, rows: int) -> Path:
    """A CSV of marks with a class and a date that cannot be, in the second and fourth row under the header."""
    lines = [HEADER]
    for row in range(1, rows + 1):
        fields = BAD.get(row, ("CN", f"{prefix}-{row:05d}", f"{prefix}牌{row}", "25", "registered", "2024-05-31"))
        lines.append(",".join((*fields[:1], f"{prefix}-{fields[1]}", *fields[2:], f"{prefix}有限公司")) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_is_taken_in_and_its_bad_rows_are_listed(visit: Visit, tmp_path: Path, language: str) -> None:
    prefix = f"ZQ{language.upper()}"
    given = marks_file(tmp_path / f"{prefix}.csv", prefix, 4000)
    visitor = visit(language).sign_in("admin")
    visitor.go("/imports")
    page = visitor.page
    page.locator("#f-file").set_input_files(given)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(page.locator(".progress")).to_be_visible()
    expect(page.locator(".progress-done")).to_be_visible(timeout=60_000)
    expect(page.locator(".progress-done .progress-count")).to_contain_text("4,000")
    expect(page.locator("#refused-caption")).to_be_visible()
    figures = ["4,000", "3,998", "0", "0", "2"]
    expect(page.locator(".particulars dd")).to_have_text(figures)
    refused = page.locator("#refused-caption").locator("xpath=ancestor::table").locator("tbody tr")
    expect(refused).to_have_count(2)
    for place, (row, field) in enumerate([("2", "classes"), ("4", "filing_date")]):
        expect(refused.nth(place)).to_contain_text(row)
        expect(refused.nth(place)).to_contain_text(field)
    assert any("一" <= c <= "鿿" for c in refused.first.locator("td").last.inner_text()) == (language == "zh")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "gestern" in download.value.path().read_text(encoding="utf-8-sig")

    visitor.go("/imports")
    expect(page.locator("tbody tr").first).to_contain_text(given.name)
    page.locator("#f-file").set_input_files(given)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    expect(page.locator(".particulars dd")).to_have_text(figures)


def test_a_mark_of_the_file_is_found_once_it_is_indexed(visit: Visit, tmp_path: Path) -> None:
    given = tmp_path / "one.csv"
    given.write_text(HEADER + "CN,ONE-1,Vexillophonic,25,registered,2024-05-31,Vexillo Ltd\n", encoding="utf-8")
    visitor = visit("en").sign_in("admin")
    visitor.go("/imports")
    visitor.page.locator("#f-file").set_input_files(given)
    visitor.page.locator("main form button").click()
    expect(visitor.page.locator(".progress-done")).to_be_visible(timeout=60_000)
    visitor.go("/marks?q=vexilophonic")
    hit = visitor.page.locator("#results .hit", has_text="ONE-1")
    for _look in range(30):
        if hit.count():
            break
        visitor.page.wait_for_timeout(500)
        visitor.page.reload()
    expect(hit).to_contain_text("Vexillophonic")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("marks.csv", b"name,colour\nx,red\n", "jurisdiction"),
        ("marks.pdf", b"%PDF-1.4", ".csv"),
        ("marks.csv", b"\xff\xfe\x00\x01", "UTF-8"),
    ],
    ids=["wrong columns", "wrong kind", "wrong encoding"],
)
def test_a_file_that_cannot_be_taken_in_is_refused_in_words(
    visit: Visit, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    given = tmp_path / name
    given.write_bytes(content)
    visitor = visit("en").sign_in("admin")
    visitor.go("/imports")
    visitor.page.locator("#f-file").set_input_files(given)
    visitor.page.locator("main form button").click()
    summary = visitor.page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_person_let_in_signs_in_until_shut_out(visit: Visit, language: str) -> None:
    name, password = f"ines-{language}", "an umbrella in april"
    visitor = visit(language).sign_in("admin")
    visitor.go("/people")
    page = visitor.page
    page.fill("#f-sign_in_name", name)
    page.fill("#f-full_name", "Inês 伊内斯")
    page.fill("#f-password", "short")
    page.locator("input[name=roles][value=analyst]").check()
    page.locator("main form .button-primary").click()
    expect(page.locator("#f-password-error")).to_contain_text("12")
    expect(page.locator("#f-full_name")).to_have_value("Inês 伊内斯")
    expect(page.locator("input[name=roles][value=analyst]")).to_be_checked()
    page.fill("#f-password", password)
    page.locator("main form .button-primary").click()
    expect(page.locator(".notice-success")).to_contain_text("Inês 伊内斯")

    let_in = visit(language).sign_in(name, password)
    let_in.go("/ledger")
    expect(let_in.page.locator(".tool-name")).to_contain_text("Inês")
    assert let_in.go("/people") == 404

    page.locator("tr", has_text=name).get_by_role("link").click()
    page.locator("input[name=active]").uncheck()
    page.locator("main form .button-primary").click()
    expect(page.locator(".notice-success")).to_be_visible()
    let_in.go("/account")
    assert let_in.address.startswith("/sign-in")
